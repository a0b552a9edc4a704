/* SPDX-License-Identifier: MIT */
/* callout plan: a problem file in, the best plan in the given time out. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <callout/clk.h>

#include "cli/commands.h"
#include "cli/plan_explain.h"
#include "cli/plan_file.h"
#include "cli/plan_progress.h"
#include "cli/plan_vroom.h"

#define DEFAULT_TIME_S 10.0

static const struct cli_option options[] = {
    {"time", "S", "wall clock seconds, reading included (default: 10)"},
    {"iterations", "N", "stop after so many; repeatable, unlike a time"},
    {"seed", "N", "of the random numbers (default: 1)"},
    {"threads", "N", "threads to plan on (default: 1)"},
    {"format", "NAME", PLAN_FILE_FORMATS},
    {"initial", "PLAN", "start from this plan: VROOM's solution JSON"},
    {"output", "NAME", "json, or sol: CVRPLIB's text (default: json)"},
    {"explain", NULL, "say why and what else, within the time"},
    {"progress", NULL, "say how far it is, as on a terminal by itself"},
    {"speed-kmh", "V", "where no matrix is given (default: 40)"},
    {"detour", "F", "road over straight line (default: 1.3)"},
    {0},
};

/* --- The time --- */

/* What comes after the search (the plan's times, writing it, freeing it all)
 * goes over the vehicles and jobs as reading them did, once they were parsed,
 * and took as long for 10,000 to 100,000 jobs. That is kept back, and some for
 * the start and the end of the program.
 */
#define RESERVE_US 8000

struct deadline {
	int64_t start_us, limit_us; /* limit 0: none */
	int64_t reserve_us;
	/* Whose jobs are to be explained within the time, or NULL. */
	const struct vroom *explained;
	struct plan_progress_line line;
};

/* For explanations, but no more than half of it. */
static int64_t leave_time(const struct deadline *deadline, int64_t limit_us,
			  const struct plan_progress *progress)
{
	int64_t wanted_us =
	    vroom_explain_us(deadline->explained, progress->best.unserved,
			     progress->best.served);

	return wanted_us < limit_us / 2 ? limit_us - wanted_us : limit_us / 2;
}

static int64_t until_us(const struct deadline *deadline)
{
	return deadline->limit_us == 0
		   ? 0
		   : deadline->start_us + deadline->limit_us -
			 deadline->reserve_us / 2;
}

static bool keep_going(void *arg, const struct plan_progress *progress,
		       double *ret_spent)
{
	struct deadline *deadline = arg;
	int64_t now_us = clk_monotonic_us();
	int64_t spent_us = now_us - deadline->start_us;
	int64_t limit_us = deadline->limit_us - deadline->reserve_us;
	bool limited = deadline->limit_us != 0;

	if (limited && deadline->explained != NULL)
		limit_us = leave_time(deadline, limit_us, progress);
	plan_progress_show(&deadline->line, now_us,
			   !limited		 ? -1
			   : limit_us > spent_us ? limit_us - spent_us
						 : 0,
			   progress);
	if (plan_stop_wanted())
		return false;
	if (!limited)
		return true;
	if (spent_us >= limit_us)
		return false;
	*ret_spent = (double)spent_us / (double)limit_us;
	return true;
}

/* --- Options --- */

struct wishes {
	struct plan_settings settings;
	bool sol; /* CVRPLIB's text, not JSON */
	struct deadline deadline;
	struct vroom_times times;
};

static enum err get_wishes(struct cli_call *call, struct wishes *wishes,
			   struct err_detail *detail)
{
	const char *output = cli_value(call, "output");
	int64_t iterations, seed, threads;
	double time_s;
	enum err err;

