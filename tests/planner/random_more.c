/* SPDX-License-Identifier: MIT */
/*
 * Random problems, second half: what field service needs beyond routes. The
 * first job of a link comes before the other one, so that no circle is made.
 */
#include <assert.h>
#include <stdlib.h>

#include "tests/planner/random_internal.h"

/* The second of two shifts of one person begins so much later. */
enum { NEXT_DAY_MINUTES = 720 };

/* --- Tools and parts --- */

static void add_kits(struct rng *rng, struct random_problem *all)
{
	if (chance(rng, 70))
		all->depot = rng_below(rng, all->location_count);
	for (int32_t i = 0; i < all->technician_count; i++) {
		struct random_technician *own = &all->technicians[i];

		for (int k = 0; k < 2; k++) {
			own->tools[k] = 70 * k;
			own->parts[k] = (struct plan_part){k, pick(rng, 0, 3)};
		}
		own->spec.tools = own->tools + pick(rng, 0, 1);
		own->spec.tool_count = (size_t)pick(rng, 0, 1);
		own->spec.parts = own->parts;
		own->spec.part_count = (size_t)pick(rng, 0, 2);
	}
	for (int32_t i = 0; i < all->job_count; i++) {
		struct random_job *own = &all->jobs[i];

		for (int k = 0; k < 2; k++) {
			own->tools[k] = 70 * k;
			own->parts[k] = (struct plan_part){k, pick(rng, 0, 2)};
		}
		own->spec.tools = own->tools + pick(rng, 0, 1);
		own->spec.tool_count = chance(rng, 25);
		own->spec.parts = own->parts;
		own->spec.part_count =
		    chance(rng, 50) ? (size_t)pick(rng, 1, 2) : 0;
	}
}

/* --- Costs --- */

static uint32_t *random_table(struct rng *rng, int32_t n, int32_t most)
{
	uint32_t *table = malloc((size_t)(n * n) * sizeof(*table));

	assert(table != NULL);
	for (int32_t i = 0; i < n * n; i++)
		table[i] = i % (n + 1) == 0 ? 0 : (uint32_t)pick(rng, 0, most);
	return table;
}

static void add_costs(struct rng *rng, struct random_problem *all)
{
	bool distances = chance(rng, 40), duration = chance(rng, 40),
	     tasks = chance(rng, 25), limits = chance(rng, 25);

	if (chance(rng, 35))
		all->balance_rate = pick(rng, 1, 40000);
	if (all->matrix != NULL && (distances || limits))
		all->metres = random_table(rng, all->location_count, 20000);
	if (all->matrix != NULL && chance(rng, 25))
		all->arcs = random_table(rng, all->location_count, 3000);
	for (int32_t i = 0; i < all->technician_count; i++) {
		struct plan_technician *spec = &all->technicians[i].spec;

		if (distances && chance(rng, 80))
			spec->distance_rate = pick(rng, 0, 3000);
		if (limits && chance(rng, 80))
			spec->max_distance_m = pick(rng, 5000, 60000);
		if (duration && chance(rng, 80))
			spec->duration_rate = pick(rng, 1, 36000);
		if (tasks && chance(rng, 80))
			spec->task_rate = pick(rng, 0, 20000);
		if (duration && chance(rng, 50))
			spec->travel_rate = 0;
	}
}

/* From a copy of the stream: all else is as it was without them. */
static void add_visit_costs(const struct rng *rng, struct random_problem *all)
{
	struct rng own = *rng;

	if (!chance(&own, 25))
		return;
	for (int32_t i = 0; i < all->technician_count; i++)
		all->technicians[i].spec.visit_cost =
		    pick(&own, 0, 1) * minutes(&own, 0, 40) * PLAN_COST_SECOND;
}

static void add_types(struct rng *rng, struct random_problem *all)
{
	for (int32_t i = 0; i < all->technician_count; i++)
		all->technicians[i].spec.type = pick(rng, -1, 1);
	for (int32_t i = 0; i < all->job_count; i++) {
		struct random_job *own = &all->jobs[i];

		for (int k = 0; k < 2; k++)
			own->typed[k] = (struct plan_typed_service){
			    k, minutes(rng, 0, 20), minutes(rng, 0, 90)};
		own->spec.typed_services = own->typed;
		own->spec.typed_service_count =
		    chance(rng, 60) ? (size_t)pick(rng, 1, 2) : 0;
	}
}

/* --- Links --- */

