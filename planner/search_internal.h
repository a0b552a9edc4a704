/* SPDX-License-Identifier: MIT */
/*
 * The search's own state, which its files share; search.c is the one to read
 * first. A search is used by one thread at a time.
 */
#ifndef PLANNER_SEARCH_INTERNAL_H
#define PLANNER_SEARCH_INTERNAL_H

#include "planner/plan_internal.h"
#include "planner/rng.h"
#include "planner/solution.h"

enum { ASK_EVERY = 32 }; /* iterations, first insertions: keep_going() */

/* The best place of a route, as far as it is known: nothing is forgotten while
 * the route stays (or comes back) as it was, which is most of them. */
struct memo {
	uint64_t key;  /* version << 16 | place */
	int64_t price; /* INT64_MAX: no place at all */
};

struct snapshot {
	int32_t *jobs;
	struct hold *holds; /* parallel; NULL where there are none */
	int32_t count, capacity;
};

struct search {
	const struct plan_problem *problem;
	struct solution solution;
	struct rng rng;
	/* The best so far; `stale` routes differ from it perhaps. */
	struct snapshot *best;
	struct objective best_value;
	int32_t *stale;
	bool *is_stale;
	int32_t stale_count;
	/* Scratch of one iteration. */
	int32_t seed;
	int32_t *bank; /* the jobs to insert */
	int32_t bank_count;
	double *key;	  /* job -> order of insertion */
	uint32_t *banked; /* job -> stamp */
	uint32_t *marked; /* technician -> stamp */
	uint32_t stamp, ruin_stamp;
	int32_t *tried; /* technicians for one job */
	bool try_all;	/* technicians for every job */
	int32_t until_blink;
	struct memo *memos; /* [job * memo_ways + technician % memo_ways] */
	uint32_t memo_ways;
	double cost_unit, lost_unit;
	double total_priority;
	double calm; /* share of the heat of lost jobs */
};

/* search.c: asks the caller. The share of the budget goes to *spent. */
bool search_may_go_on(const struct search *search,
		      const struct plan_settings *settings, uint64_t iterations,
		      const struct objective *best, double *spent);

/* ruin.c: take strings of jobs near a random one out, into the bank; add jobs
 * near it that are absent anyway. */
void ruin_strings(struct search *search);
void ruin_call_absent(struct search *search);

/* recreate.c: put the jobs of the bank back, or one, where it is cheapest.
 * False: there is no place for it. The key orders a bank. */
enum order {
	ORDER_RANDOM,
	ORDER_DENSITY, /* priority per second of service */
	ORDER_WINDOW,  /* narrow first */
	ORDER_EARLY,   /* opens first */
	ORDER_LATE,    /* closes last */
	ORDER_FAR,
	ORDER_CLOSE,
	ORDER_COUNT
};
void recreate_jobs(struct search *search);
bool recreate_insert(struct search *search, int32_t job);
double recreate_key(struct search *search, enum order order, int32_t job);

/* construct.c: insert everything once; false: told to stop. After the search,
 * try the absent jobs of the best plan once more. */
bool construct_plan(struct search *search,
		    const struct plan_settings *settings);
void construct_fill(struct search *search);

/* best.c: note which routes the solution's log has changed; copy those into the
 * best plan; go back to it. */
void best_note(struct search *search);
void best_save(struct search *search);
void best_restore(struct search *search);

#endif
