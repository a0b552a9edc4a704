/* SPDX-License-Identifier: MIT */
/* Our plan becomes VROOM's solution JSON. */
#include <assert.h>
#include <inttypes.h>

#include "cli/plan_explain.h"
#include "cli/plan_vroom_internal.h"

static const char *const step_type[] = {
    [PLAN_STEP_START] = "start",
    [PLAN_STEP_JOB] = "job",
    [PLAN_STEP_BREAK] = "break",
    [PLAN_STEP_END] = "end",
};

/* VROOM's cost is whole; ours has fractions. */
static int64_t whole(int64_t cost)
{
	return (cost + PLAN_COST_SECOND / 2) / PLAN_COST_SECOND;
}

void vroom_write_scaled(int64_t scale, int64_t value, struct buf *buf)
{
	assert(scale == 1 || scale == 10);
	if (value < 0)
		buf_add_char(buf, '-');
	value = value < 0 ? -value : value;
	buf_printf(buf, "%" PRId64, value / scale);
	if (value % scale != 0)
		buf_printf(buf, ".%" PRId64, value % scale);
}

/* A time or a cost as a member that is not the first. */
static void add_time(const struct vroom *vroom, const char *key, int64_t value,
		     struct buf *buf)
{
	buf_printf(buf, ",\"%s\":", key);
	vroom_write_scaled(vroom->scale, value, buf);
}

/* Repeat what the document says: place and description. */
static void add_member(struct buf *buf, const json_t *object, const char *key,
		       const char *as)
{
	const json_t *value = json_object_get(object, key);
	char *text;

	if (value == NULL)
		return;
	text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY |
				     JSON_REAL_PRECISION(15));
	if (text != NULL)
		buf_printf(buf, ",\"%s\":%s", as, text);
	free(text);
}

static void add_place(struct buf *buf, const json_t *object, const char *key,
		      const char *index_key)
{
	add_member(buf, object, key, "location");
	add_member(buf, object, index_key, "location_index");
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
};

static void sum_jobs(const struct vroom *vroom, const struct plan_route *route,
		     struct route_sums *sums)
{
	for (size_t i = 0; i < route->step_count; i++) {
		const struct plan_job *job;

		if (route->steps[i].kind != PLAN_STEP_JOB)
			continue;
		job = plan_problem_job(vroom->problem, route->steps[i].job);
		sums->priority += job->priority;
		for (size_t d = 0; d < vroom->amounts; d++) {
			sums->delivery[d] +=
			    job->delivery ? job->delivery[d] : 0;
			sums->pickup[d] += job->pickup ? job->pickup[d] : 0;
		}
	}
}

static void add_job(const struct vroom *vroom, const struct plan_step *step,
		    struct buf *buf)
{
	const json_t *object = json_array_get(vroom->jobs, (size_t)step->job);
	int64_t id = plan_problem_job(vroom->problem, step->job)->id;

	buf_printf(buf, ",\"id\":%" PRId64 ",\"job\":%" PRId64, id, id);
	add_place(buf, object, "location", "location_index");
	add_member(buf, object, "description", "description");
}

static void add_step(const struct vroom *vroom, int32_t technician,
		     const struct plan_step *step, int64_t *load,
		     struct buf *buf)
{
	const json_t *vehicle =
	    json_array_get(vroom->vehicles, (size_t)technician);
	const struct plan_technician *spec =
	    plan_problem_technician(vroom->problem, technician);

	buf_printf(buf, "{\"type\":\"%s\"", step_type[step->kind]);
	if (step->kind == PLAN_STEP_START)
		add_place(buf, vehicle, "start", "start_index");
	else if (step->kind == PLAN_STEP_END)
		add_place(buf, vehicle, "end", "end_index");
	else if (step->kind == PLAN_STEP_BREAK)
		buf_printf(buf, ",\"id\":%" PRId64,
			   spec->breaks[step->break_index].id);
	else
		add_job(vroom, step, buf);
	for (size_t d = 0; step->kind == PLAN_STEP_JOB && d < vroom->amounts;
	     d++) {
		const struct plan_job *job =
		    plan_problem_job(vroom->problem, step->job);

		load[d] += (job->pickup ? job->pickup[d] : 0) -
			   (job->delivery ? job->delivery[d] : 0);
	}
	add_time(vroom, "setup", step->setup_s, buf);
	add_time(vroom, "service", step->service_s, buf);
	add_time(vroom, "waiting_time", step->waiting_s, buf);
	add_load(buf, "load", load, vroom->amounts);
	add_time(vroom, "arrival", step->arrival_s, buf);
	add_time(vroom, "duration", step->travel_s, buf);
	if (step->kind == PLAN_STEP_JOB)
		vroom_explain_assigned(vroom, step->job, buf);
	buf_add_text(buf, ",\"violations\":[]}");
}

