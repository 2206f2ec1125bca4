#pragma once

#include <stdbool.h>

/* Whether TEXT is an address of the web that a browser opens: http or https, a host, and no name or password in it (RFC 3986). */
bool web_address_is(const char *text);
