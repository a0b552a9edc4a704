/* SPDX-License-Identifier: MIT */
/*
 * The pool of routes; see pool.h. A route is known by whose it is and by its
 * jobs in any order: of those with the same jobs the cheapest stays. Routes
 * that come again and again outlive the others ("second chance").
 */
#include "planner/pool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/partition.h"

enum {
	ROUTES_MOST = 16384,
	BUCKETS = 32768,
	JOBS_MOST = 299, /* above, searches own parts of the problem */
};

struct entry {
	uint64_t hash;
	int64_t cost;
	int32_t *jobs;
	int32_t count, capacity;
	int32_t kind; /* the first of the technicians who are alike */
	int32_t next; /* in its bucket */
	bool again;
};

struct pool {
	const struct plan_problem *problem;
	struct entry *entries;
	int32_t count, hand;
	int32_t buckets[BUCKETS];
};

bool pool_applies(const struct plan_problem *problem)
{
	return problem->job_count > 1 && problem->job_count <= JOBS_MOST &&
	       problem->technician_count > 1 && regret_applies(problem);
}

struct pool *pool_new(const struct plan_problem *problem)
{
	struct pool *pool = xcalloc(1, sizeof(*pool));

	pool->problem = problem;
	pool->entries = xcalloc(ROUTES_MOST, sizeof(*pool->entries));
	for (int32_t i = 0; i < BUCKETS; i++)
		pool->buckets[i] = PLAN_NONE;
	return pool;
}

void pool_free(struct pool *pool)
{
	if (pool == NULL)
		return;
	for (int32_t i = 0; i < pool->count; i++)
		free(pool->entries[i].jobs);
	free(pool->entries);
	free(pool);
}

/* A finalizer of 64 bits (splitmix64). */
static uint64_t mix(uint64_t value)
{
	value += 0x9e3779b97f4a7c15u;
	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
	value = (value ^ value >> 27) * 0x94d049bb133111ebu;
	return value ^ value >> 31;
}

static uint64_t hash_of(const struct plan_problem *problem, int32_t kind,
			const int32_t *jobs, int32_t count)
{
	uint64_t hash = mix((uint64_t)kind << 32);

	for (int32_t i = 0; i < count; i++)
		if (!is_depot(problem, jobs[i]))
			hash += mix((uint64_t)jobs[i]);
	return hash;
}

static int32_t *bucket_of(struct pool *pool, uint64_t hash)
{
	return &pool->buckets[hash % BUCKETS];
}

static void unlink_entry(struct pool *pool, int32_t index)
{
	int32_t *link = bucket_of(pool, pool->entries[index].hash);

	while (*link != index)
		link = &pool->entries[*link].next;
	*link = pool->entries[index].next;
}

/* Room for one more: that of an old one that never came again. */
static int32_t make_room(struct pool *pool)
{
	int32_t index;

	if (pool->count < ROUTES_MOST)
		return pool->count++;
	for (;;) {
		index = pool->hand;
		pool->hand = (pool->hand + 1) % ROUTES_MOST;
		if (!pool->entries[index].again)
			break;
		pool->entries[index].again = false;
	}
	unlink_entry(pool, index);
	return index;
}

static void set_jobs(struct entry *entry, const int32_t *jobs, int32_t count)
{
	if (count > entry->capacity) {
		entry->capacity = count + 4;
		entry->jobs = xrealloc(entry->jobs, (size_t)entry->capacity *
							sizeof(*entry->jobs));
	}
	memcpy(entry->jobs, jobs, (size_t)count * sizeof(*entry->jobs));
	entry->count = count;
}

static void add(struct pool *pool, int32_t kind, const int32_t *jobs,
		int32_t count, int64_t cost)
{
	uint64_t hash = hash_of(pool->problem, kind, jobs, count);
	int32_t *bucket = bucket_of(pool, hash), index;
	struct entry *entry;

	for (index = *bucket; index != PLAN_NONE;
	     index = pool->entries[index].next) {
		entry = &pool->entries[index];
		if (entry->hash != hash)
			continue;
		entry->again = true;
		if (cost < entry->cost) {
			entry->cost = cost;
			set_jobs(entry, jobs, count);
		}
		return;
	}
	index = make_room(pool);
	entry = &pool->entries[index];
	entry->hash = hash;
	entry->cost = cost;
	entry->kind = kind;
	entry->again = false;
	entry->next = *bucket;
	*bucket = index;
	set_jobs(entry, jobs, count);
}

