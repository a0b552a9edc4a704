/* SPDX-License-Identifier: MIT */
/*
 * Set partitioning by Lagrangean relaxation of the rows (M. L. Fisher, "The
 * Lagrangian relaxation method for solving integer programming problems",
 * Management Science 27, 1981) and depth-first search among the columns that
 * its reduced costs leave over. The effort is bounded by counting, so that the
 * answer is the same on every machine.
 */
#include "planner/partition.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>

enum {
	STEPS = 300,	/* of the multipliers */
	PATIENCE = 12,	/* of them without a better bound: smaller ones */
	WORK = 5000000, /* columns looked at by the search */
	WORD_BITS = 64,
};
static const double LEAST_STEP = 0.005;
static const double LEAST_GAIN = 0.5; /* costs are whole numbers */

struct column {
	double cost, reduced;
	int32_t id, kind;
	int32_t first, count; /* of its rows */
	uint64_t *set;
};

struct partition {
	int32_t row_count, kind_count, words;
	struct column *columns; /* by kind, once they are sorted */
	int32_t count, capacity;
	int32_t *rows;
	int32_t rows_count, rows_capacity;
	int32_t *limit;
	/* Multipliers: what a row is worth, and what one of a kind must be
	 * better than nothing by. */
	double *price, *best_price, *toll, *best_toll;
	double bound;	/* at the best */
	int32_t *cover; /* row -> columns with it that the relaxation takes */
	int32_t *cheap; /* scratch: columns of a kind */
	/* The search. */
	uint64_t *sets, *covered;
	int32_t *taken; /* kind -> chosen */
	int32_t *stack, depth;
	double below;
	int32_t work; /* columns looked at */
	int32_t *left;
	int32_t *chosen, chosen_count;
};

struct partition *partition_new(int32_t rows, int32_t kinds)
{
	struct partition *new = xcalloc(1, sizeof(*new));
	size_t row_count = (size_t)rows + 1, kind_count = (size_t)kinds;

	new->row_count = rows;
	new->kind_count = kinds;
	new->words = rows / WORD_BITS + 1;
	new->limit = xcalloc(kind_count, sizeof(*new->limit));
	new->taken = xcalloc(kind_count, sizeof(*new->taken));
	new->toll = xcalloc(kind_count, sizeof(*new->toll));
	new->best_toll = xcalloc(kind_count, sizeof(*new->best_toll));
	new->price = xcalloc(row_count, sizeof(*new->price));
	new->best_price = xcalloc(row_count, sizeof(*new->best_price));
	new->cover = xcalloc(row_count, sizeof(*new->cover));
	new->covered = xcalloc((size_t) new->words, sizeof(*new->covered));
	new->stack = xcalloc(row_count, sizeof(*new->stack));
	new->chosen = xcalloc(row_count, sizeof(*new->chosen));
	return new;
}

void partition_free(struct partition *partition)
{
	if (partition == NULL)
		return;
	free(partition->columns);
	free(partition->rows);
	free(partition->limit);
	free(partition->price);
	free(partition->best_price);
	free(partition->toll);
	free(partition->best_toll);
	free(partition->cover);
	free(partition->cheap);
	free(partition->left);
	free(partition->sets);
	free(partition->covered);
	free(partition->taken);
	free(partition->stack);
	free(partition->chosen);
	free(partition);
}

void partition_limit(struct partition *partition, int32_t kind, int32_t limit)
{
	assert(kind >= 0 && kind < partition->kind_count);
	partition->limit[kind] = limit;
}

