/* SPDX-License-Identifier: MIT */
/* From our ids to the planner's indexes, for questions about one job. */
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
	int32_t best = PLAN_NONE;
	int64_t nearest = INT64_MAX;

	for (int32_t i = 0; i < bridge->shift_count; i++) {
		const struct row_shift *shift = bridge->shifts[i];
		int64_t distance = distance_s(shift, at_s);

		if (shift->technician == technician && distance < nearest) {
			nearest = distance;
			best = i;
		}
	}
	return best;
}

bool plan_bridge_find(const struct plan_bridge *bridge, int64_t job_id,
		      int64_t technician_id, int64_t at_s, int32_t *ret_job,
		      int32_t *ret_technician)
{
	const struct plan_problem *problem = plan_bridge_problem(bridge);
	int32_t technician = find_shift(bridge, technician_id, at_s);

	for (int32_t i = 0; i < plan_problem_job_count(problem); i++) {
		if (plan_problem_job(problem, i)->id != job_id)
			continue;
		if (technician == PLAN_NONE)
			return false;
		*ret_job = i;
		*ret_technician = technician;
		return true;
	}
	return false;
}
