#include "test.h"
#include "web_address.h"

TEST(knows_an_address_of_the_web)
{
	CHECK(web_address_is("https://example.org/hesabat?il=2016#cədvəl"));
	CHECK(web_address_is("http://127.0.0.1:8080/"));
	CHECK(web_address_is("https://[::1]/"));
}

TEST(refuses_what_no_browser_opens)
{
	static const char *const wrong[] = { "", "https://", "https:// ", "https://a b.org/", "https://example.org:99999999/", "javascript:alert(1)",
		"ftp://example.org/", "//example.org/", "example.org", "https://ad:parol@example.org/", "https://[::1/" };

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		CHECK(!web_address_is(wrong[i]));
	CHECK(!web_address_is(NULL));
}

TEST_MAIN
