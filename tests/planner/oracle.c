/* SPDX-License-Identifier: MIT */
/* The brute-force oracle; see oracle.h. */
#include "tests/planner/oracle.h"

#include <assert.h>
#include <string.h>

enum { MOST_JOBS = 8, MOST_TECHNICIANS = 3 };

struct oracle {
	const struct random_problem *random;
	const struct plan_problem *problem; /* for plan_travel_s() only */
	int32_t technician;
	/* The breaks that are planned, in order. */
	const struct plan_break *breaks[2];
	int32_t break_count;
	int64_t cheapest[MOST_TECHNICIANS][1 << MOST_JOBS];
};

static const int64_t NEVER = INT64_MAX / 4;

static const struct plan_technician *who(const struct oracle *oracle)
{
	return &oracle->random->technicians[oracle->technician].spec;
}

static const struct plan_job *job_of(const struct oracle *oracle, int32_t job)
{
	return &oracle->random->jobs[job].spec;
}

static bool listed(const int32_t *list, size_t count, int32_t item)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == item)
			return true;
	return false;
}

static bool may_serve(const struct oracle *oracle, int32_t index)
{
	const struct plan_technician *spec = who(oracle);
	const struct plan_job *job = job_of(oracle, index);

	if (job->pinned_technician != PLAN_NONE)
		return job->pinned_technician == oracle->technician;
	if (job->required_count > 0 &&
	    !listed(job->required, job->required_count, oracle->technician))
		return false;
	if (listed(job->excluded, job->excluded_count, oracle->technician))
		return false;
	if (job->territory != PLAN_NONE && spec->territory_count > 0 &&
	    !listed(spec->territories, spec->territory_count, job->territory))
		return false;
	for (size_t i = 0; i < job->need_count; i++) {
		bool found = false;

		for (size_t k = 0; k < spec->skill_count; k++)
			if (spec->skills[k].skill == job->needs[i].skill &&
			    spec->skills[k].level >= job->needs[i].level)
				found = true;
		if (!found)
			return false;
	}
	return true;
}

/* When the job begins if somebody is there at t, or NEVER. */
static int64_t begin_job(const struct oracle *oracle,
			 const struct plan_job *job, int64_t t, int64_t stay)
{
	const struct plan_technician *spec = who(oracle);

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
	return t;
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

/* Walk on from stop `i` of `jobs` with `taken` breaks behind; the least cost
 * of lateness and overtime. Each break is tried on this leg or later, in each
 * of its windows, split by the road where that is allowed. */
struct state {
	int64_t t, left; /* now; road ahead on this leg */
	int32_t stop, taken;
	bool on_leg; /* a break was taken on this leg */
};

static int64_t walk(const struct oracle *oracle, const int32_t *jobs,
		    int32_t count, struct state state);

static int64_t take_break(const struct oracle *oracle, const int32_t *jobs,
			  int32_t count, struct state state)
{
	const struct plan_break *rest = oracle->breaks[state.taken];
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
		next.on_leg = true;
		cost = walk(oracle, jobs, count, next);
		best = cost < best ? cost : best;
	}
	return best;
}

static int32_t place_of_stop(const struct oracle *oracle, const int32_t *jobs,
			     int32_t count, int32_t stop)
{
	if (stop < 0)
		return who(oracle)->start_location;
	if (stop == count)
		return who(oracle)->end_location;
	return job_of(oracle, jobs[stop])->location;
}

/* Leave the stop before `state.stop`. */
static struct state leave(const struct oracle *oracle, const int32_t *jobs,
			  int32_t count, int64_t t, int32_t stop, int32_t taken)
{
	struct state state = {.t = t, .stop = stop, .taken = taken};

	state.left = plan_travel_s(oracle->problem, oracle->technician,
				   place_of_stop(oracle, jobs, count, stop - 1),
				   place_of_stop(oracle, jobs, count, stop));
	if (stop < count &&
	    job_of(oracle, jobs[stop])->pinned_technician == PLAN_NONE &&
	    state.t < oracle->random->frozen_until_s)
		state.t = oracle->random->frozen_until_s;
	return state;
}

static int64_t walk(const struct oracle *oracle, const int32_t *jobs,
		    int32_t count, struct state state)
{
	const struct plan_technician *spec = who(oracle);
	int64_t best = NEVER, there = state.t + state.left, cost;
	const struct plan_job *job;
	int64_t stay, begin;

	if (state.taken < oracle->break_count)
		best = take_break(oracle, jobs, count, state);
	if (state.stop == count) {
		int64_t over = there - spec->shift_end_s;

		if (state.taken < oracle->break_count ||
		    over > spec->overtime_max_s)
			return best;
		cost = over > 0 ? over * spec->overtime_rate : 0;
		return cost < best ? cost : best;
	}
	job = job_of(oracle, jobs[state.stop]);
	stay = job->service_s + (place_of_stop(oracle, jobs, count,
					       state.stop - 1) == job->location
				     ? 0
				     : job->setup_s);
	begin = begin_job(oracle, job, there, stay);
	if (begin == NEVER)
		return best;
	cost = lateness(job, begin, begin + stay) +
	       walk(oracle, jobs, count,
		    leave(oracle, jobs, count, begin + stay, state.stop + 1,
			  state.taken));
	return cost < best ? cost : best;
}

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

				if (i >= stop && job->delivery)
					load += job->delivery[d];
				if (i < stop && job->pickup)
					load += job->pickup[d];
			}
			if (load > spec->capacity[d])
				return false;
		}
	return true;
}

