/* SPDX-License-Identifier: MIT */
/* Text as a QR code (ISO/IEC 18004), which a phone's camera reads. Pure. */
#ifndef CALLOUT_QR_H
#define CALLOUT_QR_H

#include <stdbool.h>

#include <callout/buf.h>
#include <callout/err.h>

/* Append a picture as an SVG document: black on white, with the quiet zone
 * around it, no size of its own. ERR_TOO_LARGE: no code holds such a text. */
enum err qr_add_svg(struct buf *out, const char *text,
		    struct err_detail *detail) ERR_MUST_CHECK;

/* Append lines of block characters (UTF-8), two rows of the code in one of the
 * text. In `colour`, by ANSI escapes, it is black on white in any terminal;
 * else it is right where the ground is dark. */
enum err qr_add_blocks(struct buf *out, const char *text, bool colour,
		       struct err_detail *detail) ERR_MUST_CHECK;

#endif