static void add_route(struct pool *pool, const struct solution *solution,
		      int32_t technician)
{
	const struct route *route = &solution->routes[technician];

	if (route->count > 0)
		add(pool,
		    solution->alike.order[solution->alike.first[technician]],
		    route->jobs, route->count, route->cost);
}

void pool_note(struct pool *pool, const struct solution *solution)
{
	for (int32_t i = 0; i < solution->log_count; i++)
		add_route(pool, solution, solution->log[i].technician);
}

void pool_note_all(struct pool *pool, const struct solution *solution)
{
	for (int32_t i = 0; i < pool->problem->technician_count; i++)
		add_route(pool, solution, i);
}

void pool_merge(struct pool *pool, const struct pool *from)
{
	for (int32_t i = 0; i < from->count; i++) {
		const struct entry *entry = &from->entries[i];

		add(pool, entry->kind, entry->jobs, entry->count, entry->cost);
	}
}

/* --- Recombination --- */

/* The jobs that the best plan serves are the rows. Returns how many. */
static int32_t number_rows(const struct search *search, int32_t *ret_row)
{
	const struct plan_problem *problem = search->problem;
	int32_t rows = 0;

	for (int32_t i = 0; i <= problem->job_count; i++)
		ret_row[i] = PLAN_NONE;
	for (int32_t i = 0; i < problem->technician_count; i++)
		for (int32_t k = 0; k < search->best[i].count; k++)
			if (!is_depot(problem, search->best[i].jobs[k]))
				ret_row[search->best[i].jobs[k]] = rows++;
	return rows;
}

static void add_columns(const struct pool *pool, const int32_t *row,
			struct partition *partition)
{
	int32_t rows[JOBS_MOST];

	for (int32_t i = 0; i < pool->count; i++) {
		const struct entry *entry = &pool->entries[i];
		int32_t count = 0;
		bool good = true;

		for (int32_t k = 0; k < entry->count && good; k++) {
			if (is_depot(pool->problem, entry->jobs[k]))
				continue;
			rows[count] = row[entry->jobs[k]];
			good = rows[count++] != PLAN_NONE;
		}
		if (good)
			partition_add(partition, i, entry->kind, rows, count,
				      (double)entry->cost);
	}
}

/* All routes are emptied first: jobs move from one to another. */
static void apply(const struct pool *pool, struct search *search,
		  const struct partition *partition)
{
	struct solution *solution = &search->solution;
	const struct alike *alike = &solution->alike;
	int32_t technicians = pool->problem->technician_count, count;
	const int32_t *chosen = partition_chosen(partition, &count);

	for (int32_t i = 0; i < technicians; i++)
		solution_remove(solution, i, 0, solution->routes[i].count);
	for (int32_t i = 0; i < count; i++) {
		const struct entry *entry = &pool->entries[chosen[i]];
		int32_t at = alike->first[entry->kind];

		while (solution->routes[alike->order[at]].count > 0)
			at++;
		assert(at < alike->end[entry->kind]);
		solution_set_route(solution, alike->order[at], entry->jobs,
				   NULL, entry->count);
	}
	for (int32_t i = 0; i < technicians; i++)
		if (solution->routes[i].count == 0)
			solution_set_route(solution, i, NULL, NULL, 0);
}

bool pool_recombine(struct pool *pool, struct search *search)
{
	const struct plan_problem *problem = search->problem;
	struct solution *solution = &search->solution;
	int32_t *row = xcalloc((size_t)problem->job_count + 1, sizeof(*row));
	int32_t rows = number_rows(search, row);
	struct partition *partition =
	    partition_new(rows, problem->technician_count);
	bool better = false;

	for (int32_t i = 0; i < problem->technician_count; i++) {
		int32_t first = solution->alike.first[i];

		partition_limit(partition, solution->alike.order[first],
				solution->alike.end[i] - first);
	}
	add_columns(pool, row, partition);
	if (partition_solve(partition, (double)search->best_value.cost)) {
		assert(solution->log_count == 0);
		apply(pool, search, partition);
		better =
		    solution_compare(&solution->value, &search->best_value) < 0;
		if (better) {
			best_note(search);
			solution_keep(solution);
			best_save(search);
		} else {
			solution_undo(solution);
		}
	}
	partition_free(partition);
	free(row);
	return better;
}
