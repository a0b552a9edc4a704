/* SPDX-License-Identifier: MIT */
/* The oracle's look at one route in one order; see oracle.h. */
#include "tests/planner/oracle_internal.h"

#include <string.h>

static const struct plan_job *real(const struct oracle *oracle, int32_t stop)
{
	return stop == DEPOT ? NULL : job_of(oracle, stop);
}

void oracle_work(const struct oracle *oracle, int32_t index,
		 int64_t *ret_setup_s, int64_t *ret_service_s)
{
	const struct plan_job *job = job_of(oracle, index);

	*ret_setup_s = job->setup_s;
	*ret_service_s = job->service_s;
	for (size_t i = job->typed_service_count; i-- > 0;)
		if (job->typed_services[i].type == who(oracle)->type) {
			*ret_setup_s = job->typed_services[i].setup_s;
			*ret_service_s = job->typed_services[i].service_s;
		}
}

/* --- Times --- */

/* The route that is walked. */
struct trip {
	const struct oracle *oracle;
	const int32_t *stops;
	int32_t count;
	int64_t start_s, end_by_s;
	bool soft; /* the least cost that depends on times, else the end */
};

/* When the job begins if somebody is there at t, or NEVER. */
static int64_t begin_job(const struct oracle *oracle, int32_t index, int64_t t,
			 int64_t stay)
{
	const struct plan_technician *spec = who(oracle);
	const struct plan_job *job = job_of(oracle, index);
	int clock = oracle->clock_of[index];
	int64_t fixed = clock == PLAN_NONE ? t : oracle->clock_s[clock];

	if (fixed < t)
		return NEVER;
	t = fixed;

	if (job->pinned_start_s != PLAN_ANY_TIME)
		return t <= job->pinned_start_s ? job->pinned_start_s : NEVER;
	for (size_t i = 0;
	     job->pinned_technician == PLAN_NONE && i < job->need_count; i++)
		for (size_t k = 0; k < spec->skill_count; k++)
			if (spec->skills[k].skill == job->needs[i].skill &&
			    t < spec->skills[k].from_s)
				t = spec->skills[k].from_s;
	if (job->window_count > 0) {
		int64_t best = NEVER;

		for (size_t i = 0; i < job->window_count; i++) {
			int64_t begin = t > job->windows[i].start_s
					    ? t
					    : job->windows[i].start_s;

			if (begin <= job->windows[i].end_s && begin < best)
				best = begin;
		}
		t = best;
	}
	for (size_t i = 0; t < NEVER && job->pinned_technician == PLAN_NONE &&
			   i < job->need_count;
	     i++)
		for (size_t k = 0; k < spec->skill_count; k++)
			if (spec->skills[k].skill == job->needs[i].skill &&
			    t + stay > spec->skills[k].to_s)
				t = NEVER;
	return clock != PLAN_NONE && t != fixed ? NEVER : t;
}

static int64_t lateness(const struct plan_job *job, int64_t begin, int64_t end)
{
	int64_t cost = 0;

	for (size_t i = 0; i < job->due_count; i++) {
		int64_t late = (job->dues[i].of == PLAN_DUE_END ? end : begin) -
			       job->dues[i].at_s;

		cost += late > 0 ? late * job->dues[i].rate : 0;
	}
	return cost;
}

/* Walk on to stop `stop` with `taken` breaks behind. Each break is tried on
 * this leg or later, in each of its windows, split by the road where that is
 * allowed. The answer is the least end, or the least cost that depends on
 * times among the walks that end in time. */
struct state {
	int64_t t, left; /* now; road ahead on this leg */
	int32_t stop, taken;
};

static int64_t walk(const struct trip *trip, struct state state);

static int64_t take_break(const struct trip *trip, struct state state)
{
	const struct plan_break *rest = trip->oracle->breaks[state.taken];
	int64_t best = NEVER;

	for (size_t i = 0; i < rest->window_count; i++) {
		const struct plan_window *window = &rest->windows[i];
		struct state next = state;
		int64_t begin =
		    state.t > window->start_s ? state.t : window->start_s;
		int64_t moved = begin - state.t, cost;

		if (begin > window->end_s)
			continue;
		next.left -= moved < state.left ? moved : state.left;
		next.t = begin + rest->duration_s;
		next.taken++;
		cost = walk(trip, next);
		best = cost < best ? cost : best;
	}
	return best;
}

