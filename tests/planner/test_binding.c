/* SPDX-License-Identifier: MIT */
/*
 * Do the random problems mean anything? Naive plans, jobs given to technicians
 * by lot, must break each rule often; and in the planner's own plans each cost
 * must occur often. What the oracle compares has these rules in it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "planner/rng.h"
#include "tests/planner/random_problem.h"
#include "tests/planner/told.h"

enum { PROBLEMS = 600, TECHNICIANS = 3, JOBS = 7 };

static const int rule_sets[] = {
    RANDOM_PINS,
    RANDOM_PINS | RANDOM_KITS,
    RANDOM_PINS | RANDOM_COSTS | RANDOM_TYPES,
    RANDOM_SHIFTS | RANDOM_SHIPMENTS,
    RANDOM_TIMED_LINKS,
    RANDOM_ALL & ~RANDOM_TIMED_LINKS,
};
enum { SETS = sizeof(rule_sets) / sizeof(rule_sets[0]) };

/* Of PROBLEMS naive plans so many at least must break the rule. */
static const int least[VERIFY_RULE_COUNT] = {
    [VERIFY_FROZEN] = 20,      [VERIFY_TIME_WINDOW] = 100,
    [VERIFY_PINNED] = 20,      [VERIFY_REQUIRED] = 50,
    [VERIFY_EXCLUDED] = 50,    [VERIFY_TERRITORY] = 50,
    [VERIFY_SKILL] = 100,      [VERIFY_LEVEL] = 50,
    [VERIFY_CERTIFICATE] = 20, [VERIFY_CAPACITY] = 20,
    [VERIFY_TOOLS] = 20,       [VERIFY_PARTS] = 20,
    [VERIFY_MAX_JOBS] = 20,    [VERIFY_MAX_TRAVEL] = 50,
    [VERIFY_MAX_DISTANCE] = 5, [VERIFY_SHIFT] = 50,
    [VERIFY_BREAK] = 50,       [VERIFY_CREW] = 20,
    [VERIFY_AFTER] = 10,       [VERIFY_SAME_PERSON] = 10,
    [VERIFY_LATER_SHIFT] = 10, [VERIFY_SHIPMENT] = 20,
};

struct naive {
	const struct plan_problem *problem;
	struct rng rng;
	struct told_step steps[TECHNICIANS][JOBS + 2];
	struct told_route routes[TECHNICIANS];
	struct told_plan told;
};

static enum told_kind kind_of(const struct random_problem *random, int32_t job)
{
	for (int32_t i = 0; i < random->link_count; i++)
		if (random->links[i].kind == PLAN_LINK_SHIPMENT &&
		    (random->links[i].job == job ||
		     random->links[i].other == job))
			return random->links[i].job == job ? TOLD_PICKUP
							   : TOLD_DELIVERY;
	return TOLD_JOB;
}

/* As early as the road allows; no break, no window, no thought. */
static void drive(struct naive *naive, const struct random_problem *random,
		  int32_t technician, const int32_t *server)
{
	const struct plan_technician *who =
	    &random->technicians[technician].spec;
	struct told_step *step = naive->steps[technician];
	int64_t t = who->shift_start_s;
	int32_t at = who->start_location;

	*step++ = (struct told_step){.kind = TOLD_START,
				     .arrival_s = t,
				     .part = TOLD_NO_PART,
				     .duration_s = TOLD_NOTHING,
				     .distance_m = TOLD_NOTHING};
	for (int32_t i = 0; i < random->job_count; i++) {
		const struct plan_job *job = &random->jobs[i].spec;

		if (server[i] != technician)
			continue;
		t += plan_travel_s(naive->problem, technician, at,
				   job->location);
		*step = naive->steps[technician][0];
		step->kind = kind_of(random, i);
		step->id = job->id;
		step->arrival_s = t;
		step->setup_s = at == job->location ? 0 : job->setup_s;
		step->service_s = job->service_s;
		t += step->setup_s + step->service_s;
		at = job->location;
		step++;
	}
	t += plan_travel_s(naive->problem, technician, at, who->end_location);
	*step = naive->steps[technician][0];
	step->kind = TOLD_END;
	step->arrival_s = t;
	step++;
	naive->routes[technician] = (struct told_route){
	    .vehicle = who->id,
	    .cost = TOLD_NOTHING,
	    .steps = naive->steps[technician],
	    .step_count = (size_t)(step - naive->steps[technician])};
}

