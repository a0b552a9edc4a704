/* SPDX-License-Identifier: MIT */
/*
 * Neighbours: for each job the nearest jobs, and the nearest technicians who
 * may serve it. Points are looked up in a grid of degrees, ring by ring, so
 * that the whole costs O(n log n); a matrix is read row by row. The lists guide
 * the search only: that a grid has seams at the poles and at the date line
 * costs quality there, never correctness.
 */
#include "planner/problem_internal.h"
#include "planner/ranked.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	NEAR_JOBS = 100,
	NEAR_JOBS_CELLS = 8000000, /* fewer each above 80,000 jobs */
	NEAR_TECHNICIANS = 16,
	BRUTE_FORCE = 2500, /* up to here, look at all of them */
	PER_CELL = 3,
	CROWD = 20, /* times as many as are wanted: more need not be seen */
};

/* The best `want` seen so far: a heap with the worst on top. Or all that was
 * seen, of which the best are taken at the end: faster where that is not many
 * more. */
struct best {
	struct ranked *heap;
	int32_t count, want;
	struct ranked *all, *sorted;
	int32_t all_count, all_capacity;
};

/* Put the entry where it belongs at or below place `i`. */
static void sink(struct best *best, int32_t i, struct ranked entry)
{
	for (;;) {
		int32_t child = 2 * i + 1;

		if (child >= best->count)
			break;
		if (child + 1 < best->count &&
		    ranks_after(&best->heap[child + 1], &best->heap[child]))
			child++;
		if (!ranks_after(&best->heap[child], &entry))
			break;
		best->heap[i] = best->heap[child];
		i = child;
	}
	best->heap[i] = entry;
}

/* Most of what is looked at is further away than all that is known. */
static inline bool is_wanted(const struct best *best, double rank, int32_t item)
{
	const struct ranked entry = {rank, item};

	return best->count < best->want ||
	       (best->want > 0 && ranks_after(&best->heap[0], &entry));
}

static void offer(struct best *best, double rank, int32_t item)
{
	struct ranked entry = {rank, item};
	int32_t i;

	assert(best->count <= best->want && is_wanted(best, rank, item));
	if (best->count == best->want) {
		sink(best, 0, entry);
		return;
	}
	for (i = best->count++;
	     i > 0 && ranks_after(&entry, &best->heap[(i - 1) / 2]);
	     i = (i - 1) / 2)
		best->heap[i] = best->heap[(i - 1) / 2];
	best->heap[i] = entry;
}

/* Nearest first: the worst is taken off the heap, to its end. */
static void sort_best(struct best *best)
{
	int32_t count = best->count;

	while (best->count > 1) {
		struct ranked worst = best->heap[0];
		int32_t last = --best->count;

		sink(best, 0, best->heap[last]);
		best->heap[last] = worst;
	}
	best->count = count;
}

/* --- The best of all that was gathered --- */

enum { BUCKETS = 256 };

static void gather(struct best *best, double rank, int32_t item)
{
	if (best->all_count == best->all_capacity) {
		size_t capacity = (size_t)best->all_capacity * 2 + 1000;

		best->all = xrealloc(best->all, capacity * sizeof(*best->all));
		best->sorted =
		    xrealloc(best->sorted, capacity * sizeof(*best->sorted));
		best->all_capacity = (int32_t)capacity;
	}
	best->all[best->all_count++] = (struct ranked){rank, item};
}

static int32_t bucket_of(double rank, double scale)
{
	return (int32_t)(rank * scale);
}

/* What lies in one place is, and need not be sorted. */
static bool is_in_order(const struct ranked *ranked, int32_t count)
{
	for (int32_t i = 1; i < count; i++)
		if (ranks_after(&ranked[i - 1], &ranked[i]))
			return false;
	return true;
}

/* Nearest first, into the heap. Squares of distances are spread evenly where
 * places are, so that there are one or two in each bucket. */
static void take_best(struct best *best)
{
	int32_t first[BUCKETS + 1] = {0};
	double most = 0, scale;

	for (int32_t i = 0; i < best->all_count; i++)
		most = fmax(most, best->all[i].rank);
	scale = most > 0 ? (BUCKETS - 1) / most : 0;
	for (int32_t i = 0; i < best->all_count; i++)
		first[bucket_of(best->all[i].rank, scale)]++;
	for (int32_t k = 0, at = 0; k <= BUCKETS; k++) {
		int32_t here = first[k];

		first[k] = at;
		at += here;
	}
	for (int32_t i = 0; i < best->all_count; i++)
		best->sorted[first[bucket_of(best->all[i].rank, scale)]++] =
		    best->all[i];
	/* first[k] is the end of bucket k now. */
	best->count =
	    best->all_count < best->want ? best->all_count : best->want;
	for (int32_t k = 0, at = 0; at < best->count; at = first[k++])
		if (!is_in_order(&best->sorted[at], first[k] - at))
			qsort(&best->sorted[at], (size_t)(first[k] - at),
			      sizeof(*best->sorted), ranked_compare);
	memcpy(best->heap, best->sorted,
	       (size_t)best->count * sizeof(*best->heap));
	best->all_count = 0;
}

