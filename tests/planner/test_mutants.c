/* SPDX-License-Identifier: MIT */
/*
 * The check must be able to find each fault: valid plans of random problems
 * are broken in one place, in the plan or in the problem, and the rule that is
 * broken must be named. A mutant that nothing could be done with often enough
 * fails the test too.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/planner/random_problem.h"
#include "tests/planner/told.h"

enum { LEAST = 5, JOBS = 12, TECHNICIANS = 4 };

/* One valid plan, with a job on a route at hand. */
struct scene {
	struct random_problem *random;
	const struct plan *plan;
	struct told_plan *told;
	struct told_route *route; /* of `technician` */
	struct told_step *steps;  /* the route's */
	size_t at;		  /* the job's step */
	int32_t technician, job;
	struct random_technician *who;
	struct random_job *own;
	int64_t begin_s, end_s; /* of the visit */
};

static struct told_step *end_of(struct scene *scene)
{
	return &scene->steps[scene->route->step_count - 1];
}

static void drop_step(struct scene *scene, size_t at)
{
	memmove(&scene->steps[at], &scene->steps[at + 1],
		(scene->route->step_count - at - 1) * sizeof(*scene->steps));
	scene->route->step_count--;
}

/* The first step of a kind, or 0. */
static size_t find_step(const struct scene *scene, enum told_kind kind)
{
	for (size_t i = 1; i < scene->route->step_count; i++)
		if (scene->steps[i].kind == kind)
			return i;
	return 0;
}

/* --- Mutants of the plan --- */

static bool strange_vehicle(struct scene *scene)
{
	scene->route->vehicle = 123456;
	return true;
}

static bool strange_shift(struct scene *scene)
{
	scene->route->shift = 3;
	return true;
}

static bool strange_job(struct scene *scene)
{
	scene->steps[scene->at].id = 123456;
	return true;
}

static bool visit_twice(struct scene *scene)
{
	if (find_step(scene, TOLD_BREAK) == 0)
		return false;
	scene->steps[find_step(scene, TOLD_BREAK)] = scene->steps[scene->at];
	return true;
}

static bool visit_never(struct scene *scene)
{
	drop_step(scene, scene->at);
	return true;
}

static bool listed_as_absent(struct scene *scene)
{
	struct told_absent *list =
	    (struct told_absent *)scene->told->unassigned;

	list[scene->told->unassigned_count++] = (struct told_absent){
	    scene->steps[scene->at].kind, scene->own->spec.id};
	return true;
}

static bool no_start(struct scene *scene)
{
	drop_step(scene, 0);
	return scene->who->spec.start_location != PLAN_NONE;
}

static bool no_end(struct scene *scene)
{
	scene->route->step_count--;
	return scene->who->spec.end_location != PLAN_NONE;
}

static bool driven_twice(struct scene *scene)
{
	struct told_route *routes = (struct told_route *)scene->told->routes;

	if (scene->told->route_count < 2)
		return false;
	routes[0].vehicle = routes[1].vehicle;
	return true;
}

static bool too_early(struct scene *scene)
{
	struct told_step *step = &scene->steps[scene->at];

	step->arrival_s--;
	step->waiting_s++;
	return true;
}

static bool home_too_early(struct scene *scene)
{
	end_of(scene)->arrival_s--;
	return true;
}

static bool long_setup(struct scene *scene)
{
	scene->steps[scene->at].setup_s += 1;
	return true;
}

static bool short_service(struct scene *scene)
{
	scene->steps[scene->at].service_s -= 1;
	return true;
}

static bool no_break(struct scene *scene)
{
	size_t at = find_step(scene, TOLD_BREAK);

	if (at > 0)
		drop_step(scene, at);
	return at > 0;
}

static bool short_break(struct scene *scene)
{
	size_t at = find_step(scene, TOLD_BREAK);

	scene->steps[at].service_s -= 1;
	return at > 0;
}

static bool break_at_work(struct scene *scene)
{
	size_t at = find_step(scene, TOLD_BREAK);

	if (at < 2)
		return false;
	scene->steps[at].arrival_s = scene->steps[at - 1].arrival_s - 1;
	return true;
}

