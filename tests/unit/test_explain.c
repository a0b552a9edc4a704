/* SPDX-License-Identifier: MIT */
/*
 * Explanations against brute force: a change is made in the specs, the problem
 * is built anew, the job is put in, and the independent check looks at it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <callout/plan_explain.h>

#include "planner/explain_internal.h"
#include "planner/plan_internal.h"
#include "planner/walk.h"
#include "tests/planner/random_problem.h"
#include "tests/planner/told.h"

enum { TECHNICIANS = 3, JOBS = 9, PROBLEMS = 1500, PROBLEMS_FULL = 20000 };

struct world {
	uint64_t seed;
	bool pins;
	struct random_problem *random;
	struct plan_problem *problem;
	struct plan *plan;
};

static void open_world(struct world *world, uint64_t seed)
{
	struct plan_settings settings = {.seed = seed, .iterations = 60};

	*world = (struct world){.seed = seed, .pins = seed % 2 == 0};
	world->random =
	    random_problem_new(seed, TECHNICIANS, JOBS, world->pins);
	world->problem = random_problem_build(world->random, NULL);
	assert_int_equal(
	    plan_run(world->problem, &settings, &world->plan, NULL), ERR_OK);
}

static void close_world(struct world *world)
{
	plan_free(world->plan);
	plan_problem_free(world->problem);
	random_problem_free(world->random);
}

/* The same routes for another problem, `job` (or PLAN_NONE) taken out first
 * and then put on technician `to` after `at` jobs. NULL: a route is broken. */
static struct plan *rebuild(const struct plan_problem *problem,
			    const struct plan *plan, const int32_t *name_of,
			    int32_t job, int32_t to, int32_t at)
{
	struct plan *made = plan_new(problem);
	struct walk *walk = walk_new();
	bool sound = true;

	for (int32_t i = 0; i < problem->technician_count && sound; i++) {
		int32_t jobs[JOBS + 1], count = 0, kept = 0;
		struct drive_result ignored;

		for (int32_t k = 0; k <= plan->routes[i].told.job_count; k++) {
			bool last = k == plan->routes[i].told.job_count;

			if (i == to && kept == at) {
				jobs[count++] = job;
				kept++, at = -1;
			}
			if (last || plan->routes[i].jobs[k] == job)
				continue;
			jobs[count++] = name_of
					    ? name_of[plan->routes[i].jobs[k]]
					    : plan->routes[i].jobs[k];
			kept++;
		}
		struct drive drive = {.problem = problem,
				      .technician = i,
				      .jobs = jobs,
				      .count = count,
				      .insert_job = PLAN_NONE,
				      .strict = true};

		sound = count == 0 || walk_drive(walk, &drive, &ignored);
		if (sound)
			plan_set_route(made, walk, i, jobs, NULL, count);
	}
	walk_free(walk);
	plan_finish(made);
	if (sound)
		return made;
	plan_free(made);
	return NULL;
}

/* --- Changes, made in the specs --- */

static int32_t allowed[1];

static void shift_windows(struct plan_window *windows, size_t count,
			  int64_t earlier_s, int64_t later_s)
{
	for (size_t i = 0; i < count; i++) {
		windows[i].start_s -= earlier_s;
		windows[i].end_s += later_s;
	}
}

static void learn(struct random_technician *own, const struct random_job *job)
{
	for (size_t i = 0; i < job->spec.need_count; i++) {
		bool has = false;

		for (size_t k = 0; k < own->spec.skill_count; k++)
			has |= own->skills[k].skill == job->needs[i].skill;
		if (!has)
			own->skills[own->spec.skill_count++] =
			    (struct plan_skill){job->needs[i].skill,
						job->needs[i].level,
						-PLAN_TIME_MAX, PLAN_TIME_MAX};
	}
}

static void lower(const struct random_technician *own, struct random_job *job)
{
	for (size_t i = 0; i < job->spec.need_count; i++)
		for (size_t k = 0; k < own->spec.skill_count; k++)
			if (own->skills[k].skill == job->needs[i].skill &&
			    own->skills[k].level < job->needs[i].level)
				job->needs[i].level = own->skills[k].level;
}

