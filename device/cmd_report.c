/* SPDX-License-Identifier: MIT */
/*
 * Commands that report: each makes one mutation. They are rows of a table
 * that says which operand or option becomes which attribute, and what it may
 * be; so the device refuses what the server would call invalid.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <callout/text.h>

#include "device/commands.h"
#include "device/sheets/sheets.h"

enum rule {
	RULE_SHORT, /* 200 characters */
	RULE_LONG,  /* 8192 */
	RULE_INSTANT,
	RULE_DECIMAL,
	RULE_ID, /* 1 and above */
};

/* Where a value comes from: an operand, or an option. */
struct field {
	const char
	    *name;   /* of the attribute; "" is the text; "/note" a child */
	int operand; /* 0: the option of this field */
	const char *option;
	enum rule rule;
	const char *choices; /* "a b c", or NULL: by the rule */
	const char *absent;  /* the value if it is not given; NULL: left out */
};

struct kind {
	const struct cli_command *command;
	const char *element;
	struct field fields[8];
};

static enum err run_report(struct cli_call *call,
			   struct err_detail *detail) ERR_MUST_CHECK;

#define NOTE_OPTION                           \
	{                                     \
		"note", "TEXT", "words to it" \
	}
#define NOTE_FIELD                                        \
	{                                                 \
		"/note", 0, "note", RULE_LONG, NULL, NULL \
	}

/* --- the commands ------------------------------------------------------- */

static const struct cli_option status_options[] = {
    {"outcome", "OUTCOME",
     "of completed: fixed, partial, no_access, no_part, not_done"},
    {"reason", "REASON",
     "of paused: parts, customer, weather, break, other; or words"},
    NOTE_OPTION,
    COMMANDS_AT,
    {0},
};

const struct cli_command cmd_status = {
    .name = "status",
    .operands = "VISIT STATE",
    .operand_min = 2,
    .operand_max = 2,
    .flags = CLI_JSON,
    .summary = "Report a step: en_route, on_site, completed ...",
    .description = "STATE is accepted, declined, en_route, on_site, paused, "
		   "completed.",
    .options = status_options,
    .run = run_report,
};

static const struct cli_option note_options[] = {
    {"for", "WHOM", "job (the default), site: all who come later, or office"},
    COMMANDS_AT,
    {0},
};

const struct cli_command cmd_note = {
    .name = "note",
    .operands = "VISIT TEXT",
    .operand_min = 2,
    .operand_max = 2,
    .flags = CLI_JSON,
    .summary = "Write a note",
    .options = note_options,
    .run = run_report,
};

static const struct cli_option noted_options[] = {
    NOTE_OPTION, COMMANDS_AT, {0}};

const struct cli_command cmd_time = {
    .name = "time",
    .operands = "VISIT KIND FROM TO",
    .operand_min = 4,
    .operand_max = 4,
    .flags = CLI_JSON,
    .summary = "Report time: work, travel, break, other",
    .description = "FROM and TO are instants as 2026-11-23T08:55:00-05:00.",
    .options = noted_options,
    .run = run_report,
};

static const struct cli_option part_options[] = {
    {"use", "USE", "used (the default), returned, broken, taken"},
    NOTE_OPTION,
    COMMANDS_AT,
    {0},
};

const struct cli_command cmd_part = {
    .name = "part",
    .operands = "VISIT CODE QUANTITY",
    .operand_min = 3,
    .operand_max = 3,
    .flags = CLI_JSON,
    .summary = "Report a part that was used or returned",
    .options = part_options,
    .run = run_report,
};

static const struct cli_option meter_options[] = {
    {"asset", "ASSET", "which one, by its number on the sheet"},
    {"unit", "UNIT", "kWh, bar ..."},
    COMMANDS_AT,
    {0},
};

const struct cli_command cmd_meter = {
    .name = "meter",
    .operands = "VISIT NAME VALUE",
    .operand_min = 3,
    .operand_max = 3,
    .flags = CLI_JSON,
    .summary = "Report a reading",
    .options = meter_options,
    .run = run_report,
};

static const struct cli_option at_options[] = {COMMANDS_AT, {0}};