static void link_jobs(struct random_problem *all, enum plan_link_kind kind,
		      int32_t job, int32_t other, int64_t min_s, int64_t max_s)
{
	assert(all->link_count < RANDOM_LINKS_MAX && job < other);
	all->links[all->link_count++] =
	    (struct plan_link){kind, job, other, min_s, max_s};
	all->linked[job] = all->linked[other] = true;
}

/* The next job from `from` on that has no link; or job_count. */
static int32_t next_free(const struct random_problem *all, int32_t from)
{
	while (from < all->job_count && all->linked[from])
		from++;
	return from;
}

static void add_shifts(struct rng *rng, struct random_problem *all)
{
	for (int32_t i = 1; i < all->technician_count; i++) {
		struct plan_technician *first = &all->technicians[i - 1].spec;
		struct random_technician *own = &all->technicians[i];
		int64_t later = NEXT_DAY_MINUTES * MINUTE;

		if (first->person != PLAN_NONE || chance(rng, 30))
			continue;
		first->person = own->spec.person = i;
		own->spec.shift_start_s += later;
		own->spec.shift_end_s += later;
		for (int k = 0; k < 2; k++)
			for (int w = 0; w < 2; w++) {
				own->windows[k][w].start_s += later;
				own->windows[k][w].end_s += later;
			}
	}
	for (int32_t i = 0; i < all->job_count; i++)
		for (size_t w = 0; w < all->jobs[i].spec.window_count; w++)
			if (w + 1 == all->jobs[i].spec.window_count &&
			    chance(rng, 50))
				all->jobs[i].windows[w].end_s +=
				    NEXT_DAY_MINUTES * MINUTE;
	for (int32_t i = 0; i + 1 < all->job_count; i++) {
		int32_t other = next_free(all, i + 1);

		if (all->linked[i] || other == all->job_count ||
		    all->link_count + 2 > RANDOM_LINKS_MAX)
			continue;
		if (chance(rng, 20))
			link_jobs(all, PLAN_LINK_LATER_SHIFT, i, other, 0, 0);
		else if (chance(rng, 20))
			link_jobs(all, PLAN_LINK_SAME_PERSON, i, other, 0, 0);
	}
}

static void add_shipments(struct rng *rng, struct random_problem *all)
{
	for (int32_t i = 0; i + 1 < all->job_count; i++) {
		int32_t other = next_free(all, i + 1);

		if (all->linked[i] || other == all->job_count ||
		    !chance(rng, 30) || all->link_count + 2 > RANDOM_LINKS_MAX)
			continue;
		link_jobs(all, PLAN_LINK_SHIPMENT, i, other, 0, 0);
		all->jobs[other].spec.priority = all->jobs[i].spec.priority;
		all->jobs[i].spec.delivery = all->jobs[other].spec.delivery =
		    NULL;
		all->jobs[other].spec.pickup = NULL;
		if (all->amounts > 0)
			all->jobs[i].spec.pickup = all->jobs[i].amounts[1];
	}
}

/* One crew, one gap, or a gap to a crew: two begins at most, which an oracle
 * has the time to try. In large problems many. */
static void add_timed_links(struct rng *rng, struct random_problem *all)
{
	int32_t made = 0, most = all->job_count > 8 ? all->job_count / 6 : 1;

	for (int32_t i = 0; i + 1 < all->job_count && made < most; i++) {
		int32_t other = next_free(all, i + 1);
		int32_t third = next_free(all, other + 1);
		int64_t min_s = minutes(rng, 0, 60);
		int64_t max_s = chance(rng, 50) ? min_s + minutes(rng, 0, 120)
						: PLAN_TIME_MAX;
		bool crew = chance(rng, 60);

		if (all->linked[i] || other == all->job_count ||
		    all->link_count + 4 > RANDOM_LINKS_MAX)
			continue;
		made++;
		if (crew)
			link_jobs(all, PLAN_LINK_TOGETHER, i, other, 0, 0);
		else
			link_jobs(all, PLAN_LINK_AFTER, i, other, min_s, max_s);
		if (third >= all->job_count || chance(rng, 60))
			continue;
		if (crew && chance(rng, 30))
			link_jobs(all, PLAN_LINK_TOGETHER, i, third, 0, 0);
		else if (crew) {
			link_jobs(all, PLAN_LINK_AFTER, i, third, min_s, max_s);
			link_jobs(all, PLAN_LINK_AFTER, other, third, min_s,
				  PLAN_TIME_MAX);
		} else {
			link_jobs(all, PLAN_LINK_TOGETHER, other, third, 0, 0);
		}
	}
	/* How long the first takes must not depend on the way to it. */
	for (int32_t i = 0; i < all->link_count; i++) {
		struct random_job *job = &all->jobs[all->links[i].job];

		if (all->links[i].kind != PLAN_LINK_AFTER)
			continue;
		job->spec.setup_s = 0;
		job->typed[0].setup_s = job->typed[1].setup_s = 0;
	}
	/* Two persons' shifts that overlap never are one person's; here they
	 * may be, so that it matters who is in a crew. */
	if (all->technician_count > 1 && chance(rng, 20))
		for (int32_t i = 0; i < 2; i++)
			all->technicians[i].spec.person = 7;
}

