/* SPDX-License-Identifier: MIT */
/* Matrices of a problem: seconds, metres and costs, a profile each. */
#include "planner/problem_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planner/ways.h"

static enum err check_matrix(const struct travel *travel, size_t size,
			     const uint32_t *seconds, struct err_detail *detail)
{
	if (travel->points != NULL)
		return err_set(detail, ERR_INPUT, "",
			       "a matrix beside coordinates: give one of them");
	if (size == 0 || size > 50000)
		return err_set(detail, ERR_TOO_LARGE, "",
			       "a matrix of %zu rows: 1 to 50000 are read",
			       size);
	if (travel->matrix_count > 0 && size != (size_t)travel->count)
		return err_set(detail, ERR_INPUT, "",
			       "matrices of %" PRId32 " and %zu rows: all "
			       "profiles must have one size",
			       travel->count, size);
	for (size_t i = 0; i < size * size; i++)
		if (seconds[i] > PLAN_SPAN_MAX)
			return err_set(detail, ERR_INPUT, "",
				       "row %zu, column %zu: %" PRIu32
				       " seconds is too long",
				       i / size, i % size, seconds[i]);
	return ERR_OK;
}

static uint32_t largest_of(uint32_t most, const uint32_t *cells, size_t count)
{
	for (size_t i = 0; cells != NULL && i < count; i++)
		most = cells[i] > most ? cells[i] : most;
	return most;
}

enum err plan_problem_take_matrix(struct plan_problem *problem, size_t size,
				  uint32_t *seconds, int32_t *ret_profile,
				  struct err_detail *detail)
{
	struct travel *travel = &problem->travel;
	size_t profiles = (size_t)travel->matrix_count + 1;
	enum err err = check_matrix(travel, size, seconds, detail);

	assert(!problem->finished);
	if (err != ERR_OK) {
		free(seconds);
		return err;
	}
	travel->matrices =
	    xrealloc(travel->matrices, profiles * sizeof(*travel->matrices));
	travel->arcs = xrealloc(travel->arcs, profiles * sizeof(*travel->arcs));
	travel->matrices[travel->matrix_count] = seconds;
	travel->arcs[travel->matrix_count] = (struct arcs){NULL, NULL};
	travel->count = (int32_t)size;
	travel->longest_s = largest_of(travel->longest_s, seconds, size * size);
	*ret_profile = travel->matrix_count++;
	return ERR_OK;
}

/* NULL stays NULL. */
static uint32_t *copy_matrix(const uint32_t *cells, size_t size)
{
	uint32_t *own;

	if (cells == NULL || size == 0 || size > 50000)
		return NULL;
	own = xmalloc(size * size * sizeof(*own));
	return memcpy(own, cells, size * size * sizeof(*own));
}

enum err plan_problem_add_matrix(struct plan_problem *problem, size_t size,
				 const uint32_t *seconds, int32_t *ret_profile,
				 struct err_detail *detail)
{
	return plan_problem_take_matrix(
	    problem, size, copy_matrix(seconds, size), ret_profile, detail);
}

enum err plan_problem_take_arcs(struct plan_problem *problem, int32_t profile,
				uint32_t *metres, uint32_t *cost,
				struct err_detail *detail)
{
	struct travel *travel = &problem->travel;

	assert(!problem->finished && problem->technician_count == 0);
	if (profile < 0 || profile >= travel->matrix_count ||
	    travel->arcs[profile].metres != NULL ||
	    travel->arcs[profile].cost != NULL) {
		free(metres);
		free(cost);
		return err_set(detail, ERR_INPUT, "",
			       "profile %" PRId32 " has no matrix, or has its "
			       "distances and costs already",
			       profile);
	}
	travel->arcs[profile] = (struct arcs){metres, cost};
	return ERR_OK;
}

enum err plan_problem_set_arcs(struct plan_problem *problem, int32_t profile,
			       const uint32_t *metres, const uint32_t *cost,
			       struct err_detail *detail)
{
	size_t size = (size_t)problem->travel.count;

	return plan_problem_take_arcs(problem, profile,
				      copy_matrix(metres, size),
				      copy_matrix(cost, size), detail);
}

double matrices_longest_leg_cost(const struct travel *travel,
				 int64_t metre_rate)
{
	size_t cells = (size_t)travel->count * (size_t)travel->count;
	double metres = travel->matrix_count == 0 ? 2.1e7 * travel->detour : 0;
	double cost = 0;

	if (travel->ways != NULL)
		metres = fmax(metres, ways_longest_m(travel->ways));
	for (int32_t i = 0; i < travel->matrix_count; i++) {
		metres =
		    fmax(metres, largest_of(0, travel->arcs[i].metres, cells));
		cost = fmax(cost, largest_of(0, travel->arcs[i].cost, cells));
	}
	return fmax(metres * (double)metre_rate, cost * PLAN_COST_SECOND);
}
