/* SPDX-License-Identifier: MIT */
/* Our plan becomes VROOM's solution JSON. */
#include <assert.h>
#include <inttypes.h>

#include "cli/plan_explain.h"
#include "cli/plan_vroom_internal.h"

/* VROOM's words. The depot is where tools and parts are picked up. */
static const char *const step_type[] = {
    [PLAN_STEP_START] = "start", [PLAN_STEP_JOB] = "job",
    [PLAN_STEP_BREAK] = "break", [PLAN_STEP_DEPOT] = "pickup",
    [PLAN_STEP_END] = "end",
};
static const char *const task_type[TOLD_KIND_COUNT] = {
    [TOLD_JOB] = "job",
    [TOLD_PICKUP] = "pickup",
    [TOLD_DELIVERY] = "delivery",
};

/* VROOM's cost is whole; ours has fractions. */
static int64_t whole(int64_t cost)
{
	int64_t half = PLAN_COST_SECOND / 2;

	return (cost + (cost < 0 ? -half : half)) / PLAN_COST_SECOND;
}

void vroom_write_scaled(int64_t scale, int64_t value, struct buf *buf)
{
	int64_t rest, unit = scale;

	assert(scale > 0);
	if (value < 0)
		buf_add_char(buf, '-');
	value = value < 0 ? -value : value;
	buf_printf(buf, "%" PRId64, value / scale);
	rest = value % scale;
	if (rest == 0)
		return;
	buf_add_char(buf, '.');
	for (; rest > 0; rest %= unit) {
		unit /= 10;
		buf_add_char(buf, (char)('0' + rest / unit));
	}
}

/* A time or a cost as a member that is not the first. */
static void add_time(const struct vroom *vroom, const char *key, int64_t value,
		     struct buf *buf)
{
	buf_printf(buf, ",\"%s\":", key);
	vroom_write_scaled(vroom->scale, value, buf);
}

/* What the vehicle says of one of its breaks. */
static void add_rest(const struct vroom_vehicle *vehicle, int64_t id,
		     struct buf *buf)
{
	for (size_t i = 0; i < vehicle->rest_count; i++)
		if (vehicle->rests[i].id == id)
			buf_add_text(buf, vehicle->rests[i].text);
}

static void add_load(struct buf *buf, const char *key, const int64_t *load,
		     size_t count)
{
	if (count == 0)
		return;
	buf_printf(buf, ",\"%s\":[", key);
	for (size_t i = 0; i < count; i++)
		buf_printf(buf, "%s%" PRId64, i > 0 ? "," : "", load[i]);
	buf_add_char(buf, ']');
}

struct route_sums {
	int64_t priority;
	int64_t delivery[PLAN_AMOUNTS_MAX], pickup[PLAN_AMOUNTS_MAX];
	int64_t start[PLAN_AMOUNTS_MAX]; /* on board */
};

/* The amounts of a visit: what a shipment's delivery brings was its pickup's.
 */
static void get_amounts(const struct vroom *vroom, int32_t job,
			const int64_t **ret_delivery,
			const int64_t **ret_pickup)
{
	const struct plan_job *spec = plan_problem_job(vroom->problem, job);

	*ret_delivery = spec->delivery;
	*ret_pickup = spec->pickup;
	if (vroom_visit_of(vroom, job).kind == TOLD_DELIVERY)
		*ret_delivery =
		    plan_problem_job(vroom->problem, job - 1)->pickup;
}

