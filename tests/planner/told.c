/* SPDX-License-Identifier: MIT */
/* A plan becomes what the check reads; see told.h. */
#include "tests/planner/told.h"

#include <string.h>

static const enum told_kind kinds[] = {
    [PLAN_STEP_START] = TOLD_START, [PLAN_STEP_JOB] = TOLD_JOB,
    [PLAN_STEP_BREAK] = TOLD_BREAK, [PLAN_STEP_DEPOT] = TOLD_DEPOT,
    [PLAN_STEP_END] = TOLD_END,
};

/* A shipment's ends are told by other words than a job. */
static enum told_kind *job_kinds(const struct plan_problem *problem,
				 struct arena *arena)
{
	struct plan_common common = plan_problem_common(problem);
	int32_t count = plan_problem_job_count(problem);
	enum told_kind *list =
	    arena_calloc(arena, (size_t)count + 1, sizeof(*list));

	for (int32_t i = 0; i < count; i++)
		list[i] = TOLD_JOB;
	for (size_t i = 0; i < common.link_count; i++)
		if (common.links[i].kind == PLAN_LINK_SHIPMENT) {
			list[common.links[i].job] = TOLD_PICKUP;
			list[common.links[i].other] = TOLD_DELIVERY;
		}
	return list;
}

static void tell_step(const struct plan_problem *problem,
		      const struct plan_technician *who,
		      const struct plan_step *step, const enum told_kind *jobs,
		      struct told_step *told)
{
	*told = (struct told_step){
	    .kind = kinds[step->kind],
	    .part = TOLD_NO_PART,
	    .arrival_s = step->arrival_s,
	    .waiting_s = step->waiting_s,
	    .setup_s = step->setup_s,
	    .service_s = step->service_s,
	    .duration_s = step->travel_s,
	    .distance_m =
		step->kind == PLAN_STEP_BREAK ? TOLD_NOTHING : step->travel_m,
	};
	if (step->kind == PLAN_STEP_JOB) {
		told->kind = jobs[step->job];
		told->id = plan_problem_job(problem, step->job)->id;
	} else if (step->kind == PLAN_STEP_BREAK) {
		told->id = who->breaks[step->break_index].id;
	}
}

static int64_t whole(int64_t cost)
{
	int64_t half = PLAN_COST_SECOND / 2;

	return (cost + (cost < 0 ? -half : half)) / PLAN_COST_SECOND;
}

static void tell_route(const struct plan_problem *problem,
		       const struct plan_route *route,
		       const enum told_kind *jobs, struct arena *arena,
		       struct told_route *told)
{
	const struct plan_technician *who =
	    plan_problem_technician(problem, route->technician);
	struct told_step *steps =
	    arena_calloc(arena, route->step_count, sizeof(*steps));

	*told = (struct told_route){.vehicle = who->id,
				    .cost = whole(route->cost),
				    .steps = steps,
				    .step_count = route->step_count};
	for (size_t i = 0; i < route->step_count; i++)
		tell_step(problem, who, &route->steps[i], jobs, &steps[i]);
}

struct told_plan *told_by(const struct plan_problem *problem,
			  const struct plan *plan, struct arena *arena)
{
	int32_t count = plan_problem_technician_count(problem);
	const enum told_kind *jobs = job_kinds(problem, arena);
	struct plan_totals totals = plan_totals(plan);
	struct told_plan *told = arena_calloc(arena, 1, sizeof(*told));
	struct told_route *routes =
	    arena_calloc(arena, (size_t)count + 1, sizeof(*routes));
	const int32_t *unassigned =
	    plan_unassigned(plan, &told->unassigned_count);
	struct told_absent *absent =
	    arena_calloc(arena, told->unassigned_count + 1, sizeof(*absent));

	for (int32_t i = 0; i < count; i++)
		if (plan_route(plan, i)->step_count > 0)
			tell_route(problem, plan_route(plan, i), jobs, arena,
				   &routes[told->route_count++]);
	for (size_t i = 0; i < told->unassigned_count; i++)
		absent[i] = (struct told_absent){
		    jobs[unassigned[i]],
		    plan_problem_job(problem, unassigned[i])->id};
	told->routes = routes;
	told->unassigned = absent;
	told->cost = whole(totals.cost);
	told->priority = totals.priority;
	told->left_out = totals.unserved;
	return told;
}

/* --- Beside the check --- */

static bool same_sums(const struct verify_sums *sums, int64_t cost,
		      int64_t travel_s, int64_t service_s, int64_t setup_s,
		      int64_t waiting_s, int64_t overtime_s, int64_t travel_m)
{
	return sums->cost == cost && sums->travel_s == travel_s &&
	       sums->service_s == service_s && sums->setup_s == setup_s &&
	       sums->waiting_s == waiting_s && sums->overtime_s == overtime_s &&
	       sums->travel_m == travel_m;
}

static const char *compare(const struct plan_problem *problem,
			   const struct plan *plan,
			   const struct verify_result *result)
{
	struct plan_totals totals = plan_totals(plan);

	if (result->violation_count > 0)
		return result->violations[0].text;
	if (result->priority != totals.priority ||
	    result->assigned != totals.served ||
	    result->unassigned != totals.unserved)
		return "priority or count of the totals are not the check's";
	for (int32_t i = 0; i < plan_problem_technician_count(problem); i++) {
		const struct plan_route *route = plan_route(plan, i);

		if (!same_sums(&result->days[i], route->cost, route->travel_s,
			       route->service_s, route->setup_s,
			       route->waiting_s, route->overtime_s,
			       route->travel_m))
			return "a route's sums are not the check's";
	}
	if (!same_sums(&result->sums, totals.cost, totals.travel_s,
		       totals.service_s, totals.setup_s, totals.waiting_s,
		       totals.overtime_s, totals.travel_m))
		return "the totals are not the check's";
	return NULL;
}

bool told_check(const struct plan_problem *problem, const struct plan *plan,
		struct arena *arena, const char **ret_text,
		struct verify_result *ret_result)
{
	struct told_plan *told = told_by(problem, plan, arena);
	struct verify_result result;
	const char *text;

	plan_verify(problem, told, arena, &result);
	text = compare(problem, plan, &result);
	if (ret_text != NULL)
		*ret_text = text;
	if (ret_result != NULL)
		*ret_result = result;
	return text == NULL;
}