void partition_add(struct partition *partition, int32_t id, int32_t kind,
		   const int32_t *rows, int32_t count, double cost)
{
	assert(kind >= 0 && kind < partition->kind_count);
	if (partition->count == partition->capacity) {
		partition->capacity = partition->capacity * 2 + 64;
		partition->columns = xrealloc(partition->columns,
					      (size_t)partition->capacity *
						  sizeof(*partition->columns));
	}
	if (partition->rows_count + count > partition->rows_capacity) {
		partition->rows_capacity =
		    partition->rows_capacity * 2 + count + 64;
		partition->rows =
		    xrealloc(partition->rows, (size_t)partition->rows_capacity *
						  sizeof(*partition->rows));
	}
	partition->columns[partition->count++] = (struct column){
	    .cost = cost,
	    .id = id,
	    .kind = kind,
	    .first = partition->rows_count,
	    .count = count,
	};
	for (int32_t i = 0; i < count; i++) {
		assert(rows[i] >= 0 && rows[i] < partition->row_count);
		partition->rows[partition->rows_count++] = rows[i];
	}
}

/* --- The bound --- */

static int compare_kinds(const void *left, const void *right)
{
	const struct column *a = left, *b = right;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->id < b->id ? -1 : 1;
}

static void start_prices(struct partition *partition)
{
	for (int32_t i = 0; i < partition->row_count; i++)
		partition->price[i] = HUGE_VAL;
	for (int32_t i = 0; i < partition->count; i++) {
		const struct column *column = &partition->columns[i];
		const int32_t *rows = &partition->rows[column->first];
		double each = column->cost / fmax(column->count, 1);

		for (int32_t k = 0; k < column->count; k++)
			partition->price[rows[k]] =
			    fmin(partition->price[rows[k]], each);
	}
}

static double reduce(const struct partition *partition,
		     const struct column *column, const double *price)
{
	const int32_t *rows = &partition->rows[column->first];
	double reduced = column->cost;

	for (int32_t k = 0; k < column->count; k++)
		reduced -= price[rows[k]];
	return reduced;
}

/* Of the columns from `cheap`, the one whose turn is `index` if they were
 * sorted comes there, cheaper ones before it (Hoare's selection). */
static void select_cheapest(const struct column *columns, int32_t *cheap,
			    int32_t count, int32_t index)
{
	int32_t low = 0, high = count - 1;

	while (low < high) {
		double pivot = columns[cheap[index]].reduced;
		int32_t i = low, k = high;

		while (i <= k) {
			int32_t swap;

			while (columns[cheap[i]].reduced < pivot)
				i++;
			while (columns[cheap[k]].reduced > pivot)
				k--;
			if (i > k)
				break;
			swap = cheap[i];
			cheap[i++] = cheap[k];
			cheap[k--] = swap;
		}
		if (k < index)
			low = i;
		if (i > index)
			high = k;
	}
}

/* Of one kind, the relaxation takes those that pay, up to the limit. Returns
 * what they pay. */
static double take_kind(struct partition *partition, int32_t kind, int32_t from,
			int32_t to)
{
	int32_t limit = partition->limit[kind], count = 0;
	struct column *columns = partition->columns;
	double sum = 0;

	partition->toll[kind] = 0;
	for (int32_t i = from; i < to; i++) {
		columns[i].reduced =
		    reduce(partition, &columns[i], partition->price);
		if (columns[i].reduced < 0)
			partition->cheap[count++] = i;
	}
	if (count > limit && limit > 0) {
		select_cheapest(columns, partition->cheap, count, limit - 1);
		partition->toll[kind] =
		    columns[partition->cheap[limit - 1]].reduced;
	}
	for (int32_t i = 0; i < count && i < limit; i++) {
		const struct column *column = &columns[partition->cheap[i]];

		sum += column->reduced;
		for (int32_t k = 0; k < column->count; k++)
			partition->cover[partition->rows[column->first + k]]++;
	}
	return sum;
}

static double relax(struct partition *partition)
{
	double bound = 0;

	for (int32_t i = 0; i < partition->row_count; i++) {
		bound += partition->price[i];
		partition->cover[i] = 0;
	}
	for (int32_t i = 0, end; i < partition->count; i = end) {
		int32_t kind = partition->columns[i].kind;

		for (end = i; end < partition->count &&
			      partition->columns[end].kind == kind;)
			end++;
		bound += take_kind(partition, kind, i, end);
	}
	return bound;
}

