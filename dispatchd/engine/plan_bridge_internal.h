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
	int64_t visit, visit_version, visit_technician; /* 0: none */
	int64_t visit_start_s;
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
	int64_t id, job, technician, start_s, end_s;
	double lat, lon;
	bool fixed;
};

/* A growing array of one kind of rows. */
struct bridge_rows {
	void *rows;
	size_t count;
};

/* One job of the proposal. */
struct bridge_change {
	const char *op; /* "add", "move", "remove" */
	const struct row_job *job;
	int64_t technician, start_s, end_s, travel_s;
};

struct bridge_unassigned {
	const struct row_job *job;
	const char *rule; /* "" if somebody could have taken it */
	int64_t technician;
	const char *text;
};

struct plan_bridge {
	struct arena *arena;
	bool borrowed; /* settings and shifts: see plan_bridge_job() */
	struct bridge_rows sets[PLAN_BRIDGE_SET_COUNT];
	struct plan_problem *problem;
	struct plan_bridge_settings settings;
	/* By the planner's technician: a shift. By its job: first the fixed
	 * visits, then the jobs. */
	const struct row_shift **shifts;
	int32_t shift_count;
	int32_t fixed_count;  /* of the problem's jobs */
	int32_t fixed_visits; /* one may be several of them */
	const struct row_job **jobs;
	int32_t job_count; /* without the fixed ones */
	int64_t break_s;
	struct plan_bridge_summary summary;
	struct bridge_change *changes;
	size_t change_count;
	struct bridge_unassigned *unassigned;
	size_t unassigned_count;
};

#define BRIDGE_ROWS(bridge, set, type) \
	((const struct type *)(bridge)->sets[set].rows)

/* Sets that are sorted by their first member, what they belong to. */
enum bridge_index {
	OF_TECHNICIANS,
	OF_SHIFTS,
	OF_BREAKS,
	OF_SKILLS,
	OF_JOB_SKILLS,
	OF_JOB_PEOPLE,
	OF_JOBS
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

/* One row as the planner's job, but without its place and not pinned; lists
 * are from bridge's arena. *ret_absent: it requires somebody who is not here.
 */
void bridge_make_job(struct plan_bridge *bridge, const struct row_job *row,
		     struct plan_job *job, bool *ret_absent);

/* plan_bridge_shifts.c: one row becomes the planner's; nothing if it is not
 * needed. All shifts before the visits. */
enum err bridge_add_shift(struct plan_bridge *bridge,
			  const struct row_shift *shift,
			  struct err_detail *detail) ERR_MUST_CHECK;
enum err bridge_add_fixed(struct plan_bridge *bridge,
			  const struct row_visit *visit,
			  struct err_detail *detail) ERR_MUST_CHECK;

/* The next of the technician's shifts, from index `first` on, that a stay
 * reaches into; PLAN_NONE if there is none. */
int32_t bridge_shift_at(const struct plan_bridge *bridge, int32_t first,
			int64_t technician, int64_t start_s, int64_t end_s);

#endif