static bool two_depots(struct scene *scene)
{
	size_t depot = find_step(scene, TOLD_DEPOT);
	size_t rest = find_step(scene, TOLD_BREAK);

	if (depot == 0 || rest == 0)
		return false;
	scene->steps[rest] = scene->steps[depot];
	return true;
}

static bool no_depot_visit(struct scene *scene)
{
	size_t depot = find_step(scene, TOLD_DEPOT);

	if (depot > 0)
		drop_step(scene, depot);
	return depot > 0;
}

static bool wrong_cost(struct scene *scene)
{
	scene->told->cost++;
	return true;
}

static bool wrong_route_cost(struct scene *scene)
{
	scene->route->cost--;
	return true;
}

static bool wrong_priority(struct scene *scene)
{
	scene->told->priority++;
	return true;
}

static bool wrong_count(struct scene *scene)
{
	scene->told->left_out++;
	return true;
}

static bool wrong_duration(struct scene *scene)
{
	scene->steps[scene->at].duration_s++;
	return true;
}

static bool wrong_distance(struct scene *scene)
{
	scene->steps[scene->at].distance_m++;
	return true;
}

/* --- Mutants of the problem --- */

static bool frozen(struct scene *scene)
{
	scene->random->frozen_until_s = scene->steps[0].arrival_s + 1;
	return scene->at == 1; /* nothing else is done before */
}

static bool window_later(struct scene *scene)
{
	scene->own->windows[0] =
	    (struct plan_window){scene->begin_s + 1, scene->begin_s + 9};
	scene->own->spec.windows = scene->own->windows;
	scene->own->spec.window_count = 1;
	return true;
}

static bool window_earlier(struct scene *scene)
{
	window_later(scene);
	scene->own->windows[0] =
	    (struct plan_window){scene->begin_s - 9, scene->begin_s - 1};
	return true;
}

static bool pinned_to_another(struct scene *scene)
{
	scene->own->spec.pinned_technician =
	    (scene->technician + 1) % scene->random->technician_count;
	return !scene->random->linked[scene->job];
}

static bool pinned_later(struct scene *scene)
{
	scene->own->spec.pinned_technician = scene->technician;
	scene->own->spec.pinned_start_s = scene->begin_s + 60;
	return !scene->random->linked[scene->job];
}

static bool pinned_and_absent(struct scene *scene)
{
	size_t count;
	const int32_t *absent = plan_unassigned(scene->plan, &count);

	if (count == 0 || scene->random->linked[absent[0]])
		return false;
	scene->random->jobs[absent[0]].spec.pinned_technician = 0;
	return true;
}

static bool others_required(struct scene *scene)
{
	scene->own->lists[0][0] =
	    (scene->technician + 1) % scene->random->technician_count;
	scene->own->spec.required = scene->own->lists[0];
	scene->own->spec.required_count = 1;
	return true;
}

static bool excluded(struct scene *scene)
{
	scene->own->lists[1][0] = scene->technician;
	scene->own->spec.excluded = scene->own->lists[1];
	scene->own->spec.excluded_count = 1;
	return true;
}

static bool other_territory(struct scene *scene)
{
	scene->own->spec.territory = 77;
	scene->who->territories[0] = 78;
	scene->who->spec.territories = scene->who->territories;
	scene->who->spec.territory_count = 1;
	return true;
}

static bool need(struct scene *scene, int32_t skill, int32_t level)
{
	scene->own->needs[0] = (struct plan_need){skill, level};
	scene->own->spec.needs = scene->own->needs;
	scene->own->spec.need_count = 1;
	return true;
}

static bool skill_missing(struct scene *scene)
{
	return need(scene, 99, 1);
}

static bool level_too_low(struct scene *scene)
{
	return scene->who->spec.skill_count > 0 &&
	       need(scene, scene->who->skills[0].skill,
		    scene->who->skills[0].level + 1);
}

static bool certificate_ends(struct scene *scene)
{
	scene->who->skills[0].to_s = scene->end_s - 1;
	scene->who->skills[0].from_s = -PLAN_TIME_MAX;
	return scene->who->spec.skill_count > 0 &&
	       need(scene, scene->who->skills[0].skill, 1);
}