static void change(struct random_problem *random, int32_t job_index,
		   const struct plan_relaxation *by)
{
	struct random_technician *own = &random->technicians[by->technician];
	struct random_job *job = &random->jobs[job_index];
	int64_t amount = by->amount;

	switch (by->change) {
	case PLAN_CHANGE_SHIFT_END:
		own->spec.shift_end_s += amount;
		break;
	case PLAN_CHANGE_SHIFT_START:
		own->spec.shift_start_s -= amount;
		break;
	case PLAN_CHANGE_WINDOW_END:
		shift_windows(job->windows, job->spec.window_count, 0, amount);
		break;
	case PLAN_CHANGE_WINDOW_START:
		shift_windows(job->windows, job->spec.window_count, amount, 0);
		break;
	case PLAN_CHANGE_BREAK_END:
		for (size_t i = 0; i < own->spec.break_count; i++)
			shift_windows(own->windows[i],
				      own->breaks[i].window_count, 0, amount);
		break;
	case PLAN_CHANGE_MAX_TRAVEL:
		own->spec.max_travel_s += amount;
		break;
	case PLAN_CHANGE_MAX_JOBS:
		own->spec.max_jobs += (int32_t)amount;
		break;
	case PLAN_CHANGE_CAPACITY:
		for (size_t d = 0; d < random->amounts; d++)
			own->capacity[d] += amount;
		break;
	case PLAN_CHANGE_CERTIFICATE:
		for (size_t i = 0; i < own->spec.skill_count; i++) {
			if (own->skills[i].from_s > -PLAN_TIME_MAX)
				own->skills[i].from_s -= amount;
			if (own->skills[i].to_s < PLAN_TIME_MAX)
				own->skills[i].to_s += amount;
		}
		break;
	case PLAN_CHANGE_LEVEL:
		lower(own, job);
		break;
	case PLAN_CHANGE_SKILL:
		learn(own, job);
		break;
	case PLAN_CHANGE_TERRITORY:
		own->territories[own->spec.territory_count++] =
		    job->spec.territory;
		break;
	case PLAN_CHANGE_EXCLUDED:
		job->spec.excluded_count = 0;
		break;
	case PLAN_CHANGE_REQUIRED:
		allowed[0] = by->technician;
		job->spec.required = allowed;
		job->spec.required_count = 1;
		break;
	default:
		break;
	}
}

/* Whether the job fits after the change; if so, the check finds no fault. */
static bool fits_after(const struct world *world, int32_t job,
		       const struct plan_relaxation *by)
{
	struct random_problem *random =
	    random_problem_new(world->seed, TECHNICIANS, JOBS, world->pins);
	struct plan_problem *problem;
	struct plan_evaluation evaluation;
	const char *wrong;
	struct plan *before, *after;
	struct arena *arena = arena_new();

	change(random, job, by);
	problem = random_problem_build(random, NULL);
	before = rebuild(problem, world->plan, NULL, PLAN_NONE, PLAN_NONE, 0);
	if (before == NULL)
		fail_msg("seed %u job %d: %s breaks the others",
			 (unsigned)world->seed, job,
			 plan_change_info(by->change)->name);
	plan_evaluate(problem, before, job, by->technician, PLAN_ANY_TIME,
		      &evaluation);
	if (evaluation.feasible) {
		after = rebuild(problem, before, NULL, job, by->technician,
				evaluation.position);
		assert_non_null(after);
		if (!told_check(problem, after, arena, &wrong, NULL))
			fail_msg("seed %u job %d: %s", (unsigned)world->seed,
				 job, wrong);
		assert_int_equal(plan_totals(after).served,
				 plan_totals(before).served + 1);
		plan_free(after);
	}
	plan_free(before);
	plan_problem_free(problem);
	random_problem_free(random);
	arena_free(arena);
	return evaluation.feasible;
}

/* --- Tests --- */

static int seen[PLAN_CHANGE_COUNT];

static void expect_relaxation(const struct world *world, int32_t job,
			      struct plan_relaxation by)
{
	char text[200];

