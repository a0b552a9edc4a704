/* SPDX-License-Identifier: MIT */
/*
 * The bridge between the database's rows and the planner: planning_* rows in,
 * a problem out; a plan in, the rows of a proposal out. Pure, and shared by
 * dispatchd and `callout schedule`: it knows neither connections nor results,
 * only how to ask for a field's text.
 *
 *	bridge = plan_bridge_new();
 *	for each set: run plan_bridge_query(set)->sql, plan_bridge_add_rows();
 *	plan_bridge_build(), plan_run() on plan_bridge_problem();
 *	plan_bridge_result(); plan_bridge_visits_json(), _summary_json();
 *	proposal_ready(id, summary, visits).
 *
 * Times are Unix seconds.
 */
#ifndef DISPATCHD_PLAN_BRIDGE_H
#define DISPATCHD_PLAN_BRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/buf.h>
#include <callout/err.h>
#include <callout/plan.h>

struct plan_bridge;

enum plan_bridge_set {
	PLAN_BRIDGE_TECHNICIANS,
	PLAN_BRIDGE_SHIFTS,
	PLAN_BRIDGE_BREAKS,
	PLAN_BRIDGE_SKILLS,
	PLAN_BRIDGE_JOBS,
	PLAN_BRIDGE_JOB_SKILLS,
	PLAN_BRIDGE_JOB_TECHNICIANS,
	PLAN_BRIDGE_VISITS,
	PLAN_BRIDGE_LINKS,
	PLAN_BRIDGE_POLICY,
	PLAN_BRIDGE_TOOLS,
	PLAN_BRIDGE_PARTS,
	PLAN_BRIDGE_JOB_TOOLS,
	PLAN_BRIDGE_JOB_PARTS,
	PLAN_BRIDGE_TRAVEL, /* who tells travel times */
	PLAN_BRIDGE_WAYS,   /* what is known of them */
	PLAN_BRIDGE_SET_COUNT
};

/* What to ask the database for one set. Parameters: $1 territory, $2 and $3
 * the horizon's ends (RFC 3339). All sets in one snapshot, please. */
struct plan_bridge_query {
	const char *name; /* "planning_jobs" */
	const char *sql;
	/* The same for the jobs of $4 (bigint[]) alone, whatever their state;
	 * NULL where the set is not of jobs. */
	const char *jobs_sql;
};
const struct plan_bridge_query *plan_bridge_query(enum plan_bridge_set set);

/* The caller frees it by plan_bridge_free(). */
struct plan_bridge *plan_bridge_new(void);
void plan_bridge_free(struct plan_bridge *bridge); /* NULL is accepted */

/* The text of a field, NULL for SQL's null. Columns count from 0 in the order
 * of the query's select list. */
typedef const char *plan_bridge_field_fn(void *arg, int row, int column);

/* Take the rows of one set; texts are copied. ERR_INTERNAL for a field that is
 * not what the query gives. */
enum err plan_bridge_add_rows(struct plan_bridge *bridge,
			      enum plan_bridge_set set, int row_count,
			      plan_bridge_field_fn *field, void *arg,
			      struct err_detail *detail) ERR_MUST_CHECK;

/* How a territory weighs. A rate is seconds of travel that a second costs, a
 * cost is in seconds of travel. Rows of planning_policy() name the fields. */
struct plan_bridge_policy {
	double respond_rate, resolve_rate; /* later than an SLA's target */
	double window_rate;  /* later than a customer's window that is past */
	double promise_rate; /* later than an arrival window that was told */
	int64_t move_cost;   /* of a visit to another technician */
	int64_t move_promised_cost, move_frozen_cost; /* ... more if it is */
	int64_t frozen_s;  /* from frozen_until_s on: those visits are sent */
	double slide_rate; /* of them: later than slide_s behind the plan */
	int64_t slide_s;
	int64_t preferred_bonus;
	int64_t continuity_bonus; /* whoever was at the customer's last */
	int64_t overtime_max_s;
	double overtime_rate;
	int64_t max_travel_s; /* of a day; 0: no limit */
	double balance_rate;
	int64_t neighbour_cost; /* of a visit of a neighbour's technician */
	int64_t day_gap_min_s, day_gap_max_s; /* of a job of several days */
	/* Rules that are not applied: 1. */
	int64_t off_skill, off_level, off_certificate, off_excluded,
	    off_required, off_after, off_break, off_access, off_tools,
	    off_parts, off_window;
	int64_t hard_promise; /* 1: a visit that keeps its promise now, must */
	int64_t promise_slack_s; /* so much later it is kept all the same */
	int64_t sla_margin_s; /* plans aim at so much before an SLA's target */
};
extern const struct plan_bridge_policy plan_bridge_policy_default;

/* How far visits that are there may move. */
enum plan_bridge_move {
	PLAN_BRIDGE_MOVE_FREE, /* as the policy's costs say */
	/* To somebody else where that is worth an hour's drive; not to an
	 * earlier time, and hardly to a later one. */
	PLAN_BRIDGE_MOVE_FEW
};

struct plan_bridge_settings {
	int64_t from_s, to_s;	/* the horizon */
	int64_t frozen_until_s; /* nothing new begins before: now, or from_s */
	double speed_kmh, detour;
	int32_t utc_offset_s; /* of the territory: for times in texts */
	enum plan_bridge_move move;
	/* Movable visits stay where they are, too: the board as it is, for
	 * plan_evaluate(). */
	bool pin_visits;
};

