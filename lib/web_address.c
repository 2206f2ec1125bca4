#include "web_address.h"
#include "base.h"

#include <curl/curl.h>

DEFINE_CLEANUP(CURLU *, curl_url_cleanup)

bool web_address_is(const char *text)
{
	CLEANUP(curl_url_cleanup) CURLU *url = curl_url();

	return url && text && (str_starts(text, "https://") || str_starts(text, "http://")) &&
		curl_url_set(url, CURLUPART_URL, text, CURLU_DISALLOW_USER) == CURLUE_OK;
}