static void sum_jobs(const struct vroom *vroom, const struct plan_route *route,
		     struct route_sums *sums)
{
	for (size_t i = 0; i < route->step_count; i++) {
		const int64_t *delivery, *pickup;
		struct vroom_visit visit;
		int32_t job = route->steps[i].job;

		if (route->steps[i].kind != PLAN_STEP_JOB)
			continue;
		visit = vroom_visit_of(vroom, job);
		get_amounts(vroom, job, &delivery, &pickup);
		if (visit.first == job)
			sums->priority +=
			    plan_problem_job(vroom->problem, job)->priority;
		for (size_t d = 0; d < vroom->amounts; d++) {
			sums->delivery[d] += delivery ? delivery[d] : 0;
			sums->pickup[d] += pickup ? pickup[d] : 0;
			if (visit.kind == TOLD_JOB)
				sums->start[d] += delivery ? delivery[d] : 0;
		}
	}
}

/* `amount` is what VROOM called `delivery` once. */
static void add_sums(const struct vroom *vroom, const struct route_sums *sums,
		     struct buf *buf)
{
	add_load(buf, "delivery", sums->delivery, vroom->amounts);
	add_load(buf, "amount", sums->delivery, vroom->amounts);
	add_load(buf, "pickup", sums->pickup, vroom->amounts);
}

/* Metres, where VROOM tells them: some matrix has them, or somebody is limited
 * or paid by them. */
static void add_distance(const struct vroom *vroom, int64_t travel_m,
			 struct buf *buf)
{
	if (vroom->has_distances)
		buf_printf(buf, ",\"distance\":%" PRId64, travel_m);
}

/* --- Steps --- */

static void add_job(const struct vroom *vroom, const struct plan_step *step,
		    struct buf *buf)
{
	struct vroom_visit visit = vroom_visit_of(vroom, step->job);
	int64_t id = plan_problem_job(vroom->problem, step->job)->id;

	buf_printf(buf, ",\"id\":%" PRId64 ",\"job\":%" PRId64, id, id);
	if (visit.count > 1)
		buf_printf(buf, ",\"part\":%" PRId32, step->job - visit.first);
	if (visit.crew > 1) {
		buf_printf(buf, ",\"crew\":%" PRId32, visit.crew);
		add_time(vroom, "begin", step->arrival_s + step->waiting_s,
			 buf);
	}
	buf_add_text(buf, visit.text);
}

static void add_subject(const struct vroom *vroom, int32_t technician,
			const struct plan_step *step, struct buf *buf)
{
	const struct vroom_vehicle *vehicle =
	    vroom_shift_of(vroom, technician).vehicle;
	const struct plan_break *rest;

	switch (step->kind) {
	case PLAN_STEP_START:
		buf_add_text(buf, vehicle->start);
		break;
	case PLAN_STEP_END:
		buf_add_text(buf, vehicle->end);
		break;
	case PLAN_STEP_BREAK:
		rest = &plan_problem_technician(vroom->problem, technician)
			    ->breaks[step->break_index];
		buf_printf(buf, ",\"id\":%" PRId64, rest->id);
		add_rest(vehicle, rest->id, buf);
		break;
	case PLAN_STEP_DEPOT:
		if (vroom->depot != NULL)
			buf_add_text(buf, vroom->depot);
		break;
	case PLAN_STEP_JOB:
		add_job(vroom, step, buf);
		break;
	}
}

/* `broken` adds up what is; NULL: nothing can be. */
static void add_step(const struct vroom *vroom, const struct plan_route *route,
		     size_t i, int64_t *load, struct vroom_broken *broken,
		     struct buf *buf)
{
	const struct plan_step *step = &route->steps[i];
	struct vroom_broken own = {0};
	const char *type = step_type[step->kind];
	const int64_t *delivery = NULL, *pickup = NULL;

