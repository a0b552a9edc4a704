/* SPDX-License-Identifier: MIT */
/* Jobs that come later, for a plan that goes on: the same rows, the same job.
 */
#include <assert.h>

#include "dispatchd/engine/plan_bridge_internal.h"

/* Relations, windows and weights are those of the problem's shifts and
 * settings. */
static void borrow(const struct plan_bridge *bridge, struct plan_bridge *later)
{
	assert(bridge->problem && !later->problem);
	if (later->borrowed)
		return;
	later->borrowed = true;
	later->settings = bridge->settings;
	later->shifts = bridge->shifts;
	later->shift_count = bridge->shift_count;
	bridge_sort_sets(later);
}

/* Who is required is not here: nobody else will do, and an empty list of those
 * who will would mean everybody. */
static void exclude_all(struct plan_bridge *later, struct plan_job *job)
{
	size_t count = (size_t)later->shift_count;
	int32_t *all = arena_calloc(later->arena, count, sizeof(*all));

	for (size_t i = 0; i < count; i++)
		all[i] = (int32_t)i;
	job->excluded = all;
	job->excluded_count = count;
}

bool plan_bridge_job(const struct plan_bridge *bridge,
		     struct plan_bridge *later, int64_t job_id,
		     struct plan_job *ret_job,
		     struct plan_bridge_later *ret_more)
{
	const struct row_job *row;
	size_t count;
	bool absent;

	borrow(bridge, later);
	row = bridge_rows_of(later, OF_JOBS, job_id, &count);
	if (!row)
		return false;
	bridge_make_job(later, row, ret_job, &absent);
	if (absent)
		exclude_all(later, ret_job);
	*ret_more = (struct plan_bridge_later){
	    .lat = row->lat,
	    .lon = row->lon,
	    .version = row->version,
	    .crew_size = row->crew_size,
	    .absent = absent,
	};
	return true;
}
