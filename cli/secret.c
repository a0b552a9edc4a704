/* SPDX-License-Identifier: MIT */
/* Random texts and hashes, all by libsodium. */
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include <callout/text.h>

#include "cli/secret.h"

#define PASSWORD_MIN 12
/* The same cost as dispatchd's (dispatchd/engine/password.c). */
#define OPSLIMIT 3
#define MEMLIMIT (64U << 20)

void secret_hash(const char *text, char ret_hash[SECRET_HASH_SIZE])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)text, strlen(text));
	ret_hash[0] = '\\';
	ret_hash[1] = 'x';
	text_hex(hash, sizeof(hash), ret_hash + 2);
}

void secret_make(const char *prefix, char ret_text[SECRET_SIZE])
{
	unsigned char random[20];
	size_t length = strlen(prefix);

	assert(length + 33 <= SECRET_SIZE);
	randombytes_buf(random, sizeof(random));
	memcpy(ret_text, prefix, length);
	text_base32(random, sizeof(random), ret_text + length);
	for (char *c = ret_text + length; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	sodium_memzero(random, sizeof(random));
}

void secret_make_code(char ret_text[SECRET_CODE_SIZE],
		      char ret_hash[SECRET_HASH_SIZE])
{
	unsigned char random[8];
	char code[14];

	randombytes_buf(random, sizeof(random));
	text_base32(random, sizeof(random), code);
	code[12] = '\0';
	secret_hash(code, ret_hash);
	snprintf(ret_text, SECRET_CODE_SIZE, "%.4s-%.4s-%.4s", code, code + 4,
		 code + 8);
	sodium_memzero(random, sizeof(random));
	sodium_memzero(code, sizeof(code));
}

/* --- Passwords
 * -------------------------------------------------------------------- */

/* One line by read(2): stdio would keep a copy in its buffer. */
static size_t read_line(char *text, size_t size)
{
	size_t length = 0;

	while (length < size && read(STDIN_FILENO, text + length, 1) == 1) {
		if (text[length] == '\n')
			break;
		length++;
	}
	if (length > 0 && text[length - 1] == '\r')
		length--;
	return length;
}

enum err secret_password(bool from_stdin,
			 char ret_password[SECRET_PASSWORD_SIZE],
			 struct err_detail *detail)
{
	unsigned char random[13];
	size_t length;

	if (!from_stdin) {
		randombytes_buf(random, sizeof(random));
		text_base32(random, sizeof(random), ret_password);
		sodium_memzero(random, sizeof(random));
		return ERR_OK;
	}
	length = read_line(ret_password, SECRET_PASSWORD_SIZE - 1);
	if (length < PASSWORD_MIN || length > 1024)
		return err_set(detail, ERR_INPUT, "standard input",
			       "a password has %d to 1024 bytes, not %zu%s",
			       PASSWORD_MIN, length,
			       length > 1024 ? " or more" : "");
	if (memchr(ret_password, '\0', length) ||
	    !text_is_utf8(ret_password, length, NULL))
		return err_set(detail, ERR_INPUT, "standard input",
			       "the password is not UTF-8");
	ret_password[length] = '\0';
	return ERR_OK;
}

enum err secret_password_hash(const char *password,
			      char ret_hash[SECRET_PASSWORD_HASH_SIZE],
			      struct err_detail *detail)
{
	static_assert(SECRET_PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES,
		      "the hash must fit");
	if (crypto_pwhash_str_alg(ret_hash, password, strlen(password),
				  OPSLIMIT, MEMLIMIT,
				  crypto_pwhash_ALG_ARGON2ID13) != 0)
		return err_set(detail, ERR_UNAVAILABLE, "",
			       "64 MiB of memory are needed to hash a "
			       "password");
	return ERR_OK;
}