void random_add_more(struct rng *rng, struct random_problem *all, int rules)
{
	if ((rules & RANDOM_KITS) != 0 && chance(rng, 40))
		add_kits(rng, all);
	if ((rules & RANDOM_COSTS) != 0 && chance(rng, 60))
		add_costs(rng, all);
	if ((rules & RANDOM_COSTS) != 0)
		add_visit_costs(rng, all);
	if ((rules & RANDOM_TYPES) != 0 && chance(rng, 25))
		add_types(rng, all);
	if ((rules & RANDOM_TIMED_LINKS) != 0)
		add_timed_links(rng, all);
	else if ((rules & RANDOM_SHIFTS) != 0 && chance(rng, 50))
		add_shifts(rng, all);
	if ((rules & RANDOM_SHIPMENTS) != 0 && chance(rng, 30))
		add_shipments(rng, all);
}

/* --- The grid --- */

static void snap(int64_t *t)
{
	*t -= *t % RANDOM_GRID_S;
}

static void snap_windows(struct plan_window *windows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		snap(&windows[i].start_s);
		snap(&windows[i].end_s);
	}
}

static void snap_technician(struct random_technician *own, bool metres)
{
	snap(&own->spec.shift_start_s);
	snap(&own->spec.shift_end_s);
	snap(&own->spec.overtime_max_s);
	own->spec.speed_factor = 1;
	if (!metres) { /* a table of seconds alone has none */
		own->spec.max_distance_m = PLAN_TIME_MAX;
		own->spec.distance_rate = 0;
	}
	for (size_t i = 0; i < own->spec.break_count; i++) {
		snap(&own->breaks[i].duration_s);
		snap_windows(own->windows[i], 2);
	}
	for (size_t i = 0; i < own->spec.skill_count; i++) {
		if (own->skills[i].from_s > -PLAN_TIME_MAX)
			snap(&own->skills[i].from_s);
		if (own->skills[i].to_s < PLAN_TIME_MAX)
			snap(&own->skills[i].to_s);
	}
}

static void snap_job(struct random_job *own)
{
	snap(&own->spec.setup_s);
	snap(&own->spec.service_s);
	snap_windows(own->windows, own->spec.window_count);
	for (size_t i = 0; i < own->spec.due_count; i++)
		snap(&own->dues[i].at_s);
	for (size_t i = 0; i < own->spec.typed_service_count; i++) {
		snap(&own->typed[i].setup_s);
		snap(&own->typed[i].service_s);
	}
	if (own->spec.pinned_start_s != PLAN_ANY_TIME)
		snap(&own->spec.pinned_start_s);
}

void random_to_grid(struct random_problem *all)
{
	int32_t n = all->location_count;

	if (all->matrix == NULL)
		all->matrix = malloc((size_t)(n * n) * sizeof(*all->matrix));
	assert(all->matrix != NULL);
	for (int32_t i = 0; i < n; i++)
		for (int32_t k = 0; k < n; k++) {
			double dx = all->lat[i] - all->lat[k];
			double dy = all->lon[i] - all->lon[k];

			all->matrix[i * n + k] =
			    i == k ? 0
				   : RANDOM_GRID_S *
					 (uint32_t)(100 * (dx * dx + dy * dy) +
						    0.5);
		}
	if (all->frozen_until_s > -PLAN_TIME_MAX)
		snap(&all->frozen_until_s);
	for (int32_t i = 0; i < all->technician_count; i++)
		snap_technician(&all->technicians[i], all->metres != NULL);
	for (int32_t i = 0; i < all->job_count; i++)
		snap_job(&all->jobs[i]);
	for (int32_t i = 0; i < all->link_count; i++) {
		snap(&all->links[i].min_s);
		if (all->links[i].max_s < PLAN_TIME_MAX)
			snap(&all->links[i].max_s);
	}
}