/* --- Places --- */

/* What is looked at for each job, close together in memory. */
struct spot {
	struct point point; /* without a matrix */
	int32_t location, item;
	uint64_t skill_mask; /* of a technician; else all */
};

/* A grid over some locations. Cells list items in counting-sort order. */
struct grid {
	int32_t columns, rows;
	double west, south, column_size, row_size; /* degrees */
	int32_t *first;				   /* cells + 1 */
	struct spot *spots;
};

struct degrees {
	double lat, lon;
};

static struct degrees degrees_of(const struct plan_problem *problem,
				 int32_t location)
{
	const struct point *point = &problem->travel.points[location];

	return (struct degrees){asin(point->z > 1 ? 1 : point->z),
				atan2(point->y, point->x)};
}

static int32_t cell_of(const struct grid *grid, struct degrees at)
{
	int32_t column = (int32_t)((at.lon - grid->west) / grid->column_size);
	int32_t row = (int32_t)((at.lat - grid->south) / grid->row_size);

	return row * grid->columns + column;
}

/* As many cells as give PER_CELL items in each, nearly square on the ground:
 * a degree of longitude is shorter by the cosine of the latitude. */
static void size_grid(struct grid *grid, const struct degrees *at,
		      int32_t count)
{
	double north = -10, east = -10, cells = (double)count / PER_CELL;
	double width, height, squeeze;

	grid->west = grid->south = 10;
	for (int32_t i = 0; i < count; i++) {
		grid->west = fmin(grid->west, at[i].lon);
		grid->south = fmin(grid->south, at[i].lat);
		east = fmax(east, at[i].lon);
		north = fmax(north, at[i].lat);
	}
	squeeze = fmax(cos((north + grid->south) / 2), 0.05);
	width = fmax((east - grid->west) * squeeze, 1e-9);
	height = fmax(north - grid->south, 1e-9);
	grid->columns =
	    (int32_t)fmin(fmax(sqrt(cells * width / height), 1), 4000);
	grid->rows = (int32_t)fmin(fmax(cells / grid->columns, 1), 4000);
	grid->column_size = width / squeeze / grid->columns * (1 + 1e-9);
	grid->row_size = height / grid->rows * (1 + 1e-9);
}

static void build_grid(const struct plan_problem *problem, struct grid *grid,
		       const struct spot *spots, int32_t count)
{
	struct degrees *at = xcalloc((size_t)count, sizeof(*at));
	int32_t *fill, cells;

	for (int32_t i = 0; i < count; i++)
		at[i] = degrees_of(problem, spots[i].location);
	size_grid(grid, at, count);
	cells = grid->columns * grid->rows;
	grid->first = xcalloc((size_t)cells + 1, sizeof(*grid->first));
	grid->spots = xcalloc((size_t)count, sizeof(*grid->spots));
	fill = xcalloc((size_t)cells, sizeof(*fill));
	/* Counting sort: count into the next cell, add up, then fill. */
	for (int32_t i = 0; i < count; i++) {
		int32_t cell = cell_of(grid, at[i]);

		assert(cell >= 0 && cell < cells);
		grid->first[cell + 1]++;
	}
	for (int32_t i = 0; i < cells; i++)
		grid->first[i + 1] += grid->first[i];
	for (int32_t i = 0; i < count; i++) {
		int32_t cell = cell_of(grid, at[i]);

		grid->spots[grid->first[cell] + fill[cell]++] = spots[i];
	}
	free(fill);
	free(at);
}

/* One list to fill: neighbours of the job among `spots`. */
struct query {
	const struct plan_problem *problem;
	const struct spot *spots;
	int32_t count;
	const struct grid *grid; /* NULL: look at all */
	bool technicians;	 /* else jobs */
	bool points;		 /* without a matrix */
};

/* As travel_rank(), without looking the places up. */
static inline double rank_of(const struct query *query,
			     const struct point *from, int32_t location,
			     const struct spot *spot)
{
	double dx = from->x - spot->point.x;
	double dy = from->y - spot->point.y;
	double dz = from->z - spot->point.z;

	if (!query->points || location == PLAN_NONE ||
	    spot->location == PLAN_NONE)
		return travel_rank(query->problem, location, spot->location);
	return sqrt(dx * dx + dy * dy + dz * dz);
}