static int32_t place_of_stop(const struct oracle *oracle, const int32_t *stops,
			     int32_t count, int32_t stop)
{
	if (stop < 0)
		return who(oracle)->start_location;
	if (stop == count)
		return who(oracle)->end_location;
	if (stops[stop] == DEPOT)
		return oracle->random->depot;
	return job_of(oracle, stops[stop])->location;
}

/* Leave the stop before `stop`. */
static struct state leave(const struct trip *trip, int64_t t, int32_t stop,
			  int32_t taken)
{
	const struct oracle *oracle = trip->oracle;
	struct state state = {.t = t, .stop = stop, .taken = taken};

	state.left = plan_travel_s(
	    oracle->problem, oracle->technician,
	    place_of_stop(oracle, trip->stops, trip->count, stop - 1),
	    place_of_stop(oracle, trip->stops, trip->count, stop));
	if (stop < trip->count &&
	    (trip->stops[stop] == DEPOT ||
	     job_of(oracle, trip->stops[stop])->pinned_technician ==
		 PLAN_NONE) &&
	    state.t < oracle->random->frozen_until_s)
		state.t = oracle->random->frozen_until_s;
	return state;
}

static int64_t end_route(const struct trip *trip, int64_t there)
{
	const struct plan_technician *spec = who(trip->oracle);
	int64_t over = there - spec->shift_end_s;

	if (over > spec->overtime_max_s || there > trip->end_by_s)
		return NEVER;
	if (!trip->soft)
		return there;
	return over > 0 ? over * spec->overtime_rate : 0;
}

static int64_t walk(const struct trip *trip, struct state state)
{
	const struct oracle *oracle = trip->oracle;
	int64_t best = NEVER, there = state.t + state.left, cost;
	int64_t setup = 0, service = 0, begin = there;
	const struct plan_job *job;

	if (state.taken < oracle->break_count)
		best = take_break(trip, state);
	if (state.stop == trip->count) {
		cost = state.taken < oracle->break_count
			   ? NEVER
			   : end_route(trip, there);
		return cost < best ? cost : best;
	}
	job = real(oracle, trip->stops[state.stop]);
	if (job != NULL) {
		oracle_work(oracle, trip->stops[state.stop], &setup, &service);
		if (place_of_stop(oracle, trip->stops, trip->count,
				  state.stop - 1) == job->location)
			setup = 0;
		begin = begin_job(oracle, trip->stops[state.stop], there,
				  setup + service);
	}
	if (begin >= NEVER)
		return best;
	cost = walk(trip, leave(trip, begin + setup + service, state.stop + 1,
				state.taken));
	if (trip->soft && job != NULL)
		cost += lateness(job, begin, begin + setup + service);
	return cost < best ? cost : best;
}

static int64_t set_out(const struct trip *trip)
{
	return walk(trip, leave(trip, trip->start_s, 0, 0));
}

/* Where working time costs, the route ends as early as it can, and starts as
 * late as it can for that end. */
static int64_t price_times(const struct oracle *oracle, const int32_t *stops,
			   int32_t count)
{
	const struct plan_technician *spec = who(oracle);
	struct trip trip = {.oracle = oracle,
			    .stops = stops,
			    .count = count,
			    .start_s = spec->shift_start_s,
			    .end_by_s = NEVER};
	int64_t end, late, soft;

	if (spec->duration_rate == 0) {
		trip.soft = true;
		return set_out(&trip);
	}
	end = set_out(&trip);
	if (end >= NEVER)
		return NEVER;
	trip.end_by_s = end;
	late = end; /* it cannot start later */
	while (trip.start_s < late) {
		struct trip probe = trip;

		probe.start_s = trip.start_s + (late - trip.start_s + 1) / 2;
		if (set_out(&probe) < NEVER)
			trip.start_s = probe.start_s;
		else
			late = probe.start_s - 1;
	}
	trip.soft = true;
	soft = set_out(&trip);
	return soft >= NEVER
		   ? NEVER
		   : soft + (end - trip.start_s) * spec->duration_rate;
}

/* --- Goods --- */

