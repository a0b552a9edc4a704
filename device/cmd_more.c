/* SPDX-License-Identifier: MIT */
/* Mutations that are more than a row of attributes. */
#include <string.h>

#include <callout/text.h>

#include "device/commands.h"
#include "device/sheets/sheets.h"

static const struct cli_option at_options[] = {COMMANDS_AT, {0}};

/* --- positions ---------------------------------------------------------- */

/* "INSTANT,LAT,LON[,METRES]" */
static enum err add_place(struct buf *out, const char *text,
			  struct err_detail *detail)
{
	static const char *const names[] = {"at", "lat", "lon", "accuracy"};
	struct arena *arena = arena_new();
	char *at = arena_strdup(arena, text), *part;
	double number;
	int64_t us;
	bool good = true;
	int count = 0;

	sheets_add_start(out, "p");
	while (good && (part = strsep(&at, ","))) {
		good =
		    count < 4 &&
		    (count == 0
			 ? text_parse_instant(part, &us)
			 : text_parse_double(part, count == 3 ? 0 : -180,
					     count == 3 ? 1e6 : 180, &number));
		if (good)
			sheets_add_attribute(out, names[count++], part);
	}
	buf_add_text(out, "/>");
	arena_free(arena);
	if (good && count >= 3)
		return ERR_OK;
	return err_set(detail, ERR_USAGE, "",
		       "'%.100s' is not INSTANT,LAT,LON or "
		       "INSTANT,LAT,LON,METRES",
		       text);
}

static enum err run_positions(struct cli_call *call, struct err_detail *detail)
{
	struct buf content = {0};
	enum err err = ERR_OK;

	sheets_add_start(&content, "positions");
	sheets_add_text(&content, "");
	for (int i = 0; i < cli_operand_count(call) && !err; i++)
		err = add_place(&content, cli_operand(call, i), detail);
	sheets_add_end(&content, "positions");
	if (!err)
		err = commands_add(call, 0, &content, NULL, detail);
	buf_free(&content);
	return err;
}

const struct cli_command cmd_positions = {
    .name = "positions",
    .operands = "PLACE...",
    .operand_min = 1,
    .operand_max = CLI_OPERANDS_MAX,
    .flags = CLI_JSON,
    .summary = "Report where the device was",
    .description = "PLACE is INSTANT,LAT,LON or INSTANT,LAT,LON,METRES of "
		   "accuracy.",
    .options = at_options,
    .run = run_positions,
};

/* --- correct ------------------------------------------------------------ */

static enum err run_correct(struct cli_call *call, struct err_detail *detail)
{
	const char *of = cli_operand(call, 1);
	const char *xml = cli_operand(call, 2);
	struct buf content = {0};
	int64_t visit;
	enum err err = commands_visit(call, 0, &visit, detail);

	if (!err && !commands_is_uuid(of))
		err = err_set(detail, ERR_USAGE, "",
			      "'%.100s' is no uid; 'outbox' has them", of);
	if (!err) {
		sheets_add_start(&content, "correction");
		sheets_add_attribute(&content, "of", of);
		sheets_add_text(&content, "");
		buf_add_text(&content, xml ? xml : "");
		sheets_add_end(&content, "correction");
		if (!sheets_is_element(buf_text(&content)))
			err = err_set(detail, ERR_USAGE, "",
				      "'%.100s' is no element of XML", xml);
	}
	if (!err)
		err = commands_add(call, visit, &content, NULL, detail);
	buf_free(&content);
	return err;
}

const struct cli_command cmd_correct = {
    .name = "correct",
    .operands = "VISIT UID [XML]",
    .operand_min = 2,
    .operand_max = 3,
    .flags = CLI_JSON,
    .summary = "Take back something that was reported",
    .description = "UID is of the report that was wrong, XML what it should "
		   "have said, such as\n<note>...</note>.",
    .options = at_options,
    .run = run_correct,
};

/* --- raw ---------------------------------------------------------------- */

static enum err run_raw(struct cli_call *call, struct err_detail *detail)
{
	struct buf content = {0};
	int64_t visit;
	enum err err = commands_visit(call, 0, &visit, detail);

	buf_add_text(&content, cli_operand(call, 1));
	if (!err && !sheets_is_element(buf_text(&content)))
		err = err_set(detail, ERR_USAGE, "",
			      "the content must be one element of XML");
	if (!err)
		err = commands_add(call, visit, &content, NULL, detail);
	buf_free(&content);
	return err;
}

const struct cli_command cmd_raw = {
    .name = "raw",
    .operands = "VISIT XML",
    .operand_min = 2,
    .operand_max = 2,
    .flags = CLI_JSON,
    .summary = "Report what this program has no command for",
    .description = "XML is the element within <m>. The server keeps also "
		   "what it does not know.",
    .options = at_options,
    .run = run_raw,
};
