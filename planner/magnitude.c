/* SPDX-License-Identifier: MIT */
/*
 * No sum may leave int64, in a plan or while one is judged: the largest cost
 * that can be is bounded here, once, in doubles, by what all technicians do in
 * their days and what all jobs are late. A day is as long as its shift, but
 * for two things. Pinned visits stay, however long they take; and who asks
 * about a job gets an answer for places that break rules too: a day that waits
 * for a far window, for one technician at a time. A live board adds to the sum
 * what each job can cost that comes later, and takes it off with the job.
 */
#include "planner/problem_internal.h"

#include <math.h>
#include <stdlib.h>

#include "planner/ways.h"

static const double COST_MOST = 2e18; /* of INT64_MAX: 9.2e18 */
static const double EARTH_HALF_M = 2.1e7;

/* How far a technician's day may reach by what is pinned. */
struct reach {
	double last_s; /* something begins then, at the latest */
	double load_s; /* that visits, ways, breaks and gaps take after it */
};

struct extent {
	double first_s, last_s; /* of all days, windows and breaks */
	double load_s;		/* the largest of all days, and of all gaps */
	double work_s;		/* the longest */
	double rate;		/* the largest cost of a second */
	double leg_cost;	/* the largest of a way, by its seconds */
	int64_t metre_rate;
	double visit_cost; /* the largest */
};

static double longest_leg_s(const struct plan_problem *problem,
			    const struct plan_technician *spec)
{
	const struct travel *travel = &problem->travel;
	double s = travel->matrix_count > 0 ? travel->longest_s
					    : EARTH_HALF_M * travel->detour /
						  (travel->speed_kmh / 3.6);

	if (travel->ways != NULL)
		s = fmax(s, ways_longest_s(travel->ways));
	return s / spec->speed_factor;
}

/* The longest that the job takes anybody. */
static double longest_work_s(const struct plan_job *job)
{
	int64_t most = job->setup_s + job->service_s;

	for (size_t i = 0; i < job->typed_service_count; i++) {
		const struct plan_typed_service *typed =
		    &job->typed_services[i];

		if (typed->setup_s + typed->service_s > most)
			most = typed->setup_s + typed->service_s;
	}
	return (double)most;
}

static double second_rate(const struct plan_technician *spec)
{
	return (double)(spec->travel_rate + spec->overtime_rate +
			spec->duration_rate + spec->task_rate);
}

static double last_start(const struct plan_window *windows, size_t count,
			 double least)
{
	for (size_t i = 0; i < count; i++)
		least = fmax(least, (double)windows[i].start_s);
	return least;
}

static void reach_by_shift(const struct plan_problem *problem,
			   const struct plan_technician *spec,
			   struct reach *reach)
{
	reach->last_s = (double)(spec->shift_end_s + spec->overtime_max_s);
	reach->load_s = longest_leg_s(problem, spec);
	for (size_t i = 0; i < spec->break_count; i++) {
		const struct plan_break *rest = &spec->breaks[i];

		reach->last_s = last_start(rest->windows, rest->window_count,
					   reach->last_s);
		reach->load_s += (double)rest->duration_s;
	}
}

static void reach_by_pin(const struct plan_problem *problem,
			 const struct plan_job *spec, struct reach *reaches)
{
	struct reach *reach = &reaches[spec->pinned_technician];

	reach->last_s =
	    last_start(spec->windows, spec->window_count, reach->last_s);
	if (spec->pinned_start_s != PLAN_ANY_TIME)
		reach->last_s =
		    fmax(reach->last_s, (double)spec->pinned_start_s);
	reach->load_s +=
	    longest_work_s(spec) +
	    longest_leg_s(problem,
			  &problem->technicians[spec->pinned_technician].spec);
}

/* Of the technicians, of the jobs, and of the gaps between them. */
static struct extent measure(const struct plan_problem *problem,
			     struct reach *reaches)
{
	struct extent all = {.first_s = (double)PLAN_TIME_MAX,
			     .last_s = (double)problem->frozen_until_s};
	double gap_s = 0;

