/* SPDX-License-Identifier: MIT */
/* Jobs and their visits. */
#include "dispatchd/api/handlers.h"

#include <inttypes.h>

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
			api_query_json(call), api_reply, call);
}

void jobs_facts(struct api_call *call)
{
	job_store_facts(call->loop->store, call->actor.user_id, call->id,
			api_reply, call);
}

void jobs_timeline(struct api_call *call)
{
	job_store_timeline(call->loop->store, call->actor.user_id, call->id,
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

/* --- by hand ------------------------------------------------------------ */

static void print_breach(struct buf *out, const struct assign_breach *breach)
{
	buf_add_text(out, out->length ? ",{\"pointer\":" : "[{\"pointer\":");
	buf_add_json_string(out, breach->error.pointer);
	buf_add_text(out, ",\"rule\":");
	buf_add_json_string(out, breach->error.rule);
	buf_add_text(out, ",\"detail\":");
	buf_add_json_string(out, breach->error.text);
	buf_printf(out,
		   ",\"amount\":%" PRId64 ",\"unit\":\"%s\","
		   "\"overridable\":%s,\"cost\":%.1f}",
		   breach->amount, breach->unit,
		   breach->overridable ? "true" : "false", breach->cost);
}

static void refuse_breaches(struct api_call *call,
			    const struct assign_answer *answer)
{
	size_t count = answer->breach_count, hard = 0;
	struct err_detail summary;
	struct buf errors = {0};

	for (size_t i = 0; i < count; i++) {
		hard += !answer->breaches[i].overridable;
		print_breach(&errors, &answer->breaches[i]);
	}
	buf_add_char(&errors, ']');
	(void)err_set(&summary, ERR_RULE, "", "this breaks %zu rule%s; %s",
		      count, count == 1 ? "" : "s",
		      hard ? "not all of them can be overruled"
			   : "with an override_reason it is done all the same");
	http_reply_problem_json(call->req, &summary, buf_text(&errors));
	buf_free(&errors);
}

static void on_assigned(const struct assign_answer *answer, void *arg)
{
	struct api_call *call = arg;

	if (answer->error)
		api_fail(call, answer->error);
	else if (answer->reply)
		api_reply(answer->reply, call);
	else
		refuse_breaches(call, answer);
}

static void read_crew(struct api_call *call, struct assign_wish *wish)
{
	const json_t *crew = json_object_get(call->body, "technicians");

	for (size_t i = 0; i < json_array_size(crew); i++) {
		int64_t technician =
		    json_integer_value(json_array_get(crew, i));

		if (!wish->technician)
			wish->technician = technician;
		else if (technician != wish->technician &&
			 wish->other_count < ASSIGN_CREW_MAX)
			wish->others[wish->other_count++] = technician;
	}
}

void jobs_assign(struct api_call *call)
{
	struct assign_wish wish = {
	    .job = call->id,
	    .job_version = call->if_match,
	    .technician = api_body_int(call, "technician", 0),
	    .with_crew = api_body_bool(call, "with_crew", true),
	    .reason = api_body_text(call, "override_reason"),
	};
	const char *end = api_body_text(call, "end");

	if (json_object_get(call->body, "pinned"))
		wish.pinned =
		    api_body_bool(call, "pinned", false) ? "true" : "false";
	(void)text_parse_instant(api_body_text(call, "start"), &wish.start_us);
	if (end)
		(void)text_parse_instant(end, &wish.end_us);
	read_crew(call, &wish);
	if (!wish.technician)
		api_fail_now(call, ERR_INPUT, "/technician", "required",
			     "is missing");
	else if (end && wish.end_us <= wish.start_us)
		api_fail_now(call, ERR_INPUT, "/end", "range",
			     "must be after 'start'");
	else
		assign_job(call->loop, &call->actor, &wish, on_assigned, call);
}

void visits_unassign(struct api_call *call)
{
	assign_take_back(call->loop, &call->actor, call->id, call->if_match,
			 api_body_text(call, "why"), on_assigned, call);
}