static bool amounts_fit(const struct oracle *oracle, const int32_t *jobs,
			int32_t count)
{
	const struct plan_technician *spec = who(oracle);

	for (size_t d = 0; spec->capacity && d < oracle->random->amounts; d++)
		for (int32_t stop = 0; stop <= count; stop++) {
			int64_t load = 0;

			for (int32_t i = 0; i < count; i++) {
				const struct plan_job *job =
				    job_of(oracle, jobs[i]);
				int32_t from = oracle->shipped[jobs[i]];

				if (i >= stop && job->delivery)
					load += job->delivery[d];
				if (i < stop && job->pickup)
					load += job->pickup[d];
				if (i < stop && from != PLAN_NONE &&
				    job_of(oracle, from)->pickup)
					load -= job_of(oracle, from)->pickup[d];
			}
			if (load > spec->capacity[d])
				return false;
		}
	return true;
}

/* A shipment's two ends, in this order. */
static bool shipments_fit(const struct oracle *oracle, const int32_t *jobs,
			  int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		for (int32_t other = 0; other < MOST_JOBS; other++) {
			bool found = false;

			if (other >= oracle->random->job_count ||
			    oracle->shipped[other] == PLAN_NONE)
				continue;
			if (jobs[i] == oracle->shipped[other]) {
				for (int32_t k = i + 1; k < count; k++)
					found |= jobs[k] == other;
				if (!found)
					return false;
			}
			if (jobs[i] == other) {
				for (int32_t k = 0; k < i; k++)
					found |=
					    jobs[k] == oracle->shipped[other];
				if (!found)
					return false;
			}
		}
	return true;
}

static int64_t amount_of(const struct plan_part *parts, size_t count,
			 int32_t part)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += parts[i].part == part ? parts[i].amount : 0;
	return sum;
}

static bool lacks_part(const struct oracle *oracle, const int32_t *jobs,
		       int32_t count, int32_t part)
{
	const struct plan_technician *spec = who(oracle);
	int64_t used = 0, pinned = 0;
	int64_t carried = amount_of(spec->parts, spec->part_count, part);

	for (int32_t i = 0; i < oracle->random->job_count; i++) {
		const struct plan_job *job = job_of(oracle, i);

		if (job->pinned_technician == oracle->technician)
			pinned += amount_of(job->parts, job->part_count, part);
	}
	for (int32_t i = 0; i < count; i++)
		used += amount_of(job_of(oracle, jobs[i])->parts,
				  job_of(oracle, jobs[i])->part_count, part);
	return used > (pinned > carried ? pinned : carried);
}

/* How many of the jobs can be done before one lacks something. */
static int32_t supplies_last(const struct oracle *oracle, const int32_t *jobs,
			     int32_t count)
{
	const struct plan_technician *spec = who(oracle);

	for (int32_t i = 0; i < count; i++) {
		const struct plan_job *job = job_of(oracle, jobs[i]);

		for (size_t k = 0; k < job->tool_count; k++) {
			bool has = job->pinned_technician != PLAN_NONE;

			for (size_t j = 0; j < spec->tool_count; j++)
				has |= spec->tools[j] == job->tools[k];
			if (!has)
				return i;
		}
		for (size_t k = 0; k < job->part_count; k++)
			if (job->parts[k].amount > 0 &&
			    lacks_part(oracle, jobs, i + 1, job->parts[k].part))
				return i;
	}
	return count;
}

/* --- The route --- */

/* The way: NEVER if it is too long. */
static int64_t price_way(const struct oracle *oracle, const int32_t *stops,
			 int32_t count)
{
	const struct plan_technician *spec = who(oracle);
	int64_t travel = 0, metres = 0, cost = 0;

	for (int32_t i = 0; i <= count; i++) {
		int32_t from = place_of_stop(oracle, stops, count, i - 1);
		int32_t to = place_of_stop(oracle, stops, count, i);
		int64_t s = plan_travel_s(oracle->problem, oracle->technician,
					  from, to);
		int64_t m = plan_distance_m(oracle->problem, oracle->technician,
					    from, to);
		size_t arc =
		    (size_t)from * (size_t)oracle->random->location_count +
		    (size_t)to;

		travel += s;
		metres += m;
		if (oracle->random->arcs == NULL)
			cost += s * spec->travel_rate + m * spec->distance_rate;
		else if (from >= 0 && to >= 0)
			cost += oracle->random->arcs[arc] *
				(int64_t)PLAN_COST_SECOND;
	}
	return travel > spec->max_travel_s || metres > spec->max_distance_m
		   ? NEVER
		   : cost;
}

