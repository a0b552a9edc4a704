/* SPDX-License-Identifier: MIT */
/*
 * Recreate: the bank's jobs go back one by one, each to its cheapest place, in
 * an order that is drawn; now and then a place is overlooked ("blink"; section
 * 5.2 of the paper, see search.c). What differs: the order knows priorities; a
 * job is tried only with technicians who live near or are at work near; the
 * best place of a route that stays is remembered.
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "planner/search_internal.h"

enum {
	NEAR_ROUTES_OF = 32, /* a job is tried on its neighbours' routes */
	TRY_AT_LEAST = 20,   /* routes, where the neighbours share a few */
	TRY_ALL_BELOW = 32,  /* with so few technicians, on all of them */
	MEMO_BOUND = 0xffff, /* no place: not below the price */
};
static const double ABSENT_RATE = 0.05; /* of absent jobs tried everywhere */
static const double GROUP_RATE = 0.3;	/* of absent groups tried at all */
static const double REGRET_RATE = 0.5;	/* of recreates, where it applies */
static const double BLINK_RATE = 0.01;	/* places that are overlooked */

static const int order_weight[ORDER_COUNT] = {4, 4, 2, 2, 2, 2, 1};
/* Of ORDER_DENSITY where jobs have priorities: they come first of all aims. */
static const int PRIORITY_WEIGHT = 24;

static double home_distance(const struct plan_problem *problem, int32_t job)
{
	int32_t technician =
	    problem->near_technician_count == 0
		? PLAN_NONE
		: problem->near_technicians
		      [(size_t)job * (size_t)problem->near_technician_count];

	if (technician == PLAN_NONE)
		return 0;
	return travel_rank(
	    problem, problem->jobs[job].spec.location,
	    problem->technicians[technician].spec.start_location);
}

static int64_t amount_of(const struct plan_job *job)
{
	return (job->delivery != NULL ? job->delivery[0] : 0) +
	       (job->pickup != NULL ? job->pickup[0] : 0);
}

double recreate_key(struct search *search, enum order order, int32_t job)
{
	const struct job *own = &search->problem->jobs[job];
	double noise = rng_unit(&search->rng);

	switch (order) {
	case ORDER_DENSITY:
		if (search->total_priority == 0 && search->problem->amounts > 0)
			return -(double)amount_of(&own->spec) + noise;
		if (search->total_priority == 0)
			return -(double)own->spec.service_s + noise;
		return -(own->spec.priority + 1.0) * (0.9 + 0.2 * noise) /
		       (double)(own->spec.service_s + own->spec.setup_s + 900);
	case ORDER_WINDOW:
		return (double)(own->win.at[own->win.count - 1].end_s -
				own->win.at[0].start_s) +
		       noise;
	case ORDER_EARLY:
		return (double)own->win.at[0].start_s + noise;
	case ORDER_LATE:
		return -(double)timewin_last(&own->win) + noise;
	case ORDER_FAR:
		return -home_distance(search->problem, job);
	case ORDER_CLOSE:
		return home_distance(search->problem, job);
	default:
		return noise;
	}
}

static enum order draw_order(struct search *search)
{
	int more = search->total_priority > 0
		       ? PRIORITY_WEIGHT - order_weight[ORDER_DENSITY]
		       : 0;
	int total = more, draw;

	for (int i = 0; i < ORDER_COUNT; i++)
		total += order_weight[i];
	draw = rng_below(&search->rng, total);
	if (draw < more)
		return ORDER_DENSITY;
	draw -= more;
	for (int i = 0; i < ORDER_COUNT; i++)
		if ((draw -= order_weight[i]) < 0)
			return (enum order)i;
	return ORDER_RANDOM;
}

/* Insertion sort: the bank of one iteration is short. Ties keep their order,
 * so that a run can be repeated. */