	if (step->kind == PLAN_STEP_JOB) {
		type = task_type[vroom_visit_of(vroom, step->job).kind];
		get_amounts(vroom, step->job, &delivery, &pickup);
	}
	buf_printf(buf, "{\"type\":\"%s\"", type);
	add_subject(vroom, route->technician, step, buf);
	for (size_t d = 0; d < vroom->amounts; d++)
		load[d] +=
		    (pickup ? pickup[d] : 0) - (delivery ? delivery[d] : 0);
	if (broken != NULL) {
		own = vroom_broken_step(vroom, route, i, load);
		vroom_broken_add(broken, &own);
	}
	add_time(vroom, "setup", step->setup_s, buf);
	add_time(vroom, "service", step->service_s, buf);
	add_time(vroom, "waiting_time", step->waiting_s, buf);
	add_load(buf, "load", load, vroom->amounts);
	add_time(vroom, "arrival", step->arrival_s, buf);
	add_time(vroom, "duration", step->travel_s, buf);
	if (step->kind == PLAN_STEP_JOB)
		vroom_explain_assigned(vroom, step->job, buf);
	add_distance(vroom, step->travel_m, buf);
	vroom_write_broken(vroom, &own, buf);
	buf_add_char(buf, '}');
}

/* --- Routes --- */

static void add_route(const struct vroom *vroom, const struct plan_route *route,
		      struct vroom_broken *all, struct buf *buf)
{
	struct vroom_shift shift = vroom_shift_of(vroom, route->technician);
	struct route_sums sums = {0};
	struct vroom_broken broken = {0};
	bool forced = vroom_is_forced(vroom, route);

	sum_jobs(vroom, route, &sums);
	buf_printf(
	    buf, "{\"vehicle\":%" PRId64,
	    plan_problem_technician(vroom->problem, route->technician)->id);
	if (shift.number != PLAN_NONE)
		buf_printf(buf, ",\"shift\":%" PRId32, shift.number);
	add_time(vroom, "cost", whole(route->cost), buf);
	buf_add_text(buf, shift.vehicle->description);
	add_sums(vroom, &sums, buf);
	add_time(vroom, "setup", route->setup_s, buf);
	add_time(vroom, "service", route->service_s, buf);
	add_time(vroom, "duration", route->travel_s, buf);
	add_time(vroom, "waiting_time", route->waiting_s, buf);
	if (route->overtime_s > 0)
		add_time(vroom, "overtime", route->overtime_s, buf);
	buf_printf(buf, ",\"priority\":%" PRId64, sums.priority);
	add_distance(vroom, route->travel_m, buf);
	buf_add_text(buf, shift.vehicle->profile);
	buf_add_text(buf, ",\"steps\":[");
	for (size_t i = 0; i < route->step_count; i++) {
		if (i > 0)
			buf_add_char(buf, ',');
		add_step(vroom, route, i, sums.start, forced ? &broken : NULL,
			 buf);
	}
	if (forced) {
		const struct vroom_broken limits =
		    vroom_broken_limits(vroom, route);

		vroom_broken_add(&broken, &limits);
	}
	buf_add_char(buf, ']');
	vroom_write_broken(vroom, &broken, buf);
	buf_add_char(buf, '}');
	vroom_broken_add(all, &broken);
}

/* A job of several visits is named once, if only some are left out, too. */
static void add_unassigned(const struct vroom *vroom, const struct plan *plan,
			   struct buf *buf)
{
	size_t count;
	const int32_t *jobs = plan_unassigned(plan, &count);
	bool first = true;

	buf_add_text(buf, ",\"unassigned\":[");
	for (size_t i = 0; i < count; i++) {
		struct vroom_visit visit = vroom_visit_of(vroom, jobs[i]);

		if (i > 0 && jobs[i - 1] >= visit.first)
			continue;
		buf_printf(buf, "%s{\"id\":%" PRId64 ",\"type\":\"%s\"",
			   first ? "" : ",",
			   plan_problem_job(vroom->problem, jobs[i])->id,
			   task_type[visit.kind]);
		first = false;
		buf_add_text(buf, visit.text);
		vroom_explain_unassigned(vroom, jobs[i], buf);
		buf_add_char(buf, '}');
	}
	buf_add_char(buf, ']');
}

