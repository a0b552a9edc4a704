/* SPDX-License-Identifier: MIT */
/*
 * One emergency:
 *
 *	ask SQL (may they, whose desk) -> ask the desk -> write
 *	            moved meanwhile: back to the desk, a few times
 */
#include "dispatchd/engine/emergency.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/daemon.h"
#include "dispatchd/engine/desk.h"
#include "dispatchd/engine/mend.h"
#include "dispatchd/store/desk_store.h"
#include "dispatchd/store/follow_store.h"

#define MOVES_MAX 12
#define DROPS_MAX 6
/* What counts against whom: in seconds of driving. */
#define WAIT_RATE 4
#define LEFT_S INT64_C(7200)
#define PRIORITY_S INT64_C(600)

struct emergency {
	struct desk_question question; /* first */
	struct loop *loop;
	struct store_actor actor;
	struct emergency_wish wish;
	emergency_fn *on_answer;
	void *arg;
	int tries;
	/* What the desk found. */
	struct buf json, changes, seen, cause;
};

static void end(struct emergency *emergency,
		const struct emergency_answer *answer)
{
	emergency->on_answer(answer, emergency->arg);
	buf_free(&emergency->json);
	buf_free(&emergency->changes);
	buf_free(&emergency->seen);
	buf_free(&emergency->cause);
	free(emergency);
}

static void fail(struct emergency *emergency, const struct err_detail *error)
{
	end(emergency, &(struct emergency_answer){.error = error});
}

/* --- on the desk's thread ----------------------------------------------- */

static double minutes(int64_t cost)
{
	return (double)cost / (60.0 * PLAN_COST_SECOND);
}

static void tell_choice(struct desk_model *model,
			const struct plan_rescue *rescue, struct buf *json)
{
	const struct desk_person *person =
	    desk_model_person_of(model, rescue->technician);

	buf_printf(json, "{\"technician\":%" PRId64 ",\"name\":", person->id);
	buf_add_json_string(json, person->name);
	buf_add_json_instant(json, "start", rescue->begin_s);
	buf_add_json_instant(json, "end", rescue->end_s);
	buf_printf(json,
		   ",\"travel_s\":%" PRId64 ",\"displaced\":%" PRId32
		   ",\"left\":%" PRId32 ",\"harm\":%.2f,\"cost\":%.2f}",
		   rescue->travel_s, rescue->displaced, rescue->left,
		   minutes(rescue->harm), minutes(rescue->cost));
}

static void tell_choices(struct emergency *emergency, struct desk_model *model,
			 const struct plan_rescue *rescues, size_t count)
{
	struct buf *json = &emergency->json;

	buf_printf(json,
		   "{\"job\":%" PRId64 ",\"proposal\":null,\"cause\":\"\","
		   "\"visit\":null,\"others\":[],\"choices\":[",
		   emergency->wish.job);
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_add_char(json, ',');
		tell_choice(model, &rescues[i], json);
	}
	buf_add_text(json, "]}");
}

/* Put it on her day, and find places for what has to leave that. */
static void go(struct emergency *emergency, struct desk_model *model,
	       struct mend *mend, int32_t live,
	       const struct plan_rescue *rescue)
{
	const char *why = emergency->wish.why;
	struct mend_sum sum;

	mend_assign(mend, live, rescue->technician, rescue->position,
		    rescue->begin_s);
	mend_repair(mend);
	mend_tell(mend, &emergency->changes, &emergency->seen, &sum);
	buf_printf(&emergency->cause,
		   "emergency, job %" PRId64 ": %s goes%s%s; %zu other visit%s "
		   "moved, %zu taken back",
		   emergency->wish.job,
		   desk_model_person_of(model, rescue->technician)->name,
		   why ? ": " : "", why ? why : "", sum.moved + sum.retimed,
		   sum.moved + sum.retimed == 1 ? "" : "s", sum.removed);
}

static enum err choose(struct emergency *emergency, struct desk_model *model,
		       struct mend *mend, const struct desk_job *job,
		       struct arena *arena, struct err_detail *detail)
{
	struct plan_live *live = desk_model_live(model);
	struct plan_emergency asked = {
	    .begin_by_s = emergency->wish.begin_by_us
			      ? emergency->wish.begin_by_us / 1000000
			      : PLAN_TIME_MAX,
	    .wait_rate = WAIT_RATE * PLAN_COST_SECOND,
	    .left_cost = LEFT_S * PLAN_COST_SECOND,
	    .priority_cost = PRIORITY_S * PLAN_COST_SECOND,
	};
	const struct plan_rescue *rescues;
	char name[64];
	size_t count;

