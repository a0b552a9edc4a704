/* SPDX-License-Identifier: MIT */
/*
 * The team: one search a thread. A large problem is dealt to them in parts, by
 * area: a part is some technicians with their routes, and absent jobs near
 * them. Each searches its part for a round; then all meet, the parts are joined
 * and dealt anew, with other borders. A small problem all have as a whole, and
 * after a round go on from the best. What a round does depends on the seed and
 * on the number of threads, never on who is faster, unless the caller's clock
 * decides.
 */
#ifndef PLANNER_TEAM_H
#define PLANNER_TEAM_H

#include <pthread.h>
#include <stdatomic.h>

#include "planner/search_internal.h"

struct team {
	const struct plan_problem *problem;
	const struct plan_settings *settings;
	struct search *searches;
	int32_t count;
	bool copies;	/* each has the whole problem, else a part */
	int32_t *owner; /* technician -> whose her route is */
	struct rng rng; /* of the deals */
	/* The best plan of all, once there are several. */
	struct snapshot *best;
	struct objective best_value;
	uint64_t iterations; /* before this round */
	int32_t rounds;	     /* with this one */
	/* The annealing that goes on: see next_leg(). 0: up to the end. */
	uint64_t leg_first, leg_length;
	uint64_t quota;		/* of each search in this round */
	int64_t total_priority; /* of all jobs */
	double spent;		/* share of the budget, by the caller */
	double spent_at_end;	/* of this round, where only time limits it */
	/* The other threads; the first search is on the caller's own. */
	pthread_t *threads;
	int32_t thread_count;
	pthread_mutex_t lock;
	pthread_cond_t begin, end;
	/* Under the lock: */
	void (*task)(struct search *search); /* NULL: go home */
	uint64_t task_number;
	int32_t next_index, busy;
	/* Read while others search: */
	atomic_bool stopped;   /* by the caller */
	atomic_bool over;      /* the first search has done its quota */
	atomic_bool awaited;   /* the first waits for the others */
	atomic_uint spent_ppb; /* spent * 10^9 */
};

void team_init(struct team *team, const struct plan_problem *problem,
	       const struct plan_settings *settings);
void team_free(struct team *team);

/* The first plan, the search, and what is done once it is over (unless that was
 * done to each best plan already). The plan is then in searches[0].best. */
bool team_construct(struct team *team); /* false: told to stop */
void team_search(struct team *team);
void team_finish(struct team *team, bool fill);

/* For a search: may it go on? `i` is its iteration in this round; *ret_spent
 * the share of the budget that is used up. */
bool team_may_iterate(struct search *search, uint64_t i, double *ret_spent);
bool team_may_construct(struct search *search);

/* parts.c: deal everything anew; give everything to the first. Not while
 * somebody searches. Then each lists the jobs that it owns. */
void parts_deal(struct team *team);
void parts_gather(struct team *team);
void parts_list(struct search *search);

/* copies.c: all go on from where the leader is; whose current plan is the
 * best; who has found the best one so far. Not while somebody searches. */
void copies_follow(struct team *team, const struct search *leader);
const struct search *copies_leader(const struct team *team);
const struct search *copies_best(const struct team *team);

#endif
