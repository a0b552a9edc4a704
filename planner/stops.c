/* SPDX-License-Identifier: MIT */
/* The jobs once more, cut down to what the search reads all the time. */
#include "planner/problem_internal.h"

static bool is_plain(const struct job *job)
{
	return job->win.count == 1 && job->spec.setup_s == 0 && !job->typed &&
	       !job->pinned && !job->timed && !job->clocked;
}

void stops_prepare(struct plan_problem *problem)
{
	const struct travel *travel = &problem->travel;
	bool somewhere = true;

	problem->stops =
	    arena_calloc(problem->arena, (size_t)problem->job_count + 1,
			 sizeof(*problem->stops));
	/* The last one is the visit at the depot. */
	for (int32_t i = 0; i <= problem->job_count; i++) {
		const struct job *job = &problem->jobs[i];
		struct stop *stop = &problem->stops[i];

		*stop = (struct stop){.open_s = job->win.at[0].start_s,
				      .close_s = timewin_last(&job->win),
				      .service_s = job->spec.service_s,
				      .location = job->spec.location,
				      .plain = is_plain(job)};
		if (job->win.relief_s > stop->close_s)
			stop->close_s = job->win.relief_s;
	}
	for (int32_t i = 0; i < problem->job_count; i++)
		somewhere = somewhere && problem->stops[i].location >= 0;
	for (int32_t i = 0; i < problem->technician_count; i++) {
		struct technician *own = &problem->technicians[i];

		own->plain = own->break_count == 0 && !own->dated &&
			     problem->frozen_until_s <= own->spec.shift_start_s;
		own->quick = travel->matrix_count > 0 && travel->symmetric &&
			     own->spec.speed_factor == 1 && !own->metered &&
			     !own->slips && somewhere;
	}
}
