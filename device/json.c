/* SPDX-License-Identifier: MIT */
/* Answers as JSON: one object on one line. */
#include <inttypes.h>
#include <stdio.h>

#include "device/commands.h"

void json_add_name(struct buf *out, const char *name)
{
	buf_add_char(out, out->length == 0 ? '{' : ',');
	buf_add_json_string(out, name);
	buf_add_char(out, ':');
}

void json_add_int(struct buf *out, const char *name, int64_t value)
{
	json_add_name(out, name);
	buf_printf(out, "%" PRId64, value);
}

void json_add_text(struct buf *out, const char *name, const char *value)
{
	if (!value)
		return;
	json_add_name(out, name);
	buf_add_json_string(out, value);
}

void json_say(struct buf *out)
{
	buf_add_text(out, "}\n");
	fputs(buf_text(out), stdout);
	buf_free(out);
}
