/* SPDX-License-Identifier: MIT */
/* What a device sends. */
#include <inttypes.h>

#include "device/sheets/sheets_internal.h"

#define ROOT(name) "<" name " xmlns=\"" SHEETS_NAMESPACE "\""

/* White space in an attribute would come out as spaces, unless it is written
 * as a reference (XML 1.0, 3.3.3); and CR anywhere as LF (2.11). */
static void add_escaped(struct buf *out, const char *text, bool in_attribute)
{
	struct buf plain = {0};

	buf_add_xml_text(&plain, text);
	for (const char *c = buf_text(&plain); *c; c++) {
		if (*c == '\r' || (in_attribute && (*c == '\t' || *c == '\n')))
			buf_printf(out, "&#%d;", *c);
		else
			buf_add_char(out, *c);
	}
	buf_free(&plain);
}

void sheets_add_start(struct buf *out, const char *name)
{
	buf_printf(out, "<%s", name);
}

void sheets_add_attribute(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, " %s=\"", name);
	add_escaped(out, value, true);
	buf_add_char(out, '"');
}

void sheets_add_text(struct buf *out, const char *text)
{
	buf_add_char(out, '>');
	add_escaped(out, text, false);
}

void sheets_add_end(struct buf *out, const char *name)
{
	buf_printf(out, "</%s>", name);
}

void sheets_add_enrol(struct buf *out, const char *code, const char *name,
		      const char *app)
{
	buf_add_text(out, ROOT("enrol"));
	sheets_add_attribute(out, "code", code);
	sheets_add_attribute(out, "name", name);
	sheets_add_attribute(out, "app", app);
	buf_add_text(out, "/>\n");
}

void sheets_add_push_start(struct buf *out, const char *sent, int64_t unsent)
{
	buf_add_text(out, ROOT("push"));
	sheets_add_attribute(out, "sent", sent);
	buf_printf(out, " unsent=\"%" PRId64 "\">\n", unsent);
}

void sheets_add_mutation(struct buf *out,
			 const struct sheets_mutation *mutation)
{
	buf_printf(out, "<m seq=\"%" PRId64 "\" uid=\"%s\"", mutation->seq,
		   mutation->uid);
	if (mutation->visit)
		buf_printf(out, " visit=\"%" PRId64 "\"", mutation->visit);
	if (mutation->base)
		buf_printf(out, " base=\"%" PRId64 "\"", mutation->base);
	sheets_add_attribute(out, "at", mutation->at);
	buf_printf(out, ">%s</m>\n", mutation->content);
}

void sheets_add_push_end(struct buf *out)
{
	buf_add_text(out, "</push>\n");
}