/* Equal ranks (one depot for all) are broken by job, so that not all jobs look
 * at the same few technicians. */
static double tie_break(int32_t job, int32_t technician)
{
	return 1e-9 * ((uint32_t)(technician * 7919 + job * 104729) % 1000);
}

/* The nearest technicians may serve the job, too: that is asked last, as it
 * takes longest. */
static inline void look_at(const struct query *query, const struct spot *job,
			   const struct spot *spot, struct best *best)
{
	const struct plan_problem *problem = query->problem;
	double rank;

	if (query->technicians) {
		if ((job->skill_mask & ~spot->skill_mask) != 0)
			return;
	} else if (spot->item == job->item) {
		return;
	}
	rank = rank_of(query, &job->point, job->location, spot);
	if (query->technicians)
		rank += tie_break(job->item, spot->item);
	if (is_wanted(best, rank, spot->item) &&
	    (!query->technicians ||
	     rules_compatible(&problem->technicians[spot->item], spot->item,
			      &problem->jobs[job->item])))
		offer(best, rank, spot->item);
}

/* Squares rank as distances do, and need no root. */
static inline void gather_spot(const struct spot *job, const struct spot *spot,
			       struct best *best)
{
	double dx = job->point.x - spot->point.x;
	double dy = job->point.y - spot->point.y;
	double dz = job->point.z - spot->point.z;

	if (spot->item != job->item)
		gather(best, dx * dx + dy * dy + dz * dz, spot->item);
}

/* Of a crowd in one place each job sees another part. */
static void gather_cell(const struct grid *grid, int32_t cell,
			const struct spot *job, struct best *best)
{
	int32_t from = grid->first[cell];
	int32_t all = grid->first[cell + 1] - from, skip = 0, count = all;

	if (all > CROWD * best->want) {
		skip = (int32_t)((uint32_t)job->item * 7919u % (uint32_t)all);
		count = CROWD * best->want;
	}
	/* In order, round the end of the cell. */
	for (int32_t i = 0; i < skip + count - all; i++)
		gather_spot(job, &grid->spots[from + i], best);
	for (int32_t i = skip; i < skip + count && i < all; i++)
		gather_spot(job, &grid->spots[from + i], best);
}

static void look_at_cell(const struct query *query, const struct spot *job,
			 int32_t row, int32_t column, struct best *best,
			 int32_t *seen)
{
	const struct grid *grid = query->grid;
	int32_t cell = row * grid->columns + column;

	if (row < 0 || row >= grid->rows || column < 0 ||
	    column >= grid->columns)
		return;
	if (!query->technicians)
		gather_cell(grid, cell, job, best);
	for (int32_t i = grid->first[cell];
	     query->technicians && i < grid->first[cell + 1]; i++)
		look_at(query, job, &grid->spots[i], best);
	*seen += grid->first[cell + 1] - grid->first[cell];
}

static bool has_enough(const struct best *best)
{
	return best->count == best->want || best->all_count >= best->want;
}

/* Rings around the job's cell until enough was found, and half as many more
 * for the corners. A crowd in one cell is cut off by `seen`. */
static void look_around(const struct query *query, const struct spot *job,
			struct best *best)
{
	const struct grid *grid = query->grid;
	struct degrees at = degrees_of(query->problem, job->location);
	int32_t row = (int32_t)((at.lat - grid->south) / grid->row_size);
	int32_t column = (int32_t)((at.lon - grid->west) / grid->column_size);
	int32_t reach = grid->rows > grid->columns ? grid->rows : grid->columns;
	int32_t last = -1, seen = 0;

	row = row < 0 ? 0 : row >= grid->rows ? grid->rows - 1 : row;
	column = column < 0		   ? 0
		 : column >= grid->columns ? grid->columns - 1
					   : column;
	for (int32_t ring = 0; ring <= reach; ring++) {
		if (last < 0 && has_enough(best))
			last = ring + ring / 2;
		if ((last >= 0 && ring > last) ||
		    (has_enough(best) && seen > CROWD * best->want))
			return;
		for (int32_t c = column - ring; c <= column + ring; c++) {
			look_at_cell(query, job, row - ring, c, best, &seen);
			if (ring > 0)
				look_at_cell(query, job, row + ring, c, best,
					     &seen);
		}
		for (int32_t r = row - ring + 1; r < row + ring; r++) {
			look_at_cell(query, job, r, column - ring, best, &seen);
			look_at_cell(query, job, r, column + ring, best, &seen);
		}
	}
}

static struct spot spot_of(const struct plan_problem *problem, int32_t item,
			   int32_t location, uint64_t skill_mask)
{
	struct spot spot = {{0, 0, 0}, location, item, skill_mask};

	if (problem->travel.matrix_count == 0 && location != PLAN_NONE)
		spot.point = problem->travel.points[location];
	return spot;
}