static bool certificate_begins(struct scene *scene)
{
	scene->who->skills[0].from_s = scene->begin_s + 1;
	scene->who->skills[0].to_s = PLAN_TIME_MAX;
	return scene->who->spec.skill_count > 0 &&
	       need(scene, scene->who->skills[0].skill, 1);
}

static bool overload(struct scene *scene)
{
	if (scene->random->amounts == 0 || scene->who->spec.capacity == NULL ||
	    scene->random->linked[scene->job])
		return false;
	scene->own->amounts[0][0] = scene->who->capacity[0] + 1;
	scene->own->spec.delivery = scene->own->amounts[0];
	return true;
}

static bool tool_missing(struct scene *scene)
{
	scene->own->tools[0] = 999;
	scene->own->spec.tools = scene->own->tools;
	scene->own->spec.tool_count = 1;
	return find_step(scene, TOLD_DEPOT) == 0;
}

static bool part_missing(struct scene *scene)
{
	scene->own->parts[0] = (struct plan_part){999, 1};
	scene->own->spec.parts = scene->own->parts;
	scene->own->spec.part_count = 1;
	return find_step(scene, TOLD_DEPOT) == 0;
}

static bool depot_gone(struct scene *scene)
{
	scene->random->depot = PLAN_NONE;
	return find_step(scene, TOLD_DEPOT) > 0;
}

static bool too_many_jobs(struct scene *scene)
{
	scene->who->spec.max_jobs =
	    plan_route(scene->plan, scene->technician)->job_count - 1;
	return true;
}

static bool too_much_travel(struct scene *scene)
{
	scene->who->spec.max_travel_s =
	    plan_route(scene->plan, scene->technician)->travel_s - 1;
	return scene->who->spec.max_travel_s >= 0;
}

static bool too_far(struct scene *scene)
{
	scene->who->spec.max_distance_m =
	    plan_route(scene->plan, scene->technician)->travel_m - 1;
	return scene->who->spec.max_distance_m >= 0;
}

static bool shift_too_short(struct scene *scene)
{
	scene->who->spec.overtime_max_s = 0;
	scene->who->spec.shift_end_s = end_of(scene)->arrival_s - 1;
	return scene->who->spec.shift_end_s > scene->who->spec.shift_start_s;
}

static bool shift_too_late(struct scene *scene)
{
	scene->who->spec.shift_start_s = scene->steps[0].arrival_s + 1;
	return scene->who->spec.shift_start_s < scene->who->spec.shift_end_s;
}

static bool break_elsewhere(struct scene *scene)
{
	size_t at = find_step(scene, TOLD_BREAK);
	struct told_step *step = &scene->steps[at];
	int64_t begin = step->arrival_s + step->waiting_s;

	if (at == 0)
		return false;
	for (size_t i = 0; i < scene->who->spec.break_count; i++)
		if (scene->who->breaks[i].id == step->id) {
			scene->who->windows[i][0] =
			    (struct plan_window){begin + 1, begin + 2};
			scene->who->breaks[i].window_count = 1;
		}
	return true;
}

/* --- Links --- */

/* Link the job with another one that is served, on another route or on this
 * one; `first` if the job is to be the link's first. */
static bool link_with(struct scene *scene, enum plan_link_kind kind,
		      bool same_route, bool first, int64_t min_s, int64_t max_s)
{
	struct random_problem *random = scene->random;
	int32_t technician, other;

	for (other = 0; other < random->job_count; other++)
		if (other != scene->job && !random->linked[other] &&
		    plan_step_of(scene->plan, other, &technician) != NULL &&
		    (technician == scene->technician) == same_route)
			break;
	if (other == random->job_count || random->linked[scene->job] ||
	    random->link_count == RANDOM_LINKS_MAX)
		return false;
	if (kind == PLAN_LINK_SHIPMENT) { /* goods are not the point */
		struct plan_job *ends[2] = {&scene->own->spec,
					    &random->jobs[other].spec};

		for (int i = 0; i < 2; i++)
			ends[i]->delivery = ends[i]->pickup = NULL;
	}
	random->links[random->link_count++] =
	    (struct plan_link){kind, first ? scene->job : other,
			       first ? other : scene->job, min_s, max_s};
	return true;
}

