/* SPDX-License-Identifier: MIT */
/*
 * The check walks each route as a person with a watch would, and writes down
 * what is not as it should be. Simple on purpose. This file has the names of
 * the rules, the list of what is wrong, and the sum of all days.
 */
#include "cli/plan_verify_internal.h"

#include <stdlib.h>
#include <string.h>

static const struct verify_rule_info infos[VERIFY_RULE_COUNT] = {
    [VERIFY_UNKNOWN] = {"unknown", false},
    [VERIFY_ASSIGNED] = {"assigned", false},
    [VERIFY_STEPS] = {"steps", false},
    [VERIFY_TRAVEL] = {"travel", true},
    [VERIFY_FROZEN] = {"frozen", true},
    [VERIFY_SETUP] = {"setup", true},
    [VERIFY_SERVICE] = {"service", true},
    [VERIFY_TIME_WINDOW] = {"time_window", true},
    [VERIFY_PINNED] = {"pinned", true},
    [VERIFY_REQUIRED] = {"required_technician", false},
    [VERIFY_EXCLUDED] = {"excluded_technician", false},
    [VERIFY_TERRITORY] = {"territory", false},
    [VERIFY_SKILL] = {"skill", false},
    [VERIFY_LEVEL] = {"level", false},
    [VERIFY_CERTIFICATE] = {"certificate", true},
    [VERIFY_CAPACITY] = {"capacity", false},
    [VERIFY_TOOLS] = {"tools", false},
    [VERIFY_PARTS] = {"parts", false},
    [VERIFY_DEPOT] = {"depot", false},
    [VERIFY_MAX_JOBS] = {"max_jobs", false},
    [VERIFY_MAX_TRAVEL] = {"max_travel", true},
    [VERIFY_MAX_DISTANCE] = {"max_distance", false},
    [VERIFY_SHIFT] = {"shift", true},
    [VERIFY_BREAK] = {"break", true},
    [VERIFY_CREW] = {"crew", true},
    [VERIFY_AFTER] = {"after", true},
    [VERIFY_SAME_PERSON] = {"same_technician", false},
    [VERIFY_LATER_SHIFT] = {"days", false},
    [VERIFY_SHIPMENT] = {"shipment", false},
    [VERIFY_TOLD] = {"told", true},
};

const struct verify_rule_info *verify_rule_info(enum verify_rule rule)
{
	return &infos[rule];
}

void verify_report(struct verify *verify, enum verify_rule rule,
		   int64_t vehicle, int64_t job, int64_t amount,
		   const char *text)
{
	if (verify->count == verify->room) {
		size_t room = verify->room * 2 + 16;
		struct verify_violation *more =
		    arena_calloc(verify->arena, room, sizeof(*more));

		if (verify->count > 0)
			memcpy(more, verify->violations,
			       verify->count * sizeof(*more));
		verify->violations = more;
		verify->room = room;
	}
	verify->violations[verify->count++] = (struct verify_violation){
	    rule, vehicle, job, amount, infos[rule].timed, text};
}

void verify_wrong(const struct day *day, enum verify_rule rule, int64_t job,
		  int64_t amount, const char *text)
{
	verify_report(day->verify, rule, day->who->id, job, amount, text);
}

void verify_wrong_count(const struct day *day, enum verify_rule rule,
			int64_t job, int64_t amount, const char *text)
{
	verify_wrong(day, rule, job, amount, text);
	day->verify->violations[day->verify->count - 1].timed = false;
}

int64_t verify_whole(int64_t cost)
{
	int64_t half = PLAN_COST_SECOND / 2;

	return (cost + (cost < 0 ? -half : half)) / PLAN_COST_SECOND;
}

/* --- The whole --- */

static void prepare(struct verify *verify)
{
	int32_t technicians = plan_problem_technician_count(verify->problem);
	int32_t jobs = plan_problem_job_count(verify->problem);

	verify->visits = arena_calloc(verify->arena, (size_t)jobs + 1,
				      sizeof(*verify->visits));
	verify->shipped = arena_calloc(verify->arena, (size_t)jobs + 1,
				       sizeof(*verify->shipped));
	verify->days = arena_calloc(verify->arena, (size_t)technicians + 1,
				    sizeof(*verify->days));
	for (int32_t i = 0; i < jobs; i++) {
		const struct plan_job *job =
		    plan_problem_job(verify->problem, i);

		verify->visits[i].technician = PLAN_NONE;
		verify->shipped[i] = PLAN_NONE;
		verify->work_s += job->setup_s + job->service_s;
	}
	for (int32_t i = 0; i < technicians; i++) {
		const struct plan_technician *who =
		    plan_problem_technician(verify->problem, i);

		verify->shifts_s += who->shift_end_s - who->shift_start_s;
	}
	for (size_t i = 0; i < verify->common.link_count; i++) {
		const struct plan_link *link = &verify->common.links[i];

		if (link->kind == PLAN_LINK_SHIPMENT)
			verify->shipped[link->other] = link->job;
	}
}

static void add_up(const struct verify *verify, struct verify_sums *sums)
{
	int32_t count = plan_problem_technician_count(verify->problem);

	for (int32_t i = 0; i < count; i++) {
		const struct verify_sums *day = &verify->days[i];

		sums->cost += day->cost;
		sums->travel_s += day->travel_s;
		sums->travel_m += day->travel_m;
		sums->service_s += day->service_s;
		sums->setup_s += day->setup_s;
		sums->waiting_s += day->waiting_s;
		sums->overtime_s += day->overtime_s;
	}
}

static void check_figure(struct verify *verify, int64_t told, int64_t own,
			 bool timed, const char *text)
{
	if (told == TOLD_NOTHING || told == own)
		return;
	verify_report(verify, VERIFY_TOLD, VERIFY_NOBODY, VERIFY_NOBODY,
		      llabs(told - own), text);
	verify->violations[verify->count - 1].timed = timed;
}

void plan_verify(const struct plan_problem *problem,
		 const struct told_plan *plan, struct arena *arena,
		 struct verify_result *ret_result)
{
	struct verify verify = {.problem = problem,
				.common = plan_problem_common(problem),
				.plan = plan,
				.arena = arena};
	struct verify_result own = {0};

	prepare(&verify);
	verify_find_meant(&verify);
	for (size_t i = 0; i < plan->route_count; i++)
		if (verify.meant[i].technician != PLAN_NONE)
			verify_day(&verify, &plan->routes[i], &verify.meant[i]);
	verify_unassigned(&verify);
	verify_links(&verify);
	verify_count(&verify, &own);
	own.days = verify.days;
	add_up(&verify, &own.sums);
	own.cost = verify_whole(own.sums.cost);
	check_figure(&verify, plan->cost, own.cost, true,
		     "'cost' of the summary is not the sum of the routes");
	check_figure(&verify, plan->priority, own.priority, false,
		     "'priority' of the summary is not what is served");
	check_figure(&verify, plan->left_out, own.unassigned, false,
		     "'unassigned' of the summary is another number");
	own.violations = verify.violations;
	own.violation_count = verify.count;
	*ret_result = own;
}
