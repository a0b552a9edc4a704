/* SPDX-License-Identifier: MIT */
/*
 * Giving a job to somebody by hand, and taking a visit back. The territory's
 * desk judges by the planner's evaluator, on the plan as it stands now; what
 * it has read goes to SQL with the write, and if that has moved meanwhile, the
 * desk is asked again. Visits that slide to make room, and drives that
 * change, are written in the same transaction.
 */
#ifndef DISPATCHD_ENGINE_ASSIGN_H
#define DISPATCHD_ENGINE_ASSIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/err.h>

#include "dispatchd/store/store.h"

struct loop;

#define ASSIGN_CREW_MAX 20

struct assign_wish {
	int64_t job, technician;
	/* Who comes with her; 0 of them: whoever is there already. */
	int64_t others[ASSIGN_CREW_MAX];
	size_t other_count;
	bool with_crew; /* the others' visits move along */
	int64_t start_us;
	int64_t end_us;	     /* 0: by the job's duration */
	int64_t job_version; /* If-Match; 0: whatever it is */
	const char *pinned;  /* "true", "false"; NULL: as it was */
	const char *reason;  /* why rules are overruled; or NULL */
};

/* A rule that it would break. */
struct assign_breach {
	struct err_detail error; /* pointer, rule, words */
	int64_t amount;		 /* how much, in `unit` */
	const char *unit;	 /* static: "s", "levels", ...; "" */
	bool overridable;	 /* with a reason */
	double cost;		 /* of overriding it, in minutes of driving */
};

#define ASSIGN_BREACHES_MAX 16

struct assign_answer {
	const struct err_detail *error; /* it could not be judged; or NULL */
	/* It was not written: these rules stand against it. */
	const struct assign_breach *breaches;
	size_t breach_count;
	/* Else what the write answered. */
	const struct store_reply *reply;
};
typedef void assign_fn(const struct assign_answer *answer, void *arg);

/* The wish's and the actor's texts are borrowed until the answer. */
void assign_job(struct loop *loop, const struct store_actor *actor,
		const struct assign_wish *wish, assign_fn *on_answer,
		void *arg);
void assign_take_back(struct loop *loop, const struct store_actor *actor,
		      int64_t visit, int64_t version, const char *why,
		      assign_fn *on_answer, void *arg);

#endif
