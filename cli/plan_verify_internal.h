/* SPDX-License-Identifier: MIT */
/* What the files of the check share. Each has one subject. */
#ifndef CLI_PLAN_VERIFY_INTERNAL_H
#define CLI_PLAN_VERIFY_INTERNAL_H

#include "cli/plan_verify.h"

/* Who is meant by a route of the plan, and by its steps. */
struct meant {
	int32_t technician; /* PLAN_NONE: nobody, or somebody's second route */
	int32_t *jobs;	    /* one a step; PLAN_NONE where it is none */
};

/* Where and when a job is served, by the plan. */
struct visit {
	int32_t technician; /* PLAN_NONE: not served */
	int32_t order;	    /* among the visits of its route */
	int64_t begin_s, end_s;
	bool absent; /* listed as unassigned */
};

struct verify {
	const struct plan_problem *problem;
	struct plan_common common;
	const struct told_plan *plan;
	struct arena *arena;
	struct meant *meant; /* one a route of the plan */
	struct visit *visits;
	int32_t *shipped;	  /* job -> its pickup, if it is a delivery */
	struct verify_sums *days; /* technician -> what the day comes to */
	int64_t work_s, shifts_s; /* of the whole problem: for the balance */
	struct verify_violation *violations;
	size_t count, room;
};

/* The day of a route's pinned jobs alone, in the same order, breaks where the
 * plan has them. What it breaks is not held against the plan. */
struct alone {
	int64_t *arrival_s, *begin_s; /* one a step of the route */
	int64_t end_s, travel_s, travel_m;
	int32_t jobs;
};

/* A route under way. */
struct day {
	struct verify *verify;
	const struct told_route *route;
	const struct meant *meant;
	const struct plan_technician *who;
	const struct alone *alone; /* NULL: nothing is pinned */
	int32_t technician;
	size_t at;	  /* which step */
	int32_t location; /* of the last stop */
	int64_t start_s;  /* leaves home */
	int64_t left_s;	  /* the last stop */
	int64_t free_s;	  /* end of the last step */
	/* Of the leg under way, before its stop: time in breaks, the part of
	 * it after frozen_until, how far it says to have come, and how much of
	 * that cannot have been after frozen_until. */
	int64_t rested_s, rested_thawed_s, leg_s, leg_frozen_s;
	int64_t arcs_cost;
	int64_t soft_cost; /* visits, lateness, moves, less bonuses */
	int64_t work_s;	   /* service, and setup as if always needed */
	int32_t jobs;
	bool ended;
	bool at_depot;		 /* was */
	bool *rests;		 /* which of the breaks were taken */
	struct plan_part *parts; /* left on board, without the depot's */
	size_t part_count;
	struct verify_sums sums;
};

/* plan_verify.c: write down what is wrong. */
void verify_report(struct verify *verify, enum verify_rule rule,
		   int64_t vehicle, int64_t job, int64_t amount,
		   const char *text);
void verify_wrong(const struct day *day, enum verify_rule rule, int64_t job,
		  int64_t amount, const char *text);
/* A plain number where the rule's amounts are times otherwise. */
void verify_wrong_count(const struct day *day, enum verify_rule rule,
			int64_t job, int64_t amount, const char *text);
int64_t verify_whole(int64_t cost);

/* plan_verify_meant.c: find the technicians and jobs that the plan means, and
 * report what is unknown, twice or nowhere. */
void verify_find_meant(struct verify *verify);
/* Once all routes were walked. */
void verify_unassigned(struct verify *verify);

/* plan_verify_day.c: walk one route. */
void verify_day(struct verify *verify, const struct told_route *route,
		const struct meant *meant);
/* The job of a step, or NULL. */
const struct plan_job *verify_job_at(const struct day *day, size_t step);

static inline bool verify_is_pinned(const struct plan_job *job)
{
	return job != NULL && job->pinned_technician != PLAN_NONE;
}

/* plan_verify_pins.c: NULL if the route has no pinned job. */
const struct alone *verify_pins_alone(const struct day *day);

/* plan_verify_job.c: one visit beside the job's own rules, and what it costs;
 * `earliest_s`: when one can be there; `same_place`: as the stop before. */
void verify_job(struct day *day, const struct told_step *step,
		int64_t earliest_s, bool same_place);
/* As long as it takes this technician, setup as if it were needed. */
void verify_duration(const struct plan_technician *who,
		     const struct plan_job *job, int64_t *ret_setup_s,
		     int64_t *ret_service_s);
/* How far t is from the nearest window; 0 inside, or where there is none. */
int64_t verify_outside(const struct plan_window *windows, size_t count,
		       int64_t t);

/* plan_verify_goods.c */
void verify_capacity(const struct day *day);
void verify_load_parts(struct day *day);
void verify_stock(struct day *day, const struct plan_job *job);
void verify_depot(struct day *day);

/* plan_verify_links.c: crews, gaps, persons, days, shipments; and how many
 * jobs and what priority are served. */
void verify_links(struct verify *verify);
void verify_count(const struct verify *verify, struct verify_result *result);

#endif
