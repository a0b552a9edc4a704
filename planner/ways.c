/* SPDX-License-Identifier: MIT */
/*
 * Known ways in a hash of pairs of places, and what they teach about others.
 *
 * The curve: the ways are sorted into bands by the length of the great circle,
 * each twice as long as the one before; a knot is a band's median length and
 * median time, and between knots the time goes straight. Medians, because some
 * pairs are absurd (two banks of a river). A place's factor is the median of
 * its own ways' times over the curve's, so that an estimate is
 *
 *	curve(metres) * (factor of from + factor of to) / 2
 */
#include "planner/ways.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>

#include "planner/problem_internal.h"

#define CELLS_A_DEGREE 10000
#define CELLS_AROUND INT64_C(3600001) /* a parallel, both ends */
#define CELLS_ALL (INT64_C(1800001) * CELLS_AROUND)

#define EARTH_HALF_M 2.1e7
#define BAND_FIRST_M 500.0 /* up to here goes the first one */
#define BANDS 12	   /* the last one begins at 1000 km */
#define BAND_LEAST 5	   /* ways in one that say something */
#define FIT_LEAST_M 30.0   /* shorter ones do not: a cell is 10 m wide */
#define PLACE_LEAST 3	   /* ways of a place with a factor of its own */
#define FACTOR_MIN 0.5
#define FACTOR_MAX 2.5

struct knot {
	double metres, seconds;
};

struct entry {
	uint64_t pair; /* from + 1 and to; 0: free */
	struct ways_leg leg;
};

struct plan_ways {
	int64_t *cells; /* by place, ascending */
	double *factors;
	int32_t place_count;
	struct entry *entries;
	size_t mask;
	size_t count;
	struct knot knots[BANDS];
	int knot_count;
	double detour; /* 0: no metres were told */
	uint32_t longest_s, longest_m;
};

/* --- cells ---------------------------------------------------------------- */

int64_t plan_ways_cell(double lat, double lon)
{
	int64_t row = (int64_t)floor(lat * CELLS_A_DEGREE + 0.5);
	int64_t column = (int64_t)floor(lon * CELLS_A_DEGREE + 0.5);

	return (row + 90 * CELLS_A_DEGREE) * CELLS_AROUND + column +
	       180 * CELLS_A_DEGREE;
}

void plan_ways_point(int64_t cell, double *ret_lat, double *ret_lon)
{
	*ret_lat = (double)(cell / CELLS_AROUND - 90 * CELLS_A_DEGREE) /
		   CELLS_A_DEGREE;
	*ret_lon = (double)(cell % CELLS_AROUND - 180 * CELLS_A_DEGREE) /
		   CELLS_A_DEGREE;
}

static double cells_apart_m(int64_t a, int64_t b)
{
	double lat, lon;
	struct point from, to;

	plan_ways_point(a, &lat, &lon);
	from = travel_point(lat, lon);
	plan_ways_point(b, &lat, &lon);
	to = travel_point(lat, lon);
	return travel_apart_m(&from, &to);
}

static int32_t find_cell(const struct plan_ways *ways, int64_t cell)
{
	int32_t low = 0, high = ways->place_count;

	while (low < high) {
		int32_t middle = low + (high - low) / 2;

		if (ways->cells[middle] < cell)
			low = middle + 1;
		else
			high = middle;
	}
	return low < ways->place_count && ways->cells[low] == cell ? low
								   : PLAN_NONE;
}

int32_t ways_place(const struct plan_ways *ways, double lat, double lon)
{
	return find_cell(ways, plan_ways_cell(lat, lon));
}

/* --- the hash ------------------------------------------------------------- */

static uint64_t pair_of(int32_t from, int32_t to)
{
	return (uint64_t)(from + 1) << 32 | (uint32_t)to;
}

/* Where the pair is, or the free place for it. */
static struct entry *entry_of(const struct plan_ways *ways, uint64_t pair)
{
	uint64_t hash = pair * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (size_t)(hash >> 20) & ways->mask;

	while (ways->entries[at].pair != 0 && ways->entries[at].pair != pair)
		at = (at + 1) & ways->mask;
	return &ways->entries[at];
}

bool ways_find(const struct plan_ways *ways, int32_t from, int32_t to,
	       struct ways_leg *ret_leg)
{
	const struct entry *entry = entry_of(ways, pair_of(from, to));

	if (entry->pair == 0)
		return false;
	*ret_leg = entry->leg;
	return true;
}

/* --- estimates ------------------------------------------------------------ */

static double curve_s(const struct plan_ways *ways, double metres)
{
	const struct knot *knots = ways->knots;
	const struct knot *last = &knots[ways->knot_count - 1];
	int i = 0;

	if (metres <= knots[0].metres)
		return metres / knots[0].metres * knots[0].seconds;
	if (metres >= last->metres)
		return metres / last->metres * last->seconds;
	while (metres > knots[i + 1].metres)
		i++;
	return knots[i].seconds +
	       (metres - knots[i].metres) *
		   (knots[i + 1].seconds - knots[i].seconds) /
		   (knots[i + 1].metres - knots[i].metres);
}