/* What does not depend on the order. */
static int64_t price_jobs(const struct oracle *oracle, const int32_t *jobs,
			  int32_t count)
{
	const struct random_problem *random = oracle->random;
	const struct plan_technician *spec = who(oracle);
	int64_t cost = spec->fixed_cost, own = 0, all = 0, shifts = 0;
	int64_t setup, service;

	for (int32_t i = 0; i < count; i++) {
		const struct plan_job *job = job_of(oracle, jobs[i]);
		int32_t had = job->current_technician;
		int32_t person = had == PLAN_NONE
				     ? PLAN_NONE
				     : random->technicians[had].spec.person;

		cost += spec->visit_cost;
		if (job->preferred_count > 0 &&
		    job->preferred[0].technician == oracle->technician)
			cost -= job->preferred[0].bonus;
		if (had != PLAN_NONE && had != oracle->technician &&
		    (person == PLAN_NONE || person != spec->person))
			cost += job->move_cost;
		oracle_work(oracle, jobs[i], &setup, &service);
		own += service + setup;
	}
	for (int32_t i = 0; i < random->job_count; i++)
		all +=
		    job_of(oracle, i)->service_s + job_of(oracle, i)->setup_s;
	for (int32_t i = 0; i < random->technician_count; i++)
		shifts += random->technicians[i].spec.shift_end_s -
			  random->technicians[i].spec.shift_start_s;
	if (shifts > 0)
		own -= all * (spec->shift_end_s - spec->shift_start_s) / shifts;
	return cost + (own > 0 ? own * random->balance_rate : 0);
}

/* The work as it is done: without a setup at the place of the stop before. */
static int64_t price_work(const struct oracle *oracle, const int32_t *stops,
			  int32_t count)
{
	int64_t sum = 0, setup, service;

	for (int32_t i = 0; i < count; i++) {
		if (stops[i] == DEPOT)
			continue;
		oracle_work(oracle, stops[i], &setup, &service);
		sum += service;
		if (place_of_stop(oracle, stops, count, i - 1) !=
		    place_of_stop(oracle, stops, count, i))
			sum += setup;
	}
	return sum * who(oracle)->task_rate;
}

static int64_t price_stops(const struct oracle *oracle, const int32_t *stops,
			   int32_t count)
{
	int64_t way = price_way(oracle, stops, count), times;

	if (way >= NEVER)
		return NEVER;
	times = price_times(oracle, stops, count);
	return times >= NEVER ? NEVER
			      : way + times + price_work(oracle, stops, count);
}

int64_t oracle_price(const struct oracle *oracle, const int32_t *jobs,
		     int32_t count)
{
	int32_t lasts, stops[MOST_STOPS];
	int64_t best = NEVER;

	if (count == 0)
		return 0;
	if (count > who(oracle)->max_jobs ||
	    !amounts_fit(oracle, jobs, count) ||
	    !shipments_fit(oracle, jobs, count))
		return NEVER;
	lasts = supplies_last(oracle, jobs, count);
	if (lasts == count)
		best = price_stops(oracle, jobs, count);
	/* The depot at each place before the first job that lacks something. */
	for (int32_t at = 0;
	     lasts < count && at <= lasts && oracle->random->depot != PLAN_NONE;
	     at++) {
		int64_t cost;

		memcpy(stops, jobs, (size_t)at * sizeof(*jobs));
		stops[at] = DEPOT;
		memcpy(stops + at + 1, jobs + at,
		       (size_t)(count - at) * sizeof(*jobs));
		cost = price_stops(oracle, stops, count + 1);
		best = cost < best ? cost : best;
	}
	return best >= NEVER ? NEVER : best + price_jobs(oracle, jobs, count);
}

void oracle_choose_breaks(struct oracle *oracle)
{
	const struct plan_technician *spec = who(oracle);

	oracle->break_count = 0;
	for (size_t i = 0; i < spec->break_count; i++) {
		const struct plan_break *rest = &spec->breaks[i];
		int64_t last = rest->windows[rest->window_count - 1].end_s;

		if (last < oracle->random->frozen_until_s ||
		    last < spec->shift_start_s ||
		    rest->windows[0].start_s >
			spec->shift_end_s + spec->overtime_max_s)
			continue;
		oracle->breaks[oracle->break_count++] = rest;
	}
	if (oracle->break_count == 2) {
		const struct plan_break *a = oracle->breaks[0];
		const struct plan_break *b = oracle->breaks[1];

		if (a->windows[a->window_count - 1].end_s >
		    b->windows[b->window_count - 1].end_s) {
			oracle->breaks[0] = b;
			oracle->breaks[1] = a;
		}
	}
}