	if ((err = cli_int(call, "iterations", 1, INT64_MAX, 0, &iterations,
			   detail)) != ERR_OK ||
	    (err = cli_int(call, "seed", 0, INT64_MAX, 1, &seed, detail)) !=
		ERR_OK ||
	    (err = cli_int(call, "threads", 1, 256, 1, &threads, detail)) !=
		ERR_OK ||
	    (err = plan_file_double(call, "time", 0.01, 1e6,
				    iterations > 0 ? 0 : DEFAULT_TIME_S,
				    &time_s, detail)) != ERR_OK)
		return err;
	if (output != NULL && strcmp(output, "json") != 0 &&
	    strcmp(output, "sol") != 0)
		return err_set(detail, ERR_USAGE, "",
			       "--output=%s: json or sol, please", output);
	wishes->sol = output != NULL && strcmp(output, "sol") == 0;
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

/* How long it took is told where it is not the same each time anyway. */
static enum err print_plan(const struct vroom *vroom, const struct plan *plan,
			   const struct wishes *wishes,
			   struct err_detail *detail)
{
	struct buf buf = {0};
	enum err err = ERR_OK;

	if (wishes->sol) {
		vroom_write_sol(vroom, plan, &buf);
		if (plan_totals(plan).unserved > 0)
			fprintf(stderr,
				"callout plan: in no route, which this output "
				"cannot say: %" PRId32 " jobs\n",
				plan_totals(plan).unserved);
	} else {
		vroom_write(vroom, plan,
			    wishes->settings.iterations > 0 ? NULL
							    : &wishes->times,
			    &buf);
		buf_add_char(&buf, '\n');
	}
	if (fwrite(buf.data, 1, buf.length, stdout) != buf.length ||
	    fflush(stdout) != 0)
		err =
		    err_set(detail, ERR_INTERNAL, "",
			    "the plan cannot be written: %s", strerror(errno));
	buf_free(&buf);
	return err;
}

static enum err search(const struct vroom *vroom, struct wishes *wishes,
		       struct plan **ret_plan, struct err_detail *detail)
{
	int64_t begun_us = clk_monotonic_us();
	enum err err;

	wishes->times.loading_ms =
	    (begun_us - wishes->deadline.start_us) / 1000;
	vroom_initial_orders(vroom, &wishes->settings.initial,
			     &wishes->settings.initial_count);
	err =
	    plan_run(vroom_problem(vroom), &wishes->settings, ret_plan, detail);
	wishes->times.solving_ms = (clk_monotonic_us() - begun_us) / 1000;
	return err;
}

static enum err run(struct cli_call *call, struct err_detail *detail)
{
	struct wishes wishes = {.deadline.start_us = clk_monotonic_us()};
	struct vroom *vroom = NULL;
	struct plan *plan = NULL;
	enum err err;

	if ((err = get_wishes(call, &wishes, detail)) != ERR_OK ||
	    (err = plan_file_read(call, cli_operand(call, 0),
				  cli_value(call, "initial"), &vroom,
				  detail)) != ERR_OK)
		return err;
	wishes.deadline.reserve_us = RESERVE_US + vroom_lists_us(vroom);
	if (cli_given(call, "explain"))
		wishes.deadline.explained = vroom;
	plan_progress_init(&wishes.deadline.line, cli_given(call, "progress"),
			   vroom_scale(vroom), wishes.settings.iterations);
	plan_stop_on_signals();
	err = search(vroom, &wishes, &plan, detail);
	plan_progress_end(&wishes.deadline.line);
	if (plan_stop_wanted())
		fputs("callout plan: stopped; this is the best plan so far\n",
		      stderr);
	if (err == ERR_OK && cli_given(call, "explain"))
		vroom_explain(vroom, plan, until_us(&wishes.deadline));
	if (err == ERR_OK)
		err = print_plan(vroom, plan, &wishes, detail);
	if (vroom != NULL)
		vroom_explain_free(vroom);
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
	"Reads VROOM's problem JSON, with more keys for field service, or the "
	"text of\nSolomon's or of the TRSP benchmark, from FILE ('-': standard "
	"input), and prints\nVROOM's solution JSON. docs/PLANNER.md has every "
	"key. Aims, one after the other:\nthe priority that is served, the "
	"number of jobs, the cost. Jobs that nobody can\ntake are listed as "
	"unassigned.\nCtrl-C gives the best plan so far, a second one nothing.",
    .options = options,
    .run = run,
};