static int64_t price_route(const struct oracle *oracle, const int32_t *jobs,
			   int32_t count)
{
	const struct plan_technician *spec = who(oracle);
	int64_t travel = 0, cost = spec->fixed_cost, soft;

	if (count > spec->max_jobs || !amounts_fit(oracle, jobs, count))
		return NEVER;
	for (int32_t stop = 0; stop <= count; stop++)
		travel +=
		    plan_travel_s(oracle->problem, oracle->technician,
				  place_of_stop(oracle, jobs, count, stop - 1),
				  place_of_stop(oracle, jobs, count, stop));
	if (travel > spec->max_travel_s)
		return NEVER;
	for (int32_t i = 0; i < count; i++) {
		const struct plan_job *job = job_of(oracle, jobs[i]);

		if (job->preferred_count > 0 &&
		    job->preferred[0].technician == oracle->technician)
			cost -= job->preferred[0].bonus;
		if (job->current_technician != PLAN_NONE &&
		    job->current_technician != oracle->technician)
			cost += job->move_cost;
	}
	soft = walk(oracle, jobs, count,
		    leave(oracle, jobs, count, spec->shift_start_s, 0, 0));
	return soft >= NEVER ? NEVER : cost + soft + travel * spec->travel_rate;
}

/* All orders of all sets, depth first. */
static void try_orders(struct oracle *oracle, int32_t *jobs, int32_t count,
		       uint32_t set)
{
	int64_t *cheapest = &oracle->cheapest[oracle->technician][set];
	int64_t cost = count == 0 ? 0 : price_route(oracle, jobs, count);

	if (cost < *cheapest)
		*cheapest = cost;
	for (int32_t i = 0; i < oracle->random->job_count; i++) {
		if ((set & (1u << i)) != 0 || !may_serve(oracle, i))
			continue;
		jobs[count] = i;
		try_orders(oracle, jobs, count + 1, set | 1u << i);
	}
}

static void choose_breaks(struct oracle *oracle)
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

static void judge(const struct oracle *oracle, const uint32_t *sets,
		  struct oracle_value *best)
{
	struct oracle_value value = {.feasible = true};
	uint32_t served = 0;

	for (int32_t i = 0; i < oracle->random->technician_count; i++) {
		if (oracle->cheapest[i][sets[i]] >= NEVER)
			return;
		value.cost += oracle->cheapest[i][sets[i]];
		served |= sets[i];
	}
	for (int32_t i = 0; i < oracle->random->job_count; i++) {
		const struct plan_job *job = job_of(oracle, i);

		if ((served & (1u << i)) != 0) {
			value.priority += job->priority;
			value.served++;
		} else if (job->pinned_technician != PLAN_NONE) {
			return;
		}
	}
	if (!best->feasible || value.priority > best->priority ||
	    (value.priority == best->priority &&
	     (value.served > best->served ||
	      (value.served == best->served && value.cost < best->cost))))
		*best = value;
}

static void try_splits(const struct oracle *oracle, int32_t job, uint32_t *sets,
		       struct oracle_value *best)
{
	if (job == oracle->random->job_count) {
		judge(oracle, sets, best);
		return;
	}
	try_splits(oracle, job + 1, sets, best);
	for (int32_t i = 0; i < oracle->random->technician_count; i++) {
		sets[i] |= 1u << job;
		try_splits(oracle, job + 1, sets, best);
		sets[i] &= ~(1u << job);
	}
}

/* Pins that break a rule alone are granted relief, and the oracle has none. */
static uint32_t pins_of(const struct oracle *oracle)
{
	uint32_t set = 0;

	for (int32_t i = 0; i < oracle->random->job_count; i++)
		if (job_of(oracle, i)->pinned_technician == oracle->technician)
			set |= 1u << i;
	return set;
}

struct oracle_value oracle_solve(const struct random_problem *random,
				 const struct plan_problem *problem)
{
	static struct oracle oracle; /* large; the tests have one thread */
	struct oracle_value best = {0};
	uint32_t sets[MOST_TECHNICIANS] = {0};
	int32_t jobs[MOST_JOBS];
	bool pins_hold = true;

	assert(random->job_count <= MOST_JOBS &&
	       random->technician_count <= MOST_TECHNICIANS);
	oracle.random = random;
	oracle.problem = problem;
	for (int32_t i = 0; i < random->technician_count; i++) {
		for (int32_t set = 0; set < 1 << MOST_JOBS; set++)
			oracle.cheapest[i][set] = NEVER;
		oracle.technician = i;
		choose_breaks(&oracle);
		try_orders(&oracle, jobs, 0, 0);
		pins_hold =
		    pins_hold && oracle.cheapest[i][pins_of(&oracle)] < NEVER;
	}
	try_splits(&oracle, 0, sets, &best);
	best.feasible = best.feasible && pins_hold;
	return best;
}
