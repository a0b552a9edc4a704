/* SPDX-License-Identifier: MIT */
/* The jobs once more, cut down to what the search reads all the time. */
#include "planner/problem_internal.h"

static bool is_plain(const struct job *job)
{
	return job->win.count == 1 && job->spec.setup_s == 0 && !job->typed &&
	       !job->pinned && !job->timed && !job->clocked;
}

void stop_prepare(struct plan_problem *problem, int32_t job)
{
	const struct job *own = &problem->jobs[job];
	struct stop *stop = &problem->stops[job];

	*stop = (struct stop){.open_s = own->win.at[0].start_s,
			      .close_s = timewin_last(&own->win),
			      .service_s = own->spec.service_s,
			      .location = own->spec.location,
			      .plain = is_plain(own)};
	if (own->win.relief_s > stop->close_s)
		stop->close_s = own->win.relief_s;
}

void stops_prepare_technician(const struct plan_problem *problem,
			      struct technician *technician)
{
	bool regular = !technician->dated && problem->frozen_until_s <=
						 technician->spec.shift_start_s;
	const struct day_break *rest = technician->breaks;

	technician->plain = regular && technician->break_count == 0;
	technician->rested =
	    regular && technician->break_count == 1 && rest->win.count == 1;
	if (!technician->rested)
		return;
	technician->rest_open_s = rest->win.at[0].start_s;
	technician->rest_close_s = rest->win.at[0].end_s;
	if (rest->win.relief_s > technician->rest_close_s)
		technician->rest_close_s = rest->win.relief_s;
	technician->rest_s = rest->duration_s;
}

void stops_prepare(struct plan_problem *problem)
{
	const struct travel *travel = &problem->travel;
	bool somewhere = true;

	problem->stops =
	    arena_calloc(problem->arena, (size_t)problem->job_count + 1,
			 sizeof(*problem->stops));
	/* The last one is the visit at the depot. */
	for (int32_t i = 0; i <= problem->job_count; i++)
		stop_prepare(problem, i);
	for (int32_t i = 0; i < problem->job_count; i++)
		somewhere = somewhere && problem->stops[i].location >= 0;
	for (int32_t i = 0; i < problem->technician_count; i++) {
		struct technician *own = &problem->technicians[i];

		stops_prepare_technician(problem, own);
		own->quick = travel->matrix_count > 0 && travel->symmetric &&
			     own->spec.speed_factor == 1 && !own->metered &&
			     !own->slips && somewhere;
	}
}
