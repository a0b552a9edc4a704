/* SPDX-License-Identifier: MIT */
/*
 * callout-device run: commands as lines of standard input, an answer as a
 * line of JSON each. One process is one device for as long as a simulation
 * likes; what it says has been done is on the disk before the line is out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/text.h>

#include "device/commands.h"

enum { WORDS_MAX = 600 };

/* --- words -------------------------------------------------------------- */

/* Take a word out of the line, in its place: apart by white space; "..." and
 * '...' keep it together, and a backslash keeps what comes after it. NULL: no
 * more, or (*ret_open) a quote has no end. */
static char *next_word(char **line, bool *ret_open)
{
	char *from = *line + strspn(*line, " \t"), *word = from, *to = from;
	char quote = '\0';

	if (!*from)
		return NULL;
	for (; *from && (quote || !strchr(" \t", *from)); from++) {
		if (*from == quote) {
			quote = '\0';
		} else if (!quote && (*from == '"' || *from == '\'')) {
			quote = *from;
		} else {
			if (*from == '\\' && quote != '\'' && from[1])
				from++;
			*to++ = *from;
		}
	}
	*line = *from ? from + 1 : from;
	*to = '\0';
	*ret_open = quote != '\0';
	return word;
}

static enum err run_line(struct cli_call *call, char *line,
			 struct err_detail *detail)
{
	char *words[WORDS_MAX + 1], *word;
	bool is_open = false;
	int count = 0;

	while (!is_open && count <= WORDS_MAX &&
	       (word = next_word(&line, &is_open)))
		words[count++] = word;
	if (is_open || count > WORDS_MAX)
		return err_set(detail, ERR_USAGE, "",
			       is_open ? "a quote has no end"
				       : "too many words");
	return cli_run_words(call, true, count, words, detail);
}

/* --- answers ------------------------------------------------------------ */

static void say_error(enum err err, const struct err_detail *detail)
{
	struct buf out = {0};

	json_add_text(&out, "error", err_info(err)->name);
	json_add_int(&out, "exit", commands_exit_code(err));
	json_add_text(&out, "rule", detail->rule);
	json_add_text(&out, "detail", detail->text);
	json_say(&out);
}

static enum err run_run(struct cli_call *call, struct err_detail *detail)
{
	struct device *device;
	char *line = NULL;
	size_t size = 0;
	enum err err = commands_device(call, &device, detail);

	if (err)
		return err;
	while (getline(&line, &size, stdin) >= 0) {
		struct err_detail own = {0};

		line[strcspn(line, "\r\n")] = '\0';
		if (!line[strspn(line, " \t")] || line[0] == '#')
			continue;
		err = run_line(call, line, &own);
		if (err)
			say_error(err, &own);
		fflush(stdout);
	}
	free(line);
	return ERR_OK;
}

const struct cli_command cmd_run = {
    .name = "run",
    .operands = "",
    .summary = "Take commands from standard input, a line each",
    .description =
	"Each line is a command with its operands and options; words with\n"
	"spaces stand in quotes. Each answer is one line of JSON: what the\n"
	"command says with --json, or {\"error\": NAME, \"exit\": CODE, ...}.\n"
	"Empty lines and those that begin with # are passed over.",
    .run = run_run,
};

/* --- the clock ---------------------------------------------------------- */

static enum err run_clock(struct cli_call *call, struct err_detail *detail)
{
	struct device *device;
	struct buf out = {0};
	char now[32];
	int64_t offset_s;
	enum err err = commands_device(call, &device, detail);

	if (err)
		return err;
	if (!text_parse_int(cli_operand(call, 0), -4000000000LL, 4000000000LL,
			    &offset_s))
		return err_set(detail, ERR_USAGE, "",
			       "'%.100s' is no number of seconds",
			       cli_operand(call, 0));
	device->clock_offset_us = offset_s * 1000000;
	text_format_instant(device_now_us(device), now);
	json_add_text(&out, "now", now);
	json_say(&out);
	return ERR_OK;
}

const struct cli_command cmd_clock = {
    .name = "clock",
    .operands = "SECONDS",
    .operand_min = 1,
    .operand_max = 1,
    .flags = CLI_JSON,
    .summary = "Within run: let the device's clock be wrong by so much",
    .run = run_clock,
};
