/* SPDX-License-Identifier: MIT */
/* Rows as plain structs: plan_bridge_rows.c fills them, plan_bridge.c and
 * plan_bridge_shifts.c make the problem of them, plan_bridge_result.c reads the
 * plan. */
#ifndef DISPATCHD_PLAN_BRIDGE_INTERNAL_H
#define DISPATCHD_PLAN_BRIDGE_INTERNAL_H

#include "dispatchd/engine/plan_bridge.h"

struct row_technician {
	int64_t id;
	double start_lat, start_lon, end_lat, end_lon;
	bool lent; /* by a neighbouring territory */
};

struct row_shift {
	int64_t technician, start_s, end_s;
};

struct row_break {
	int64_t technician, from_s, to_s, duration_s;
};

struct row_skill {
	int64_t technician, skill, level;
	int64_t from_s, to_s; /* -+PLAN_TIME_MAX: unbounded */
};

#define BRIDGE_NO_TIME INT64_MIN

struct row_job {
	int64_t id, version;
	double lat, lon;
	int64_t duration_s, priority; /* 1 the most urgent, 5 the least */
	int64_t earliest_s, due_s;    /* or BRIDGE_NO_TIME */
	int64_t respond_due_s, resolve_due_s;
	int64_t crew_size;
	int64_t days;		 /* that are left */
	int64_t missing;	 /* visits that are not there yet */
	int64_t last_technician; /* who was there last, 0: nobody */
	bool again;		 /* for this very job */
	/* Visits that are not among the rows begin then; BRIDGE_NO_TIME. */
	int64_t together_s;
	const char *waits; /* for "parts"; "": for nothing */
	/* For plan_bridge_job(): the visit that a hand would move, or 0. */
	int64_t visit, visit_version, visit_technician;
	int64_t visit_start_s, visit_end_s;
	const struct plan_window *access; /* none: always */
	size_t access_count;
};

struct row_job_skill {
	int64_t job, skill, level;
	const char *code;
};

enum bridge_relation { BRIDGE_REQUIRED, BRIDGE_PREFERRED, BRIDGE_EXCLUDED };

struct row_job_technician {
	int64_t job, technician;
	enum bridge_relation relation;
};

struct row_visit {
	int64_t job, id, version, technician, start_s, end_s;
	int64_t promise_from_s, promise_to_s; /* or BRIDGE_NO_TIME */
	double lat, lon;
	bool fixed;
};

/* `job` begins so long after the end of `after`. What is there of the two
 * outside of the rows: BRIDGE_NO_TIME where there is nothing. */
struct row_link {
	int64_t job, after, min_s, max_s;
	int64_t after_end_s, job_start_s;
};

struct row_tool {
	int64_t technician, tool;
};

struct row_part {
	int64_t technician, part, amount;
};

struct row_job_tool {
	int64_t job, tool;
	const char *code;
};

struct row_job_part {
	int64_t job, part, amount;
	const char *code;
};

struct row_travel {
	const char *provider;
	const char *failing; /* "": it does not */
};

/* The planner's numbers of tools and parts, so that the words for a verdict
 * know them from skills. */
#define BRIDGE_TOOL (1 << 28)
#define BRIDGE_PART (1 << 29)

struct row_policy {
	const char *key;
	double value;
};

/* A growing array of one kind of rows. */
struct bridge_rows {
	void *rows;
	size_t count;
};

struct bridge_job;

/* One visit of the problem, there already or to be made. */
struct bridge_stay {
	struct bridge_job *job;
	const struct row_visit *visit; /* NULL: to be made */
	int32_t member, day;	       /* of the job's crew and days */
	bool fixed;
	int64_t only;  /* the technician whom the crew needs here, or 0 */
	int32_t index; /* the planner's, or PLAN_NONE */
};

