#pragma once

/*
 * What a page says once after something was done. The address carries only a
 * key ("?done=saved"), so that nobody can put words of his own on our pages.
 */

/* The English phrase of KEY, or NULL where there is none (or KEY is NULL). */
const char *flash_phrase(const char *key);
