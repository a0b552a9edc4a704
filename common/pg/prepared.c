/* SPDX-License-Identifier: MIT */
/*
 * What one connection's server knows by name: a hash of statement rows by
 * their address. A name is NAME, or NAME.GENERATION after its plan became
 * void (a result type changed by a migration, DISCARD ALL by somebody): a new
 * name needs no DEALLOCATE, which would fail where there is nothing to free.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>

#include "pg_internal.h"

static struct pg_prepared *probe(const struct pg_prepared_set *set,
				 const struct pg_statement *statement)
{
	/* Fibonacci hashing; rows are at least pointer-aligned. */
	size_t at = (size_t)((uintptr_t)statement >> 3) * 0x9E3779B97F4A7C15u;

	for (at >>= 20;; at++) {
		struct pg_prepared *slot = &set->slots[at % set->capacity];

		if (slot->statement == statement || slot->statement == NULL)
			return slot;
	}
}

static void grow(struct pg_prepared_set *set)
{
	struct pg_prepared_set bigger = {
	    .capacity = set->capacity == 0 ? 64 : set->capacity * 2,
	    .count = set->count,
	};

	bigger.slots = xcalloc(bigger.capacity, sizeof(*bigger.slots));
	for (size_t i = 0; i < set->capacity; i++)
		if (set->slots[i].statement != NULL)
			*probe(&bigger, set->slots[i].statement) =
			    set->slots[i];
	free(set->slots);
	*set = bigger;
}

static bool is_name_free(const struct pg_prepared_set *set, const char *name)
{
	for (size_t i = 0; i < set->capacity; i++)
		if (set->slots[i].statement != NULL &&
		    strcmp(set->slots[i].statement->name, name) == 0)
			return false;
	return true;
}

struct pg_prepared *pg_prepared_find(struct pg_prepared_set *set,
				     const struct pg_statement *statement)
{
	struct pg_prepared *slot;

	assert(statement != NULL && statement->name != NULL);
	if (set->capacity == 0)
		grow(set);
	slot = probe(set, statement);
	if (slot->statement != NULL)
		return slot;
	assert(is_name_free(set, statement->name));
	if (set->count >= set->capacity / 2) {
		grow(set);
		slot = probe(set, statement);
	}
	set->count++;
	slot->statement = statement;
	return slot;
}

void pg_prepared_clear(struct pg_prepared_set *set)
{
	free(set->slots);
	*set = (struct pg_prepared_set){0};
}

void pg_prepared_forget(struct pg_prepared_set *set,
			const struct pg_statement *statement,
			unsigned generation)
{
	struct pg_prepared *prepared = pg_prepared_find(set, statement);

	/* A neighbour in the pipeline may have said so already. */
	if (prepared->generation != generation)
		return;
	prepared->generation++;
	prepared->sent = false;
}

void pg_prepared_name(const struct pg_prepared *prepared,
		      char ret_name[PG_PREPARED_NAME_SIZE])
{
	/* The server cuts names at 63 bytes. */
	assert(strlen(prepared->statement->name) < PG_PREPARED_NAME_SIZE - 12);
	if (prepared->generation == 0)
		snprintf(ret_name, PG_PREPARED_NAME_SIZE, "%s",
			 prepared->statement->name);
	else
		snprintf(ret_name, PG_PREPARED_NAME_SIZE, "%s.%u",
			 prepared->statement->name, prepared->generation);
}
