/* SPDX-License-Identifier: MIT */
/* gzip of whole bodies. Level 4: two thirds of level 6's time for some three
 * per cent more bytes, and the loop waits for it. */
#include "gzip_internal.h"

#include <callout/arena.h>

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16, GZIP_LEVEL = 4, GZIP_MEMORY = 8 };

struct http_gzip {
	z_stream stream;
};

struct http_gzip *http_gzip_new(void)
{
	struct http_gzip *gzip = xcalloc(1, sizeof(*gzip));

	if (deflateInit2(&gzip->stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW,
			 GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		abort(); /* out of memory is its only cause here */
	return gzip;
}

void http_gzip_free(struct http_gzip *gzip)
{
	if (gzip == NULL)
		return;
	deflateEnd(&gzip->stream);
	free(gzip);
}

bool http_gzip_deflate(struct http_gzip *gzip, const void *bytes, size_t length,
		       struct buf *out)
{
	z_stream *stream = &gzip->stream;
	unsigned char piece[16384];
	size_t start = out->length;
	int result;

	if (length > UINT_MAX)
		return false;
	if (deflateReset(stream) != Z_OK)
		return false;
	stream->next_in = (unsigned char *)bytes;
	stream->avail_in = (uInt)length;
	do {
		stream->next_out = piece;
		stream->avail_out = sizeof(piece);
		result = deflate(stream, Z_FINISH);
		buf_add(out, piece, sizeof(piece) - stream->avail_out);
		if (out->length - start >= length)
			break;
	} while (result == Z_OK);
	if (result == Z_STREAM_END && out->length - start < length)
		return true;
	out->length = start;
	return false;
}

/* The pump of http_gzip_inflate(). */
static enum gzip_result inflate_all(z_stream *stream, size_t max,
				    struct buf *out)
{
	unsigned char piece[16384];
	int result;

	do {
		size_t got;

		stream->next_out = piece;
		stream->avail_out = sizeof(piece);
		result = inflate(stream, Z_NO_FLUSH);
		if (result != Z_OK && result != Z_STREAM_END)
			return GZIP_MALFORMED;
		got = sizeof(piece) - stream->avail_out;
		if (got > max - out->length)
			return GZIP_TOO_LARGE;
		buf_add(out, piece, got);
	} while (result == Z_OK);
	/* Bytes behind the member would be read differently elsewhere. */
	return stream->avail_in == 0 ? GZIP_OK : GZIP_MALFORMED;
}

enum gzip_result http_gzip_inflate(const void *bytes, size_t length, size_t max,
				   struct buf *out)
{
	z_stream stream = {0};
	enum gzip_result result;

	assert(out->length == 0);
	if (length > UINT_MAX)
		return GZIP_TOO_LARGE;
	if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK)
		abort(); /* out of memory is its only cause here */
	stream.next_in = (unsigned char *)bytes;
	stream.avail_in = (uInt)length;
	result = inflate_all(&stream, max, out);
	inflateEnd(&stream);
	return result;
}