static void count_naive(uint64_t seed, int *broken)
{
	struct random_problem *random = random_problem_rich(
	    seed, TECHNICIANS, JOBS, rule_sets[seed % SETS]);
	struct plan_problem *problem = random_problem_build(random, NULL);
	struct naive naive = {.problem = problem};
	struct arena *arena = arena_new();
	bool seen[VERIFY_RULE_COUNT] = {false};
	struct verify_result result;
	int32_t server[JOBS];

	rng_seed(&naive.rng, seed);
	for (int32_t i = 0; i < JOBS; i++)
		server[i] = rng_below(&naive.rng, TECHNICIANS);
	for (int32_t i = 0; i < TECHNICIANS; i++)
		drive(&naive, random, i, server);
	naive.told = (struct told_plan){.routes = naive.routes,
					.route_count = TECHNICIANS,
					.cost = TOLD_NOTHING,
					.priority = TOLD_NOTHING,
					.left_out = TOLD_NOTHING};
	plan_verify(problem, &naive.told, arena, &result);
	for (size_t i = 0; i < result.violation_count; i++)
		seen[result.violations[i].rule] = true;
	for (int rule = 0; rule < VERIFY_RULE_COUNT; rule++)
		broken[rule] += seen[rule];
	arena_free(arena);
	plan_problem_free(problem);
	random_problem_free(random);
}

static void test_rules_bind(void **state)
{
	int broken[VERIFY_RULE_COUNT] = {0}, few = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= PROBLEMS; seed++)
		count_naive(seed, broken);
	for (int rule = 0; rule < VERIFY_RULE_COUNT; rule++) {
		print_message("# %s: %d of %d\n",
			      verify_rule_info((enum verify_rule)rule)->name,
			      broken[rule], PROBLEMS);
		few += broken[rule] < least[rule];
	}
	assert_int_equal(few, 0);
}

/* --- Costs --- */

enum {
	OVERTIME,
	WAITING,
	WORKING,
	BALANCE,
	METRES,
	DUE,
	MOVES,
	BONUSES,
	DEPOTS,
	LINKS,
	COSTS
};
static const char *const cost_names[COSTS] = {
    "overtime", "waiting", "working time", "balance", "metres",
    "due",	"moves",   "bonuses",	   "depot",   "linked jobs served"};

static void count_job(const struct random_problem *random, int32_t technician,
		      const struct plan_step *step, bool *seen)
{
	const struct plan_job *job;
	int64_t end =
	    step->arrival_s + step->waiting_s + step->setup_s + step->service_s;

	seen[DEPOTS] |= step->kind == PLAN_STEP_DEPOT;
	if (step->kind != PLAN_STEP_JOB)
		return;
	job = &random->jobs[step->job].spec;
	seen[LINKS] |= random->linked[step->job];
	for (size_t i = 0; i < job->due_count; i++)
		seen[DUE] |= end > job->dues[i].at_s && job->dues[i].rate > 0;
	seen[MOVES] |= job->current_technician != PLAN_NONE &&
		       job->current_technician != technician &&
		       job->move_cost > 0;
	for (size_t i = 0; i < job->preferred_count; i++)
		seen[BONUSES] |= job->preferred[i].technician == technician;
}

static void count_costs(uint64_t seed, int *found)
{
	struct random_problem *random = random_problem_rich(
	    seed, TECHNICIANS, JOBS, rule_sets[seed % SETS]);
	struct plan_problem *problem = random_problem_build(random, NULL);
	struct plan_settings settings = {.seed = seed, .iterations = 20};
	bool seen[COSTS] = {false};
	struct plan *plan;

	if (plan_run(problem, &settings, &plan, NULL))
		fail();
	for (int32_t i = 0; i < TECHNICIANS; i++) {
		const struct plan_technician *who =
		    &random->technicians[i].spec;
		const struct plan_route *route = plan_route(plan, i);

		seen[OVERTIME] |=
		    route->overtime_s > 0 && who->overtime_rate > 0;
		seen[WAITING] |= route->waiting_s > 0;
		seen[WORKING] |= route->job_count > 0 && who->duration_rate > 0;
		seen[METRES] |= route->travel_m > 0 && who->distance_rate > 0;
		seen[BALANCE] |=
		    route->job_count > 2 && random->balance_rate > 0;
		for (size_t k = 0; k < route->step_count; k++)
			count_job(random, i, &route->steps[k], seen);
	}
	for (int i = 0; i < COSTS; i++)
		found[i] += seen[i];
	plan_free(plan);
	plan_problem_free(problem);
	random_problem_free(random);
}

static void test_costs_occur(void **state)
{
	int found[COSTS] = {0}, few = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= PROBLEMS; seed++)
		if (rule_sets[seed % SETS] !=
		    (RANDOM_ALL & ~RANDOM_TIMED_LINKS))
			count_costs(seed, found);
	for (int i = 0; i < COSTS; i++) {
		print_message("# %s: %d\n", cost_names[i], found[i]);
		few += found[i] < 8;
	}
	assert_int_equal(few, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rules_bind),
	    cmocka_unit_test(test_costs_occur),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