/* The policy of a bridge that is built. */
const struct plan_bridge_policy *
plan_bridge_policy(const struct plan_bridge *bridge);

/* A plan of a part of it. Lists are sorted; an empty one is of everybody. */
struct plan_bridge_limits {
	const int64_t *jobs; /* only these are placed or moved */
	size_t job_count;
	const int64_t *technicians; /* only theirs are the days that change */
	size_t technician_count;
	bool keep_visits; /* none moves */
};
/* After the rows, before the problem. */
void plan_bridge_limit(struct plan_bridge *bridge,
		       const struct plan_bridge_limits *limits);

/* Make the problem of all rows. */
enum err plan_bridge_build(struct plan_bridge *bridge,
			   const struct plan_bridge_settings *settings,
			   struct err_detail *detail) ERR_MUST_CHECK;
const struct plan_problem *
plan_bridge_problem(const struct plan_bridge *bridge);

/* The planner's index of a job's visit (a fixed one as well), and of the shift
 * in which that technician is at `at_s`, or else of the nearest one. Of several
 * visits the one that a hand would move: the technician's own, or else one that
 * nobody has, or else the first that is not fixed. False if the problem does
 * not have one of them. */
bool plan_bridge_find(const struct plan_bridge *bridge, int64_t job_id,
		      int64_t technician_id, int64_t at_s, int32_t *ret_job,
		      int32_t *ret_technician);

struct plan_bridge_later {
	double lat, lon;
	int64_t version, crew_size, days;
	bool absent; /* who is required has no shift: everybody is excluded */
	/* Of a crew that is larger than the list of whom it requires: each of
	 * these is one of it. Lives as long as `later`. */
	const int64_t *members;
	size_t member_count;
};

/* From now on a crew's jobs of `later` begin when they like, not with the
 * visits that are there. */
void plan_bridge_take_crew(struct plan_bridge *later, bool whole);

/* A job that comes later, as the problem of `bridge` (which is built) would
 * have it; but no visit of it is pinned. `later` has rows of the sets of jobs,
 * and is never built. A deadline before now_s binds nobody. False if it has no
 * such job. The lists are later's. */
bool plan_bridge_job(const struct plan_bridge *bridge,
		     struct plan_bridge *later, int64_t job_id, int64_t now_s,
		     struct plan_job *ret_job,
		     struct plan_bridge_later *ret_more);
/* What a planner's job stands for. Its job is plan_problem_job()'s id. */
struct plan_bridge_stay {
	int64_t job,
	    job_version; /* version 0: only fixed visits of it are here */
	int64_t visit, visit_version;	    /* 0: there is none yet */
	int64_t technician, start_s, end_s; /* of the visit */
	int32_t member, day; /* of the crew and the days, from 0 */
	bool fixed;
};
struct plan_bridge_stay plan_bridge_stay(const struct plan_bridge *bridge,
					 int32_t index);

/* Times, skills and jobs in a dispatcher's words, for plan_verdict_text(). Good
 * as long as the bridge. */
struct plan_words plan_bridge_words(const struct plan_bridge *bridge);

/* The code of a skill that its jobs need; NULL if none does. */
const char *plan_bridge_skill(const struct plan_bridge *bridge, int32_t skill);

/* The visits that are there and may move, as a plan to start from. They belong
 * to the bridge. */
void plan_bridge_initial(struct plan_bridge *bridge,
			 const struct plan_order **ret_orders,
			 size_t *ret_count);

/* Of the jobs that may be planned. At risk: kept by less than half an hour, or
 * not planned and due in the horizon. */
struct plan_bridge_target {
	int32_t at_risk, missed;
};

/* The same before and after a plan. */
struct plan_bridge_totals {
	int32_t planned, unplanned; /* jobs */
	struct plan_bridge_target respond, resolve;
	int64_t travel_s, service_s, overtime_s;
	double utilisation; /* (service + travel) / shift */
	/* Travel, lateness, overtime less preferences, in seconds of travel. */
	int64_t cost_s;
};

/* What a plan comes to. Shares are of the time that shifts last, without
 * breaks, in the horizon. */
struct plan_bridge_summary {
	int32_t jobs, planned, unplanned; /* fixed visits are not counted */
	int32_t fixed;
	int32_t technicians; /* on shift */
	int32_t late;	     /* planned jobs that miss a target */
	int32_t added, moved, removed, kept;
	int64_t shift_s, service_s, travel_s;
	double utilisation;  /* (service + travel) / shift */
	double travel_share; /* travel / (service + travel) */
	int64_t cost;
	struct plan_bridge_totals before, after;
};

/* Compare the plan with what is there; replaces an earlier result. The plan
 * may be freed afterwards. */
void plan_bridge_result(struct plan_bridge *bridge, const struct plan *plan,
			struct plan_bridge_summary *ret_summary);

/* The result's changes as proposal_ready()'s p_visits: rows with the same
 * "linked" belong together, all or none. And its summary with the jobs that
 * nobody got and why (at most 500 of them). Appended. */
void plan_bridge_visits_json(const struct plan_bridge *bridge, struct buf *buf);
void plan_bridge_summary_json(const struct plan_bridge *bridge,
			      struct buf *buf);
/* And what stays where it is on the days that change: p_seen. */
void plan_bridge_seen_json(const struct plan_bridge *bridge, struct buf *buf);

#endif
