/* SPDX-License-Identifier: MIT */
/* One step of a UTF-8 reader, shared by text.c, buf.c and log.c. */
#ifndef CALLOUT_BASE_UTF8_INTERNAL_H
#define CALLOUT_BASE_UTF8_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

/* The length (1 to 4) of the well-formed sequence (RFC 3629, section 4) that
 * starts at `bytes`, of which `left` (at least 1) may be read; 0 if there is
 * none. *ret_code_point may be NULL. */
size_t utf8_sequence(const char *bytes, size_t left, uint32_t *ret_code_point);

#endif
