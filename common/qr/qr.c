/* SPDX-License-Identifier: MIT */
/* The code itself is libqrencode's; here it is drawn. */
#include <callout/qr.h>

#include <string.h>

#include <qrencode.h>

enum { QUIET = 4 }; /* modules around the code (ISO/IEC 18004, 5.3.8) */

static enum err encode(const char *text, QRcode **ret_code,
		       struct err_detail *detail)
{
	/* Level M: what a scratched screen costs may be 15 %. */
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);

	if (!code)
		return err_set(detail, ERR_TOO_LARGE, "",
			       "no QR code holds a text of %zu bytes",
			       strlen(text));
	*ret_code = code;
	return ERR_OK;
}

/* Is the module dark? Around the code none is. */
static bool is_dark(const QRcode *code, int x, int y)
{
	return x >= 0 && y >= 0 && x < code->width && y < code->width &&
	       (code->data[y * code->width + x] & 1);
}

enum err qr_add_svg(struct buf *out, const char *text,
		    struct err_detail *detail)
{
	QRcode *code = NULL;
	enum err err = encode(text, &code, detail);
	int size;

	if (err != ERR_OK)
		return err;
	size = code->width + 2 * QUIET;
	buf_printf(out,
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		   "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
		   "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
		   size, size, size, size);
	for (int y = 0; y < code->width; y++) {
		for (int x = 0; x < code->width; x++) {
			int run = 0;

			while (is_dark(code, x + run, y))
				run++;
			if (run > 0)
				buf_printf(out, "M%d %dh%dv1h-%dz", x + QUIET,
					   y + QUIET, run, run);
			x += run;
		}
	}
	buf_add_text(out, "\"/></svg>");
	QRcode_free(code);
	return ERR_OK;
}

enum err qr_add_blocks(struct buf *out, const char *text, bool colour,
		       struct err_detail *detail)
{
	/* Light above and below, light above, light below, none. */
	static const char *const blocks[] = {"\u2588", "\u2580", "\u2584", " "};
	QRcode *code = NULL;
	enum err err = encode(text, &code, detail);

	if (err != ERR_OK)
		return err;
	for (int y = -QUIET; y < code->width + QUIET; y += 2) {
		buf_add_text(out, colour ? "\033[97;40m" : "");
		for (int x = -QUIET; x < code->width + QUIET; x++)
			buf_add_text(out, blocks[2 * is_dark(code, x, y) +
						 is_dark(code, x, y + 1)]);
		buf_add_text(out, colour ? "\033[0m\n" : "\n");
	}
	QRcode_free(code);
	return ERR_OK;
}
