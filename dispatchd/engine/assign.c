/* SPDX-License-Identifier: MIT */
/*
 * One assignment:
 *
 *	ask SQL (may they, whose desk) -> ask the desk -> write
 *	            moved meanwhile: back to the desk, a few times
 */
#include "dispatchd/engine/assign_internal.h"

#include <inttypes.h>
#include <stdlib.h>

#include <callout/arena.h>
#include <callout/text.h>

#include "dispatchd/daemon.h"
#include "dispatchd/store/job_store.h"

static void end(struct assignment *assignment,
		const struct assign_answer *answer)
{
	assignment->on_answer(answer, assignment->arg);
	json_decref(assignment->rules);
	buf_free(&assignment->others);
	buf_free(&assignment->seen);
	buf_free(&assignment->fence);
	free(assignment);
}

static void fail(struct assignment *assignment, const struct err_detail *error)
{
	end(assignment, &(struct assign_answer){.error = error});
}

static void ask_desk(struct assignment *assignment);

static void on_written(const struct store_reply *reply, void *arg)
{
	struct assignment *assignment = arg;

	if (desk_ask_again(reply, &assignment->tries))
		ask_desk(assignment);
	else
		end(assignment, &(struct assign_answer){.reply = reply});
}

static const char *text_or_null(const struct buf *buf)
{
	return buf->length ? buf_text(buf) : NULL;
}

static void write_assignment(struct assignment *assignment)
{
	const struct assign_wish *wish = &assignment->wish;
	char start[32], end_text[32];

	job_store_assign(
	    assignment->loop->store, &assignment->actor,
	    &(struct job_assignment){
		.job = wish->job,
		.job_version = wish->job_version,
		.technician = wish->technician,
		.start = text_format_instant(wish->start_us, start),
		.end = text_format_instant(wish->end_us, end_text),
		.travel_s = assignment->travel_s,
		.pinned = wish->pinned,
		.why = wish->reason,
		.others = text_or_null(&assignment->others),
		.seen = text_or_null(&assignment->seen),
		.fence = text_or_null(&assignment->fence),
	    },
	    on_written, assignment);
}

/* Is there a rule that its reason does not overrule? */
static bool is_refused(const struct assignment *assignment)
{
	for (size_t i = 0; i < assignment->breach_count; i++)
		if (!assignment->breaches[i].overridable ||
		    !assignment->wish.reason)
			return true;
	return false;
}

static void on_judged(struct desk_question *question,
		      const struct err_detail *error)
{
	struct assignment *assignment = (struct assignment *)question;

	if (error)
		fail(assignment, error);
	else if (assignment->visit)
		job_store_unassign(assignment->loop->store, &assignment->actor,
				   assignment->visit, assignment->visit_version,
				   assignment->why,
				   text_or_null(&assignment->others),
				   on_written, assignment);
	else if (is_refused(assignment))
		end(assignment, &(struct assign_answer){
				    .breaches = assignment->breaches,
				    .breach_count = assignment->breach_count});
	else
		write_assignment(assignment);
}

static void ask_desk(struct assignment *assignment)
{
	struct desk_question *question = &assignment->question;
	struct loop *loop = assignment->loop;
	struct err_detail busy;

	*question = (struct desk_question){
	    .territory = question->territory,
	    .jobs = &assignment->wish.job,
	    .job_count = assignment->visit ? 0 : 1,
	    .answer = assignment->visit ? assign_judge_gap : assign_judge,
	    .done = on_judged,
	    .whole_crew = assignment->wish.with_crew,
	};
	if (desk_ask(loop->daemon->desk, loop->box, question, &busy) != ERR_OK)
		fail(assignment, &busy);
}

static void on_ground(const struct assign_ground *ground, void *arg)
{
	struct assignment *assignment = arg;
	struct assign_wish *wish = &assignment->wish;
	struct err_detail stale;

	if (ground->error) {
		fail(assignment, ground->error);
		return;
	}
	/* Nobody wants to hear of rules who has not seen the job as it is. */
	if (wish->job_version && wish->job_version != ground->version) {
		(void)err_set_rule(&stale, ERR_STALE, "", "version",
				   "job %" PRId64 " is at version %" PRId64
				   ", not %" PRId64 ": read it again",
				   wish->job, ground->version,
				   wish->job_version);
		fail(assignment, &stale);
		return;
	}
	assignment->question.territory = ground->territory;
	assignment->rules =
	    json_loads(ground->rules ? ground->rules : "{}", 0, NULL);
	if (!wish->end_us)
		wish->end_us = wish->start_us + ground->duration_s * 1000000;
	ask_desk(assignment);
}

static struct assignment *new_assignment(struct loop *loop,
					 const struct store_actor *actor,
					 assign_fn *on_answer, void *arg)
{
	struct assignment *assignment = xcalloc(1, sizeof(*assignment));

	assignment->loop = loop;
	assignment->actor = *actor;
	assignment->on_answer = on_answer;
	assignment->arg = arg;
	return assignment;
}

void assign_job(struct loop *loop, const struct store_actor *actor,
		const struct assign_wish *wish, assign_fn *on_answer, void *arg)
{
	struct assignment *assignment =
	    new_assignment(loop, actor, on_answer, arg);

	assignment->wish = *wish;
	job_store_ground(loop->store, actor->user_id, wish->job,
			 wish->technician, 0, on_ground, assignment);
}

void assign_take_back(struct loop *loop, const struct store_actor *actor,
		      int64_t visit, int64_t version, const char *why,
		      assign_fn *on_answer, void *arg)
{
	struct assignment *assignment =
	    new_assignment(loop, actor, on_answer, arg);

	assignment->visit = visit;
	assignment->visit_version = version;
	assignment->why = why;
	job_store_ground(loop->store, actor->user_id, 0, 0, visit, on_ground,
			 assignment);
}