static void sort_bank(struct search *search, enum order order)
{
	for (int32_t i = 0; i < search->bank_count; i++)
		search->key[search->bank[i]] =
		    recreate_key(search, order, search->bank[i]);
	for (int32_t i = 1; i < search->bank_count; i++) {
		int32_t job = search->bank[i], k = i;

		for (; k > 0 &&
		       search->key[search->bank[k - 1]] > search->key[job];
		     k--)
			search->bank[k] = search->bank[k - 1];
		search->bank[k] = job;
	}
}

static void mark_technician(struct search *search, int32_t technician,
			    int32_t *count)
{
	if (technician == PLAN_NONE || !search->mine[technician] ||
	    search->marked[technician] == search->stamp)
		return;
	search->marked[technician] = search->stamp;
	search->tried[(*count)++] = technician;
}

/* Somebody at home. She may have many likes: then those who are at work near
 * come by their jobs, and one idle one stands for the others. */
static void mark_home(struct search *search, int32_t technician, bool at_work,
		      int32_t *count)
{
	const struct solution *solution = &search->solution;

	if (technician != PLAN_NONE &&
	    alike_others(&solution->alike, technician) &&
	    !(at_work && solution->routes[technician].count > 0))
		technician = alike_idle(&solution->alike, technician);
	mark_technician(search, technician, count);
}

/* A job that was absent before the ruin fits nowhere, unless something was
 * removed there: those routes are tried, and now and then all of them, because
 * of the blinks. */
static int32_t choose_touched(struct search *search)
{
	const struct solution *solution = &search->solution;

	for (int32_t i = 0; i < solution->log_count; i++)
		search->tried[i] = solution->log[i].technician;
	return solution->log_count;
}

/* A job that is absent in the best plan fits on none of its routes. */
static int32_t choose_stale(struct search *search)
{
	memcpy(search->tried, search->stale,
	       (size_t)search->stale_count * sizeof(*search->tried));
	return search->stale_count;
}

/* The technicians for one job: who lives near, and who works near. */
static int32_t choose_technicians(struct search *search, int32_t job)
{
	const struct plan_problem *problem = search->problem;
	const int32_t *home =
	    &problem->near_technicians[(size_t)job *
				       (size_t)problem->near_technician_count];
	const int32_t *near =
	    &problem->near_jobs[(size_t)job * (size_t)problem->near_job_count];
	int32_t count = 0;

	if (search->banked[job] != search->ruin_stamp &&
	    search->ruin_stamp > 0 && rng_unit(&search->rng) > ABSENT_RATE)
		return choose_touched(search);
	if (search->closing &&
	    search->absent_in_best[job] == search->save_stamp)
		return choose_stale(search);
	search->stamp++;
	if (search->try_all || problem->technician_count <= TRY_ALL_BELOW) {
		for (int32_t i = 0; i < problem->technician_count; i++)
			mark_home(search, i, true, &count);
		return count;
	}
	for (int32_t i = 0; i < problem->near_technician_count; i++)
		mark_home(search, home[i], false, &count);
	for (int32_t i = 0; (i < NEAR_ROUTES_OF || count < TRY_AT_LEAST) &&
			    i < problem->near_job_count;
	     i++)
		if (near[i] != PLAN_NONE)
			mark_technician(
			    search, search->solution.route_of[near[i]], &count);
	return count;
}

/* One place in a hundred is overlooked; the gaps between are drawn. */
static bool blink(struct search *search)
{
	if (--search->until_blink > 0)
		return false;
	search->until_blink =
	    1 + (int32_t)(log(rng_unit(&search->rng)) / log(1 - BLINK_RATE));
	return true;
}

/* --- Groups --- */

/* Of those who stay at home and are alike, a group may need several. */
static void mark_likes(struct search *search, int32_t technician, int32_t most,
		       int32_t *count)
{
	const struct alike *alike = &search->solution.alike;
	int32_t marked = 0;

	for (int32_t i = alike->first[technician];
	     i < alike->end[technician] && marked < most; i++) {
		if (search->solution.routes[alike->order[i]].count > 0)
			continue;
		mark_technician(search, alike->order[i], count);
		marked++;
	}
}

