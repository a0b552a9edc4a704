/* SPDX-License-Identifier: MIT */
/*
 * The search: slack induction by string removals (SISR), after J. Christiaens
 * and G. Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing
 * Problems", Transportation Science 54(2), 2020, doi:10.1287/trsc.2019.0914.
 * Names follow the paper: ruin removes strings of adjacent jobs from routes
 * near a seed (section 5.1), recreate inserts greedily with blinks (5.2),
 * simulated annealing decides (5.3).
 *
 * What differs: jobs may stay absent, and those near the ruin compete again;
 * the order of insertion knows priorities; a job is tried only with technicians
 * who live near or are at work near; aims are compared lexicographically.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planner/plan_internal.h"
#include "planner/rng.h"
#include "planner/solution.h"

enum {
	MEAN_REMOVED = 10, /* c-bar: jobs removed per ruin, on average */
	LONGEST_STRING = 10,
	ABSENT_TRIED = 24,    /* per recreate, nearest to the seed */
	NEAR_ROUTES_OF = 32,  /* a job is tried on its neighbours' routes */
	TRY_AT_LEAST = 20,    /* routes, where the neighbours share a few */
	TRY_ALL_BELOW = 24,   /* with so few technicians, on all of them */
	FILL_JOBS = 3000,     /* tried once more at the end */
	FILL_MOST = 500000,   /* pairs that are tried at the end */
	MEMO_BOUND = 0xffff,  /* no place: not below the price */
	MEMO_WAYS = 64,	      /* routes remembered for each job */
	MEMOS_MOST = 2000000, /* 32 MB */
	ASK_EVERY = 32,	      /* iterations, first insertions: keep_going() */
};
static const double ABSENT_RATE = 0.05; /* of absent jobs tried everywhere */
static const double SPLIT_RATE = 0.5;	/* of strings that keep a middle */
static const double SPLIT_DEPTH = 0.01; /* that one more is kept */
static const double BLINK_RATE = 0.01;	/* places that are overlooked */
static const double START_HEAT = 1.0;	/* of the mean cost of a leg */
static const double END_HEAT = 0.03;
static const double LOST_START_HEAT = 1.0; /* of the mean priority */
static const double LOST_END_HEAT = 0.01;
/* With fewer iterations for each job than this, what is given up for a while
 * would not come back in time: the heat of lost jobs is less, down to a share.
 */
static const double CALM_BELOW = 50;
static const double CALM_SHARE = 0.3;

struct snapshot {
	int32_t *jobs;
	int32_t count, capacity;
};

struct search {
	const struct plan_problem *problem;
	struct solution solution;
	struct rng rng;
	/* The best so far; `stale` routes differ from it perhaps. */
	struct snapshot *best;
	struct objective best_value;
	int32_t *stale;
	bool *is_stale;
	int32_t stale_count;
	/* Scratch of one iteration. */
	int32_t seed;
	int32_t *bank; /* the jobs to insert */
	int32_t bank_count;
	double *key;	  /* job -> order of insertion */
	uint32_t *banked; /* job -> stamp */
	uint32_t *marked; /* technician -> stamp */
	uint32_t stamp, ruin_stamp;
	int32_t *tried; /* technicians for one job */
	bool try_all;	/* technicians for every job */
	int32_t until_blink;
	struct memo *memos; /* [job * memo_ways + technician % memo_ways] */
	uint32_t memo_ways;
	double cost_unit, lost_unit;
	double total_priority;
	double calm; /* share of the heat of lost jobs */
};

/* --- Ruin --- */

static double mean_route_length(const struct search *search)
{
	const struct solution *solution = &search->solution;
	int32_t served = search->problem->job_count - solution->value.absent;

	return solution->used == 0 ? 1 : (double)served / solution->used;
}

static void remove_one(struct search *search, int32_t technician, int32_t at)
{
	struct solution *solution = &search->solution;
	int32_t job = solution->routes[technician].jobs[at];

	if (search->problem->jobs[job].pinned)
		return;
	search->bank[search->bank_count++] = job;
	search->banked[job] = search->stamp;
	solution_remove(solution, technician, at, 1);
}

/* Remove up to `count` jobs from position `at`, but `keep` in the middle stay,
 * and so do pinned ones. */
