/* SPDX-License-Identifier: MIT */
/* Commands that show what the device has. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <callout/text.h>

#include "device/commands.h"
#include "device/sheets/sheets.h"

/* --- show --------------------------------------------------------------- */

static const struct cli_option show_options[] = {
    {"xml", NULL, "print the sheet as it came"},
    {0},
};

/* On the technician's clock: run_show() has set the zone. */
static void add_time(struct buf *out, const char *instant)
{
	int64_t us;
	time_t at;
	struct tm tm;
	char text[64];

	if (!text_parse_instant(instant, &us)) {
		buf_add_text(out, instant);
		return;
	}
	at = (time_t)(us / 1000000);
	localtime_r(&at, &tm);
	strftime(text, sizeof(text), "%a %d %b %H:%M", &tm);
	buf_add_text(out, text);
}

static struct sheets_shown shown_of(const struct store_sheet *row)
{
	return (struct sheets_shown){
	    .visit = row->visit,
	    .version = row->version,
	    .gone = row->gone,
	    .xml = row->xml,
	    .done = row->done,
	};
}

static void say_json(const struct store_sheets *sheets, bool one)
{
	struct buf out = {0};

	if (!one)
		buf_add_text(&out, "{\"sheets\":[");
	for (size_t i = 0; i < sheets->count; i++) {
		struct sheets_shown shown = shown_of(&sheets->rows[i]);

		if (i > 0)
			buf_add_char(&out, ',');
		sheets_add_json(&out, &shown);
	}
	if (!one)
		buf_add_text(&out, "]}");
	puts(buf_text(&out));
	buf_free(&out);
}

static void say_text(const struct store_sheets *sheets, bool one)
{
	struct buf out = {0};

	for (size_t i = 0; i < sheets->count; i++) {
		struct sheets_shown shown = shown_of(&sheets->rows[i]);

		sheets_add_text_of(&out, &shown, one, add_time);
	}
	fputs(buf_text(&out), stdout);
	buf_free(&out);
}

static enum err show(struct cli_call *call, struct arena *arena,
		     struct err_detail *detail)
{
	bool one = cli_operand_count(call) > 0;
	struct store_device who;
	struct store_sheets sheets;
	struct device *device;
	int64_t visit = -1;
	enum err err = commands_device(call, &device, detail);

	if (!err && one)
		err = commands_visit(call, 0, &visit, detail);
	if (!err)
		err = store_read_device(device->store, arena, &who, detail);
	if (!err)
		err = store_read_sheets(device->store, visit, arena, &sheets,
					detail);
	if (err)
		return err;
	if (one && sheets.count == 0)
		return err_set(detail, ERR_NOT_FOUND, "",
			       "there is no sheet of visit %" PRId64, visit);
	setenv("TZ", who.zone, 1);
	tzset();
	if (one && cli_given(call, "xml"))
		puts(sheets.rows[0].xml);
	else if (cli_json(call))
		say_json(&sheets, one);
	else
		say_text(&sheets, one);
	return ERR_OK;
}

static enum err run_show(struct cli_call *call, struct err_detail *detail)
{
	struct arena *arena = arena_new();
	enum err err = show(call, arena, detail);

	arena_free(arena);
	return err;
}

const struct cli_command cmd_show = {
    .name = "show",
    .operands = "[VISIT]",
    .operand_max = 1,
    .flags = CLI_JSON,
    .summary = "Show the sheets, or all of one",
    .description = "VISIT 0 is the van: the parts that are on it.",
    .options = show_options,
    .run = run_show,
};

/* --- outbox ------------------------------------------------------------- */

static const char *state_of(const struct store_mutation *m)
{
	return m->is_acked ? "sent" : m->seq ? "waiting" : "held";
}

static void add_mutation_json(struct buf *out, const struct store_mutation *m)
{
	struct buf one = {0};

	json_add_int(&one, "seq", m->seq);
	json_add_text(&one, "state", state_of(m));
	json_add_text(&one, "uid", m->uid);
	json_add_int(&one, "visit", m->visit);
	json_add_text(&one, "at", m->at);
	json_add_text(&one, "content", m->content);
	json_add_text(&one, "verdict", m->verdict);
	json_add_text(&one, "text", m->words);
	buf_add_text(out, buf_text(&one));
	buf_add_char(out, '}');
	buf_free(&one);
}