static void mark_near(struct search *search, int32_t job, int32_t most,
		      int32_t *count)
{
	const struct plan_problem *problem = search->problem;
	const int32_t *home =
	    &problem->near_technicians[(size_t)job *
				       (size_t)problem->near_technician_count];
	const int32_t *near =
	    &problem->near_jobs[(size_t)job * (size_t)problem->near_job_count];

	for (int32_t i = 0; i < problem->near_technician_count; i++)
		if (home[i] != PLAN_NONE) {
			mark_technician(search, home[i], count);
			mark_likes(search, home[i], most, count);
		}
	for (int32_t i = 0; i < NEAR_ROUTES_OF && i < problem->near_job_count;
	     i++)
		if (near[i] != PLAN_NONE)
			mark_technician(
			    search, search->solution.route_of[near[i]], count);
}

/* Who may have a job of the group: as for one job, around each of them. */
static int32_t choose_for_group(struct search *search,
				const struct group *group)
{
	const struct plan_problem *problem = search->problem;
	int32_t count = 0;

	search->stamp++;
	if (search->try_all || problem->technician_count <= TRY_ALL_BELOW) {
		for (int32_t i = 0; i < problem->technician_count; i++)
			mark_technician(search, i, &count);
		return count;
	}
	for (int32_t i = 0; i < group->count; i++)
		mark_near(search, group->jobs[i], group->count, &count);
	for (int32_t i = 0; group->persons && i < count; i++) {
		const struct technician *own =
		    &problem->technicians[search->tried[i]];

		for (int32_t k = 0; k < own->shift_count; k++)
			mark_technician(search, own->shifts[k], &count);
	}
	return count;
}

static bool blink_for_group(void *search)
{
	return blink(search);
}

bool recreate_group(struct search *search, int32_t job)
{
	int32_t group = search->problem->jobs[job].group;
	struct together_choice choice = {
	    .technicians = search->tried,
	    .blink = blink_for_group,
	    .arg = search,
	};

	if (together_was_tried(search->together, group) ||
	    (search->banked[job] != search->ruin_stamp &&
	     search->ruin_stamp > 0 && rng_unit(&search->rng) > GROUP_RATE))
		return false;
	choice.count =
	    choose_for_group(search, &search->problem->groups[group]);
	return together_insert(search->together, &search->solution, group,
			       &choice);
}

/* --- One job --- */

struct place {
	int32_t technician, at;
	int64_t price;
};

static struct memo *memo_of(const struct search *search, int32_t technician,
			    int32_t job)
{
	return &search->memos[(size_t)job * search->memo_ways +
			      ((uint32_t)technician & (search->memo_ways - 1))];
}

static void remember(struct memo *memo, uint64_t version, int32_t at,
		     int64_t price)
{
	memo->key = at < MEMO_BOUND ? version << 16 | (uint64_t)at : 0;
	memo->price = price;
}

/* The same where the visit at the depot has to find its place, too. */
static void try_by_depot(struct search *search, int32_t job, int32_t technician,
			 enum room room, struct place *best)
{
	struct solution *solution = &search->solution;
	uint64_t version = solution->routes[technician].version;
	struct memo *memo = memo_of(search, technician, job);
	int64_t limit = best->price, price;
	struct depot_place place;

	if (blink(search))
		return;
	price = solution_price_depot(solution, technician, job, PLAN_NONE, room,
				     limit, &place);
	if (price < limit) {
		*best = (struct place){technician, place.at, price};
		remember(memo, version, place.at, price);
	} else if (limit == INT64_MAX)
		remember(memo, version, 0, INT64_MAX);
	else
		*memo = (struct memo){version << 16 | MEMO_BOUND, limit};
}

/* The cheapest place of a route below best->price. Tells whether one was
 * overlooked. */
static bool try_places(struct search *search, int32_t job, int32_t technician,
		       enum room room, struct place *best, bool *ret_blinked)
{
	const struct plan_problem *problem = search->problem;
	struct solution *solution = &search->solution;
	const struct route *route = &solution->routes[technician];
	struct place_travel travel;
	int32_t travel_at = PLAN_NONE; /* the place of it */
	bool found = false;

