/* SPDX-License-Identifier: MIT */
/*
 * callout schedule: plan a day, territory by territory, as proposals, and
 * accept them if asked to. What dispatchd does for one territory at a press of
 * a button, by the same bridge and the same functions in SQL.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/plan.h>
#include <callout/text.h>

#include "cli/commands.h"
#include "dispatchd/engine/plan_bridge.h"

static const struct cli_option options[] = {
    {"date", "DAY", "the day, YYYY-MM-DD; needed"},
    {"territory", "CODE", "only this one (default: all)"},
    {"accept", NULL, "accept the plans: visits go out to the technicians"},
    {"whole-day", NULL, "from the day's start, even if it has passed"},
    {"time", "S", "seconds for each territory (default: planner.time_ms)"},
    {0},
};

static const struct pg_statement territories_statement = {
    .sql = "SELECT t.id, t.code, instant_text(d.starts), "
	   "instant_text(d.ends), extract(epoch FROM d.starts)::bigint, "
	   "extract(epoch FROM d.ends)::bigint, extract(epoch FROM "
	   "(d.starts AT TIME ZONE t.zone) - (d.starts AT TIME ZONE 'UTC'))"
	   "::bigint FROM json_to_recordset(territory_list(NULL)) "
	   "AS t (id bigint, code text, zone text), "
	   "territory_day(NULL, t.id, $2::date) AS d "
	   "WHERE $1::text IS NULL OR t.code = $1 ORDER BY t.code",
    .param_count = 2,
};
static const struct pg_statement start_statement = {
    .sql = "SELECT id FROM proposal_start(NULL, NULL, $1::bigint, "
	   "$2::timestamptz, $3::timestamptz)",
    .param_count = 3,
};
static const struct pg_statement ready_statement = {
    .sql = "SELECT proposal_ready($1::bigint, $2::jsonb, $3::jsonb)",
    .param_count = 3,
};
static const struct pg_statement fail_statement = {
    .sql = "SELECT proposal_fail($1::bigint, $2)",
    .param_count = 2,
};
static const struct pg_statement accept_statement = {
    .sql = "SELECT p->>'state', (SELECT count(*) FROM json_array_elements("
	   "p->'visits') AS v WHERE v->>'verdict' = 'accepted') "
	   "FROM proposal_accept(NULL, NULL, $1::bigint) AS p",
    .param_count = 1,
};

struct territory {
	const char *id, *code, *from, *to;
	int64_t from_s, to_s;
	int32_t utc_offset_s;
	char proposal[24];
	struct plan_bridge_summary summary;
	int64_t accepted;
	const char *state; /* of the proposal */
};

struct schedule {
	struct cli_call *call;
	const struct conf *conf;
	struct pg_sync *sync;
	int64_t budget_us;
	struct arena *arena;
	struct territory *territories;
	int count;
};

/* --- Rows to a plan
 * --------------------------------------------------------------- */

static const char *field(void *arg, int row, int column)
{
	return pg_result_text(arg, row, column);
}

static enum err load_set(struct schedule *schedule, struct plan_bridge *bridge,
			 enum plan_bridge_set set,
			 const struct territory *territory,
			 struct err_detail *detail)
{
	const struct pg_statement statement = {
	    .sql = plan_bridge_query(set)->sql,
	    .param_count = 3,
	};
	struct pg_result *rows;
	enum err err =
	    pg_sync_exec(schedule->sync, &statement,
			 (const char *const[]){territory->id, territory->from,
					       territory->to},
			 &rows, detail);

	if (err)
		return err;
	err = plan_bridge_add_rows(bridge, set, pg_result_rows(rows), field,
				   rows, detail);
	pg_result_free(rows);
	return err;
}

/* All sets in one snapshot. */
static enum err load(struct schedule *schedule, struct plan_bridge *bridge,
		     const struct territory *territory,
		     struct err_detail *detail)
{
	enum err err = pg_sync_begin(schedule->sync, detail);

