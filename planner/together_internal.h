/* SPDX-License-Identifier: MIT */
/* What together*.c share: ways to place one class of a group. */
#ifndef PLANNER_TOGETHER_INTERNAL_H
#define PLANNER_TOGETHER_INTERNAL_H

#include "planner/together.h"

/* With so few technicians, more ways are looked at. */
enum { TOGETHER_FEW = 8 };

/* Where one job goes. A begin of PLAN_ANY_TIME is free: then it is inserted as
 * any other, and `at` is all of its place. */
struct pick {
	int32_t job, technician;
	struct held_place place;
};

/* One way to place a class. */
struct option {
	int64_t price, begin_s;
	int32_t first, count; /* in picks */
};

/* A place for one job, with all begins that it allows. */
struct entry {
	int32_t row;		    /* which of the class's jobs */
	int32_t technician, column; /* one a person */
	int32_t at, visit_at;	    /* see struct held_place */
	bool exact;	      /* the begin makes no difference to the price */
	int64_t price;	      /* without lateness and working time */
	int32_t first, count; /* in starts */
};

/* What was done, to be taken back. */
struct done {
	struct pick pick;
	bool inserted; /* else only held */
	struct hold before;
	uint64_t version;
	/* Of a problem with tools or parts, the route before: the visit at the
	 * depot may have moved. In kept_jobs and kept_holds. */
	int32_t kept_first, kept_count;
};

struct together {
	const struct plan_problem *problem;
	struct solution *solution;
	const struct group *group;
	int32_t group_index;
	struct together_choice choice;
	/* Stacks; a call leaves them as high as they were. */
	struct option *options;
	struct pick *picks;
	struct done *done;
	int32_t option_count, option_capacity;
	int32_t pick_count, pick_capacity;
	int32_t done_count, done_capacity;
	int32_t *kept_jobs;
	struct hold *kept_holds;
	int32_t kept_count, kept_capacity, kept_hold_capacity;
	/* Of one class. */
	struct entry *entries;
	struct plan_window *starts;
	int64_t *times;
	int32_t entry_count, entry_capacity;
	int32_t start_count, start_capacity;
	int32_t time_count, time_capacity;
	int32_t *columns; /* technician -> column of the person */
	/* What costs more is of no use: of one job, the best of those places
	 * where that is certain. */
	int64_t limit;
	/* The best so far. */
	struct objective best;
	struct pick best_picks[2 * PLAN_LINKED_MAX];
	int32_t best_count;
	bool best_whole; /* nobody of the group is absent */
	int32_t budget;	 /* of steps */
	uint32_t *tried; /* group -> round */
	uint32_t round;
};

/* Room for one more of `size` bytes. */
void *together_grow(void *array, int32_t count, int32_t *capacity, size_t size);

/* together.c: insert or hold one job, and take all back that was done since
 * done_count was `count`: the routes are as they were, and so are their
 * versions. */
void together_do(struct together *together, const struct pick *pick);
void together_take_back(struct together *together, int32_t count);

/* together_places.c: may the technician have the job, but for the time? */
bool together_may_have(const struct together *together, int32_t job,
		       int32_t technician, enum room *ret_room);
/* Is a place to be overlooked? */
bool together_blinks(const struct together *together);
/* Add the places of a job with their begins to entries and starts; of one that
 * is on a route, that place. `row` is for the caller to know them by. */
void together_find_places(struct together *together, int32_t row, int32_t job,
			  const struct start_range *range);
struct pick together_pick_of(const struct entry *entry, int32_t job,
			     int64_t begin_s);
/* What a place costs when the job begins then. */
int64_t together_price_place(const struct together *together,
			     const struct entry *entry, int32_t job,
			     int64_t begin_s);

/* together_pairs.c: the best place for a job whose begin is free, or for both
 * ends of a shipment; false: none costs less than `limit`. */
bool together_place_free(struct together *together, int32_t job,
			 int32_t technician, int64_t limit,
			 struct pick *ret_pick, int64_t *ret_price);
bool together_place_pair(struct together *together, int32_t pickup,
			 int32_t technician, int64_t limit,
			 struct pick ret_picks[2], int64_t *ret_price);

/* together_options.c: push ways to place class number `class`, at most `most`,
 * the best first; nothing begins before from_s. */
void together_find_options(struct together *together, int32_t class,
			   int64_t from_s, int32_t most);
/* Begins of a class from which one that comes after it can be reached, though
 * it has a gap to keep. Into times, in order. */
void together_find_raises(struct together *together, int32_t class);

/* together_assign.c: each row gets another column, for the least sum. False:
 * some row gets none. cost[row * columns + column], INT64_MAX: never. */
bool together_assign(const int64_t *cost, int32_t rows, int32_t columns,
		     int32_t *ret_column, int64_t *ret_sum);

#endif