const struct cli_command cmd_task = {
    .name = "task",
    .operands = "VISIT TASK [STATE]",
    .operand_min = 2,
    .operand_max = 3,
    .flags = CLI_JSON,
    .summary = "Tick off a line of the sheet's list",
    .description = "STATE is 1, done (the default), or 0, not done after all.",
    .options = at_options,
    .run = run_report,
};

static const struct cli_option contact_options[] = {
    {"name", "NAME", "who it is"},
    {"phone", "PHONE", "her number"},
    {"email", "EMAIL", "her address"},
    COMMANDS_AT,
    {0},
};

const struct cli_command cmd_contact = {
    .name = "contact",
    .operands = "VISIT",
    .operand_min = 1,
    .operand_max = 1,
    .flags = CLI_JSON,
    .summary = "Correct whom to ask for at the site",
    .options = contact_options,
    .run = run_report,
};

static const struct cli_option address_options[] = {
    {"lat", "DEGREES", "where it is; needs --lon"},
    {"lon", "DEGREES", "where it is; needs --lat"},
    COMMANDS_AT,
    {0},
};

const struct cli_command cmd_address = {
    .name = "address",
    .operands = "VISIT [TEXT]",
    .operand_min = 1,
    .operand_max = 2,
    .flags = CLI_JSON,
    .summary = "Propose another address for the site",
    .options = address_options,
    .run = run_report,
};

const struct cli_command cmd_window = {
    .name = "window",
    .operands = "VISIT START END [TEXT]",
    .operand_min = 3,
    .operand_max = 4,
    .flags = CLI_JSON,
    .summary = "Propose another time",
    .options = at_options,
    .run = run_report,
};

static const struct cli_option followup_options[] = {
    {"minutes", "N", "how long it will take"},
    {"priority", "N", "1, the most urgent, to 5"},
    {"type", "CODE", "the type of job"},
    COMMANDS_AT,
    {0},
};

const struct cli_command cmd_followup = {
    .name = "followup",
    .operands = "VISIT TITLE [TEXT]",
    .operand_min = 2,
    .operand_max = 3,
    .flags = CLI_JSON,
    .summary = "Propose another job here, after this one",
    .options = followup_options,
    .run = run_report,
};

/* --- what they put into the mutation ------------------------------------ */

#define STATES "accepted declined en_route on_site paused completed"
#define OUTCOMES "fixed partial no_access no_part not_done"

static const struct kind kinds[] = {
    {&cmd_status,
     "status",
     {{"state", 1, NULL, RULE_SHORT, STATES},
      {"reason", 0, "reason", RULE_SHORT},
      {"outcome", 0, "outcome", RULE_SHORT, OUTCOMES},
      NOTE_FIELD}},
    {&cmd_note,
     "note",
     {{"for", 0, "for", RULE_SHORT, "job site office"},
      {"", 1, NULL, RULE_LONG}}},
    {&cmd_time,
     "time",
     {{"kind", 1, NULL, RULE_SHORT, "work travel break other"},
      {"from", 2, NULL, RULE_INSTANT},
      {"to", 3, NULL, RULE_INSTANT},
      NOTE_FIELD}},
    {&cmd_part,
     "part",
     {{"code", 1, NULL, RULE_SHORT},
      {"quantity", 2, NULL, RULE_ID},
      {"use", 0, "use", RULE_SHORT, "used returned broken taken", "used"},
      NOTE_FIELD}},
    {&cmd_meter,
     "meter",
     {{"asset", 0, "asset", RULE_ID},
      {"name", 1, NULL, RULE_SHORT},
      {"value", 2, NULL, RULE_DECIMAL},
      {"unit", 0, "unit", RULE_SHORT}}},
    {&cmd_task,
     "task",
     {{"task", 1, NULL, RULE_ID}, {"done", 2, NULL, RULE_SHORT, "0 1", "1"}}},
    {&cmd_contact,
     "contact",
     {{"name", 0, "name", RULE_SHORT},
      {"phone", 0, "phone", RULE_SHORT},
      {"email", 0, "email", RULE_SHORT}}},
    {&cmd_address,
     "address",
     {{"text", 1, NULL, RULE_SHORT},
      {"lat", 0, "lat", RULE_DECIMAL},
      {"lon", 0, "lon", RULE_DECIMAL}}},
    {&cmd_window,
     "window",
     {{"start", 1, NULL, RULE_INSTANT},
      {"end", 2, NULL, RULE_INSTANT},
      {"", 3, NULL, RULE_LONG}}},
    {&cmd_followup,
     "followup",
     {{"title", 1, NULL, RULE_SHORT},
      {"minutes", 0, "minutes", RULE_ID},
      {"priority", 0, "priority", RULE_SHORT, "1 2 3 4 5"},
      {"type", 0, "type", RULE_SHORT},
      {"", 2, NULL, RULE_LONG}}},
};