	if (err)
		return err;
	err = pg_sync_script(schedule->sync,
			     "SET TRANSACTION ISOLATION LEVEL "
			     "REPEATABLE READ, READ ONLY",
			     detail);
	for (int set = 0; !err && set < PLAN_BRIDGE_SET_COUNT; set++)
		err = load_set(schedule, bridge, (enum plan_bridge_set)set,
			       territory, detail);
	pg_sync_rollback(schedule->sync);
	return err;
}

struct budget {
	int64_t begun_us, limit_us;
};

static bool keep_going(void *arg, const struct plan_progress *progress,
		       double *ret_spent)
{
	const struct budget *budget = arg;
	int64_t spent = clk_monotonic_us() - budget->begun_us;

	(void)progress;
	*ret_spent = (double)spent / (double)budget->limit_us;
	return spent < budget->limit_us;
}

static enum err search(struct schedule *schedule, struct plan_bridge *bridge,
		       struct territory *territory, struct err_detail *detail)
{
	const struct conf *conf = schedule->conf;
	struct budget budget = {clk_monotonic_us(), schedule->budget_us};
	int64_t now_s = clk_now_us() / 1000000;
	bool whole = cli_given(schedule->call, "whole-day");
	struct plan_bridge_settings settings = {
	    .from_s = territory->from_s,
	    .to_s = territory->to_s,
	    .frozen_until_s =
		whole || now_s < territory->from_s ? territory->from_s : now_s,
	    .speed_kmh = (double)conf_int(conf, "planner", "speed_kmh"),
	    .detour =
		(double)conf_int(conf, "planner", "detour_permille") / 1000,
	    .utc_offset_s = territory->utc_offset_s,
	};
	struct plan_settings how = {
	    .seed = (uint64_t)conf_int(conf, "planner", "seed"),
	    .threads = 1,
	    .keep_going = keep_going,
	    .arg = &budget,
	};
	struct plan *plan;
	enum err err = plan_bridge_build(bridge, &settings, detail);

	if (!err)
		err =
		    plan_run(plan_bridge_problem(bridge), &how, &plan, detail);
	if (err)
		return err;
	plan_bridge_result(bridge, plan, &territory->summary);
	plan_free(plan);
	return ERR_OK;
}

/* --- A proposal
 * -------------------------------------------------------------------- */

static enum err write_ready(struct schedule *schedule,
			    const struct plan_bridge *bridge,
			    const struct territory *territory,
			    struct err_detail *detail)
{
	struct buf summary = {0}, visits = {0};
	enum err err;

	plan_bridge_summary_json(bridge, &summary);
	plan_bridge_visits_json(bridge, &visits);
	err = pg_sync_exec(schedule->sync, &ready_statement,
			   (const char *const[]){territory->proposal,
						 buf_text(&summary),
						 buf_text(&visits)},
			   NULL, detail);
	buf_free(&summary);
	buf_free(&visits);
	return err;
}

static enum err accept(struct schedule *schedule, struct territory *territory,
		       struct err_detail *detail)
{
	const char *proposal = territory->proposal;
	struct pg_result *result;
	enum err err = pg_sync_exec(schedule->sync, &accept_statement,
				    &proposal, &result, detail);

	if (err)
		return err;
	territory->state =
	    arena_strdup(schedule->arena, pg_result_text(result, 0, 0));
	territory->accepted = pg_result_int(result, 0, 1);
	pg_result_free(result);
	return ERR_OK;
}

static enum err plan_one(struct schedule *schedule, struct territory *territory,
			 struct err_detail *detail)
{
	struct plan_bridge *bridge;
	struct pg_result *result;
	enum err err =
	    pg_sync_exec(schedule->sync, &start_statement,
			 (const char *const[]){territory->id, territory->from,
					       territory->to},
			 &result, detail);

