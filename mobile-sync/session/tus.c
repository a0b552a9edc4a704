/* SPDX-License-Identifier: MIT */
/* https://tus.io/protocols/resumable-upload, version 1.0.0 */
#include "mobile-sync/session/tus.h"

#include <string.h>

#include <sodium.h>

#define VALUE_MAX 200 /* bytes of a value that we read */

static const char *const keys[] = {"id", "sha256", "type"};
enum { KEY_ID, KEY_SHA256, KEY_TYPE, KEY_COUNT };

/* Base64 with padding; the number of bytes, or -1. */
static int decode(const char *text, size_t length, unsigned char *out,
		  size_t size)
{
	size_t bytes;
	const char *end;

	if (sodium_base642bin(out, size, text, length, NULL, &bytes, &end,
			      sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    end != text + length)
		return -1;
	return (int)bytes;
}

static enum err bad(struct err_detail *detail, const char *rule,
		    const char *text)
{
	return err_set_rule(detail, ERR_INPUT, "/Upload-Metadata", rule,
			    "Upload-Metadata: %s", text);
}

/* One "key BASE64" or "key". */
static enum err read_pair(const char *text, size_t length, struct arena *arena,
			  const char **values, struct err_detail *detail)
{
	unsigned char value[VALUE_MAX];
	size_t key_length = strcspn(text, " ,");
	int bytes;

	for (int i = 0; i < KEY_COUNT; i++) {
		if (strlen(keys[i]) != key_length ||
		    memcmp(text, keys[i], key_length) != 0)
			continue;
		if (values[i])
			return bad(detail, "duplicate", "a key stands twice");
		if (key_length == length)
			return bad(detail, "format", "a value is missing");
		bytes = decode(text + key_length + 1, length - key_length - 1,
			       value, sizeof(value));
		if (bytes < 0 || memchr(value, 0, (size_t)bytes))
			return bad(detail, "format",
				   "a value is no base64 of a short text");
		values[i] =
		    arena_strndup(arena, (const char *)value, (size_t)bytes);
	}
	return ERR_OK;
}

static bool is_hex(const char *text, size_t length)
{
	return strlen(text) == length &&
	       strspn(text, "0123456789abcdef") == length;
}

enum err tus_read_metadata(const char *header, struct arena *arena,
			   struct tus_metadata *ret_metadata,
			   struct err_detail *detail)
{
	const char *values[KEY_COUNT] = {NULL};

	for (const char *at = header ? header : ""; *at;) {
		size_t length;
		enum err err;

		at += strspn(at, ", ");
		length = strcspn(at, ",");
		while (length > 0 && at[length - 1] == ' ')
			length--;
		err = read_pair(at, length, arena, values, detail);
		if (err != ERR_OK)
			return err;
		at += strcspn(at, ",");
	}
	if (!values[KEY_ID] || !values[KEY_SHA256] || !values[KEY_TYPE])
		return bad(detail, "required",
			   "id, sha256 and type are needed, each in base64");
	if (!blob_is_uid(values[KEY_ID]))
		return bad(detail, "format",
			   "id is no UUID in lower case with its dashes");
	if (!is_hex(values[KEY_SHA256], 2 * BLOB_SHA256_BYTES))
		return bad(detail, "format",
			   "sha256 is not 64 hex digits in lower case");
	*ret_metadata = (struct tus_metadata){
	    .id = values[KEY_ID],
	    .sha256 = values[KEY_SHA256],
	    .type = blob_type_find(values[KEY_TYPE]),
	};
	if (ret_metadata->type == BLOB_UNKNOWN)
		return err_set_rule(detail, ERR_MEDIA_TYPE, "/Upload-Metadata",
				    "type",
				    "photos are image/jpeg, image/png, "
				    "image/webp or image/heic");
	return ERR_OK;
}

static void add_pair(struct buf *out, const char *key, const char *value)
{
	char text[sodium_base64_ENCODED_LEN(VALUE_MAX,
					    sodium_base64_VARIANT_ORIGINAL)];

	sodium_bin2base64(text, sizeof(text), (const unsigned char *)value,
			  strlen(value), sodium_base64_VARIANT_ORIGINAL);
	buf_printf(out, "%s%s %s", out->length > 0 ? "," : "", key, text);
}

void tus_add_metadata(struct buf *out, const struct tus_metadata *metadata)
{
	add_pair(out, keys[KEY_ID], metadata->id);
	add_pair(out, keys[KEY_SHA256], metadata->sha256);
	add_pair(out, keys[KEY_TYPE], blob_type_name(metadata->type));
}

enum err tus_read_checksum(const char *header,
			   struct tus_checksum *ret_checksum,
			   struct err_detail *detail)
{
	static const struct {
		const char *name;
		enum blob_digest digest;
		int length;
	} digests[] = {{"sha1 ", BLOB_SHA1, 20}, {"sha256 ", BLOB_SHA256, 32}};
	struct tus_checksum checksum = {.given = header != NULL};

	for (size_t i = 0; header && i < sizeof(digests) / sizeof(*digests);
	     i++) {
		size_t length = strlen(digests[i].name);

		if (strncmp(header, digests[i].name, length) != 0)
			continue;
		checksum.digest = digests[i].digest;
		if (decode(header + length, strlen(header + length),
			   checksum.bytes,
			   sizeof(checksum.bytes)) != digests[i].length)
			break;
		*ret_checksum = checksum;
		return ERR_OK;
	}
	if (header)
		return err_set_rule(detail, ERR_INPUT, "/Upload-Checksum",
				    "format",
				    "Upload-Checksum is \"sha256 \" or "
				    "\"sha1 \" and the digest in base64");
	*ret_checksum = checksum;
	return ERR_OK;
}
