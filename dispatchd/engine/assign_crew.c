/* SPDX-License-Identifier: MIT */
/*
 * A crew by hand: its members' visits are made, given over and moved in one
 * write. Who is named comes; of those who are there already, each whose visit
 * begins with theirs moves along (with_crew), and one whom nobody named gives
 * way where the crew has no more room.
 */
#include <inttypes.h>
#include <stdlib.h>

#include <callout/text.h>

#include "dispatchd/engine/assign_internal.h"

/* The visits that a hand may move, by id as SQL looks at them. */
static size_t find_visits(const struct desk_model *model, int64_t job,
			  const struct desk_visit **ret_visits)
{
	size_t count = 0;

	for (const struct desk_visit *visit =
		 desk_model_visit_for(model, job, NULL);
	     visit && count < ASSIGN_CREW_MAX;
	     visit = desk_model_visit_for(model, job, visit)) {
		size_t at = count;

		if (visit->state != DESK_VISIT_BOOKED)
			continue;
		for (; at > 0 && ret_visits[at - 1]->id > visit->id; at--)
			ret_visits[at] = ret_visits[at - 1];
		ret_visits[at] = visit;
		count++;
	}
	return count;
}

static struct assign_member *add_member(struct assignment *assignment,
					int64_t technician)
{
	struct assign_member *member;

	for (size_t i = 0; i < assignment->member_count; i++)
		if (assignment->members[i].technician == technician)
			return &assignment->members[i];
	if (assignment->member_count == ASSIGN_CREW_MAX)
		return NULL;
	member = &assignment->members[assignment->member_count++];
	*member = (struct assign_member){.technician = technician};
	return member;
}

/* Each has her own visit first; a full crew lets go of others' visits. */
static void give_visits(struct assignment *assignment,
			const struct desk_visit **visits, size_t count,
			int64_t crew_size)
{
	int64_t room = crew_size - (int64_t)count;

	for (size_t m = 0; m < assignment->member_count; m++) {
		struct assign_member *member = &assignment->members[m];

		for (size_t i = 0; i < count && !member->visit; i++)
			if (visits[i] &&
			    visits[i]->person->id == member->technician) {
				member->visit = visits[i];
				visits[i] = NULL;
			}
	}
	for (size_t m = 0; m < assignment->member_count; m++) {
		struct assign_member *member = &assignment->members[m];

		if (member->visit || room-- > 0)
			continue;
		for (size_t i = 0; i < count && !member->visit; i++)
			if (visits[i]) {
				member->visit = visits[i];
				visits[i] = NULL;
			}
	}
}

void assign_find_crew(struct assignment *assignment, struct desk_model *model,
		      const struct desk_job *job)
{
	const struct assign_wish *wish = &assignment->wish;
	const struct desk_visit *visits[ASSIGN_CREW_MAX];
	struct assign_member *member;
	size_t count = 0;

	assignment->member_count = 0;
	(void)add_member(assignment, wish->technician);
	for (size_t i = 0; i < wish->other_count; i++)
		(void)add_member(assignment, wish->others[i]);
	if (!job)
		return;
	if (job->crew_size <= 1 || job->days > 1) {
		assignment->members[0].visit = job->visit;
		return;
	}
	count = find_visits(model, job->id, visits);
	give_visits(assignment, visits, count, job->crew_size);
	for (size_t i = 0; wish->with_crew && i < count; i++) {
		member = visits[i]
			     ? add_member(assignment, visits[i]->person->id)
			     : NULL;
		if (member)
			member->visit = visits[i];
	}
	for (size_t i = 0; i < assignment->member_count; i++)
		if (assignment->members[i].visit)
			desk_model_take_off(model,
					    assignment->members[i].visit);
}

static void tell_member(struct assignment *assignment,
			const struct assign_member *member)
{
	const struct assign_wish *wish = &assignment->wish;
	const struct desk_visit *visit = member->visit;
	struct buf *others = &assignment->others;
	char start[32], end[32];

	buf_add_text(others, others->length ? "," : "[");
	if (!visit)
		buf_printf(others, "{\"op\":\"add\",\"job\":%" PRId64,
			   wish->job);
	else
		buf_printf(others,
			   "{\"op\":\"%s\",\"visit\":%" PRId64
			   ",\"visit_version\":%" PRId64,
			   visit->person->id == member->technician ? "retime"
								   : "move",
			   visit->id, visit->version);
	if (!visit || visit->person->id != member->technician)
		buf_printf(others, ",\"technician\":%" PRId64,
			   member->technician);
	buf_printf(others,
		   ",\"start\":\"%s\",\"end\":\"%s\",\"travel_s\":%" PRId64
		   ",\"by_hand\":true,\"override\":%s}",
		   text_format_instant(wish->start_us, start),
		   text_format_instant(wish->end_us, end), member->travel_s,
		   wish->reason ? "true" : "false");
}

void assign_tell_crew(struct assignment *assignment)
{
	for (size_t i = 1; i < assignment->member_count; i++)
		tell_member(assignment, &assignment->members[i]);
}