static void keep_prices(struct partition *partition, double bound)
{
	partition->bound = bound;
	memcpy(partition->best_price, partition->price,
	       (size_t)partition->row_count * sizeof(*partition->price));
	memcpy(partition->best_toll, partition->toll,
	       (size_t)partition->kind_count * sizeof(*partition->toll));
}

/* Subgradient steps; false: nothing is below. */
static bool find_prices(struct partition *partition)
{
	double step = 1;
	int idle = 0;

	partition->bound = -HUGE_VAL;
	for (int i = 0; i < STEPS && step > LEAST_STEP; i++) {
		double bound = relax(partition), norm = 0, length;

		if (bound > partition->bound) {
			keep_prices(partition, bound);
			idle = 0;
		} else if (++idle == PATIENCE) {
			step /= 2;
			idle = 0;
		}
		for (int32_t k = 0; k < partition->row_count; k++)
			norm += (1.0 - partition->cover[k]) *
				(1.0 - partition->cover[k]);
		if (bound > partition->below - LEAST_GAIN)
			return false;
		if (norm == 0)
			break;
		length = step * (partition->below - bound) / norm;
		for (int32_t k = 0; k < partition->row_count; k++)
			partition->price[k] +=
			    length * (1.0 - partition->cover[k]);
	}
	return true;
}

/* --- The search --- */

static int compare_reduced(const void *left, const void *right)
{
	const struct column *a = left, *b = right;

	if (a->reduced != b->reduced)
		return a->reduced < b->reduced ? -1 : 1;
	return a->id < b->id ? -1 : 1;
}

/* Only columns that may be in something better stay, cheapest first. */
static void drop_columns(struct partition *partition)
{
	int32_t count = 0;

	for (int32_t i = 0; i < partition->count; i++) {
		struct column *column = &partition->columns[i];

		column->reduced =
		    reduce(partition, column, partition->best_price) -
		    partition->best_toll[column->kind];
		if (column->reduced < 0)
			column->reduced = 0;
		if (partition->limit[column->kind] > 0 &&
		    partition->bound + column->reduced <=
			partition->below - LEAST_GAIN)
			partition->columns[count++] = *column;
	}
	partition->count = count;
	qsort(partition->columns, (size_t)count, sizeof(*partition->columns),
	      compare_reduced);
}

static void mark_rows(struct partition *partition)
{
	size_t words = (size_t)partition->words;

	partition->sets = xcalloc((size_t)partition->count * words + 1,
				  sizeof(*partition->sets));
	for (int32_t i = 0; i < partition->count; i++) {
		struct column *column = &partition->columns[i];

		column->set = &partition->sets[(size_t)i * words];
		for (int32_t k = 0; k < column->count; k++) {
			int32_t row = partition->rows[column->first + k];

			column->set[row / WORD_BITS] |= UINT64_C(1)
							<< row % WORD_BITS;
		}
	}
}

static bool overlaps(const struct partition *partition, const struct column *a,
		     const struct column *b)
{
	for (int32_t i = 0; i < partition->words; i++)
		if (a->set[i] & b->set[i])
			return true;
	return false;
}

static bool is_covered(const struct partition *partition, int32_t row)
{
	return partition->covered[row / WORD_BITS] >> row % WORD_BITS & 1;
}

static void flip(struct partition *partition, const struct column *column)
{
	for (int32_t i = 0; i < partition->words; i++)
		partition->covered[i] ^= column->set[i];
}

static void note_choice(struct partition *partition, double cost)
{
	if (cost > partition->below - LEAST_GAIN)
		return;
	partition->below = cost;
	partition->chosen_count = partition->depth;
	memcpy(partition->chosen, partition->stack,
	       (size_t)partition->depth * sizeof(*partition->chosen));
}