/* A job and its stays: day by day a crew. */
struct bridge_job {
	int64_t id;
	const struct row_job *row; /* NULL: only fixed visits are here */
	struct bridge_stay *stays;
	int32_t stay_count, day_count;
	/* BRIDGE_NO_TIME: no limit. Of the first day's begin: the row's,
	 * narrowed by links. Of the last day's end: by links. */
	int64_t earliest_s, due_s;
	int64_t end_from_s, end_by_s;
	const char *rule, *text; /* why it is left out, or NULL */
	/* The result: why nobody got it, or NULL; who came nearest, or 0. */
	const char *told_rule, *told_text;
	int64_t technician;
	const char *relaxation; /* what would do, as JSON; or NULL */
	bool planned, late, changed;
};

/* One row of the proposal. */
struct bridge_change {
	const char *op; /* "add", "move", "remove" */
	const struct bridge_stay *stay;
	int64_t technician, start_s, end_s, travel_s;
	int32_t linked;	 /* the same number: together or not at all; 0: alone */
	int64_t saved_s; /* of travel, all days together */
	int64_t shift_end_s; /* of the shift that it goes to */
	const char *why;     /* or NULL */
};

/* Where a planner's job stands, before or after the plan. */
struct bridge_place {
	int32_t index, shift; /* the planner's */
	int64_t start_s, end_s;
	int64_t way_s, onward_s; /* to it, and from it */
	int64_t detour_s;	 /* what the day's way is longer by it */
};

struct bridge_places {
	struct bridge_place *all; /* by shift, then by time */
	int32_t count;
	int32_t *of; /* by the planner's job: index in all, or PLAN_NONE */
};

struct plan_bridge {
	struct arena *arena;
	bool whole_crew; /* see plan_bridge_take_crew() */
	bool borrowed;	 /* settings and shifts: see plan_bridge_job() */
	struct bridge_rows sets[PLAN_BRIDGE_SET_COUNT];
	struct plan_problem *problem;
	struct plan_bridge_settings settings;
	struct plan_bridge_policy policy;
	/* By the planner's technician: a shift; one person's are in a row. */
	const struct row_shift **shifts;
	int32_t shift_count;
	/* By the planner's job. A fixed visit may be several of them. */
	const struct bridge_stay **stays;
	int32_t stay_count, stay_room;
	struct bridge_job *jobs; /* by id */
	int32_t job_count;
	int32_t fixed_visits;
	int64_t break_s;
	struct plan_bridge_summary summary;
	struct bridge_change *changes;
	size_t change_count;
	int explained;
	/* Known ways, until the problem has them; and of the plan's. */
	struct plan_way *ways;
	size_t way_count, way_room;
	int64_t ways_known, ways_estimated;
};

#define BRIDGE_ROWS(bridge, set, type) \
	((const struct type *)(bridge)->sets[set].rows)

/* Sets that are sorted by their first member, what they belong to. */
enum bridge_index {
	OF_TECHNICIANS,
	OF_SHIFTS,
	OF_BREAKS,
	OF_SKILLS,
	OF_JOBS,
	OF_JOB_SKILLS,
	OF_JOB_PEOPLE,
	OF_VISITS,
	OF_LINKS,
	OF_TOOLS,
	OF_PARTS,
	OF_JOB_TOOLS,
	OF_JOB_PARTS
};

/* The rows of such a set whose key is `key`; NULL if there is none. */
const void *bridge_rows_of(const struct plan_bridge *bridge,
			   enum bridge_index index, int64_t key,
			   size_t *ret_count);

/* Before bridge_rows_of(). */
void bridge_sort_sets(struct plan_bridge *bridge);

enum err bridge_add_place(struct plan_bridge *bridge, double lat, double lon,
			  int32_t *ret_location,
			  struct err_detail *detail) ERR_MUST_CHECK;

/* plan_bridge_shifts.c: one row becomes the planner's; nothing if it is not
 * needed. All shifts before the visits. */
enum err bridge_add_shift(struct plan_bridge *bridge,
			  const struct row_shift *shift,
			  struct err_detail *detail) ERR_MUST_CHECK;
enum err bridge_add_fixed(struct plan_bridge *bridge, struct bridge_stay *stay,
			  struct err_detail *detail) ERR_MUST_CHECK;

