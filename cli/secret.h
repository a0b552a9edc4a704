/* SPDX-License-Identifier: MIT */
/*
 * What is secret on the command line: passwords come by standard input, never
 * in argv; keys, links and codes are random, shown once, and only their hash
 * goes to the database. Wipe what these functions fill: sodium_memzero().
 */
#ifndef CLI_SECRET_H
#define CLI_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include <callout/err.h>

#define SECRET_SIZE 48	    /* 160 random bits in base32, and a prefix */
#define SECRET_CODE_SIZE 16 /* "XXXX-XXXX-XXXX" */
#define SECRET_HASH_SIZE 68 /* "\x" and 64 digits, for bytea */
#define SECRET_PASSWORD_SIZE 1026
#define SECRET_PASSWORD_HASH_SIZE 128

/* `prefix` and 160 random bits, lower case. */
void secret_make(const char *prefix, char ret_text[SECRET_SIZE]);
/* 60 bits for typing: lives for minutes. The hash is that of the characters
 * without dashes. */
void secret_make_code(char ret_text[SECRET_CODE_SIZE],
		      char ret_hash[SECRET_HASH_SIZE]);
/* sha256, as bytea's input. */
void secret_hash(const char *text, char ret_hash[SECRET_HASH_SIZE]);

/* Read a password from standard input (one line, 12 to 1024 bytes of UTF-8), or
 * make one of 100 bits. */
enum err secret_password(bool from_stdin,
			 char ret_password[SECRET_PASSWORD_SIZE],
			 struct err_detail *detail) ERR_MUST_CHECK;
/* argon2id; takes some 0.2 s and 64 MiB. */
enum err secret_password_hash(const char *password,
			      char ret_hash[SECRET_PASSWORD_HASH_SIZE],
			      struct err_detail *detail) ERR_MUST_CHECK;

#endif