static void add_computing_times(const struct vroom_times *times,
				struct buf *buf)
{
	if (times == NULL)
		return;
	buf_printf(buf,
		   ",\"computing_times\":{\"loading\":%" PRId64
		   ",\"solving\":%" PRId64 ",\"routing\":0}",
		   times->loading_ms, times->solving_ms);
}

static void add_summary(const struct vroom *vroom, const struct plan *plan,
			const struct vroom_times *times,
			const struct vroom_broken *broken, struct buf *buf)
{
	struct plan_totals totals = plan_totals(plan);
	struct route_sums sums = {0};
	int routes = 0;

	for (int32_t i = 0; i < plan_problem_technician_count(vroom->problem);
	     i++) {
		const struct plan_route *route = plan_route(plan, i);

		routes += route->step_count > 0;
		sum_jobs(vroom, route, &sums);
	}
	buf_add_text(buf, "{\"code\":0,\"summary\":{\"cost\":");
	vroom_write_scaled(vroom->scale, whole(totals.cost), buf);
	buf_printf(buf, ",\"routes\":%d,\"unassigned\":%" PRId32, routes,
		   totals.unserved);
	add_sums(vroom, &sums, buf);
	add_time(vroom, "setup", totals.setup_s, buf);
	add_time(vroom, "service", totals.service_s, buf);
	add_time(vroom, "duration", totals.travel_s, buf);
	add_time(vroom, "waiting_time", totals.waiting_s, buf);
	if (totals.overtime_s > 0)
		add_time(vroom, "overtime", totals.overtime_s, buf);
	buf_printf(buf, ",\"priority\":%" PRId64, totals.priority);
	add_distance(vroom, totals.travel_m, buf);
	vroom_write_broken(vroom, broken, buf);
	vroom_write_moved(vroom, plan, buf);
	add_computing_times(times, buf);
	buf_add_char(buf, '}');
}

static void add_routes(const struct vroom *vroom, const struct plan *plan,
		       struct vroom_broken *broken, struct buf *buf)
{
	bool first = true;

	buf_add_text(buf, ",\"routes\":[");
	for (int32_t i = 0; i < plan_problem_technician_count(vroom->problem);
	     i++) {
		const struct plan_route *route = plan_route(plan, i);

		if (route->step_count == 0)
			continue;
		if (!first)
			buf_add_char(buf, ',');
		first = false;
		add_route(vroom, route, broken, buf);
	}
	buf_add_char(buf, ']');
}

/* The summary comes first, and says what the routes break. */
void vroom_write(const struct vroom *vroom, const struct plan *plan,
		 const struct vroom_times *times, struct buf *buf)
{
	struct vroom_broken broken = {0};
	struct buf rest = {0};

	add_unassigned(vroom, plan, &rest);
	add_routes(vroom, plan, &broken, &rest);
	add_summary(vroom, plan, times, &broken, buf);
	buf_add(buf, rest.data, rest.length);
	buf_free(&rest);
	vroom_explain_end(vroom, buf);
	buf_add_char(buf, '}');
}

/* --- CVRPLIB --- */

void vroom_write_sol(const struct vroom *vroom, const struct plan *plan,
		     struct buf *buf)
{
	int number = 0;

	for (int32_t i = 0; i < plan_problem_technician_count(vroom->problem);
	     i++) {
		const struct plan_route *route = plan_route(plan, i);

		if (route->job_count == 0)
			continue;
		buf_printf(buf, "Route #%d:", ++number);
		for (size_t k = 0; k < route->step_count; k++)
			if (route->steps[k].kind == PLAN_STEP_JOB)
				buf_printf(buf, " %" PRId64,
					   plan_problem_job(vroom->problem,
							    route->steps[k].job)
					       ->id);
		buf_add_char(buf, '\n');
	}
	buf_add_text(buf, "Cost ");
	vroom_write_scaled(vroom->scale, whole(plan_totals(plan).cost), buf);
	buf_add_char(buf, '\n');
}