static bool crew_apart(struct scene *scene)
{
	return link_with(scene, PLAN_LINK_TOGETHER, true, true, 0, 0);
}

static bool same_begin_lost(struct scene *scene)
{
	const struct plan_link *links = scene->random->links;

	for (int32_t i = 0; i < scene->random->link_count; i++)
		if (links[i].kind == PLAN_LINK_TOGETHER &&
		    (links[i].job == scene->job ||
		     links[i].other == scene->job)) {
			scene->steps[scene->at].waiting_s += 60;
			return true;
		}
	return false;
}

static bool crew_of_one_person(struct scene *scene)
{
	for (int32_t i = 0; i < scene->random->technician_count; i++)
		scene->random->technicians[i].spec.person = 5;
	return same_begin_lost(scene); /* it is in a crew */
}

static bool gap_too_short(struct scene *scene)
{
	return link_with(scene, PLAN_LINK_AFTER, false, true, PLAN_TIME_MAX / 2,
			 PLAN_TIME_MAX);
}

static bool gap_too_long(struct scene *scene)
{
	const struct plan_step *last =
	    &plan_route(scene->plan, scene->technician)->steps[scene->at];

	(void)last;
	return link_with(scene, PLAN_LINK_AFTER, true, scene->at == 1, 0, 0) &&
	       scene->at == 1 && scene->steps[2].kind != TOLD_JOB;
}

static bool after_nothing(struct scene *scene)
{
	struct random_problem *random = scene->random;
	size_t count;
	const int32_t *absent = plan_unassigned(scene->plan, &count);

	if (count == 0 || random->linked[scene->job] ||
	    random->linked[absent[0]] || random->link_count == RANDOM_LINKS_MAX)
		return false;
	random->links[random->link_count++] = (struct plan_link){
	    PLAN_LINK_AFTER, absent[0], scene->job, 0, PLAN_TIME_MAX};
	return true;
}

static bool another_person(struct scene *scene)
{
	for (int32_t i = 0; i < scene->random->technician_count; i++)
		scene->random->technicians[i].spec.person = PLAN_NONE;
	return link_with(scene, PLAN_LINK_SAME_PERSON, false, true, 0, 0);
}

static bool days_in_one_shift(struct scene *scene)
{
	return link_with(scene, PLAN_LINK_LATER_SHIFT, true, true, 0, 0);
}

static bool days_of_two_persons(struct scene *scene)
{
	for (int32_t i = 0; i < scene->random->technician_count; i++)
		scene->random->technicians[i].spec.person = PLAN_NONE;
	return link_with(scene, PLAN_LINK_LATER_SHIFT, false, true, 0, 0);
}

static bool shipment_on_two_routes(struct scene *scene)
{
	return link_with(scene, PLAN_LINK_SHIPMENT, false, true, 0, 0);
}

static bool delivered_first(struct scene *scene)
{
	/* The first stop of the route is the delivery. */
	return scene->at == 1 &&
	       link_with(scene, PLAN_LINK_SHIPMENT, true, false, 0, 0);
}