static void add_route(const struct vroom *vroom, const struct plan_route *route,
		      struct buf *buf)
{
	const json_t *vehicle =
	    json_array_get(vroom->vehicles, (size_t)route->technician);
	struct route_sums sums = {0};
	int64_t load[PLAN_AMOUNTS_MAX];

	sum_jobs(vroom, route, &sums);
	buf_printf(
	    buf, "{\"vehicle\":%" PRId64,
	    plan_problem_technician(vroom->problem, route->technician)->id);
	add_time(vroom, "cost", whole(route->cost), buf);
	add_time(vroom, "setup", route->setup_s, buf);
	add_time(vroom, "service", route->service_s, buf);
	add_time(vroom, "duration", route->travel_s, buf);
	add_time(vroom, "waiting_time", route->waiting_s, buf);
	buf_printf(buf, ",\"priority\":%" PRId64, sums.priority);
	add_load(buf, "delivery", sums.delivery, vroom->amounts);
	add_load(buf, "pickup", sums.pickup, vroom->amounts);
	add_member(buf, vehicle, "description", "description");
	add_member(buf, vehicle, "profile", "profile");
	buf_add_text(buf, ",\"steps\":[");
	for (size_t d = 0; d < vroom->amounts; d++)
		load[d] = sums.delivery[d];
	for (size_t i = 0; i < route->step_count; i++) {
		if (i > 0)
			buf_add_char(buf, ',');
		add_step(vroom, route->technician, &route->steps[i], load, buf);
	}
	buf_add_text(buf, "],\"violations\":[]}");
}

static void add_unassigned(const struct vroom *vroom, const struct plan *plan,
			   struct buf *buf)
{
	size_t count;
	const int32_t *jobs = plan_unassigned(plan, &count);

	buf_add_text(buf, ",\"unassigned\":[");
	for (size_t i = 0; i < count; i++) {
		const json_t *object =
		    json_array_get(vroom->jobs, (size_t)jobs[i]);

		buf_printf(buf, "%s{\"id\":%" PRId64 ",\"type\":\"job\"",
			   i > 0 ? "," : "",
			   plan_problem_job(vroom->problem, jobs[i])->id);
		add_place(buf, object, "location", "location_index");
		add_member(buf, object, "description", "description");
		vroom_explain_unassigned(vroom, jobs[i], buf);
		buf_add_char(buf, '}');
	}
	buf_add_char(buf, ']');
}

static void add_summary(const struct vroom *vroom, const struct plan *plan,
			struct buf *buf)
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
	add_time(vroom, "setup", totals.setup_s, buf);
	add_time(vroom, "service", totals.service_s, buf);
	add_time(vroom, "duration", totals.travel_s, buf);
	add_time(vroom, "waiting_time", totals.waiting_s, buf);
	buf_printf(buf, ",\"priority\":%" PRId64, totals.priority);
	add_load(buf, "delivery", sums.delivery, vroom->amounts);
	add_load(buf, "pickup", sums.pickup, vroom->amounts);
	buf_add_text(buf, ",\"violations\":[]}");
}

void vroom_write(const struct vroom *vroom, const struct plan *plan,
		 struct buf *buf)
{
	bool first = true;

	add_summary(vroom, plan, buf);
	add_unassigned(vroom, plan, buf);
	buf_add_text(buf, ",\"routes\":[");
	for (int32_t i = 0; i < plan_problem_technician_count(vroom->problem);
	     i++) {
		const struct plan_route *route = plan_route(plan, i);

		if (route->step_count == 0)
			continue;
		if (!first)
			buf_add_char(buf, ',');
		first = false;
		add_route(vroom, route, buf);
	}
	buf_add_char(buf, ']');
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