	for (int32_t i = 0; i < problem->technician_count; i++)
		reach_by_shift(problem, &problem->technicians[i].spec,
			       &reaches[i]);
	for (int32_t i = 0; i < problem->job_count; i++) {
		const struct plan_job *spec = &problem->jobs[i].spec;

		if (spec->pinned_technician != PLAN_NONE)
			reach_by_pin(problem, spec, reaches);
		all.last_s =
		    last_start(spec->windows, spec->window_count, all.last_s);
		all.work_s = fmax(all.work_s, longest_work_s(spec));
	}
	for (int32_t i = 0; i < problem->link_count; i++) {
		const struct plan_link *link = &problem->links[i];
		int32_t who = problem->jobs[link->other].spec.pinned_technician;

		gap_s = fmax(gap_s, (double)link->min_s);
		if (who != PLAN_NONE)
			reaches[who].load_s += (double)link->min_s;
	}
	for (int32_t i = 0; i < problem->technician_count; i++) {
		const struct plan_technician *spec =
		    &problem->technicians[i].spec;

		all.first_s = fmin(all.first_s, (double)spec->shift_start_s);
		all.last_s = fmax(all.last_s, reaches[i].last_s);
		all.load_s = fmax(all.load_s, reaches[i].load_s);
		all.rate = fmax(all.rate, second_rate(spec));
		all.leg_cost =
		    fmax(all.leg_cost, longest_leg_s(problem, spec) *
					   (double)spec->travel_rate);
		all.visit_cost = fmax(all.visit_cost, (double)spec->visit_cost);
		if (spec->distance_rate > all.metre_rate)
			all.metre_rate = spec->distance_rate;
	}
	all.load_s += gap_s;
	return all;
}

/* What a job can cost beside the time of who does it. */
static double job_bound(const struct plan_problem *problem,
			const struct plan_job *spec, double end_s)
{
	double bound = (double)spec->move_cost +
		       longest_work_s(spec) * (double)problem->balance_rate;

	for (size_t i = 0; i < spec->preferred_count; i++)
		bound += (double)spec->preferred[i].bonus;
	for (size_t i = 0; i < spec->due_count; i++)
		if ((double)spec->dues[i].at_s < end_s)
			bound += (end_s - (double)spec->dues[i].at_s) *
				 (double)spec->dues[i].rate;
	return bound;
}

static double due_rate(const struct plan_job *spec)
{
	double rate = 0;

	for (size_t i = 0; i < spec->due_count; i++)
		rate += (double)spec->dues[i].rate;
	return rate;
}

static double end_of(const struct magnitude *sum)
{
	return sum->last_s + sum->load_s + sum->work_s + sum->pinned_s;
}

static struct magnitude add_up(const struct plan_problem *problem,
			       const struct extent *all,
			       const struct reach *reaches)
{
	struct magnitude sum = {
	    .last_s = all->last_s,
	    .load_s = all->load_s,
	    .work_s = all->work_s,
	    .late_rate = all->rate,
	    .way_cost =
		matrices_longest_leg_cost(&problem->travel, all->metre_rate) +
		all->visit_cost};
	double end_s = end_of(&sum);
	/* One day that is judged, with a few ways that nobody would drive. */
	double bound = (end_s - all->first_s) * all->rate + 4 * all->leg_cost;

	for (int32_t i = 0; i < problem->technician_count; i++) {
		const struct plan_technician *spec =
		    &problem->technicians[i].spec;

		bound += (reaches[i].last_s + reaches[i].load_s -
			  (double)spec->shift_start_s) *
			     second_rate(spec) +
			 (double)spec->fixed_cost;
	}
	for (int32_t i = 0; i < problem->job_count; i++) {
		bound += job_bound(problem, &problem->jobs[i].spec, end_s);
		sum.late_rate += due_rate(&problem->jobs[i].spec);
	}
	sum.most =
	    bound + ((double)problem->job_count + problem->technician_count) *
			sum.way_cost;
	return sum;
}