double ways_estimate_s(const struct plan_ways *ways, int32_t from, int32_t to,
		       double metres)
{
	double factor = (from >= 0 ? ways->factors[from] : 1) +
			(to >= 0 ? ways->factors[to] : 1);

	return curve_s(ways, metres) * factor / 2;
}

double ways_detour(const struct plan_ways *ways)
{
	return ways->detour;
}

double ways_longest_s(const struct plan_ways *ways)
{
	return fmax(ways->longest_s, FACTOR_MAX * curve_s(ways, EARTH_HALF_M));
}

double ways_longest_m(const struct plan_ways *ways)
{
	return fmax(ways->longest_m, EARTH_HALF_M * ways->detour);
}

/* --- what is learnt from the known ones ----------------------------------- */

struct sample {
	int32_t from, to;
	double metres, seconds, road_m;
};

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The lower one of two. Sorts them. */
static double median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare_doubles);
	return values[(count - 1) / 2];
}

static int band_of(double metres)
{
	int band = 0;

	for (double end_m = BAND_FIRST_M; band < BANDS - 1 && metres > end_m;
	     end_m *= 2)
		band++;
	return band;
}

static void add_knot(struct plan_ways *ways, const struct sample *samples,
		     size_t count, int band, size_t least, double *values)
{
	struct knot knot;
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
		if (band < 0 || band_of(samples[i].metres) == band)
			values[used++] = samples[i].metres;
	if (used < least)
		return;
	knot.metres = median(values, used);
	used = 0;
	for (size_t i = 0; i < count; i++)
		if (band < 0 || band_of(samples[i].metres) == band)
			values[used++] = samples[i].seconds;
	knot.seconds = fmax(median(values, used), 1);
	/* Who goes farther takes longer, whatever the medians say. */
	if (ways->knot_count > 0)
		knot.seconds = fmax(knot.seconds,
				    ways->knots[ways->knot_count - 1].seconds);
	ways->knots[ways->knot_count++] = knot;
}

static void fit_curve(struct plan_ways *ways, const struct sample *samples,
		      size_t count, double *values)
{
	for (int band = 0; band < BANDS; band++)
		add_knot(ways, samples, count, band, BAND_LEAST, values);
	if (ways->knot_count == 0 && count > 0)
		add_knot(ways, samples, count, -1, 1, values);
}

struct ratio {
	int32_t place;
	double of;
};

static int compare_ratios(const void *a, const void *b)
{
	const struct ratio *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (x->of > y->of) - (x->of < y->of);
}

static void fit_places(struct plan_ways *ways, const struct sample *samples,
		       size_t count)
{
	struct ratio *ratios = xcalloc(2 * count + 1, sizeof(*ratios));
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		double of =
		    samples[i].seconds / curve_s(ways, samples[i].metres);

		ratios[used++] = (struct ratio){samples[i].from, of};
		ratios[used++] = (struct ratio){samples[i].to, of};
	}
	qsort(ratios, used, sizeof(*ratios), compare_ratios);
	for (size_t first = 0, end; first < used; first = end) {
		int32_t place = ratios[first].place;
		double of;

		for (end = first; end < used && ratios[end].place == place;)
			end++;
		of = ratios[(first + end - 1) / 2].of;
		if (end - first >= PLACE_LEAST)
			ways->factors[place] = of < FACTOR_MIN	 ? FACTOR_MIN
					       : of > FACTOR_MAX ? FACTOR_MAX
								 : of;
	}
	free(ratios);
}

static void fit_detour(struct plan_ways *ways, const struct sample *samples,
		       size_t count, double *values)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
		if (samples[i].road_m >= 0)
			values[used++] = samples[i].road_m / samples[i].metres;
	if (used > 0)
		ways->detour = fmax(median(values, used), 1);
}

/* --- building ------------------------------------------------------------- */