	for (int32_t at = 0; at <= route->count; at++) {
		enum slack_hope hope;
		int64_t price;

		hope = slack_hope(problem, technician, route,
				  &problem->jobs[job], at);
		if (hope == SLACK_TOO_LATE)
			break;
		if (hope == SLACK_TOO_EARLY)
			continue;
		if (blink(search)) {
			*ret_blinked = true;
			continue;
		}
		travel = slack_travel(problem, technician, route, job, at,
				      at > 0 && travel_at == at - 1 ? &travel
								    : NULL);
		travel_at = at;
		price = solution_price(solution, technician, job, at, room,
				       &travel, best->price);
		if (price < best->price) {
			*best = (struct place){technician, at, price};
			found = true;
		}
	}
	return found;
}

/* The same where travel is read from the job's row of a symmetric matrix and
 * nothing else is priced by the way: most places go by three comparisons. */
static bool try_places_quickly(struct search *search, int32_t job,
			       int32_t technician, enum room room,
			       struct place *best, bool *ret_blinked)
{
	const struct plan_problem *problem = search->problem;
	struct solution *solution = &search->solution;
	const struct technician *own = &problem->technicians[technician];
	const struct route *route = &solution->routes[technician];
	const struct stop *stop = &problem->stops[job];
	const uint32_t *row = travel_row(problem, own, stop->location);
	int64_t done_s =
	    stop->open_s + job_work(own, &problem->jobs[job]).service_s;
	int64_t base = solution_base_price(problem, technician, route, job);
	bool found = false;

	for (int32_t at = 0; at <= route->count; at++) {
		const struct gap *gap = &route->gaps[at];
		struct place_travel travel;
		int64_t price;

		if (gap->earliest_s > stop->close_s)
			break;
		if (gap->latest_s < done_s)
			continue;
		if (blink(search)) {
			*ret_blinked = true;
			continue;
		}
		travel.to_s = gap->from < 0 ? 0 : row[gap->from];
		travel.from_s = gap[1].from < 0 ? 0 : row[gap[1].from];
		travel.added_s = travel.to_s + travel.from_s - gap->leg_s;
		if (base + travel.added_s * own->spec.travel_rate >=
		    best->price)
			continue;
		price = solution_price(solution, technician, job, at, room,
				       &travel, best->price);
		if (price < best->price) {
			*best = (struct place){technician, at, price};
			found = true;
		}
	}
	return found;
}

/* All places of one route. What is no better than best->price is not found; the
 * memo then says so. */
static void try_route(struct search *search, int32_t job, int32_t technician,
		      struct place *best)
{
	const struct plan_problem *problem = search->problem;
	struct solution *solution = &search->solution;
	const struct technician *own = &problem->technicians[technician];
	const struct route *route = &solution->routes[technician];
	struct memo *memo = memo_of(search, technician, job);
	bool blinked = false, found;
	enum room room = solution_room(solution, technician, job);
	enum kit kit;

	if (room == ROOM_NONE || solution_is_full(solution, technician) ||
	    !rules_compatible(own, technician, &problem->jobs[job]) ||
	    (kit = solution_kit(solution, technician, job)) == KIT_NONE) {
		remember(memo, route->version, 0, INT64_MAX);
		return;
	}
	if (kit == KIT_BY_DEPOT) {
		try_by_depot(search, job, technician, room, best);
		return;
	}
	if (own->quick)
		found = try_places_quickly(search, job, technician, room, best,
					   &blinked);
	else
		found =
		    try_places(search, job, technician, room, best, &blinked);
	if (blinked)
		return;
	if (found)
		remember(memo, route->version, best->at, best->price);
	else if (best->price == INT64_MAX)
		remember(memo, route->version, 0, INT64_MAX);
	else
		*memo = (struct memo){route->version << 16 | MEMO_BOUND,
				      best->price};
}