static const struct mutant {
	const char *name;
	enum verify_rule rule;
	bool (*make)(struct scene *scene); /* false: not here */
} mutants[] = {
    {"a strange vehicle", VERIFY_UNKNOWN, strange_vehicle},
    {"a strange shift", VERIFY_UNKNOWN, strange_shift},
    {"a strange job", VERIFY_UNKNOWN, strange_job},
    {"a visit twice", VERIFY_ASSIGNED, visit_twice},
    {"a visit left out", VERIFY_ASSIGNED, visit_never},
    {"visited and unassigned", VERIFY_ASSIGNED, listed_as_absent},
    {"no start", VERIFY_STEPS, no_start},
    {"no end", VERIFY_STEPS, no_end},
    {"two routes of one vehicle", VERIFY_STEPS, driven_twice},
    {"an arrival too early", VERIFY_TRAVEL, too_early},
    {"home too early", VERIFY_TRAVEL, home_too_early},
    {"sets out too early", VERIFY_FROZEN, frozen},
    {"a long setup", VERIFY_SETUP, long_setup},
    {"a short service", VERIFY_SERVICE, short_service},
    {"before its window", VERIFY_TIME_WINDOW, window_later},
    {"behind its window", VERIFY_TIME_WINDOW, window_earlier},
    {"pinned to another one", VERIFY_PINNED, pinned_to_another},
    {"pinned to a later time", VERIFY_PINNED, pinned_later},
    {"pinned and left out", VERIFY_PINNED, pinned_and_absent},
    {"somebody else is required", VERIFY_REQUIRED, others_required},
    {"she is excluded", VERIFY_EXCLUDED, excluded},
    {"another territory", VERIFY_TERRITORY, other_territory},
    {"a skill is missing", VERIFY_SKILL, skill_missing},
    {"a level is too low", VERIFY_LEVEL, level_too_low},
    {"a certificate ends", VERIFY_CERTIFICATE, certificate_ends},
    {"a certificate begins", VERIFY_CERTIFICATE, certificate_begins},
    {"too much on board", VERIFY_CAPACITY, overload},
    {"a tool is missing", VERIFY_TOOLS, tool_missing},
    {"a part is missing", VERIFY_PARTS, part_missing},
    {"the depot twice", VERIFY_DEPOT, two_depots},
    {"no depot at all", VERIFY_DEPOT, depot_gone},
    {"too many jobs", VERIFY_MAX_JOBS, too_many_jobs},
    {"too much travel", VERIFY_MAX_TRAVEL, too_much_travel},
    {"too far", VERIFY_MAX_DISTANCE, too_far},
    {"a shift too short", VERIFY_SHIFT, shift_too_short},
    {"a shift too late", VERIFY_SHIFT, shift_too_late},
    {"a break left out", VERIFY_BREAK, no_break},
    {"a break cut short", VERIFY_BREAK, short_break},
    {"a break at work", VERIFY_BREAK, break_at_work},
    {"a break out of its window", VERIFY_BREAK, break_elsewhere},
    {"a crew on one route", VERIFY_CREW, crew_apart},
    {"a crew that is late", VERIFY_CREW, same_begin_lost},
    {"a crew of one", VERIFY_CREW, crew_of_one_person},
    {"a gap too short", VERIFY_AFTER, gap_too_short},
    {"a gap too long", VERIFY_AFTER, gap_too_long},
    {"after nothing", VERIFY_AFTER, after_nothing},
    {"another person", VERIFY_SAME_PERSON, another_person},
    {"days in one shift", VERIFY_LATER_SHIFT, days_in_one_shift},
    {"days of two persons", VERIFY_LATER_SHIFT, days_of_two_persons},
    {"a shipment on two routes", VERIFY_SHIPMENT, shipment_on_two_routes},
    {"delivered first", VERIFY_SHIPMENT, delivered_first},
    {"another cost", VERIFY_TOLD, wrong_cost},
    {"another cost of a route", VERIFY_TOLD, wrong_route_cost},
    {"another priority", VERIFY_TOLD, wrong_priority},
    {"another count", VERIFY_TOLD, wrong_count},
    {"another duration", VERIFY_TOLD, wrong_duration},
    {"another distance", VERIFY_TOLD, wrong_distance},
};

/* Some have two rules that may say it: no visit to the depot. */
static const struct mutant depot_visits[] = {
    {"the depot left out", VERIFY_TOOLS, no_depot_visit},
};

/* --- The run --- */

/* Shipments are told by other words: after a mutant has made one. */
static void tell_shipments(struct scene *scene)
{
	for (int32_t i = 0; i < scene->random->link_count; i++) {
		const struct plan_link *link = &scene->random->links[i];

		for (size_t r = 0; link->kind == PLAN_LINK_SHIPMENT &&
				   r < scene->told->route_count;
		     r++)
			for (size_t k = 0;
			     k < scene->told->routes[r].step_count; k++) {
				struct told_step *step =
				    (struct told_step *)&scene->told->routes[r]
					.steps[k];

				if (step->kind != TOLD_JOB)
					continue;
				if (step->id == 1000 + link->job)
					step->kind = TOLD_PICKUP;
				if (step->id == 1000 + link->other)
					step->kind = TOLD_DELIVERY;
			}
	}
}

