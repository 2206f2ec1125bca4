#include "test.h"
#include "error.h"
#include "signature.h"

#include <stdio.h>

static const char text[] = "object 1\ntype commit\n\nSubmission 1\n";

struct signed_text {
	struct signing_key key;
	struct buf armour;
};

static struct signed_text sign(void)
{
	struct signed_text s = { .armour = BUF_INIT };

	if (secret_init(NULL) < 0)
		abort();
	signing_key_new(&s.key);
	signature_add(&s.armour, &s.key, text, strlen(text));
	return s;
}

static void sign_releasep(struct signed_text *s)
{
	buf_release(&s->armour);
}

static int verify(const char *armour, const char *of, size_t len)
{
	struct public_key signer;

	return signature_verify(&signer, armour, of, len, NULL);
}

TEST(a_signature_is_proved_and_says_whose_it_is)
{
	CLEANUP(sign_release) struct signed_text s = sign();
	struct public_key signer;
	struct error err = { 0 };

	CHECK_OK(signature_verify(&signer, buf_text(&s.armour), text, strlen(text), &err), err);
	CHECK(memcmp(&signer, &s.key.public, sizeof signer) == 0);
}

TEST(a_text_has_one_signature_whenever_it_is_made)
{
	CLEANUP(sign_release) struct signed_text s = sign();
	CLEANUP(buf_release) struct buf again = BUF_INIT;

	signature_add(&again, &s.key, text, strlen(text));
	CHECK_TEXT(buf_text(&again), buf_text(&s.armour));
}

TEST(every_flipped_byte_of_text_and_signature_is_refused)
{
	CLEANUP(sign_release) struct signed_text s = sign();
	CLEANUP(str_free) char *copy = str_copy(text), *armour = str_copy(buf_text(&s.armour));

	for (size_t i = 0; i < strlen(text); i++)
		for (int bit = 1; bit < 256; bit <<= 1) {
			copy[i] = (char)(text[i] ^ bit);
			CHECK_NUMBER(verify(armour, copy, strlen(text)), ERR_INVALID);
			copy[i] = text[i];
		}
	for (size_t i = 0; i < s.armour.len; i++)
		for (int bit = 1; bit < 256; bit <<= 1) {
			armour[i] = (char)(s.armour.data[i] ^ bit);
			CHECK_NUMBER(verify(armour, text, strlen(text)), ERR_INVALID);
			armour[i] = s.armour.data[i];
		}
	CHECK_NUMBER(verify(armour, copy, strlen(text)), 0);
}

TEST(malformed_armour_is_refused)
{
	CLEANUP(sign_release) struct signed_text s = sign();
	static const char *const bad[] = { "", "-----BEGIN SSH SIGNATURE-----\n", SIGNATURE_END,
		SIGNATURE_BEGIN SIGNATURE_END, SIGNATURE_BEGIN "AAAA\n" SIGNATURE_END,
		SIGNATURE_BEGIN "\xff\n" SIGNATURE_END, "-----BEGIN PGP SIGNATURE-----\n" };
	CLEANUP(str_free) char *short_of = str_copy_n(buf_text(&s.armour), s.armour.len - 1);
	CLEANUP(str_free) char *longer = str_format("%s\n", buf_text(&s.armour));
	CLEANUP(str_free) char *spaced = str_format(" %s", buf_text(&s.armour));
	struct public_key signer;
	struct error err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_REFUSED(signature_verify(&signer, bad[i], text, strlen(text), &err), ERR_INVALID, err,
			"this is no Ed25519 signature in OpenSSH's format for git, with SHA-512");
	CHECK_NUMBER(verify(short_of, text, strlen(text)), ERR_INVALID);
	CHECK_NUMBER(verify(longer, text, strlen(text)), ERR_INVALID);
	CHECK_NUMBER(verify(spaced, text, strlen(text)), ERR_INVALID);
}

TEST(another_text_is_refused_in_words)
{
	CLEANUP(sign_release) struct signed_text s = sign();
	struct public_key signer;
	struct error err = { 0 };

	CHECK_REFUSED(signature_verify(&signer, buf_text(&s.armour), "another", 7, &err), ERR_INVALID,
		err, "the signature is not that of this text");
}

TEST(a_public_key_is_read_as_it_was_written)
{
	CLEANUP(sign_release) struct signed_text s = sign();
	CLEANUP(buf_release) struct buf line = BUF_INIT;
	struct public_key read;

	public_key_add(&line, &s.key.public);
	CHECK(str_starts(buf_text(&line), "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"));
	CHECK(public_key_read(&read, buf_text(&line)));
	CHECK(memcmp(&read, &s.key.public, sizeof read) == 0);
	CHECK(!public_key_read(&read, "ssh-ed25519"));
	CHECK(!public_key_read(&read, "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAI"));
	line.data[14] = 'B'; /* another algorithm in the blob */
	CHECK(!public_key_read(&read, buf_text(&line)));
	line.data[14] = 'A';
	buf_addc(&line, ' ');
	CHECK(!public_key_read(&read, buf_text(&line)));
}

/* The whole way with OpenSSH's own program, both directions. */
TEST(ssh_keygen_proves_ours_and_we_prove_its_own)
{
	CLEANUP(sign_release) struct signed_text s = sign();
	CLEANUP(buf_release) struct buf line = BUF_INIT;
	CLEANUP(str_free) char *dir = str_copy(test_folder());
	CLEANUP(str_free) char *signers = str_format("%s/signers", dir);
	CLEANUP(str_free) char *sig = str_format("%s/text.ours", dir);
	CLEANUP(str_free) char *file = str_format("%s/text", dir);
	CLEANUP(str_free) char *theirs_file = str_format("%s/text.sig", dir);
	CLEANUP(str_free) char *public_file = str_format("%s/key.pub", dir);
	CLEANUP(str_free) char *theirs = NULL, *public_line = NULL;
	CLEANUP(str_free) char *command = str_format(
		"cd %s && ssh-keygen -q -Y verify -f signers -I c -n git -s text.ours <text && "
		"ssh-keygen -q -t ed25519 -N '' -C '' -f key && ssh-keygen -q -Y sign -n git -f key text 2>text.said", dir);
	struct public_key signer, known;
	struct error err = { 0 };

	if (system("command -v ssh-keygen >/dev/null") != 0)
		return;
	buf_puts(&line, "c namespaces=\"git\" ");
	public_key_add(&line, &s.key.public);
	buf_addc(&line, '\n');
	test_write_file(signers, buf_text(&line));
	test_write_file(sig, buf_text(&s.armour));
	test_write_file(file, text);
	CHECK_NUMBER(system(command), 0);
	theirs = test_read_file(theirs_file, NULL);
	CHECK_OK(signature_verify(&signer, theirs, text, strlen(text), &err), err);
	public_line = test_read_file(public_file, NULL);
	CHECK(public_key_read(&known, str_trim(public_line)));
	CHECK(memcmp(&known, &signer, sizeof known) == 0);
}

TEST_MAIN
