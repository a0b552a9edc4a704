/* SPDX-License-Identifier: MIT */
/* One question of candidates: desk_candidates.c leads and ranks it,
 * desk_candidates_crew.c puts teams together, desk_candidates_tell.c has the
 * words. */
#ifndef DISPATCHD_ENGINE_DESK_CANDIDATES_INTERNAL_H
#define DISPATCHD_ENGINE_DESK_CANDIDATES_INTERNAL_H

#include <callout/arena.h>
#include <callout/buf.h>

#include "dispatchd/engine/desk.h"
#include "dispatchd/engine/desk_candidates.h"
#include "dispatchd/engine/desk_model.h"

struct asking {
	struct desk_question question; /* first */
	struct loop *loop;
	struct candidates_wish wish;
	candidates_fn *on_answer;
	void *arg;
	/* Of the job, by its row. */
	int64_t earliest_s;
	int64_t respond_s, resolve_s; /* 0: nothing promised */
	/* On the desk. */
	int64_t from_s, to_s, at_s; /* at_s may be PLAN_ANY_TIME */
	struct buf json;
};

#define TEAMS_MAX 20

/* As many as are missing of a crew, who can begin together. */
struct team {
	int64_t begin_s, cost;
	const int32_t *shifts;
};

/* A look at the board, for one answer. */
struct look {
	const struct asking *asking;
	struct desk_model *model;
	const struct desk_job *job;
	struct arena *arena;
	int32_t live; /* the job, within the hours that are asked about */
	/* The best of each technician, best first. */
	const struct plan_evaluation **best;
	size_t count, feasible;
	const struct desk_person **idle; /* work in none of these hours */
	size_t idle_count;
	/* Of a crew: so many have no visit yet (0: it is none, or complete),
	 * and who could be these, best first. */
	size_t missing;
	int32_t bare; /* the job without its dues: for all but the first */
	struct team *teams;
	size_t team_count;
};

/* She breaks no rule, and keeps what the customer was told. */
bool candidates_feasible(const struct look *look,
			 const struct plan_evaluation *found);
/* The teams, of those who were ranked. */
enum err candidates_team(struct look *look,
			 struct err_detail *detail) ERR_MUST_CHECK;
/* The answer, as JSON. */
void candidates_tell(struct look *look, struct buf *buf);

#endif