static void remove_string(struct search *search, int32_t technician, int32_t at,
			  int32_t count, int32_t skip_at, int32_t keep)
{
	struct solution *solution = &search->solution;
	const struct route *route = &solution->routes[technician];

	for (int32_t i = at + count + keep - 1; i >= at; i--)
		if (i < skip_at || i >= skip_at + keep)
			remove_one(search, technician, i);
	if (solution_refresh(solution, technician))
		return;
	/* Without them the way became longer: a matrix may break the triangle
	 * inequality. What is pinned is feasible by its relief. */
	for (int32_t i = route->count - 1; i >= 0; i--)
		remove_one(search, technician, i);
	if (!solution_refresh(solution, technician))
		assert(!"pinned jobs alone are feasible");
}

/* A string of `length` jobs that holds `job`, at a random offset; with luck
 * some in its middle are left where they are ("split string"). */
static void ruin_route(struct search *search, int32_t technician, int32_t job,
		       int32_t length)
{
	const struct solution *solution = &search->solution;
	int32_t size = solution->routes[technician].count;
	int32_t position = solution->position_of[job];
	int32_t keep = 0, span, low, high, at;

	assert(position < size && length >= 1 && length <= size);
	assert(solution->routes[technician].jobs[position] == job);
	if (length > 1 && length < size &&
	    rng_unit(&search->rng) < SPLIT_RATE) {
		keep = 1;
		while (length + keep < size &&
		       rng_unit(&search->rng) < SPLIT_DEPTH)
			keep++;
	}
	span = length + keep;
	low = position - span + 1 > 0 ? position - span + 1 : 0;
	high = position < size - span ? position : size - span;
	/* The string must hold the job and stay on the route. */
	assert(low <= high);
	at = low + rng_below(&search->rng, high - low + 1);
	remove_string(search, technician, at, length,
		      at + (keep > 0 ? 1 + rng_below(&search->rng, length) : 0),
		      keep);
}

static int32_t random_between(struct search *search, double low, double high)
{
	return (int32_t)floor(low + rng_unit(&search->rng) * (high - low));
}

/* Section 5.1, equations 5 to 9: how many strings, and how long each may be,
 * so that MEAN_REMOVED jobs go on average. */
static void ruin(struct search *search)
{
	const struct plan_problem *problem = search->problem;
	struct solution *solution = &search->solution;
	double longest = fmin(LONGEST_STRING, mean_route_length(search));
	double most = 4.0 * MEAN_REMOVED / (1 + longest) - 1;
	int32_t strings = random_between(search, 1, fmax(most, 1) + 1);
	const int32_t *near;

	search->seed = rng_below(&search->rng, problem->job_count);
	search->bank_count = 0;
	search->ruin_stamp = ++search->stamp;
	near = &problem->near_jobs[(size_t)search->seed *
				   (size_t)problem->near_job_count];
	for (int32_t i = -1; i < problem->near_job_count && strings > 0; i++) {
		int32_t job = i < 0 ? search->seed : near[i];
		int32_t technician, length;

		if (job == PLAN_NONE)
			break;
		technician = solution->route_of[job];
		if (technician == PLAN_NONE ||
		    search->marked[technician] == search->stamp)
			continue;
		search->marked[technician] = search->stamp;
		length = random_between(
		    search, 1,
		    fmin(longest, solution->routes[technician].count) + 1);
		ruin_route(search, technician, job, length);
		strings--;
	}
}

/* Absent jobs near the seed compete for the room that was made. */
static void call_absent(struct search *search)
{
	const struct plan_problem *problem = search->problem;
	const struct solution *solution = &search->solution;
	const int32_t *near =
	    &problem->near_jobs[(size_t)search->seed *
				(size_t)problem->near_job_count];
	int32_t called = 0;

	for (int32_t i = -1;
	     i < problem->near_job_count && called < ABSENT_TRIED; i++) {
		int32_t job = i < 0 ? search->seed : near[i];

		if (job == PLAN_NONE)
			break;
		if (solution->absent_at[job] == PLAN_NONE ||
		    search->banked[job] == search->stamp)
			continue;
		search->bank[search->bank_count++] = job;
		called++;
	}
}

/* --- Recreate --- */

enum order {
	ORDER_RANDOM,
	ORDER_DENSITY, /* priority per second of service */
	ORDER_WINDOW,  /* narrow first */
	ORDER_EARLY,   /* opens first */
	ORDER_LATE,    /* closes last */
	ORDER_FAR,
	ORDER_CLOSE,
	ORDER_COUNT
};
static const int order_weight[ORDER_COUNT] = {4, 4, 2, 2, 2, 2, 1};

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

