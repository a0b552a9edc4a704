/* SPDX-License-Identifier: MIT */
/*
 * Travel: a table of seconds where one was given, else the great circle times
 * a detour factor over a speed. Points are kept as unit vectors, so that a
 * distance is a square root and a short series, with no trigonometry: about as
 * fast as reading a large table, which is why there is none. Where some ways
 * are known (ways.c) they are looked up first.
 */
#include "planner/problem_internal.h"

#include <assert.h>
#include <math.h>

#include "planner/ways.h"

static const double EARTH_RADIUS_M = 6371008.8; /* mean, IUGG */

struct point travel_point(double lat, double lon)
{
	const double rad = 3.14159265358979323846 / 180;
	double c = cos(lat * rad);

	return (struct point){c * cos(lon * rad), c * sin(lon * rad),
			      sin(lat * rad)};
}

static double chord(const struct point *a, const struct point *b)
{
	double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;

	return sqrt(dx * dx + dy * dy + dz * dz);
}

/* The arc over a chord of the unit circle: 2 asin(c / 2). The series is good
 * to a millimetre up to 600 km. */
static double arc(double c)
{
	double h = c / 2, h2 = h * h;

	if (c > 0.1)
		return 2 * asin(h < 1 ? h : 1);
	return c * (1 + h2 * (1.0 / 6 + h2 * (3.0 / 40 + h2 * (5.0 / 112))));
}

int64_t travel_over_earth_s(const struct travel *travel,
			    double seconds_per_metre, int32_t from, int32_t to)
{
	double metres = EARTH_RADIUS_M *
			arc(chord(&travel->points[from], &travel->points[to]));

	return (int64_t)(metres * seconds_per_metre + 0.5);
}

double travel_apart_m(const struct point *a, const struct point *b)
{
	return EARTH_RADIUS_M * arc(chord(a, b));
}

void travel_set_point(struct travel *travel, double lat, double lon)
{
	travel->points[travel->count] = travel_point(lat, lon);
	if (travel->ways != NULL)
		travel->places[travel->count] =
		    ways_place(travel->ways, lat, lon);
}

int64_t travel_by_ways_s(const struct travel *travel,
			 const struct technician *technician, int32_t from,
			 int32_t to)
{
	int32_t a = travel->places[from], b = travel->places[to];
	double seconds;
	struct ways_leg leg;

	if (a == b && a != PLAN_NONE)
		return travel_over_earth_s(
		    travel, technician->seconds_per_metre, from, to);
	if (a != PLAN_NONE && b != PLAN_NONE &&
	    ways_find(travel->ways, a, b, &leg)) {
		if (technician->spec.speed_factor == 1)
			return leg.seconds;
		seconds = leg.seconds;
	} else {
		seconds = ways_estimate_s(
		    travel->ways, a, b,
		    travel_apart_m(&travel->points[from], &travel->points[to]));
	}
	return (int64_t)(seconds / technician->spec.speed_factor + 0.5);
}

static int64_t by_ways_m(const struct travel *travel, int32_t from, int32_t to)
{
	int32_t a = travel->places[from], b = travel->places[to];
	struct ways_leg leg;

	if (a != PLAN_NONE && b != PLAN_NONE && a != b &&
	    ways_find(travel->ways, a, b, &leg) &&
	    leg.metres != PLAN_WAY_NO_METRES)
		return leg.metres;
	return travel_over_earth_s(travel, ways_detour(travel->ways), from, to);
}

/* Which cell of a matrix. */
static size_t arc_index(const struct travel *travel, int32_t from, int32_t to)
{
	assert(from < travel->count && to < travel->count);
	return (size_t)from * (size_t)travel->count + (size_t)to;
}

int64_t travel_between_m(const struct plan_problem *problem,
			 const struct technician *technician, int32_t from,
			 int32_t to)
{
	const struct travel *travel = &problem->travel;

	if (from < 0 || to < 0)
		return 0;
	if (travel->matrix_count == 0 && from == to)
		return 0;
	if (travel->ways != NULL)
		return by_ways_m(travel, from, to);
	if (travel->matrix_count == 0)
		return travel_over_earth_s(travel, travel->detour, from, to);
	if (technician->arc_metres == NULL)
		return 0;
	return technician->arc_metres[arc_index(travel, from, to)];
}

int64_t travel_arc_cost(const struct plan_problem *problem,
			const struct technician *technician, int32_t from,
			int32_t to)
{
	if (from < 0 || to < 0)
		return 0;
	return PLAN_COST_SECOND *
	       (int64_t)
		   technician->arc_cost[arc_index(&problem->travel, from, to)];
}

int64_t travel_route_s(const struct plan_problem *problem,
		       const struct technician *technician, const int32_t *jobs,
		       int32_t count)
{
	int32_t from = technician->spec.start_location;
	int64_t sum_s = 0;

	if (count == 0)
		return 0;
	for (int32_t i = 0; i < count; i++) {
		int32_t to = problem->jobs[jobs[i]].spec.location;

		sum_s += travel_between_s(problem, technician, from, to);
		from = to;
	}
	return sum_s + travel_between_s(problem, technician, from,
					technician->spec.end_location);
}

double travel_rank(const struct plan_problem *problem, int32_t a, int32_t b)
{
	const struct travel *travel = &problem->travel;
	size_t n = (size_t)travel->count;
	const uint32_t *m;

	if (a < 0 || b < 0)
		return 0;
	if (travel->matrix_count == 0)
		return chord(&travel->points[a], &travel->points[b]);
	m = travel->arcs[0].cost != NULL ? travel->arcs[0].cost
					 : travel->matrices[0];
	/* Of the other half each read would be far from the last one. */
	if (travel->symmetric && m == travel->matrices[0])
		return 2.0 * (double)m[(size_t)a * n + (size_t)b];
	return (double)m[(size_t)a * n + (size_t)b] +
	       (double)m[(size_t)b * n + (size_t)a];
}

int64_t plan_travel_s(const struct plan_problem *problem, int32_t technician,
		      int32_t from, int32_t to)
{
	assert(technician >= 0 && technician < problem->technician_count);
	return travel_between_s(problem, &problem->technicians[technician],
				from, to);
}

int64_t plan_distance_m(const struct plan_problem *problem, int32_t technician,
			int32_t from, int32_t to)
{
	assert(technician >= 0 && technician < problem->technician_count);
	return travel_between_m(problem, &problem->technicians[technician],
				from, to);
}

int64_t plan_arc_cost(const struct plan_problem *problem, int32_t technician,
		      int32_t from, int32_t to)
{
	const struct technician *own = &problem->technicians[technician];

	assert(technician >= 0 && technician < problem->technician_count);
	return own->arc_cost == NULL ? -1
				     : travel_arc_cost(problem, own, from, to);
}