	snprintf(name, sizeof(name), "the emergency of job %" PRId64, job->id);
	if (!mend_add(mend, job, name, &asked.job))
		return err_set_rule(detail, ERR_CONFLICT, "", "nobody",
				    "it takes several people, or somebody who "
				    "is not there: plan it");
	plan_live_emergency(live, &asked, arena, &rescues, &count);
	if (emergency->wish.dry_run)
		tell_choices(emergency, model, rescues, count);
	else if (count == 0)
		return err_set_rule(detail, ERR_CONFLICT, "", "nobody",
				    "nobody who is at work and able can be "
				    "there in time");
	else
		go(emergency, model, mend, asked.job, &rescues[0]);
	return ERR_OK;
}

static enum err judge(struct desk_question *question, struct desk_model *model,
		      struct err_detail *detail)
{
	static const struct mend_policy policy = {
	    .freeze_s = -PLAN_SPAN_MAX, /* a person decides */
	    .moves_max = MOVES_MAX,
	    .drops_max = DROPS_MAX,
	    .by_hand = true,
	};
	struct emergency *emergency = (struct emergency *)question;
	const struct desk_job *job = desk_model_job(model, emergency->wish.job);
	struct arena *arena;
	struct mend *mend;
	enum err err;

	buf_clear(&emergency->json);
	buf_clear(&emergency->changes);
	buf_clear(&emergency->seen);
	buf_clear(&emergency->cause);
	if (!job)
		return err_set(detail, ERR_NOT_FOUND, "", "there is no job");
	arena = arena_new();
	mend = mend_new(model, &policy, arena);
	err = choose(emergency, model, mend, job, arena, detail);
	mend_free(mend);
	arena_free(arena);
	return err;
}

/* --- on the loop -------------------------------------------------------- */

static void ask_desk(struct emergency *emergency);

static void on_written(const struct store_reply *reply, void *arg)
{
	struct emergency *emergency = arg;

	if (desk_ask_again(reply, &emergency->tries))
		ask_desk(emergency);
	else
		end(emergency, &(struct emergency_answer){.reply = reply});
}

static void on_judged(struct desk_question *question,
		      const struct err_detail *error)
{
	struct emergency *emergency = (struct emergency *)question;

	if (error)
		fail(emergency, error);
	else if (emergency->wish.dry_run)
		end(emergency, &(struct emergency_answer){
				   .json = buf_text(&emergency->json),
				   .length = emergency->json.length});
	else
		follow_store_emergency(
		    emergency->loop->store, &emergency->actor,
		    emergency->wish.job,
		    &(struct follow_change){
			.cause = buf_text(&emergency->cause),
			.changes = buf_text(&emergency->changes),
			.seen = buf_text(&emergency->seen),
		    },
		    on_written, emergency);
}

static void ask_desk(struct emergency *emergency)
{
	struct desk_question *question = &emergency->question;
	struct loop *loop = emergency->loop;
	struct err_detail busy;

	*question = (struct desk_question){
	    .territory = question->territory,
	    .jobs = &emergency->wish.job,
	    .job_count = 1,
	    .answer = judge,
	    .done = on_judged,
	};
	if (desk_ask(loop->daemon->desk, loop->box, question, &busy) != ERR_OK)
		fail(emergency, &busy);
}

static void on_asked(const struct desk_asked *asked, void *arg)
{
	struct emergency *emergency = arg;
	struct emergency_wish *wish = &emergency->wish;
	struct err_detail detail;

	if (asked->error) {
		fail(emergency, asked->error);
		return;
	}
	if (wish->job_version && wish->job_version != asked->version) {
		(void)err_set_rule(&detail, ERR_STALE, "", "version",
				   "job %" PRId64 " is at version %" PRId64
				   ", not %" PRId64 ": read it again",
				   wish->job, asked->version,
				   wish->job_version);
		fail(emergency, &detail);
		return;
	}
	if (strcmp(asked->state, "open") != 0 &&
	    strcmp(asked->state, "planned") != 0) {
		(void)err_set_rule(&detail, ERR_CONFLICT, "", "job_state",
				   "job %" PRId64 " is %s: nobody can be sent",
				   wish->job, asked->state);
		fail(emergency, &detail);
		return;
	}
	emergency->question.territory = asked->territory;
	ask_desk(emergency);
}

void emergency_begin(struct loop *loop, const struct store_actor *actor,
		     const struct emergency_wish *wish, emergency_fn *on_answer,
		     void *arg)
{
	struct emergency *emergency = xcalloc(1, sizeof(*emergency));

	emergency->loop = loop;
	emergency->actor = *actor;
	emergency->wish = *wish;
	emergency->on_answer = on_answer;
	emergency->arg = arg;
	desk_store_asked(loop->store, actor->user_id, wish->job, on_asked,
			 emergency);
}