	if (err)
		return err;
	snprintf(territory->proposal, sizeof(territory->proposal), "%lld",
		 (long long)pg_result_int(result, 0, 0));
	pg_result_free(result);
	territory->state = "ready";
	bridge = plan_bridge_new();
	err = load(schedule, bridge, territory, detail);
	if (!err)
		err = search(schedule, bridge, territory, detail);
	if (!err)
		err = write_ready(schedule, bridge, territory, detail);
	if (!err && cli_given(schedule->call, "accept"))
		err = accept(schedule, territory, detail);
	plan_bridge_free(bridge);
	if (err && strcmp(territory->state, "ready") == 0) {
		/* Best effort: the first error is the one to tell. */
		struct err_detail ignored;

		if (pg_sync_exec(schedule->sync, &fail_statement,
				 (const char *const[]){territory->proposal,
						       detail->text},
				 NULL, &ignored))
			fprintf(stderr, "proposal %s stays running: %s\n",
				territory->proposal, ignored.text);
	}
	return err;
}

/* --- Output
 * -------------------------------------------------------------------------- */

static void sum_up(const struct schedule *schedule, struct territory *ret_total)
{
	struct plan_bridge_summary *total = &ret_total->summary;
	int64_t busy_s;

	*ret_total = (struct territory){.code = "all", .state = ""};
	for (int i = 0; i < schedule->count; i++) {
		const struct plan_bridge_summary *s =
		    &schedule->territories[i].summary;

		total->jobs += s->jobs;
		total->planned += s->planned;
		total->unplanned += s->unplanned;
		total->technicians += s->technicians;
		total->late += s->late;
		total->shift_s += s->shift_s;
		total->service_s += s->service_s;
		total->travel_s += s->travel_s;
		ret_total->accepted += schedule->territories[i].accepted;
	}
	busy_s = total->service_s + total->travel_s;
	if (total->shift_s)
		total->utilisation = (double)busy_s / (double)total->shift_s;
	if (busy_s)
		total->travel_share = (double)total->travel_s / (double)busy_s;
}

static void print_line(const struct territory *territory)
{
	const struct plan_bridge_summary *s = &territory->summary;

	printf("%-12s %6d %8d %10d %6d %9.1f %% %8.1f %% %5d  %s\n",
	       territory->code, (int)s->jobs, (int)s->planned,
	       (int)s->unplanned, (int)s->technicians, 100 * s->utilisation,
	       100 * s->travel_share, (int)s->late, territory->state);
}

static void print_text(const struct schedule *schedule)
{
	struct territory total;

	printf("%-12s %6s %8s %10s %6s %11s %10s %5s  %s\n", "territory",
	       "jobs", "planned", "unplanned", "people", "utilisation",
	       "travel", "late", "proposal");
	for (int i = 0; i < schedule->count; i++)
		print_line(&schedule->territories[i]);
	sum_up(schedule, &total);
	if (schedule->count > 1)
		print_line(&total);
}

static void add_json(struct buf *buf, const struct territory *territory)
{
	const struct plan_bridge_summary *s = &territory->summary;

	buf_add_text(buf, "{\"code\":");
	buf_add_json_string(buf, territory->code);
	if (territory->proposal[0])
		buf_printf(buf, ",\"proposal\":%s,\"state\":\"%s\"",
			   territory->proposal, territory->state);
	buf_printf(buf,
		   ",\"jobs\":%d,\"planned\":%d,\"unplanned\":%d,"
		   "\"technicians\":%d,\"utilisation\":%.4f,"
		   "\"travel_share\":%.4f,\"late\":%d,\"accepted\":%lld}",
		   (int)s->jobs, (int)s->planned, (int)s->unplanned,
		   (int)s->technicians, s->utilisation, s->travel_share,
		   (int)s->late, (long long)territory->accepted);
}