static bool find_job(struct scene *scene, int32_t job)
{
	const struct plan_step *step =
	    plan_step_of(scene->plan, job, &scene->technician);

	if (step == NULL)
		return false;
	scene->job = job;
	scene->own = &scene->random->jobs[job];
	scene->who = &scene->random->technicians[scene->technician];
	scene->begin_s = step->arrival_s + step->waiting_s;
	scene->end_s = scene->begin_s + step->setup_s + step->service_s;
	scene->at =
	    (size_t)(step - plan_route(scene->plan, scene->technician)->steps);
	for (size_t i = 0; i < scene->told->route_count; i++)
		if (scene->told->routes[i].vehicle == scene->who->spec.id)
			scene->route =
			    (struct told_route *)&scene->told->routes[i];
	scene->steps = (struct told_step *)scene->route->steps;
	return true;
}

static bool names(const struct verify_result *result,
		  const struct mutant *mutant)
{
	for (size_t i = 0; i < result->violation_count; i++)
		if (result->violations[i].rule == mutant->rule ||
		    (mutant == depot_visits &&
		     result->violations[i].rule == VERIFY_PARTS))
			return true;
	return false;
}

static int try_mutant(uint64_t seed, int rules, const struct mutant *mutant)
{
	struct random_problem *random =
	    random_problem_rich(seed, TECHNICIANS, JOBS, rules);
	struct plan_problem *problem = random_problem_build(random, NULL),
			    *broken;
	struct plan_settings settings = {.seed = seed, .iterations = 30};
	struct arena *arena = arena_new();
	struct scene scene = {.random = random};
	struct verify_result result;
	struct plan *plan;
	const char *wrong;
	int made = 0;

	if (plan_run(problem, &settings, &plan, NULL))
		fail();
	if (!told_check(problem, plan, arena, &wrong, NULL))
		fail_msg("problem %llu: %s", (unsigned long long)seed, wrong);
	scene.plan = plan;
	scene.told = told_by(problem, plan, arena);
	if (find_job(&scene, (int32_t)(seed % JOBS)) && mutant->make(&scene)) {
		tell_shipments(&scene);
		broken = random_problem_build(random, NULL);
		plan_verify(broken, scene.told, arena, &result);
		if (!names(&result, mutant))
			fail_msg("problem %llu: %s is not found (%zu others)",
				 (unsigned long long)seed, mutant->name,
				 result.violation_count);
		plan_problem_free(broken);
		made = 1;
	}
	arena_free(arena);
	plan_free(plan);
	plan_problem_free(problem);
	random_problem_free(random);
	return made;
}

static void test_mutant(void **state)
{
	const struct mutant *mutant = *state;
	int made = 0;

	/* Crews need the grid of times, and come without the rest as well. */
	for (uint64_t seed = 1; seed <= 400 && made < LEAST; seed++) {
		made += try_mutant(seed,
				   RANDOM_KITS | RANDOM_COSTS | RANDOM_TYPES |
				       RANDOM_SHIFTS,
				   mutant);
		made += try_mutant(seed, RANDOM_TIMED_LINKS, mutant);
	}
	if (made < LEAST)
		fail_msg("made in %d plans only", made);
}

int main(void)
{
	enum {
		COUNT = sizeof(mutants) / sizeof(mutants[0]),
		MORE = sizeof(depot_visits) / sizeof(depot_visits[0])
	};
	struct CMUnitTest tests[COUNT + MORE];

	for (int i = 0; i < COUNT + MORE; i++) {
		const struct mutant *mutant =
		    i < COUNT ? &mutants[i] : &depot_visits[i - COUNT];

		tests[i] = (struct CMUnitTest){.name = mutant->name,
					       .test_func = test_mutant,
					       .initial_state =
						   (void *)(uintptr_t)mutant};
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