/* Of the rows that nothing covers, the one that fewest of these columns can;
 * -1: all are covered. *ret_count 0: one is lost. */
static int32_t hardest_row(struct partition *partition, const int32_t *left,
			   int32_t left_count, int32_t *ret_count)
{
	int32_t hardest = -1;

	memset(partition->cover, 0,
	       (size_t)partition->row_count * sizeof(*partition->cover));
	for (int32_t i = 0; i < left_count; i++) {
		const struct column *column = &partition->columns[left[i]];

		for (int32_t k = 0; k < column->count; k++)
			partition->cover[partition->rows[column->first + k]]++;
	}
	*ret_count = INT32_MAX;
	for (int32_t i = 0; i < partition->row_count; i++)
		if (partition->cover[i] < *ret_count &&
		    !is_covered(partition, i)) {
			*ret_count = partition->cover[i];
			hardest = i;
		}
	return hardest;
}

/* Those that can still be chosen beside the new one. */
static int32_t filter(struct partition *partition, const struct column *new,
		      const int32_t *left, int32_t left_count, double reduced,
		      int32_t *ret_left)
{
	int32_t count = 0;
	bool full = partition->taken[new->kind] >= partition->limit[new->kind];

	for (int32_t i = 0; i < left_count; i++) {
		const struct column *column = &partition->columns[left[i]];

		if (partition->bound + reduced + column->reduced >
		    partition->below - LEAST_GAIN)
			break;
		if (!overlaps(partition, column, new) &&
		    !(full && column->kind == new->kind))
			ret_left[count++] = left[i];
	}
	partition->work += left_count;
	return count;
}

/* The hardest row gets one column after the other; `left` are those that can
 * be chosen still, cheapest first. */
static void choose_more(struct partition *partition, int32_t *left,
			int32_t left_count, double cost, double reduced)
{
	int32_t most, row = hardest_row(partition, left, left_count, &most);

	if (row < 0) {
		note_choice(partition, cost);
		return;
	}
	for (int32_t i = 0; most > 0 && i < left_count; i++) {
		const struct column *column = &partition->columns[left[i]];
		double sum = reduced + column->reduced;
		int32_t count;

		if (!(column->set[row / WORD_BITS] >> row % WORD_BITS & 1))
			continue;
		if (partition->bound + sum > partition->below - LEAST_GAIN ||
		    partition->work >= WORK)
			return;
		flip(partition, column);
		partition->taken[column->kind]++;
		partition->stack[partition->depth++] = column->id;
		count = filter(partition, column, left, left_count, sum,
			       left + left_count);
		choose_more(partition, left + left_count, count,
			    cost + column->cost, sum);
		partition->depth--;
		partition->taken[column->kind]--;
		flip(partition, column);
	}
}

bool partition_solve(struct partition *partition, double below)
{
	partition->below = below;
	partition->cheap =
	    xcalloc((size_t)partition->count + 1, sizeof(*partition->cheap));
	if (partition->count == 0)
		return false;
	qsort(partition->columns, (size_t)partition->count,
	      sizeof(*partition->columns), compare_kinds);
	start_prices(partition);
	for (int32_t i = 0; i < partition->row_count; i++)
		if (partition->price[i] == HUGE_VAL)
			return false;
	if (!find_prices(partition))
		return false;
	drop_columns(partition);
	mark_rows(partition);
	partition->left = xcalloc((size_t)(partition->count + 1) *
				      (size_t)(partition->row_count + 1),
				  sizeof(int32_t));
	for (int32_t i = 0; i < partition->count; i++)
		partition->left[i] = i;
	choose_more(partition, partition->left, partition->count, 0, 0);
	return partition->chosen_count > 0;
}

const int32_t *partition_chosen(const struct partition *partition,
				int32_t *ret_count)
{
	*ret_count = partition->chosen_count;
	return partition->chosen;
}
