/* SPDX-License-Identifier: MIT */
/* How a mutation gets into the outbox, whatever it says. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <callout/text.h>

#include "device/commands.h"

enum err commands_visit(struct cli_call *call, int index, int64_t *ret_visit,
			struct err_detail *detail)
{
	const char *text = cli_operand(call, index);

	if (!text_parse_int(text, 0, INT64_MAX, ret_visit))
		return err_set(detail, ERR_USAGE, "",
			       "'%.100s' is no number of a visit", text);
	return ERR_OK;
}

bool commands_is_uuid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; i < sizeof(form); i++) {
		bool good = form[i] == 'x'
				? text[i] && strchr("0123456789abcdef", text[i])
				: text[i] == form[i];

		if (!good)
			return false;
	}
	return true;
}

enum err commands_at(struct cli_call *call, const struct device *device,
		     char ret_at[32], struct err_detail *detail)
{
	const char *text = cli_value(call, "at");
	int64_t us = device_now_us(device);

	if (text && !text_parse_instant(text, &us))
		return err_set(detail, ERR_USAGE, "",
			       "--at must be an instant such as "
			       "2026-11-23T08:55:00-05:00, not '%.100s'",
			       text);
	text_format_instant(us, ret_at);
	return ERR_OK;
}

static void say(const struct cli_call *call, const struct store_mutation *m)
{
	struct buf out = {0};

	if (!cli_json(call)) {
		printf("kept as %" PRId64 "\n", m->seq);
		return;
	}
	json_add_int(&out, "seq", m->seq);
	json_add_text(&out, "uid", m->uid);
	json_add_int(&out, "visit", m->visit);
	json_add_text(&out, "at", m->at);
	json_say(&out);
}

enum err commands_add(struct cli_call *call, int64_t visit,
		      const struct buf *content,
		      const struct store_upload *upload,
		      struct err_detail *detail)
{
	struct arena *arena = arena_new();
	struct store_mutation made,
	    m = {.visit = visit, .content = buf_text(content)};
	struct store_device who;
	struct device *device;
	char at[32];
	enum err err = commands_device(call, &device, detail);

	if (!err)
		err = commands_at(call, device, at, detail);
	if (!err) /* it must know whose mutation it is */
		err = store_read_device(device->store, arena, &who, detail);
	if (!err) {
		m.at = at;
		err = store_add_mutation(device->store, &m, upload, device_uuid,
					 device, arena, &made, detail);
	}
	if (!err)
		say(call, &made);
	arena_free(arena);
	return err;
}