/* The technician's shifts are `*ret_count` from this index on. */
int32_t bridge_shifts_of(const struct plan_bridge *bridge, int64_t technician,
			 int32_t *ret_count);

/* The next of the technician's shifts, from index `first` on, that a stay
 * reaches into; PLAN_NONE if there is none. */
int32_t bridge_shift_at(const struct plan_bridge *bridge, int32_t first,
			int64_t technician, int64_t start_s, int64_t end_s);

/* The planner's job number `index` was added for this stay. */
void bridge_keep_stay(struct plan_bridge *bridge, struct bridge_stay *stay,
		      int32_t index);

/* plan_bridge_stays.c: all jobs with their stays, from the rows; not in the
 * problem yet. */
void bridge_draft_jobs(struct plan_bridge *bridge);
/* NULL if the rows have no such job. */
struct bridge_job *bridge_job_of(const struct plan_bridge *bridge, int64_t id);

/* plan_bridge_links.c: what links to visits outside of the problem mean for
 * the hours of jobs; those whose predecessor is not planned are left out. Then,
 * when all stays are in the problem, the links between them. */
void bridge_limit_jobs(struct plan_bridge *bridge);
enum err bridge_add_links(struct plan_bridge *bridge,
			  struct err_detail *detail) ERR_MUST_CHECK;

/* For plan_bridge_job(): as if nothing else of the links were in a problem. */
void bridge_limit_later(struct plan_bridge *bridge, struct bridge_job *job);

/* plan_bridge_jobs.c: a stay that is to be planned. A job whose required
 * technicians are away is left out. */
enum err bridge_add_stay(struct plan_bridge *bridge, struct bridge_stay *stay,
			 struct err_detail *detail) ERR_MUST_CHECK;
/* The planner's job of it, but without its place and not pinned; lists are from
 * the bridge's arena. */
void bridge_make_job(struct plan_bridge *bridge, const struct bridge_stay *stay,
		     struct plan_job *ret_job);
/* Whom a crew needs that is larger than their list. */
const int64_t *bridge_members(struct plan_bridge *bridge,
			      const struct bridge_job *job, size_t *ret_count);
void bridge_check_people(struct plan_bridge *bridge, struct bridge_job *job);

/* plan_bridge_travel.c: a row of the set of ways; false: it is none. */
struct plan_way;
bool bridge_take_ways(struct plan_bridge *bridge, int64_t from,
		      const char *text);
/* Before the first place. */
enum err bridge_add_ways(struct plan_bridge *bridge,
			 struct err_detail *detail) ERR_MUST_CHECK;
void bridge_count_ways(struct plan_bridge *bridge, const struct plan *plan);
void bridge_travel_json(const struct plan_bridge *bridge, struct buf *buf);

/* plan_bridge_policy.c: the rows' values over the defaults. */
void bridge_read_policy(struct plan_bridge *bridge);
/* Seconds of travel as the planner's costs; cut to what it takes. */
int64_t bridge_rate(double rate);
int64_t bridge_cost(int64_t seconds);

/* plan_bridge_totals.c: the day as it is, and as the plan has it. In the
 * bridge's arena. */
void bridge_places_before(struct plan_bridge *bridge,
			  struct bridge_places *ret_places);
void bridge_places_after(struct plan_bridge *bridge, const struct plan *plan,
			 struct bridge_places *ret_places);
/* NULL if it stands nowhere. `index` may be PLAN_NONE. */
const struct bridge_place *bridge_place_of(const struct bridge_places *places,
					   int32_t index);
void bridge_count_totals(const struct plan_bridge *bridge,
			 const struct bridge_places *places, int64_t shift_s,
			 struct plan_bridge_totals *ret_totals);
void bridge_totals_json(const struct plan_bridge_totals *totals,
			struct buf *buf);

/* plan_bridge_why.c: fills the changes' why, saved_s, shift_end_s. */
struct plan_explainer;
void bridge_tell_changes(struct plan_bridge *bridge, const struct plan *plan,
			 struct plan_explainer *explainer,
			 const struct bridge_places *before,
			 const struct bridge_places *after);

#endif