bool recreate_fits(struct search *search, int32_t technician, int32_t job,
		   int32_t at)
{
	struct solution *solution = &search->solution;
	const struct route *route = &solution->routes[technician];
	enum room room = solution_room(solution, technician, job);
	struct place_travel travel;

	if (room == ROOM_NONE || solution_is_full(solution, technician) ||
	    solution_kit(solution, technician, job) != KIT_ENOUGH)
		return false;
	travel =
	    slack_travel(search->problem, technician, route, job, at, NULL);
	return solution_price(solution, technician, job, at, room, &travel,
			      INT64_MAX) != INT64_MAX;
}

int64_t recreate_price(struct search *search, int32_t job, int32_t technician,
		       int32_t *ret_at)
{
	const struct memo *memo = memo_of(search, technician, job);
	uint64_t version = search->solution.routes[technician].version;
	struct place best = {PLAN_NONE, 0, INT64_MAX};

	if (memo->key >> 16 == version &&
	    (memo->key & MEMO_BOUND) != MEMO_BOUND)
		best = (struct place){
		    technician, (int32_t)(memo->key & MEMO_BOUND), memo->price};
	else
		try_route(search, job, technician, &best);
	*ret_at = best.at;
	return best.price;
}

/* What is known comes first, so that the rest has a limit to beat. */
bool recreate_insert(struct search *search, int32_t job)
{
	struct solution *solution = &search->solution;
	struct place best = {PLAN_NONE, 0, INT64_MAX};
	int32_t tried, unknown = 0;

	if (search->problem->jobs[job].group != PLAN_NONE)
		return recreate_group(search, job);
	tried = choose_technicians(search, job);

	for (int32_t i = 0; i < tried; i++) {
		int32_t technician = search->tried[i];
		const struct memo *memo = memo_of(search, technician, job);
		int32_t at = (int32_t)(memo->key & MEMO_BOUND);

		if (memo->key >> 16 != solution->routes[technician].version ||
		    (at == MEMO_BOUND && memo->price < best.price))
			search->tried[unknown++] = technician;
		else if (at != MEMO_BOUND && memo->price < best.price &&
			 !blink(search))
			best = (struct place){technician, at, memo->price};
	}
	for (int32_t i = 0; i < unknown; i++) {
		int32_t technician = search->tried[i];
		const struct memo *memo = memo_of(search, technician, job);

		if (memo->key != (solution->routes[technician].version << 16 |
				  MEMO_BOUND) ||
		    memo->price < best.price)
			try_route(search, job, technician, &best);
	}
	if (best.technician == PLAN_NONE)
		return false;
	solution_insert(solution, best.technician, job, best.at);
	return true;
}

static void prefetch(const void *from, size_t size)
{
	enum { LINE = 64 };

	for (size_t i = 0; i < size; i += LINE)
		__builtin_prefetch((const char *)from + i);
}

/* What will be read of the next job is far away in memory, and known now. */
static void look_ahead(const struct search *search, int32_t job)
{
	enum { ROW_MOST = 16384 };
	const struct plan_problem *problem = search->problem;
	const struct travel *travel = &problem->travel;
	size_t row = (size_t)travel->count * sizeof(**travel->matrices);

	prefetch(memo_of(search, 0, job),
		 search->memo_ways * sizeof(struct memo));
	if (travel->matrix_count > 0 && row <= ROW_MOST)
		prefetch(
		    &travel->matrices[0][(size_t)problem->stops[job].location *
					 (size_t)travel->count],
		    row);
}

/* Section 5.2: in the drawn order, each to its cheapest place. */
void recreate_jobs(struct search *search)
{
	if (search->together != NULL)
		together_begin_round(search->together);
	assert(search->bank_count <= search->problem->job_count);
	if (search->regrets && rng_unit(&search->rng) < REGRET_RATE &&
	    regret_jobs(search))
		return;
	sort_bank(search, draw_order(search));
	for (int32_t i = 0; i < search->bank_count; i++) {
		if (i + 1 < search->bank_count)
			look_ahead(search, search->bank[i + 1]);
		recreate_insert(search, search->bank[i]);
	}
}
