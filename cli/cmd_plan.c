/* SPDX-License-Identifier: MIT */
/* callout plan: a problem file in, the best plan in the given time out. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <callout/clk.h>
#include <callout/text.h>

#include "cli/commands.h"
#include "cli/plan_vroom.h"

#define INPUT_MAX ((size_t)1 << 30)
#define DEFAULT_TIME_S 10.0

static const struct cli_option options[] = {
    {"time", "S", "wall clock seconds, reading included (default: 10)"},
    {"iterations", "N", "stop after so many; repeatable, unlike a time"},
    {"seed", "N", "of the random numbers (default: 1)"},
    {"threads", "N", "threads to plan on (default: 1)"},
    {"speed-kmh", "V", "where no matrix is given (default: 40)"},
    {"detour", "F", "road over straight line (default: 1.3)"},
    {0},
};

/* --- The file --- */

static enum err read_stream(FILE *in, const char *name, char **ret_text,
			    size_t *ret_length, struct err_detail *detail)
{
	size_t capacity = 1 << 16, length = 0;
	char *text = xmalloc(capacity);

	for (;;) {
		size_t got = fread(text + length, 1, capacity - length, in);

		length += got;
		if (got == 0)
			break;
		if (length > INPUT_MAX) {
			free(text);
			return err_set(detail, ERR_TOO_LARGE, name,
				       "more than %zu bytes", INPUT_MAX);
		}
		if (length == capacity)
			text = xrealloc(text, capacity *= 2);
	}
	if (ferror(in)) {
		free(text);
		return err_set(detail, ERR_INPUT, name, "cannot be read: %s",
			       strerror(errno));
	}
	*ret_text = text;
	*ret_length = length;
	return ERR_OK;
}

static enum err read_file(const char *name, char **ret_text, size_t *ret_length,
			  struct err_detail *detail)
{
	FILE *in = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
	enum err err;

	if (in == NULL)
		return err_set(detail, ERR_INPUT, name, "cannot be opened: %s",
			       strerror(errno));
	err = read_stream(in, name, ret_text, ret_length, detail);
	if (in != stdin)
		(void)fclose(in);
	return err;
}

/* --- The time --- */

/* What comes after the search (the plan's times, writing it, freeing it all)
 * goes over the vehicles and jobs as reading them did, once they were parsed:
 * twice as long for 10,000 jobs, four times for 100,000. So much is kept back.
 */
#define RESERVE_FACTOR 3

struct deadline {
	int64_t start_us, limit_us; /* limit 0: none */
	int64_t reserve_us;
};

static bool keep_going(void *arg, const struct plan_progress *progress,
		       double *ret_spent)
{
	const struct deadline *deadline = arg;
	int64_t spent_us = clk_monotonic_us() - deadline->start_us;
	int64_t limit_us;

	(void)progress;
	if (deadline->limit_us == 0)
		return true;
	limit_us = deadline->limit_us - deadline->reserve_us;
	if (spent_us >= limit_us)
		return false;
	*ret_spent = (double)spent_us / (double)limit_us;
	return true;
}

/* --- Options --- */

static enum err get_double(const struct cli_call *call, const char *name,
			   double min, double max, double absent,
			   double *ret_value, struct err_detail *detail)
{
	const char *text = cli_value(call, name);

	*ret_value = absent;
	if (text == NULL || text_parse_double(text, min, max, ret_value))
		return ERR_OK;
	return err_set(detail, ERR_USAGE, "",
		       "--%s=%s: a number from %g to %g, please", name, text,
		       min, max);
}

struct wishes {
	struct plan_settings settings;
	struct vroom_settings vroom;
	struct deadline deadline;
};

static enum err get_wishes(struct cli_call *call, struct wishes *wishes,
			   struct err_detail *detail)
{
	int64_t iterations, seed, threads;
	double time_s;
	enum err err;

	if ((err = cli_int(call, "iterations", 1, INT64_MAX, 0, &iterations,
			   detail)) != ERR_OK ||
	    (err = cli_int(call, "seed", 0, INT64_MAX, 1, &seed, detail)) !=
		ERR_OK ||
	    (err = cli_int(call, "threads", 1, 256, 1, &threads, detail)) !=
		ERR_OK ||
	    (err = get_double(call, "time", 0.01, 1e6,
			      iterations > 0 ? 0 : DEFAULT_TIME_S, &time_s,
			      detail)) != ERR_OK ||
	    (err = get_double(call, "speed-kmh", 0.1, 10000, 40,
			      &wishes->vroom.speed_kmh, detail)) != ERR_OK ||
	    (err = get_double(call, "detour", 0.1, 100, 1.3,
			      &wishes->vroom.detour, detail)) != ERR_OK)
		return err;
	wishes->vroom.warnings = stderr;
	wishes->deadline.limit_us = (int64_t)(time_s * 1e6);
	wishes->settings = (struct plan_settings){
	    .seed = (uint64_t)seed,
	    .iterations = (uint64_t)iterations,
	    .threads = (int32_t)threads,
	    .keep_going = keep_going,
	    .arg = &wishes->deadline,
	};
	return ERR_OK;
}

static enum err print_plan(const struct vroom *vroom, const struct plan *plan,
			   struct err_detail *detail)
{
	struct buf buf = {0};
	enum err err = ERR_OK;

	vroom_write(vroom, plan, &buf);
	buf_add_char(&buf, '\n');
	if (fwrite(buf.data, 1, buf.length, stdout) != buf.length ||
	    fflush(stdout) != 0)
		err =
		    err_set(detail, ERR_INTERNAL, "",
			    "the plan cannot be written: %s", strerror(errno));
	buf_free(&buf);
	return err;
}

static enum err run(struct cli_call *call, struct err_detail *detail)
{
	struct wishes wishes = {.deadline.start_us = clk_monotonic_us()};
	struct vroom *vroom = NULL;
	struct plan *plan = NULL;
	char *text = NULL;
	size_t length = 0;
	enum err err;

	if ((err = get_wishes(call, &wishes, detail)) != ERR_OK ||
	    (err = read_file(cli_operand(call, 0), &text, &length, detail)) !=
		ERR_OK)
		return err;
	err = vroom_read(text, length, &wishes.vroom, &vroom, detail);
	free(text);
	if (err != ERR_OK)
		goto out;
	wishes.deadline.reserve_us = RESERVE_FACTOR * vroom_lists_us(vroom);
	err = plan_run(vroom_problem(vroom), &wishes.settings, &plan, detail);
	if (err == ERR_OK)
		err = print_plan(vroom, plan, detail);
out:
	plan_free(plan);
	vroom_free(vroom);
	return err;
}

const struct cli_command cmd_plan = {
    .name = "plan",
    .operands = "FILE",
    .operand_min = 1,
    .operand_max = 1,
    .summary = "Plan the routes of a problem file",
    .description =
	"Reads VROOM's problem JSON from FILE ('-': standard input) and "
	"prints VROOM's\nsolution JSON. Aims, one after the other: the "
	"priority that is served, the number\nof jobs, the cost. Jobs that "
	"nobody can take are listed as unassigned.",
    .options = options,
    .run = run,
};