static int32_t *fill_lists(struct query *query, int32_t want)
{
	const struct plan_problem *problem = query->problem;
	size_t jobs = (size_t)problem->job_count;
	int32_t *lists = arena_calloc(problem->arena, jobs * (size_t)want + 1,
				      sizeof(*lists));
	struct best best = {
	    .heap = xcalloc((size_t)want + 1, sizeof(struct ranked)),
	    .want = want};

	for (int32_t job = 0; job < problem->job_count; job++) {
		int32_t *list = &lists[(size_t)job * (size_t)want];
		const struct spot own =
		    spot_of(problem, job, problem->jobs[job].spec.location,
			    problem->jobs[job].skill_mask);

		best.count = 0;
		if (query->grid != NULL)
			look_around(query, &own, &best);
		else
			for (int32_t i = 0; i < query->count; i++)
				look_at(query, &own, &query->spots[i], &best);
		if (best.all_count > 0)
			take_best(&best);
		else
			sort_best(&best);
		for (int32_t i = 0; i < want; i++)
			list[i] =
			    i < best.count ? best.heap[i].item : PLAN_NONE;
	}
	free(best.heap);
	free(best.all);
	free(best.sorted);
	return lists;
}

static int32_t *find_near(struct plan_problem *problem,
			  const struct spot *spots, int32_t count, int32_t want,
			  bool technicians)
{
	struct query query = {problem,	   spots,
			      count,	   NULL,
			      technicians, problem->travel.matrix_count == 0};
	struct grid grid = {0};
	bool somewhere = true;
	int32_t *lists;

	for (int32_t i = 0; i < count; i++)
		somewhere = somewhere && spots[i].location != PLAN_NONE;
	for (int32_t i = 0; i < problem->job_count; i++)
		somewhere =
		    somewhere && problem->jobs[i].spec.location != PLAN_NONE;
	if (problem->travel.matrix_count == 0 && somewhere &&
	    count > BRUTE_FORCE) {
		build_grid(problem, &grid, spots, count);
		query.grid = &grid;
	}
	lists = fill_lists(&query, want);
	free(grid.first);
	free(grid.spots);
	return lists;
}

static int32_t clamp(int32_t value, int32_t most)
{
	return value < 0 ? 0 : value < most ? value : most;
}

/* In squares that stay in the cache: a column is as far apart as it gets. */
static bool is_symmetric(const uint32_t *matrix, size_t size)
{
	enum { SIDE = 32 };

	for (size_t top = 0; top < size; top += SIDE)
		for (size_t left = 0; left <= top; left += SIDE)
			for (size_t i = top; i < top + SIDE && i < size; i++)
				for (size_t k = left; k < left + SIDE && k < i;
				     k++)
					if (matrix[i * size + k] !=
					    matrix[k * size + i])
						return false;
	return true;
}

static void find_near_jobs(struct plan_problem *problem)
{
	int32_t jobs = problem->job_count;
	struct spot *spots = xcalloc((size_t)jobs, sizeof(*spots));
	int32_t most = NEAR_JOBS_CELLS / (jobs + 1);

	for (int32_t i = 0; i < jobs; i++)
		spots[i] = spot_of(problem, i, problem->jobs[i].spec.location,
				   UINT64_MAX);
	problem->near_job_count =
	    clamp(jobs - 1, most < NEAR_JOBS ? most : NEAR_JOBS);
	problem->near_jobs =
	    find_near(problem, spots, jobs, problem->near_job_count, false);
	free(spots);
}

static void find_near_technicians(struct plan_problem *problem)
{
	int32_t technicians = problem->technician_count;
	struct spot *spots = xcalloc((size_t)technicians, sizeof(*spots));

	for (int32_t i = 0; i < technicians; i++) {
		const struct technician *own = &problem->technicians[i];
		int32_t home = own->spec.start_location != PLAN_NONE
				   ? own->spec.start_location
				   : own->spec.end_location;

		spots[i] = spot_of(problem, i, home, own->skill_mask);
	}
	problem->near_technician_count = clamp(technicians, NEAR_TECHNICIANS);
	problem->near_technicians = find_near(
	    problem, spots, technicians, problem->near_technician_count, true);
	free(spots);
}

void neighbours_prepare(struct plan_problem *problem)
{
	problem->travel.symmetric = problem->travel.ways == NULL;
	for (int32_t i = 0; i < problem->travel.matrix_count; i++)
		problem->travel.symmetric =
		    problem->travel.symmetric &&
		    is_symmetric(problem->travel.matrices[i],
				 (size_t)problem->travel.count);
	find_near_jobs(problem);
	find_near_technicians(problem);
}
