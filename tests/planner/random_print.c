/* SPDX-License-Identifier: MIT */
/* A random problem and a plan for it in words, for whoever looks into one. */
#include <inttypes.h>
#include <stdio.h>

#include "tests/planner/random_problem.h"

static void print_technician(const struct random_problem *all, int32_t i)
{
	const struct plan_technician *t = &all->technicians[i].spec;

	fprintf(stderr,
		"tech %d: person %d type %d at %d->%d shift %" PRId64
		"..%" PRId64 " overtime %" PRId64 " x%" PRId64
		" jobs %d travel %" PRId64 " metres %" PRId64 " fixed %" PRId64
		" visit %" PRId64 "\n  rates: travel %" PRId64 " metre %" PRId64
		" working %" PRId64 " task %" PRId64 " speed %g\n",
		i, t->person, t->type, t->start_location, t->end_location,
		t->shift_start_s, t->shift_end_s, t->overtime_max_s,
		t->overtime_rate, t->max_jobs, t->max_travel_s,
		t->max_distance_m, t->fixed_cost, t->visit_cost, t->travel_rate,
		t->distance_rate, t->duration_rate, t->task_rate,
		t->speed_factor);
	for (size_t k = 0; k < t->break_count; k++) {
		fprintf(stderr, "  break %" PRId64, t->breaks[k].duration_s);
		for (size_t w = 0; w < t->breaks[k].window_count; w++)
			fprintf(stderr, " [%" PRId64 " %" PRId64 "]",
				t->breaks[k].windows[w].start_s,
				t->breaks[k].windows[w].end_s);
		fprintf(stderr, "\n");
	}
	for (size_t k = 0; k < t->skill_count; k++)
		fprintf(stderr,
			"  skill %d level %d %" PRId64 "..%" PRId64 "\n",
			t->skills[k].skill, t->skills[k].level,
			t->skills[k].from_s, t->skills[k].to_s);
	for (size_t k = 0; k < t->part_count; k++)
		fprintf(stderr, "  part %d: %" PRId64 "\n", t->parts[k].part,
			t->parts[k].amount);
	for (size_t k = 0; k < t->tool_count; k++)
		fprintf(stderr, "  tool %d\n", t->tools[k]);
	for (size_t k = 0; k < t->territory_count; k++)
		fprintf(stderr, "  territory %d\n", t->territories[k]);
	for (size_t d = 0; t->capacity && d < all->amounts; d++)
		fprintf(stderr, "  capacity %" PRId64 "\n", t->capacity[d]);
}

static void print_job(const struct random_problem *all, int32_t i)
{
	const struct plan_job *j = &all->jobs[i].spec;

	fprintf(stderr,
		"job %d: at %d setup %" PRId64 " service %" PRId64
		" priority %d pinned %d %" PRId64 " now %d move %" PRId64 "\n",
		i, j->location, j->setup_s, j->service_s, j->priority,
		j->pinned_technician, j->pinned_start_s, j->current_technician,
		j->move_cost);
	for (size_t w = 0; w < j->window_count; w++)
		fprintf(stderr, "  window [%" PRId64 " %" PRId64 "]\n",
			j->windows[w].start_s, j->windows[w].end_s);
	for (size_t k = 0; k < j->due_count; k++)
		fprintf(stderr, "  due %d at %" PRId64 " x%" PRId64 "\n",
			(int)j->dues[k].of, j->dues[k].at_s, j->dues[k].rate);
	for (size_t k = 0; k < j->need_count; k++)
		fprintf(stderr, "  needs %d level %d\n", j->needs[k].skill,
			j->needs[k].level);
	for (size_t k = 0; k < j->typed_service_count; k++)
		fprintf(stderr,
			"  type %d: setup %" PRId64 " service %" PRId64 "\n",
			j->typed_services[k].type, j->typed_services[k].setup_s,
			j->typed_services[k].service_s);
	for (size_t k = 0; k < j->part_count; k++)
		fprintf(stderr, "  part %d: %" PRId64 "\n", j->parts[k].part,
			j->parts[k].amount);
	for (size_t k = 0; k < j->tool_count; k++)
		fprintf(stderr, "  tool %d\n", j->tools[k]);
	for (size_t k = 0; k < j->preferred_count; k++)
		fprintf(stderr, "  prefers %d: %" PRId64 "\n",
			j->preferred[k].technician, j->preferred[k].bonus);
	for (size_t k = 0; k < j->required_count; k++)
		fprintf(stderr, "  required %d\n", j->required[k]);
	for (size_t k = 0; k < j->excluded_count; k++)
		fprintf(stderr, "  excluded %d\n", j->excluded[k]);
	if (j->territory != PLAN_NONE)
		fprintf(stderr, "  territory %d\n", j->territory);
	for (size_t d = 0; d < all->amounts; d++)
		fprintf(stderr, "  delivers %" PRId64 " picks up %" PRId64 "\n",
			j->delivery ? j->delivery[d] : 0,
			j->pickup ? j->pickup[d] : 0);
}

void random_problem_print(const struct random_problem *all,
			  const struct plan_problem *problem,
			  const struct plan *plan)
{
	static const char *const links[] = {"together", "after", "same person",
					    "later shift", "shipment"};

	fprintf(stderr, "depot %d balance %" PRId64 " frozen %" PRId64 "%s%s\n",
		all->depot, all->balance_rate, all->frozen_until_s,
		all->matrix ? " matrix" : "", all->arcs ? " arcs" : "");
	for (int32_t i = 0; i < all->technician_count; i++)
		print_technician(all, i);
	for (int32_t i = 0; i < all->job_count; i++)
		print_job(all, i);
	for (int32_t i = 0; i < all->link_count; i++)
		fprintf(stderr, "link %s %d %d: %" PRId64 "..%" PRId64 "\n",
			links[all->links[i].kind], all->links[i].job,
			all->links[i].other, all->links[i].min_s,
			all->links[i].max_s);
	for (int32_t i = 0; i < all->technician_count; i++) {
		const struct plan_route *route = plan_route(plan, i);

		if (route->step_count > 0)
			fprintf(stderr, "route of %d, cost %" PRId64 "\n", i,
				route->cost);
		for (size_t k = 0; k < route->step_count; k++) {
			const struct plan_step *step = &route->steps[k];

			fprintf(stderr,
				"  %s %d at %d: arrival %" PRId64
				" waiting %" PRId64 " setup %" PRId64
				" service %" PRId64 " travel %" PRId64
				" metres %" PRId64 "\n",
				(const char *const[]){"start", "job", "break",
						      "depot",
						      "end"}[step->kind],
				step->job, step->location, step->arrival_s,
				step->waiting_s, step->setup_s, step->service_s,
				step->travel_s, step->travel_m);
		}
	}
	for (int32_t i = 0; i < all->location_count; i++)
		for (int32_t k = 0; k < all->location_count; k++)
			fprintf(stderr, "%" PRId64 "%c",
				plan_travel_s(problem, 0, i, k),
				k + 1 == all->location_count ? '\n' : ' ');
}
