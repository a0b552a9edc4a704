/* SPDX-License-Identifier: MIT */
/* From our ids to the planner's indexes, for questions about one job. */
#include <assert.h>

#include "dispatchd/engine/plan_bridge_internal.h"

/* How far an instant lies outside a shift, in seconds. */
static int64_t distance_s(const struct row_shift *shift, int64_t at_s)
{
	if (at_s < shift->start_s)
		return shift->start_s - at_s;
	return at_s >= shift->end_s ? at_s - shift->end_s + 1 : 0;
}

static int32_t find_shift(const struct plan_bridge *bridge, int64_t technician,
			  int64_t at_s)
{
	int32_t count, first = bridge_shifts_of(bridge, technician, &count);
	int32_t best = PLAN_NONE;
	int64_t nearest = INT64_MAX;

	for (int32_t i = first; i < first + count; i++) {
		int64_t distance = distance_s(bridge->shifts[i], at_s);

		if (distance < nearest) {
			nearest = distance;
			best = i;
		}
	}
	return best;
}

/* Which of a job's visits a hand would move; see the header. */
static int rank_of(const struct bridge_stay *stay, int64_t technician)
{
	if (stay->index == PLAN_NONE)
		return 0;
	if (stay->visit && stay->visit->technician == technician)
		return 4;
	if (!stay->visit)
		return 3;
	return stay->fixed ? 1 : 2;
}

static int32_t find_stay(const struct plan_bridge *bridge, int64_t job_id,
			 int64_t technician)
{
	const struct bridge_job *job = bridge_job_of(bridge, job_id);
	int32_t best = PLAN_NONE;
	int best_rank = 0;

	for (int32_t i = 0; job && i < job->stay_count; i++) {
		int rank = rank_of(&job->stays[i], technician);

		if (rank > best_rank) {
			best_rank = rank;
			best = job->stays[i].index;
		}
	}
	return best;
}

bool plan_bridge_find(const struct plan_bridge *bridge, int64_t job_id,
		      int64_t technician_id, int64_t at_s, int32_t *ret_job,
		      int32_t *ret_technician)
{
	int32_t technician = find_shift(bridge, technician_id, at_s);
	int32_t job = find_stay(bridge, job_id, technician_id);

	if (technician == PLAN_NONE || job == PLAN_NONE)
		return false;
	*ret_job = job;
	*ret_technician = technician;
	return true;
}

struct plan_bridge_stay plan_bridge_stay(const struct plan_bridge *bridge,
					 int32_t index)
{
	const struct bridge_stay *stay;
	struct plan_bridge_stay told;

	assert(index >= 0 && index < bridge->stay_count);
	stay = bridge->stays[index];
	told = (struct plan_bridge_stay){
	    .job = stay->job->id,
	    .job_version = stay->job->row ? stay->job->row->version : 0,
	    .member = stay->member,
	    .day = stay->day,
	    .fixed = stay->fixed,
	};
	if (stay->visit) {
		told.visit = stay->visit->id;
		told.visit_version = stay->visit->version;
		told.technician = stay->visit->technician;
		told.start_s = stay->visit->start_s;
		told.end_s = stay->visit->end_s;
	}
	return told;
}
