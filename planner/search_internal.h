/* SPDX-License-Identifier: MIT */
/*
 * The search's own state, which its files share; search.c is the one to read
 * first. A search is used by one thread at a time, and owns a part of the
 * problem: all of it where there is one thread. What belongs to another one is
 * on no route of its solution and not absent there either.
 */
#ifndef PLANNER_SEARCH_INTERNAL_H
#define PLANNER_SEARCH_INTERNAL_H

#include "planner/plan_internal.h"
#include "planner/rng.h"
#include "planner/solution.h"
#include "planner/together.h"

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

struct team;
struct pool;

struct search {
	const struct plan_problem *problem;
	struct team *team;
	int32_t index;	     /* in the team */
	bool shares;	     /* best and memos are the first search's */
	uint64_t iterations; /* in this round */
	struct solution solution;
	struct rng rng;
	int32_t *own; /* jobs: own_count of them */
	int32_t own_count;
	bool *mine;   /* technician -> is her route here */
	bool regrets; /* regret_applies() */
	bool closes;  /* construct_close() */
	/* The best so far; `stale` routes differ from it perhaps. */
	struct snapshot *best;
	struct objective best_value;
	int32_t *stale;
	bool *is_stale;
	int32_t stale_count;
	/* Job -> save_stamp: absent in the best, too. Where it closes. */
	uint32_t *absent_in_best;
	uint32_t save_stamp;
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
	bool closing;	/* those whose routes are stale, where that will do */
	int32_t until_blink;
	/* Of the whole team, as a job has one owner at a time:
	 * [job * memo_ways + technician % memo_ways]. */
	struct memo *memos;
	uint32_t memo_ways;
	struct together *together; /* NULL without links */
	struct pool *pool;	   /* NULL where it is of no use */
	double cost_unit, lost_unit;
	double total_priority;
	double calm;	   /* share of the heat of lost jobs */
	double start_heat; /* of costs */
};

/* search.c: a search that owns everything, and has made a first plan of the
 * pinned jobs; or one that owns nothing yet, and shares with `first` what they
 * need once only. */
void search_init(struct search *search, const struct plan_problem *problem,
		 uint64_t seed, const struct search *first);
void search_free(struct search *search);
/* The legs of all routes and their cost are added. */
void search_add_legs(const struct search *search, double *legs, double *cost);
void search_be_calm(struct search *search, double iterations);
/* The loop of the paper, until the team says stop. */
void search_anneal(struct search *search);

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
/* The same for all that hang together with it. */
bool recreate_group(struct search *search, int32_t job);
double recreate_key(struct search *search, enum order order, int32_t job);
/* Does an absent job fit there? */
bool recreate_fits(struct search *search, int32_t technician, int32_t job,
		   int32_t at);

/* shuffle.c: in small problems, try what insertion alone does not reach, so
 * often each iteration. False: it came to nothing and must be undone. */
int shuffle_tries(const struct search *search);
bool shuffle_route(struct search *search);

/* initial.c: refuse an initial plan that cannot be meant; start from one, in a
 * search that owns everything. */
enum err initial_check(const struct plan_problem *problem,
		       const struct plan_settings *settings,
		       struct err_detail *detail) ERR_MUST_CHECK;
void initial_apply(struct search *search, const struct plan_settings *settings);

/* improve.c: exchange the tails of two random routes, if that adds less than
 * this to the cost of the way; the caller keeps it or takes it back. Only where
 * improve_may() says so: elsewhere no routes can be exchanged. */
bool improve_may(const struct search *search);
bool improve_tails(struct search *search, double most_cost);

/* The best place for a job with one technician: what it costs, INT64_MAX where
 * there is none. It is looked up where the route has stayed. */
int64_t recreate_price(struct search *search, int32_t job, int32_t technician,
		       int32_t *ret_at);

/* regret.c: put the jobs of the bank back, who has most to lose first. False:
 * they are too many, nothing was done. And is that of use here? */
bool regret_jobs(struct search *search);
bool regret_applies(const struct plan_problem *problem);

/* construct.c: insert everything once; false: told to stop. */
bool construct_plan(struct search *search);
/* Before the solution is saved as the best: put in the absent jobs that fit,
 * and let linked visits begin as early as they may. Only where search->closes;
 * elsewhere both are done once, to the best plan of all. */
void construct_close(struct search *search);
void construct_fill(struct search *search);
void construct_tighten(struct search *search);

/* best.c: note which routes the solution's log has changed; copy those into the
 * best plan; start with all own routes as the best; go back to it. */
void best_note(struct search *search);
void best_save(struct search *search);
void best_start(struct search *search);
void best_forget(struct search *search); /* which routes are as in the best */
void best_restore(struct search *search);
void best_copy_route(struct snapshot *copy, const int32_t *jobs,
		     const struct hold *holds, int32_t count);
void best_free(struct snapshot *best, int32_t count);

#endif