static double order_key(struct search *search, enum order order, int32_t job)
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
	int total = 0, draw;

	for (int i = 0; i < ORDER_COUNT; i++)
		total += order_weight[i];
	draw = rng_below(&search->rng, total);
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
		    order_key(search, order, search->bank[i]);
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
	if (technician == PLAN_NONE ||
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

/* The best place of a route, as far as it is known: nothing is forgotten while
 * the route stays (or comes back) as it was, which is most of them. */
struct memo {
	uint64_t key;  /* version << 16 | place */
	int64_t price; /* INT64_MAX: no place at all */
};

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
	struct place_travel travel;
	int32_t travel_at = PLAN_NONE; /* the place of it */
	bool blinked = false, found = false;
	enum room room = solution_room(solution, technician, job);

	if (room == ROOM_NONE || route->count >= own->max_jobs ||
	    !rules_compatible(own, technician, &problem->jobs[job])) {
		remember(memo, route->version, 0, INT64_MAX);
		return;
	}
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
			blinked = true;
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

/* What is known comes first, so that the rest has a limit to beat. */
static bool try_insert(struct search *search, int32_t job)
{
	struct solution *solution = &search->solution;
	int32_t tried = choose_technicians(search, job), unknown = 0;
	struct place best = {PLAN_NONE, 0, INT64_MAX};

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

/* Section 5.2: in the drawn order, each to its cheapest place. */
static void recreate(struct search *search)
{
	assert(search->bank_count <= search->problem->job_count);
	sort_bank(search, draw_order(search));
	for (int32_t i = 0; i < search->bank_count; i++)
		try_insert(search, search->bank[i]);
}

/* --- The first plan --- */

struct ordered {
	double key;
	int32_t job;
};

static int compare_ordered(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->job > y->job) - (x->job < y->job);
}

/* Asks the caller. The share of the budget goes to *spent. */
static bool may_go_on(const struct search *search,
		      const struct plan_settings *settings, uint64_t iterations,
		      const struct objective *best, double *spent)
{
	struct plan_progress progress = {.iterations = iterations};
	double share = *spent;

	if (settings->keep_going == NULL)
		return true;
	progress.best.priority = (int64_t)search->total_priority - best->lost;
	progress.best.unserved = best->absent;
	progress.best.served = search->problem->job_count - best->absent;
	progress.best.cost = best->cost;
	if (!settings->keep_going(settings->arg, &progress, &share))
		return false;
	if (settings->iterations == 0)
		*spent = fmin(fmax(share, 0), 1);
	return true;
}

/* The most priority per second first. */
static void sort_bank_by_density(struct search *search)
{
	struct ordered *jobs =
	    xcalloc((size_t)search->bank_count, sizeof(*jobs));

	for (int32_t i = 0; i < search->bank_count; i++) {
		jobs[i].job = search->bank[i];
		jobs[i].key = order_key(search, ORDER_DENSITY, search->bank[i]);
	}
	qsort(jobs, (size_t)search->bank_count, sizeof(*jobs), compare_ordered);
	for (int32_t i = 0; i < search->bank_count; i++)
		search->bank[i] = jobs[i].job;
	free(jobs);
}

static void call_all_absent(struct search *search)
{
	const struct solution *solution = &search->solution;

	search->bank_count = solution->value.absent;
	memcpy(search->bank, solution->absent,
	       (size_t)search->bank_count * sizeof(*search->bank));
	sort_bank_by_density(search);
}

/* Everything is inserted once. Of a large
 * problem even that may be more than there is time for: then false. */
static bool construct(struct search *search,
		      const struct plan_settings *settings)
{
	struct solution *solution = &search->solution;
	double ignored = 0;
	bool more = true;

	call_all_absent(search);
	for (int32_t i = 0; i < search->bank_count && more; i++) {
		try_insert(search, search->bank[i]);
		if (i % ASK_EVERY == ASK_EVERY - 1)
			more = may_go_on(search, settings, 0, &solution->value,
					 &ignored);
	}
	solution_keep(solution);
	return more;
}

/* --- The best so far --- */

static void note_stale(struct search *search)
{
	const struct solution *solution = &search->solution;

	for (int32_t i = 0; i < solution->log_count; i++) {
		int32_t technician = solution->log[i].technician;

		if (search->is_stale[technician])
			continue;
		search->is_stale[technician] = true;
		search->stale[search->stale_count++] = technician;
	}
}

static void save_route(struct snapshot *copy, const struct route *route)
{
	if (route->count > copy->capacity) {
		copy->capacity = route->count * 3 / 2 + 8;
		copy->jobs = xrealloc(copy->jobs, (size_t)copy->capacity *
						      sizeof(*copy->jobs));
	}
	if (route->count > 0)
		memcpy(copy->jobs, route->jobs,
		       (size_t)route->count * sizeof(*copy->jobs));
	copy->count = route->count;
}

static void save_best(struct search *search)
{
	assert(search->stale_count <= search->problem->technician_count);
	for (int32_t i = 0; i < search->stale_count; i++) {
		int32_t technician = search->stale[i];

		save_route(&search->best[technician],
			   &search->solution.routes[technician]);
		search->is_stale[technician] = false;
	}
	search->stale_count = 0;
	search->best_value = search->solution.value;
}

/* --- The end --- */

static void return_to_best(struct search *search)
{
	struct solution *solution = &search->solution;

	for (int32_t i = 0; i < search->stale_count; i++) {
		int32_t technician = search->stale[i];

		solution_remove(solution, technician, 0,
				solution->routes[technician].count);
	}
	for (int32_t i = 0; i < search->stale_count; i++) {
		int32_t technician = search->stale[i];

		solution_set_route(solution, technician,
				   search->best[technician].jobs,
				   search->best[technician].count);
	}
	solution_keep(solution);
}

/* Nobody stays unassigned who fits: of the best plan's absent jobs each is
 * tried once more, without blinks. The time is over: so many that this would
 * take long are left as they are. */
static void fill_best(struct search *search)
{
	struct solution *solution = &search->solution;

	return_to_best(search);
	call_all_absent(search);
	search->try_all =
	    (int64_t)search->bank_count * search->problem->technician_count <
	    FILL_MOST;
	search->ruin_stamp = 0;
	search->until_blink = INT32_MAX;
	for (int32_t i = 0; i < search->bank_count; i++)
		try_insert(search, search->bank[i]);
	note_stale(search);
	solution_keep(solution);
	save_best(search);
}

/* --- Simulated annealing --- */

/* The level above comes first: a plan that serves more is taken, whatever it
 * costs; one that serves less is taken at that level's own heat. */
static bool accept(struct search *search, double heat)
{
	const struct objective *now = &search->solution.value;
	const struct objective *old = &search->solution.value_before;
	double luck = -log(rng_unit(&search->rng));
	double lost = (double)(now->lost - old->lost);
	double absent = (double)(now->absent - old->absent);

	if (lost != 0 || absent != 0) {
		if (lost < 0 || (lost == 0 && absent < 0))
			return true;
		return lost + absent <
		       luck * search->lost_unit * search->calm *
			   LOST_START_HEAT *
			   pow(LOST_END_HEAT / LOST_START_HEAT, heat);
	}
	return (double)(now->cost - old->cost) <
	       luck * search->cost_unit * START_HEAT *
		   pow(END_HEAT / START_HEAT, heat);
}

/* A mean leg's cost and a mean job's priority: what heat is measured by, so
 * that it fits any city and any scale of priorities. */
static void measure_units(struct search *search)
{
	const struct plan_problem *problem = search->problem;
	const struct solution *solution = &search->solution;
	double legs = 0, cost = 0;

	for (int32_t i = 0; i < problem->technician_count; i++)
		if (solution->routes[i].count > 0) {
			legs += solution->routes[i].count + 1;
			cost +=
			    (double)solution->routes[i].travel_s *
			    (double)problem->technicians[i].spec.travel_rate;
		}
	search->cost_unit = legs > 0 && cost > 0 ? cost / legs : 1;
	search->total_priority = 0;
	for (int32_t i = 0; i < problem->job_count; i++)
		search->total_priority += problem->jobs[i].spec.priority;
	search->lost_unit =
	    1 + search->total_priority / fmax(problem->job_count, 1);
}

/* How many iterations there will be is known, or seen from the first ones. */
static void be_calm(struct search *search, double iterations)
{
	double share =
	    sqrt(iterations / search->problem->job_count / CALM_BELOW);

	search->calm = fmin(fmax(share, CALM_SHARE), 1);
}

static bool go_on(struct search *search, const struct plan_settings *settings,
		  uint64_t iteration, double *spent)
{
	if (settings->iterations > 0) {
		if (iteration >= settings->iterations)
			return false;
		*spent = (double)iteration / (double)settings->iterations;
	}
	if (iteration % ASK_EVERY != 0)
		return true;
	if (*spent > 0)
		be_calm(search, (double)iteration / *spent);
	return may_go_on(search, settings, iteration, &search->best_value,
			 spent);
}

static void anneal(struct search *search, const struct plan_settings *settings)
{
	struct solution *solution = &search->solution;
	double spent = 0;

	be_calm(search, (double)settings->iterations);
	for (uint64_t i = 0; go_on(search, settings, i, &spent); i++) {
		ruin(search);
		call_absent(search);
		recreate(search);
		if (!accept(search, spent)) {
			solution_undo(solution);
			continue;
		}
		note_stale(search);
		solution_keep(solution);
		if (solution_compare(&solution->value, &search->best_value) < 0)
			save_best(search);
	}
}

static void search_init(struct search *search,
			const struct plan_problem *problem, uint64_t seed)
{
	size_t jobs = (size_t)problem->job_count;
	size_t technicians = (size_t)problem->technician_count;

	memset(search, 0, sizeof(*search));
	search->problem = problem;
	rng_seed(&search->rng, seed);
	search->best = xcalloc(technicians, sizeof(*search->best));
	search->stale = xcalloc(technicians, sizeof(*search->stale));
	search->is_stale = xcalloc(technicians, sizeof(*search->is_stale));
	search->marked = xcalloc(technicians, sizeof(*search->marked));
	search->tried = xcalloc(technicians, sizeof(*search->tried));
	search->bank = xcalloc(jobs, sizeof(*search->bank));
	search->banked = xcalloc(jobs, sizeof(*search->banked));
	search->key = xcalloc(jobs, sizeof(*search->key));
	search->memo_ways = MEMO_WAYS;
	while (search->memo_ways > 4 && jobs * search->memo_ways > MEMOS_MOST)
		search->memo_ways /= 2;
	search->memos =
	    xcalloc(jobs * search->memo_ways, sizeof(*search->memos));
	solution_init(&search->solution, problem);
	for (int32_t i = 0; i < problem->technician_count; i++) {
		search->stale[search->stale_count++] = i;
		search->is_stale[i] = true;
	}
}

static void search_free(struct search *search)
{
	for (int32_t i = 0; i < search->problem->technician_count; i++)
		free(search->best[i].jobs);
	solution_free(&search->solution);
	free(search->best);
	free(search->stale);
	free(search->is_stale);
	free(search->marked);
	free(search->tried);
	free(search->bank);
	free(search->banked);
	free(search->key);
	free(search->memos);
}

static struct plan *build_plan(const struct search *search)
{
	const struct plan_problem *problem = search->problem;
	struct plan *plan = plan_new(problem);
	struct walk *walk = walk_new();

	for (int32_t i = 0; i < problem->technician_count; i++)
		plan_set_route(plan, walk, i, search->best[i].jobs,
			       search->best[i].count);
	plan_finish(plan);
	walk_free(walk);
	assert(plan_totals(plan).cost == search->best_value.cost);
	return plan;
}

enum err plan_run(const struct plan_problem *problem,
		  const struct plan_settings *settings, struct plan **ret_plan,
		  struct err_detail *detail)
{
	struct search search;
	bool more;

	assert(problem->finished);
	if (settings->iterations == 0 && settings->keep_going == NULL)
		return err_set(detail, ERR_INPUT, "",
			       "neither iterations nor a time limit");
	if (settings->threads < 0 || settings->threads > 256)
		return err_set(detail, ERR_INPUT, "", "%d threads: 1 to 256",
			       settings->threads);
	search_init(&search, problem, settings->seed);
	measure_units(&search);
	more = construct(&search, settings);
	measure_units(&search);
	save_best(&search);
	if (more && problem->job_count > 0 && problem->technician_count > 0)
		anneal(&search, settings);
	if (more && search.best_value.absent <= FILL_JOBS)
		fill_best(&search);
	*ret_plan = build_plan(&search);
	search_free(&search);
	return ERR_OK;
}