	if (by.technician == PLAN_NONE)
		return;
	seen[by.change]++;
	if (!fits_after(world, job, &by))
		fail_msg("seed %u job %d: %s by %lld is not enough",
			 (unsigned)world->seed, job,
			 plan_change_info(by.change)->name,
			 (long long)by.amount);
	plan_relaxation_text(&by, text, sizeof(text));
	assert_null(strchr(text, '%'));
	if (by.change < PLAN_CHANGE_SHIFT_END || by.change >= PLAN_CHANGE_LEVEL)
		return;
	by.amount--;
	if (fits_after(world, job, &by))
		fail_msg("seed %u job %d: less of %s is enough",
			 (unsigned)world->seed, job,
			 plan_change_info(by.change)->name);
}

static void expect_reasons(const struct world *world, int32_t job,
			   const struct plan_rejection *rejections,
			   size_t count)
{
	bool named[TECHNICIANS] = {false};

	assert_int_equal(count, TECHNICIANS);
	for (size_t i = 0; i < count; i++) {
		const struct plan_rejection *one = &rejections[i];
		struct plan_evaluation evaluation;
		int broken = 0;

		assert_false(named[one->technician]);
		named[one->technician] = true;
		plan_evaluate(world->problem, world->plan, job, one->technician,
			      PLAN_ANY_TIME, &evaluation);
		for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
			int64_t amount = evaluation.verdicts[rule].amount;

			if (!plan_rule_info((enum plan_rule)rule)->hard ||
			    amount <= 0)
				continue;
			broken++;
			assert_true(one->verdict.amount <= amount);
		}
		assert_int_equal(one->broken, broken);
		assert_int_equal(broken == 0, evaluation.feasible);
		if (broken > 0)
			assert_int_equal(
			    one->verdict.amount,
			    evaluation.verdicts[one->verdict.rule].amount);
	}
}

static void test_unassigned(void **state)
{
	int count = random_count(PROBLEMS, PROBLEMS_FULL), jobs = 0, kinds = 0;

	(void)state;
	for (int seed = 1; seed <= count; seed++) {
		struct plan_explainer *explainer;
		struct world world;
		size_t unassigned;
		const int32_t *which;

		open_world(&world, (uint64_t)seed);
		explainer = plan_explainer_new(world.problem, world.plan, 0);
		which = plan_unassigned(world.plan, &unassigned);
		for (size_t i = 0; i < unassigned; i++) {
			const struct plan_rejection *rejections;
			struct plan_relaxation relaxation;
			size_t reasons;

			plan_explain_unassigned(explainer, which[i],
						&rejections, &reasons,
						&relaxation);
			expect_reasons(&world, which[i], rejections, reasons);
			expect_relaxation(&world, which[i], relaxation);
			jobs++;
		}
		plan_explainer_free(explainer);
		close_world(&world);
	}
	for (int i = 1; i < PLAN_CHANGE_COUNT; i++) {
		kinds += seen[i] > 0;
		print_message("%s: %d\n",
			      plan_change_info((enum plan_change)i)->name,
			      seen[i]);
	}
	assert_true(jobs > count);
	assert_true(kinds >= 10); /* the sample is not a dull one */
}

/* The jobs come in reverse; the routes are the same. */
static void test_order(void **state)
{
	int32_t order[JOBS];

	(void)state;
	for (int32_t i = 0; i < JOBS; i++)
		order[i] = JOBS - 1 - i;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct plan_explainer *one, *other;
		struct plan_problem *problem;
		struct world world;
		struct plan *plan;
		size_t unassigned;
		const int32_t *which;

		open_world(&world, seed);
		problem = random_problem_build(world.random, order);
		plan = rebuild(problem, world.plan, order, PLAN_NONE, PLAN_NONE,
			       0);
		assert_non_null(plan);
		one = plan_explainer_new(world.problem, world.plan, 0);
		other = plan_explainer_new(problem, plan, 0);
		which = plan_unassigned(world.plan, &unassigned);
		for (size_t i = 0; i < unassigned; i++) {
			const struct plan_rejection *a, *b;
			struct plan_relaxation x, y;
			size_t a_count, b_count;

			plan_explain_unassigned(one, which[i], &a, &a_count,
						&x);
			plan_explain_unassigned(other, order[which[i]], &b,
						&b_count, &y);
			assert_int_equal(x.technician, y.technician);
			assert_int_equal(x.change, y.change);
			assert_int_equal(x.amount, y.amount);
			assert_int_equal(a_count, b_count);
			for (size_t k = 0; k < a_count; k++) {
				assert_int_equal(a[k].technician,
						 b[k].technician);
				assert_int_equal(a[k].broken, b[k].broken);
				assert_int_equal(a[k].verdict.amount,
						 b[k].verdict.amount);
			}
		}
		plan_explainer_free(one);
		plan_explainer_free(other);
		plan_free(plan);
		plan_problem_free(problem);
		close_world(&world);
	}
}

