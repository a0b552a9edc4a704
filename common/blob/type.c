/* SPDX-License-Identifier: MIT */
/* The pure part: types by their first bytes, names, digests. */
#include <callout/blob.h>

#include <assert.h>
#include <string.h>

#include <openssl/evp.h>

static const char *const names[BLOB_TYPE_COUNT] = {
    [BLOB_UNKNOWN] = "application/octet-stream",
    [BLOB_JPEG] = "image/jpeg",
    [BLOB_PNG] = "image/png",
    [BLOB_WEBP] = "image/webp",
    [BLOB_HEIC] = "image/heic",
};

/* Bytes that must stand at `at`; a type has one or two rows in a row. */
static const struct {
	enum blob_type type;
	size_t at, length;
	const char *bytes;
	bool with_next; /* the next row must hold as well */
} marks[] = {
    {BLOB_JPEG, 0, 3, "\xff\xd8\xff", false},
    {BLOB_PNG, 0, 8, "\x89PNG\r\n\x1a\n", false},
    {BLOB_WEBP, 0, 4, "RIFF", true},
    {BLOB_WEBP, 8, 6, "WEBPVP", false},
};

/* Brands of ISO base media files that hold HEIC pictures. */
static const char heic_brands[][5] = {"heic", "heix", "heim", "heis", "mif1"};

const char *blob_type_name(enum blob_type type)
{
	assert(type < BLOB_TYPE_COUNT);
	return names[type];
}

enum blob_type blob_type_find(const char *name)
{
	for (int i = BLOB_UNKNOWN + 1; i < BLOB_TYPE_COUNT; i++)
		if (!strcmp(name, names[i]))
			return (enum blob_type)i;
	return BLOB_UNKNOWN;
}

static bool is_heic(const char *bytes, size_t length)
{
	if (length < 12 || memcmp(bytes + 4, "ftyp", 4) != 0)
		return false;
	for (size_t i = 0; i < sizeof(heic_brands) / sizeof(*heic_brands); i++)
		if (!memcmp(bytes + 8, heic_brands[i], 4))
			return true;
	return false;
}

enum blob_type blob_type_sniff(const void *bytes, size_t length)
{
	const char *text = bytes;
	bool holds = true;

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		holds = holds && length >= marks[i].at + marks[i].length &&
			!memcmp(text + marks[i].at, marks[i].bytes,
				marks[i].length);
		if (marks[i].with_next)
			continue;
		if (holds)
			return marks[i].type;
		holds = true;
	}
	return is_heic(text, length) ? BLOB_HEIC : BLOB_UNKNOWN;
}

bool blob_is_uid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (strlen(text) != sizeof(form) - 1)
		return false;
	for (size_t i = 0; form[i] != '\0'; i++)
		if (form[i] == '-'
			? text[i] != '-'
			: strchr("0123456789abcdef", text[i]) == NULL)
			return false;
	return true;
}

size_t blob_digest(enum blob_digest digest, const void *bytes, size_t length,
		   unsigned char ret_digest[BLOB_SHA256_BYTES])
{
	const EVP_MD *md = digest == BLOB_SHA1 ? EVP_sha1() : EVP_sha256();
	unsigned size = 0;
	int done = EVP_Digest(bytes, length, ret_digest, &size, md, NULL);

	assert(done == 1 && size <= BLOB_SHA256_BYTES);
	(void)done;
	return size;
}
