/* SPDX-License-Identifier: MIT */
/*
 * A repair of a territory's day, from the desk's live plan to the changes that
 * are written: what follows events by itself, and what somebody asks for in an
 * emergency, both are one of these.
 *
 *	mend_new() -> mend_add() jobs -> mend_repair(), any number of times
 *	-> mend_tell() -> mend_free()
 *
 * On the desk's thread, within one answer. The live plan is put right by
 * mend_free() (with the desk's help). What counts is the plan in the end
 * against what stands in the database: visits of the days that were touched.
 */
#ifndef DISPATCHD_ENGINE_MEND_H
#define DISPATCHD_ENGINE_MEND_H

#include <callout/arena.h>
#include <callout/buf.h>
#include <callout/plan_repair.h>

#include "dispatchd/engine/desk_model.h"

struct mend;

/* Somebody is away. */
struct mend_absence {
	int64_t technician;
	int64_t from_s, to_s;
	const char *words; /* "is ill" */
};

struct mend_policy {
	int64_t freeze_s; /* what begins sooner stays */
	int32_t moves_max, drops_max;
	int64_t move_cost_s; /* seconds of driving, of each */
	int64_t promise_s;   /* a promised time may be missed by so much */
	const struct mend_absence *absences;
	size_t absence_count;
	bool by_hand; /* a person wants it: what was promised may go, too */
};

/* What came of it. */
struct mend_sum {
	size_t added, moved, retimed, removed;
	size_t changes; /* in all, with drives that change */
};

/* One that has no place in the end. `visit` NULL: it had none before. */
struct mend_left {
	int64_t job;
	const struct desk_visit *visit;
	int64_t version; /* of the visit, or of the job */
	enum plan_rule rule;
	const char *text;
};

/* Lists are in the arena, and so is what the mend tells. */
struct mend *mend_new(struct desk_model *model,
		      const struct mend_policy *policy, struct arena *arena);
void mend_free(struct mend *mend);

/* One of the question's jobs, to be done today. `name` is for words. False:
 * it cannot be (its windows are not today, it needs several people, ...). */
bool mend_add(struct mend *mend, const struct desk_job *job, const char *name,
	      int32_t *ret_live);
/* Put it to work now, as an evaluation or a rescue says: what is repaired then
 * is that day. */
void mend_assign(struct mend *mend, int32_t live, int32_t shift,
		 int32_t position, int64_t begin_s);

/* Put right the days that break rules, with the jobs that were added and have
 * no place. First as cheaply as it gets; where that leaves something, by trying
 * a little. */
void mend_repair(struct mend *mend);

/* The changes as visits_write() takes them, and what was seen for it: JSON
 * lists; NULL, where nothing changes. */
void mend_tell(struct mend *mend, struct buf *changes, struct buf *seen,
	       struct mend_sum *ret_sum);
/* In words, what it is about: "Ann is ill until 17:00: 3 visits moved". */
void mend_cause(struct mend *mend, const struct mend_sum *sum,
		struct buf *words);
/* After mend_repair(): in the order of the planner's jobs. */
size_t mend_left(struct mend *mend, const struct mend_left **ret_left);

#endif