static void print_json(const struct schedule *schedule)
{
	struct territory total;
	struct buf buf = {0};

	buf_add_text(&buf, "{\"territories\":[");
	for (int i = 0; i < schedule->count; i++) {
		buf_add_text(&buf, i ? ",\n" : "");
		add_json(&buf, &schedule->territories[i]);
	}
	sum_up(schedule, &total);
	buf_add_text(&buf, "],\n\"total\":");
	add_json(&buf, &total);
	buf_add_text(&buf, "}\n");
	fputs(buf_text(&buf), stdout);
	buf_free(&buf);
}

/* --- The command
 * ---------------------------------------------------------------------- */

static enum err read_territories(struct schedule *schedule,
				 struct err_detail *detail)
{
	const char *code = cli_value(schedule->call, "territory");
	struct arena *arena = schedule->arena;
	struct pg_result *rows;
	enum err err = pg_sync_exec(
	    schedule->sync, &territories_statement,
	    (const char *const[]){code, cli_value(schedule->call, "date")},
	    &rows, detail);

	if (err)
		return err;
	schedule->count = pg_result_rows(rows);
	schedule->territories = arena_calloc(arena, (size_t)schedule->count,
					     sizeof(*schedule->territories));
	for (int i = 0; i < schedule->count; i++)
		schedule->territories[i] = (struct territory){
		    .id = arena_strdup(arena, pg_result_text(rows, i, 0)),
		    .code = arena_strdup(arena, pg_result_text(rows, i, 1)),
		    .from = arena_strdup(arena, pg_result_text(rows, i, 2)),
		    .to = arena_strdup(arena, pg_result_text(rows, i, 3)),
		    .from_s = pg_result_int(rows, i, 4),
		    .to_s = pg_result_int(rows, i, 5),
		    .utc_offset_s = (int32_t)pg_result_int(rows, i, 6),
		};
	pg_result_free(rows);
	if (schedule->count == 0)
		return err_set(detail, ERR_NOT_FOUND, "",
			       code ? "there is no territory '%s'"
				    : "there are no territories%s: import "
				      "them first",
			       code ? code : "");
	return ERR_OK;
}

static enum err check_usage(struct schedule *schedule,
			    struct err_detail *detail)
{
	const char *day = cli_value(schedule->call, "date");
	int64_t seconds, time_ms;
	int32_t days;
	enum err err;

	if (!day || !text_parse_date(day, &days))
		return err_set(detail, ERR_USAGE, "",
			       "--date must be a day that exists, YYYY-MM-DD"
			       "%s%s",
			       day ? ", not " : "", day ? day : "");
	err = cli_int(schedule->call, "time", 0, 3600, -1, &seconds, detail);
	if (!err)
		err = cli_conf(schedule->call, &schedule->conf, detail);
	if (err)
		return err;
	time_ms = conf_int(schedule->conf, "planner", "time_ms");
	schedule->budget_us = seconds >= 0 ? seconds * 1000000 : time_ms * 1000;
	if (schedule->budget_us < 1000)
		schedule->budget_us = 1000;
	return ERR_OK;
}

static enum err run(struct cli_call *call, struct err_detail *detail)
{
	struct schedule schedule = {.call = call};
	enum err err = check_usage(&schedule, detail);

	if (err)
		return err;
	err = cli_connect(call, &schedule.sync, detail);
	if (err)
		return err;
	schedule.arena = arena_new();
	err = read_territories(&schedule, detail);
	for (int i = 0; !err && i < schedule.count; i++)
		err = plan_one(&schedule, &schedule.territories[i], detail);
	if (!err && cli_json(call))
		print_json(&schedule);
	else if (!err)
		print_text(&schedule);
	pg_sync_close(schedule.sync);
	arena_free(schedule.arena);
	return err;
}

const struct cli_command cmd_schedule = {
    .name = "schedule",
    .operands = "--date DAY",
    .flags = CLI_JSON,
    .summary = "Plan a day of all territories, as proposals",
    .options = options,
    .run = run,
};
