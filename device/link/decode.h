/* SPDX-License-Identifier: MIT */
/*
 * Content codings, inflated as they come in: gzip, and "dcz" (RFC 9842), zstd
 * with a dictionary that both sides have. Of a gzip stream that is cut all that
 * came is of use; of a zstd frame only its whole blocks, which are larger than
 * most of our answers.
 */
#ifndef DEVICE_LINK_DECODE_H
#define DEVICE_LINK_DECODE_H

#include "device/link/link.h"

/* Takes a piece of the plain body; false: no more of it. */
typedef bool decode_out_fn(const char *bytes, size_t length, void *arg);

struct decode;
struct decode *decode_new(const struct link_dictionary *dictionary,
			  decode_out_fn *out, void *arg);
/* NULL is accepted. */
void decode_free(struct decode *decode);

/* The answer's Content-Encoding; without it the body is plain. */
void decode_set_coding(struct decode *decode, const char *coding);
bool decode_is_dcz(const struct decode *decode);
/* False: this cannot be read, or is not wanted. */
bool decode_feed(struct decode *decode, const char *bytes, size_t length);
/* Has the end come, as far as the coding tells? */
bool decode_is_whole(const struct decode *decode);

#endif
