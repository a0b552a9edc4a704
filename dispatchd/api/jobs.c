/* SPDX-License-Identifier: MIT */
/* Jobs and their visits. */
#include "dispatchd/api/handlers.h"

#include <callout/text.h>

#include "dispatchd/api/call.h"
#include "dispatchd/engine/assign.h"
#include "dispatchd/store/job_store.h"

void jobs_create(struct api_call *call)
{
	job_store_create(call->loop->store, &call->actor, call->body_text,
			 api_reply, call);
}

void jobs_get(struct api_call *call)
{
	job_store_get(call->loop->store, call->actor.user_id, call->id,
		      api_reply, call);
}

void jobs_update(struct api_call *call)
{
	job_store_update(call->loop->store, &call->actor, call->id,
			 call->if_match, call->body_text, api_reply, call);
}

void jobs_cancel(struct api_call *call)
{
	job_store_cancel(call->loop->store, &call->actor, call->id,
			 call->if_match, api_body_text(call, "why"), api_reply,
			 call);
}

void jobs_audit(struct api_call *call)
{
	job_store_audit(call->loop->store, call->actor.user_id, call->id,
			api_reply, call);
}

void jobs_facts(struct api_call *call)
{
	job_store_facts(call->loop->store, call->actor.user_id, call->id,
			api_reply, call);
}

void jobs_clocks(struct api_call *call)
{
	job_store_clocks(call->loop->store, call->actor.user_id, call->id,
			 api_reply, call);
}

void visits_get(struct api_call *call)
{
	visit_store_get(call->loop->store, call->actor.user_id, call->id,
			api_reply, call);
}

void visits_update(struct api_call *call)
{
	visit_store_update(call->loop->store, &call->actor, call->id,
			   call->if_match, call->body_text, api_reply, call);
}

void visits_unassign(struct api_call *call)
{
	job_store_unassign(call->loop->store, &call->actor, call->id,
			   call->if_match, api_body_text(call, "why"),
			   api_reply, call);
}

/* --- assigning by hand -------------------------------------------------- */

struct assignment {
	struct api_call *call;
	struct assign_question question;
	bool pinned;
	const char *override_reason;
};

static void assign(struct assignment *assignment,
		   const struct assign_answer *answer)
{
	struct api_call *call = assignment->call;
	char start[32], end[32];

	job_store_assign(
	    call->loop->store, &call->actor,
	    &(struct job_assignment){
		.job = call->id,
		.job_version =
		    call->if_match ? call->if_match : answer->job_version,
		.technician = assignment->question.technician,
		.start =
		    text_format_instant(assignment->question.start_us, start),
		.end = text_format_instant(answer->end_us, end),
		.travel_s = answer->travel_s,
		.pinned = assignment->pinned,
		.why = assignment->override_reason,
	    },
	    api_reply, call);
}

static void on_answer(const struct assign_answer *answer, void *arg)
{
	struct assignment *assignment = arg;
	struct err_detail summary;

	if (answer->error) {
		api_fail(assignment->call, answer->error);
	} else if (answer->broken_count && !assignment->override_reason) {
		(void)err_set(&summary, ERR_RULE, "",
			      "this breaks %zu rule%s; override_reason "
			      "overrules them",
			      answer->broken_count,
			      answer->broken_count == 1 ? "" : "s");
		http_reply_problems(assignment->call->req, &summary,
				    answer->broken, answer->broken_count);
	} else {
		assign(assignment, answer);
	}
}

void jobs_assign(struct api_call *call)
{
	struct assignment *assignment =
	    arena_alloc(http_arena(call->req), sizeof(*assignment));
	struct assign_question *question = &assignment->question;
	const char *end = api_body_text(call, "end");

	assignment->call = call;
	assignment->pinned = api_body_bool(call, "pinned", false);
	assignment->override_reason = api_body_text(call, "override_reason");
	question->user_id = call->actor.user_id;
	question->job = call->id;
	question->technician = api_body_int(call, "technician", 0);
	(void)text_parse_instant(api_body_text(call, "start"),
				 &question->start_us);
	if (end)
		(void)text_parse_instant(end, &question->end_us);
	if (end && question->end_us <= question->start_us)
		api_fail_now(call, ERR_INPUT, "/end", "range",
			     "must be after 'start'");
	else
		assign_evaluate(call->loop, question, on_answer, assignment);
}
