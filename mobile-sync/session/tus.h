/* SPDX-License-Identifier: MIT */
/* The header fields of tus 1.0 that have a form of their own. Pure. */
#ifndef MOBILE_SYNC_SESSION_TUS_H
#define MOBILE_SYNC_SESSION_TUS_H

#include <stdbool.h>

#include <callout/arena.h>
#include <callout/blob.h>
#include <callout/buf.h>
#include <callout/err.h>

#define TUS_VERSION "1.0.0"
#define TUS_EXTENSIONS \
	"creation,creation-with-upload,checksum,expiration,termination"
#define TUS_CHECKSUMS "sha1,sha256"

struct tus_metadata {
	const char *id;	    /* UUID, lower case */
	const char *sha256; /* of the whole, lower-case hex */
	enum blob_type type;
};

/* Upload-Metadata (NULL: none): "id BASE64,sha256 BASE64,type BASE64" in any
 * order, other keys are left alone. ERR_INPUT says what is missing or wrong;
 * ERR_MEDIA_TYPE: a type that is not taken. Texts live in the arena. */
enum err tus_read_metadata(const char *header, struct arena *arena,
			   struct tus_metadata *ret_metadata,
			   struct err_detail *detail) ERR_MUST_CHECK;
/* The same the other way. */
void tus_add_metadata(struct buf *out, const struct tus_metadata *metadata);

struct tus_checksum {
	bool given;
	enum blob_digest digest;
	unsigned char bytes[BLOB_SHA256_BYTES];
};

/* Upload-Checksum (NULL: none): "sha256 BASE64". */
enum err tus_read_checksum(const char *header,
			   struct tus_checksum *ret_checksum,
			   struct err_detail *detail) ERR_MUST_CHECK;

#endif
