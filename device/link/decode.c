/* SPDX-License-Identifier: MIT */
/* Answers' bodies as they come: plain, gzip, or dcz with a dictionary. */
#include "device/link/decode.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sodium.h>
#include <zlib.h>
#include <zstd.h>

#include <callout/arena.h>

enum {
	PIECE_BYTES = 16 * 1024,
	/* A skippable frame with the dictionary's SHA-256 (RFC 9842, 5). */
	DCZ_HEAD_BYTES = 8 + crypto_hash_sha256_BYTES,
	WINDOW_LOG_MAX = 23, /* 8 MiB, as the RFC has it */
};

static const unsigned char dcz_magic[8] = {0x5e, 0x2a, 0x4d, 0x18,
					   0x20, 0x00, 0x00, 0x00};

enum coding { PLAIN, GZIP, DCZ, UNKNOWN };

struct decode {
	const struct link_dictionary *dictionary; /* NULL: none */
	decode_out_fn *out;
	void *arg;
	enum coding coding;
	bool is_whole;
	z_stream gzip; /* of GZIP only */
	ZSTD_DCtx *zstd;
	unsigned char head[DCZ_HEAD_BYTES];
	size_t head_length;
};

struct decode *decode_new(const struct link_dictionary *dictionary,
			  decode_out_fn *out, void *arg)
{
	struct decode *decode = xcalloc(1, sizeof(*decode));

	decode->dictionary = dictionary;
	decode->out = out;
	decode->arg = arg;
	return decode;
}

void decode_free(struct decode *decode)
{
	if (!decode)
		return;
	/* Also of one that was refused after its start; nothing if none was
	 * started. */
	(void)inflateEnd(&decode->gzip);
	ZSTD_freeDCtx(decode->zstd);
	free(decode);
}

static bool start_gzip(struct decode *decode)
{
	return inflateInit2(&decode->gzip, 15 + 16) == Z_OK;
}

static bool start_dcz(struct decode *decode)
{
	const struct link_dictionary *dictionary = decode->dictionary;

	if (!dictionary)
		return false;
	decode->zstd = ZSTD_createDCtx();
	return decode->zstd &&
	       !ZSTD_isError(ZSTD_DCtx_setParameter(
		   decode->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX)) &&
	       !ZSTD_isError(ZSTD_DCtx_loadDictionary(
		   decode->zstd, dictionary->text, strlen(dictionary->text)));
}

void decode_set_coding(struct decode *decode, const char *coding)
{
	if (decode->coding != PLAIN)
		decode->coding = UNKNOWN; /* one upon the other */
	else if (!strcasecmp(coding, "gzip"))
		decode->coding = start_gzip(decode) ? GZIP : UNKNOWN;
	else if (!strcasecmp(coding, "dcz"))
		decode->coding = start_dcz(decode) ? DCZ : UNKNOWN;
	else if (strcasecmp(coding, "identity") != 0)
		decode->coding = UNKNOWN;
}

bool decode_is_dcz(const struct decode *decode)
{
	return decode->coding == DCZ;
}

bool decode_is_whole(const struct decode *decode)
{
	return decode->coding == PLAIN || decode->is_whole;
}

/* --- the codings -------------------------------------------------------- */

static bool feed_gzip(struct decode *decode, const char *bytes, size_t length)
{
	z_stream *z = &decode->gzip;
	char piece[PIECE_BYTES];
	int rc = Z_OK;

	z->next_in = (Bytef *)bytes;
	z->avail_in = (uInt)length;
	do {
		z->next_out = (Bytef *)piece;
		z->avail_out = sizeof(piece);
		rc = inflate(z, Z_NO_FLUSH);
		if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
			return false;
		if (z->avail_out < sizeof(piece) &&
		    !decode->out(piece, sizeof(piece) - z->avail_out,
				 decode->arg))
			return false;
	} while (rc == Z_OK && (z->avail_in > 0 || z->avail_out == 0));
	decode->is_whole = rc == Z_STREAM_END;
	return true;
}

/* Another dictionary than ours would give garbage. */
static bool head_is_ours(const struct decode *decode)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	const char *text = decode->dictionary->text;

	crypto_hash_sha256(hash, (const unsigned char *)text, strlen(text));
	return !memcmp(decode->head, dcz_magic, sizeof(dcz_magic)) &&
	       !memcmp(decode->head + sizeof(dcz_magic), hash, sizeof(hash));
}

/* *length bytes of it may be left for the frame. */
static bool feed_head(struct decode *decode, const char **bytes, size_t *length)
{
	size_t missing = DCZ_HEAD_BYTES - decode->head_length;
	size_t taken = *length < missing ? *length : missing;

	if (missing == 0)
		return true;
	memcpy(decode->head + decode->head_length, *bytes, taken);
	decode->head_length += taken;
	*bytes += taken;
	*length -= taken;
	return taken < missing || head_is_ours(decode);
}

static bool feed_dcz(struct decode *decode, const char *bytes, size_t length)
{
	char piece[PIECE_BYTES];
	ZSTD_inBuffer in;
	ZSTD_outBuffer out = {.dst = piece, .size = sizeof(piece)};
	size_t left;

	if (!feed_head(decode, &bytes, &length))
		return false;
	in = (ZSTD_inBuffer){.src = bytes, .size = length};
	while (in.pos < in.size || out.pos == out.size) {
		if (decode->is_whole)
			return in.pos == in.size;
		out.pos = 0;
		left = ZSTD_decompressStream(decode->zstd, &out, &in);
		if (ZSTD_isError(left))
			return false;
		decode->is_whole = left == 0;
		if (out.pos > 0 && !decode->out(piece, out.pos, decode->arg))
			return false;
	}
	return true;
}

bool decode_feed(struct decode *decode, const char *bytes, size_t length)
{
	switch (decode->coding) {
	case PLAIN:
		return decode->out(bytes, length, decode->arg);
	case GZIP:
		return feed_gzip(decode, bytes, length);
	case DCZ:
		return feed_dcz(decode, bytes, length);
	case UNKNOWN:
		break;
	}
	return false;
}
