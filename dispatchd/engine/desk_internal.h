/* SPDX-License-Identifier: MIT */
/* The desk's own view of a model: desk_model.c has the maps, desk_news.c
 * takes rows, desk_day.c says where a technician's visits stand, desk_case.c
 * puts the jobs of a question on the board; desk_load.c asks the database for
 * what is missing, and desk.c has the threads. */
#ifndef DISPATCHD_ENGINE_DESK_INTERNAL_H
#define DISPATCHD_ENGINE_DESK_INTERNAL_H

#include <callout/arena.h>

#include "dispatchd/engine/desk_map.h"
#include "dispatchd/engine/desk_model.h"
#include "dispatchd/engine/plan_bridge.h"
#include "dispatchd/store/desk_store.h"

#define DESK_DAYS 15
/* Job rows that are asked for at once. */
#define DESK_CHUNK 1000
/* Targets of one job; the bridge gives it five at most. */
#define DESK_DUES_MAX 8

struct desk_person_own;

struct desk_visit_own {
	struct desk_visit is; /* first */
	struct desk_person_own *person;
	struct desk_visit_own *next_of_job;
	double lat, lon;
	/* The planner's jobs for the shifts behind the first that a visit
	 * reaches into. */
	int32_t *pieces;
	int32_t piece_count;
	/* Without a rule but its time: it does not move. */
	bool plain;
};

/* One stop as it stands on the board. */
struct desk_place {
	int32_t shift, live;
	int64_t begin_s; /* PLAN_ANY_TIME: anchored */
	int64_t service_s;
};

struct desk_person_own {
	struct desk_person is; /* first */
	struct desk_visit_own **visits;
	size_t visit_count, visit_capacity;
	struct desk_place *places; /* by shift, in order */
	size_t place_count;
	bool dirty;	       /* on the model's list */
	int64_t next_change_s; /* the clock alone changes places then */
};

struct desk_scope {
	int64_t id, version;
	bool means;
};

struct desk_location {
	double lat, lon;
	int32_t location;
	struct desk_location *next; /* of the same hash */
};

struct desk_model {
	int64_t territory;
	const struct caltext_zone *zone;
	int64_t day_s, day_end_s, from_s, to_s;
	char from[32], to[32];
	int64_t now_s;
	int64_t slide_s;
	struct plan_bridge *bridge;
	struct plan_live *live;		/* NULL: not built yet */
	struct desk_person_own *people; /* by id */
	size_t person_count;
	int32_t *person_of;	/* shift -> index of people */
	struct desk_map scopes; /* struct desk_scope */
	struct desk_map visits; /* struct desk_visit_own */
	struct desk_map by_job; /* the first of a job's visits */
	struct desk_map locations;
	/* By the planner's job. */
	struct desk_visit_own **visit_of;
	int32_t visit_of_count;
	/* Came with the news, and have no job of the planner's yet: the first
	 * `made` of them have. */
	struct desk_visit_own **fresh;
	size_t fresh_count, fresh_capacity, made;
	struct desk_person_own **dirty;
	size_t dirty_count;
	bool stale; /* to be loaded anew */
	/* The question that is open. */
	struct plan_bridge *later;
	bool whole_crew;
	struct desk_job *jobs;
	size_t job_count;
};

struct zones;

/* From a row of planning_horizon(). */
enum err desk_model_new(int64_t territory, const struct desk_rows *horizon,
			struct zones *zones, struct desk_model **ret_model,
			struct err_detail *detail) ERR_MUST_CHECK;
void desk_model_free(struct desk_model *model); /* NULL is accepted */

/* Rows of a set that is not of jobs. Before desk_model_build(). */
enum err desk_model_take_set(struct desk_model *model,
			     const struct desk_rows *rows,
			     struct err_detail *detail) ERR_MUST_CHECK;
enum err desk_model_build(struct desk_model *model, double speed_kmh,
			  double detour,
			  struct err_detail *detail) ERR_MUST_CHECK;

/* Jobs whose rows are missing: as SQL's array, of at most DESK_CHUNK fresh
 * visits. False: none. */
bool desk_model_wants(const struct desk_model *model, struct buf *ids);
/* Make the planner's jobs of that chunk. */
enum err desk_model_take_jobs(struct desk_model *model,
			      struct plan_bridge *later,
			      struct err_detail *detail) ERR_MUST_CHECK;
/* All rows are there: put on the board what is fresh, as of this time. */
void desk_model_settle(struct desk_model *model, int64_t now_s);

/* NULL: none of ours. */
struct desk_person_own *desk_model_find(const struct desk_model *model,
					int64_t id);
void desk_model_free_visit(struct desk_visit_own *visit);
void desk_model_mark(struct desk_model *model, struct desk_person_own *person);
/* The planner's job of a visit is gone. */
void desk_model_drop_live(struct desk_model *model,
			  struct desk_visit_own *visit);
void desk_model_know(struct desk_model *model, int32_t live,
		     struct desk_visit_own *visit);
enum err desk_model_add_plain(struct desk_model *model, int32_t location,
			      int64_t id, int32_t *ret_live,
			      struct err_detail *detail) ERR_MUST_CHECK;

/* --- desk_news.c -------------------------------------------------------- */

/* Take rows of planning_news(); sets `stale` where that is not enough. */
void desk_model_take_news(struct desk_model *model,
			  const struct desk_rows *rows);
/* SQL's arrays of scopes and versions. */
void desk_model_scopes(const struct desk_model *model, struct buf *ids,
		       struct buf *versions);

/* --- desk_day.c --------------------------------------------------------- */

/* Put each visit of hers where it stands now; only days that differ from what
 * is on the board are touched. */
void desk_day_settle(struct desk_model *model, struct desk_person_own *person);
/* Of hers, the first that [from_s, to_s) reaches into; PLAN_NONE. */
int32_t desk_day_shift(const struct desk_model *model,
		       const struct desk_person *person, int64_t from_s,
		       int64_t to_s);

/* --- desk_case.c -------------------------------------------------------- */

/* Put jobs on the board for a question; `later` has their rows, and lives until
 * the question is closed. */
enum err desk_model_open(struct desk_model *model, const int64_t *jobs,
			 size_t count, struct plan_bridge *later,
			 struct err_detail *detail) ERR_MUST_CHECK;
/* They go, and what an answer spoiled is put right. */
void desk_model_close(struct desk_model *model);

#endif