/* --- values ------------------------------------------------------------- */

static bool is_choice(const char *choices, const char *value)
{
	size_t length = strlen(value);

	for (const char *at = choices; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (length && strcspn(at, " ") == length &&
		    !strncmp(at, value, length))
			return true;
	}
	return false;
}

static size_t characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static const char *fault(const struct field *field, const char *value)
{
	int64_t number;
	double decimal;

	if (field->choices)
		return is_choice(field->choices, value) ? NULL : field->choices;
	switch (field->rule) {
	case RULE_SHORT:
		return characters(value) <= 200 ? NULL : "200 characters";
	case RULE_LONG:
		return characters(value) <= 8192 ? NULL : "8192 characters";
	case RULE_INSTANT:
		return text_parse_instant(value, &number)
			   ? NULL
			   : "an instant, as 2026-11-23T08:55:00-05:00";
	case RULE_DECIMAL:
		return !strpbrk(value, "eE") &&
			       text_parse_double(value, -1e15, 1e15, &decimal)
			   ? NULL
			   : "a decimal number";
	case RULE_ID:
		return text_parse_int(value, 1, INT64_MAX, &number)
			   ? NULL
			   : "a whole number from 1 on";
	}
	return NULL;
}

static enum err find_value(struct cli_call *call, const struct field *field,
			   const char **ret_value, struct err_detail *detail)
{
	const char *value = field->operand ? cli_operand(call, field->operand)
					   : cli_value(call, field->option);
	const char *wrong;

	if (!value)
		value = field->absent;
	wrong = value ? fault(field, value) : NULL;
	if (wrong)
		return err_set(detail, ERR_USAGE, "", "'%.100s' must be: %s",
			       value, wrong);
	*ret_value = value;
	return ERR_OK;
}

/* --- the content -------------------------------------------------------- */

static enum err write_content(struct cli_call *call, const struct kind *kind,
			      struct buf *out, struct err_detail *detail)
{
	const struct field *field = kind->fields;
	const char *value = NULL, *text = "", *note = NULL;
	enum err err = ERR_OK;

	sheets_add_start(out, kind->element);
	for (; field->name && !err; field++) {
		err = find_value(call, field, &value, detail);
		if (err || !value)
			continue;
		if (!strcmp(field->name, "/note"))
			note = value;
		else if (!field->name[0])
			text = value;
		else
			sheets_add_attribute(out, field->name, value);
	}
	sheets_add_text(out, text);
	if (note) {
		sheets_add_start(out, "note");
		sheets_add_text(out, note);
		sheets_add_end(out, "note");
	}
	sheets_add_end(out, kind->element);
	return err;
}

/* What a table cannot say. */
static enum err check(struct cli_call *call, struct err_detail *detail)
{
	const struct cli_command *command = cli_command_of(call);

	if (command == &cmd_status &&
	    !strcmp(cli_operand(call, 1), "completed") !=
		cli_given(call, "outcome"))
		return err_set(detail, ERR_USAGE, "",
			       "completed needs --outcome, the others have "
			       "none");
	if (command == &cmd_address &&
	    cli_given(call, "lat") != cli_given(call, "lon"))
		return err_set(detail, ERR_USAGE, "",
			       "--lat and --lon stand together");
	return ERR_OK;
}

static enum err run_report(struct cli_call *call, struct err_detail *detail)
{
	const struct kind *kind = kinds;
	struct buf content = {0};
	int64_t visit;
	enum err err = commands_visit(call, 0, &visit, detail);

	while (kind->command != cli_command_of(call))
		kind++;
	assert(kind < kinds + sizeof(kinds) / sizeof(*kinds));
	if (!err)
		err = check(call, detail);
	if (!err)
		err = write_content(call, kind, &content, detail);
	if (!err)
		err = commands_add(call, visit, &content, NULL, detail);
	buf_free(&content);
	return err;
}