static void say_outbox(const struct cli_call *call,
		       const struct store_mutations *box)
{
	struct buf out = {0};

	if (cli_json(call))
		buf_add_text(&out, "{\"outbox\":[");
	for (size_t i = 0; i < box->count; i++) {
		const struct store_mutation *m = &box->rows[i];

		if (!cli_json(call)) {
			buf_printf(&out,
				   "%-5" PRId64 " %-8s %s visit %" PRId64
				   " %s %s%s%s\n",
				   m->seq, state_of(m), m->at, m->visit,
				   m->content, m->verdict ? m->verdict : "",
				   m->words && *m->words ? ": " : "",
				   m->words ? m->words : "");
			continue;
		}
		if (i > 0)
			buf_add_char(&out, ',');
		add_mutation_json(&out, m);
	}
	if (cli_json(call))
		buf_add_text(&out, "]}\n");
	fputs(buf_text(&out), stdout);
	buf_free(&out);
}

static enum err run_outbox(struct cli_call *call, struct err_detail *detail)
{
	struct arena *arena = arena_new();
	struct store_mutations box;
	struct device *device;
	enum err err = commands_device(call, &device, detail);

	if (!err)
		err = store_read_outbox(device->store, arena, &box, detail);
	if (!err)
		say_outbox(call, &box);
	arena_free(arena);
	return err;
}

const struct cli_command cmd_outbox = {
    .name = "outbox",
    .operands = "",
    .flags = CLI_JSON,
    .summary = "Show what was reported, and what the server said to it",
    .description =
	"waiting: not sent yet. sent: the server has it for good; kept for "
	"two\n"
	"weeks, in case that it is restored from a backup. held: reported by\n"
	"another technician on this device; sent when she enrols here again.",
    .run = run_outbox,
};

/* --- info --------------------------------------------------------------- */

static enum err say_info(struct cli_call *call, struct arena *arena,
			 struct err_detail *detail)
{
	struct store_device who;
	struct device *device;
	struct buf out = {0};
	char cursor[48], check[17];
	int64_t waiting;
	enum err err = commands_device(call, &device, detail);

	if (!err)
		err = store_read_device(device->store, arena, &who, detail);
	if (!err)
		err = store_count_waiting(device->store, &waiting, detail);
	if (!err)
		err = store_check(device->store, check, detail);
	if (err)
		return err;
	snprintf(cursor, sizeof(cursor), "%" PRId64 ".%" PRId64, who.epoch,
		 who.version);
	if (!cli_json(call)) {
		printf("device %" PRId64 " of %s at %s%s\n"
		       "cursor %s, acknowledged %" PRId64 ", waiting %" PRId64
		       "\n",
		       who.device, who.name, who.server,
		       who.revoked ? " (REVOKED)" : "", cursor, who.acked,
		       waiting);
		return ERR_OK;
	}
	json_add_text(&out, "server", who.server);
	json_add_int(&out, "device", who.device);
	json_add_int(&out, "technician", who.technician);
	json_add_text(&out, "name", who.name);
	json_add_text(&out, "zone", who.zone);
	json_add_text(&out, "cursor", cursor);
	json_add_text(&out, "check", check);
	json_add_int(&out, "acked", who.acked);
	json_add_int(&out, "waiting", waiting);
	json_add_int(&out, "revoked", who.revoked);
	json_say(&out);
	return ERR_OK;
}

static enum err run_info(struct cli_call *call, struct err_detail *detail)
{
	struct arena *arena = arena_new();
	enum err err = say_info(call, arena, detail);

	arena_free(arena);
	return err;
}

const struct cli_command cmd_info = {
    .name = "info",
    .operands = "",
    .flags = CLI_JSON,
    .summary = "Say who this device is, and how far",
    .run = run_info,
};