static int compare_ways(const void *a, const void *b)
{
	const struct plan_way *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

static enum err check_way(const struct plan_way *way,
			  const struct plan_way *before,
			  struct err_detail *detail)
{
	if (way->from < 0 || way->from >= CELLS_ALL || way->to < 0 ||
	    way->to >= CELLS_ALL)
		return err_set(detail, ERR_INPUT, "",
			       "%" PRId64 ", %" PRId64 ": no cells", way->from,
			       way->to);
	if (way->seconds > PLAN_SPAN_MAX)
		return err_set(detail, ERR_INPUT, "",
			       "a way of %" PRIu32 " seconds is too long",
			       way->seconds);
	if (before != NULL && compare_ways(before, way) == 0)
		return err_set(detail, ERR_INPUT, "",
			       "the way from %" PRId64 " to %" PRId64
			       " is told twice",
			       way->from, way->to);
	return ERR_OK;
}

static int compare_cells(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void take_cells(struct plan_ways *ways, const struct plan_way *all,
		       size_t count)
{
	size_t used = 0;

	ways->cells = xcalloc(2 * count + 1, sizeof(*ways->cells));
	for (size_t i = 0; i < count; i++) {
		ways->cells[used++] = all[i].from;
		ways->cells[used++] = all[i].to;
	}
	qsort(ways->cells, used, sizeof(*ways->cells), compare_cells);
	for (size_t i = 0; i < used; i++)
		if (i == 0 || ways->cells[i] != ways->cells[i - 1])
			ways->cells[ways->place_count++] = ways->cells[i];
	ways->cells = xrealloc(ways->cells, ((size_t)ways->place_count + 1) *
						sizeof(*ways->cells));
	ways->factors =
	    xcalloc((size_t)ways->place_count + 1, sizeof(*ways->factors));
	for (int32_t i = 0; i < ways->place_count; i++)
		ways->factors[i] = 1;
}

static void take_way(struct plan_ways *ways, const struct plan_way *way,
		     struct sample *ret_sample)
{
	uint64_t pair = pair_of(ret_sample->from, ret_sample->to);

	*entry_of(ways, pair) =
	    (struct entry){pair, {way->seconds, way->metres}};
	ways->count++;
	if (way->seconds > ways->longest_s)
		ways->longest_s = way->seconds;
	ret_sample->metres = cells_apart_m(way->from, way->to);
	ret_sample->seconds = way->seconds;
	ret_sample->road_m = -1;
	if (way->metres == PLAN_WAY_NO_METRES)
		return;
	ret_sample->road_m = way->metres;
	if (way->metres > ways->longest_m)
		ways->longest_m = way->metres;
}

/* In their order: sums and medians do not depend on who told them. */
static void take_all(struct plan_ways *ways, const struct plan_way *all,
		     size_t count)
{
	struct sample *samples = xcalloc(count + 1, sizeof(*samples));
	double *values = xcalloc(count + 1, sizeof(*values));
	size_t room = 16, used = 0;

	while (room * 3 / 4 < count)
		room *= 2;
	ways->entries = xcalloc(room, sizeof(*ways->entries));
	ways->mask = room - 1;
	for (size_t i = 0; i < count; i++) {
		struct sample *sample = &samples[used];

		sample->from = find_cell(ways, all[i].from);
		sample->to = find_cell(ways, all[i].to);
		if (sample->from == sample->to)
			continue;
		take_way(ways, &all[i], sample);
		used += sample->metres >= FIT_LEAST_M;
	}
	fit_curve(ways, samples, used, values);
	if (ways->knot_count > 0)
		fit_places(ways, samples, used);
	fit_detour(ways, samples, used, values);
	free(values);
	free(samples);
}

enum err plan_ways_new(const struct plan_way *ways, size_t count,
		       struct plan_ways **ret_ways, struct err_detail *detail)
{
	struct plan_way *all = xcalloc(count + 1, sizeof(*all));
	struct plan_ways *made;
	enum err err = ERR_OK;

	if (count > 0) {
		memcpy(all, ways, count * sizeof(*all));
		qsort(all, count, sizeof(*all), compare_ways);
	}
	for (size_t i = 0; err == ERR_OK && i < count; i++)
		err = check_way(&all[i], i > 0 ? &all[i - 1] : NULL, detail);
	if (err == ERR_OK) {
		made = xcalloc(1, sizeof(*made));
		take_cells(made, all, count);
		take_all(made, all, count);
		*ret_ways = made;
	}
	free(all);
	return err;
}

void plan_ways_free(struct plan_ways *ways)
{
	if (ways == NULL)
		return;
	free(ways->cells);
	free(ways->factors);
	free(ways->entries);
	free(ways);
}

size_t plan_ways_count(const struct plan_ways *ways)
{
	return ways->count;
}

/* Without a curve there is nothing to estimate by: then as without ways. */
void plan_problem_take_ways(struct plan_problem *problem,
			    struct plan_ways *ways)
{
	struct travel *travel = &problem->travel;

	assert(!problem->finished && travel->count == 0 && !travel->ways);
	if (ways != NULL && ways->knot_count == 0) {
		plan_ways_free(ways);
		return;
	}
	travel->ways = ways;
	if (ways != NULL && ways->detour == 0)
		ways->detour = travel->detour;
}

bool plan_way_is_known(const struct plan_problem *problem, int32_t from,
		       int32_t to)
{
	const struct travel *travel = &problem->travel;
	struct ways_leg leg;

	if (travel->ways == NULL)
		return false;
	if (from < 0 || to < 0 || from == to)
		return true;
	assert(from < travel->count && to < travel->count);
	return travel->places[from] != PLAN_NONE &&
	       travel->places[to] != PLAN_NONE &&
	       (travel->places[from] == travel->places[to] ||
		ways_find(travel->ways, travel->places[from],
			  travel->places[to], &leg));
}