enum err magnitude_check(struct plan_problem *problem,
			 struct err_detail *detail)
{
	int64_t first_s = PLAN_TIME_MAX, last_s = -PLAN_TIME_MAX;
	struct reach *reaches;
	struct extent all;

	if (problem->technician_count == 0)
		return ERR_OK;
	for (int32_t i = 0; i < problem->technician_count; i++) {
		const struct plan_technician *spec =
		    &problem->technicians[i].spec;
		int64_t end_s = spec->shift_end_s + spec->overtime_max_s;

		first_s = spec->shift_start_s < first_s ? spec->shift_start_s
							: first_s;
		last_s = end_s > last_s ? end_s : last_s;
	}
	if (last_s - first_s > PLAN_SPAN_MAX)
		return err_set(detail, ERR_TOO_LARGE, "",
			       "the shifts span more than %d days",
			       PLAN_SPAN_MAX / 86400);
	reaches = xcalloc((size_t)problem->technician_count, sizeof(*reaches));
	all = measure(problem, reaches);
	problem->magnitude = add_up(problem, &all, reaches);
	free(reaches);
	if (!(problem->magnitude.most <= COST_MOST))
		return err_set(detail, ERR_TOO_LARGE, "",
			       "the costs are too large to be added up");
	return ERR_OK;
}

/* --- A job that comes later --- */

/* What a pin adds to its own day, however late it makes it. */
static double pin_cost(const struct plan_problem *problem,
		       const struct plan_job *spec, double *pinned_s,
		       struct magnitude *sum, struct magnitude_share *share)
{
	const struct plan_technician *own =
	    &problem->technicians[spec->pinned_technician].spec;
	double last_s = sum->last_s;

	if (spec->pinned_start_s != PLAN_ANY_TIME)
		sum->last_s = fmax(last_s, (double)spec->pinned_start_s);
	share->pinned_s = longest_work_s(spec) + longest_leg_s(problem, own);
	sum->pinned_s = fmax(sum->pinned_s, pinned_s[spec->pinned_technician] +
						share->pinned_s);
	return (share->pinned_s + sum->last_s - last_s) * second_rate(own);
}

enum err magnitude_add(struct plan_problem *problem,
		       const struct plan_job *spec, double *pinned_s,
		       struct magnitude_share *ret_share,
		       struct err_detail *detail)
{
	struct magnitude sum = problem->magnitude;
	struct magnitude_share share = {.late_rate = due_rate(spec)};
	double end_s = end_of(&sum);

	sum.last_s = last_start(spec->windows, spec->window_count, sum.last_s);
	sum.work_s = fmax(sum.work_s, longest_work_s(spec));
	if (spec->pinned_technician != PLAN_NONE)
		share.cost = pin_cost(problem, spec, pinned_s, &sum, &share);
	/* All the others may be so much later then. */
	sum.most += (end_of(&sum) - end_s) * sum.late_rate;
	share.cost += job_bound(problem, spec, end_of(&sum)) + sum.way_cost;
	sum.most += share.cost;
	sum.late_rate += share.late_rate;
	if (!(sum.most <= COST_MOST))
		return err_set(detail, ERR_INPUT, "",
			       "with this job the costs are too large to be "
			       "added up");
	if (spec->pinned_technician != PLAN_NONE)
		pinned_s[spec->pinned_technician] += share.pinned_s;
	problem->magnitude = sum;
	*ret_share = share;
	return ERR_OK;
}

void magnitude_remove(struct plan_problem *problem, int32_t pinned_technician,
		      double *pinned_s, const struct magnitude_share *share)
{
	problem->magnitude.most -= share->cost;
	problem->magnitude.late_rate -= share->late_rate;
	if (pinned_technician != PLAN_NONE)
		pinned_s[pinned_technician] -= share->pinned_s;
}