/* What the plan costs with the job on its best place there. */
static int64_t cost_at(const struct world *world, int32_t job,
		       int32_t technician, bool *ret_feasible)
{
	struct plan_evaluation evaluation;
	struct plan *plan;
	int64_t cost = 0;

	plan_evaluate(world->problem, world->plan, job, technician,
		      PLAN_ANY_TIME, &evaluation);
	*ret_feasible = evaluation.feasible;
	if (!evaluation.feasible)
		return 0;
	plan = rebuild(world->problem, world->plan, NULL, job, technician,
		       evaluation.position);
	*ret_feasible = plan != NULL;
	if (plan != NULL)
		cost = plan_totals(plan).cost;
	plan_free(plan);
	return cost;
}

static void test_assigned(void **state)
{
	int compared = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 100; seed++) {
		struct plan_explainer *explainer;
		struct world world;

		open_world(&world, seed);
		explainer = plan_explainer_new(world.problem, world.plan, 0);
		for (int32_t job = 0; job < JOBS; job++) {
			int32_t own, who = PLAN_NONE;
			int64_t extra = 0, least = INT64_MAX, here;
			bool fits, found;

			if (plan_step_of(world.plan, job, &own) == NULL)
				continue;
			found =
			    plan_explain_assigned(explainer, job, &who, &extra);
			if (world.problem->jobs[job].pinned) {
				assert_false(found);
				continue;
			}
			here = cost_at(&world, job, own, &fits);
			if (!fits || world.random->matrix != NULL)
				continue;
			for (int32_t i = 0; i < TECHNICIANS; i++) {
				int64_t cost = cost_at(&world, job, i, &fits);

				if (i != own && fits && cost < least)
					least = cost;
			}
			assert_int_equal(found, least != INT64_MAX);
			if (!found)
				continue;
			assert_int_not_equal(who, own);
			assert_int_equal(extra, least - here);
			compared++;
		}
		plan_explainer_free(explainer);
		close_world(&world);
	}
	assert_true(compared > 50);
}

/* With a limit, the ones who are looked at are the likeliest. */
/* The limit is of the reasons; the cheapest change is looked for among all.
 * Slack finds what the walks of the evaluator find. */
static void test_limit(void **state)
{
	int count = random_count(600, 10000);

	(void)state;
	for (int seed = 1; seed <= count; seed++) {
		struct plan_explainer *explainer, *all;
		struct plan_live *live;
		struct world world;
		size_t unassigned;
		const int32_t *which;

		open_world(&world, (uint64_t)seed);
		explainer = plan_explainer_new(world.problem, world.plan, 1);
		all = plan_explainer_new(world.problem, world.plan, 0);
		live = all->live;
		all->live = NULL;
		which = plan_unassigned(world.plan, &unassigned);
		for (size_t i = 0; i < unassigned; i++) {
			const struct plan_rejection *rejections;
			struct plan_relaxation relaxation, best;
			size_t reasons;

			plan_explain_unassigned(all, which[i], &rejections,
						&reasons, &best);
			plan_explain_unassigned(explainer, which[i],
						&rejections, &reasons,
						&relaxation);
			assert_int_equal(reasons, 1);
			expect_relaxation(&world, which[i], relaxation);
			if (live == NULL)
				continue;
			assert_int_equal(relaxation.technician == PLAN_NONE,
					 best.technician == PLAN_NONE);
			if (best.technician != PLAN_NONE)
				assert_int_equal(explain_price(&relaxation),
						 explain_price(&best));
		}
		all->live = live;
		plan_explainer_free(explainer);
		plan_explainer_free(all);
		close_world(&world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_unassigned),
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_assigned),
	    cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
