/* SPDX-License-Identifier: MIT */
/*
 * Ways to place one class of a group. One job alone: the best place with each
 * technician. A crew: all places of all members with the begins that they
 * allow; the least begin that suits a choice of places is the start of one of
 * those windows, so only these are tried, each with the members that are
 * cheapest then.
 */
#include "planner/together_internal.h"

#include <assert.h>
#include <stdlib.h>

#include "planner/rules_internal.h"

enum {
	TIMES = 96,	   /* begins that are tried for a crew */
	PRICED = 24,	   /* ways for a crew whose lateness is worked out */
	ALL_PRICED = 1200, /* places times begins: up to here, of all */
};

static void push_pick(struct together *together, const struct pick *pick)
{
	together->picks =
	    together_grow(together->picks, together->pick_count,
			  &together->pick_capacity, sizeof(*together->picks));
	together->picks[together->pick_count++] = *pick;
}

/* An option of the last `count` picks. */
static void push_option(struct together *together, int64_t price,
			int64_t begin_s, int32_t count)
{
	together->options = together_grow(
	    together->options, together->option_count,
	    &together->option_capacity, sizeof(*together->options));
	together->options[together->option_count++] = (struct option){
	    price, begin_s, together->pick_count - count, count};
}

/* --- Options in order --- */

static int compare_options(const void *a, const void *b)
{
	const struct option *x = a, *y = b;

	if (x->price != y->price)
		return x->price < y->price ? -1 : 1;
	if (x->begin_s != y->begin_s)
		return x->begin_s < y->begin_s ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

static void keep_best(struct together *together, int32_t base, int32_t most)
{
	int32_t count = together->option_count - base;

	if (count > 1)
		qsort(&together->options[base], (size_t)count,
		      sizeof(*together->options), compare_options);
	if (count > most)
		together->option_count = base + most;
}
/* Both ends at once, where the other one is as free. */
static bool is_pair(const struct together *together, int32_t job)
{
	const struct job *own = &together->problem->jobs[job];
	const struct job *other;

	if (own->partner == PLAN_NONE || own->drops != NULL ||
	    together->solution->route_of[own->partner] != PLAN_NONE)
		return false;
	other = &together->problem->jobs[own->partner];
	return !other->clocked && other->class_index > own->class_index;
}

static void find_free(struct together *together, int32_t job, int32_t most)
{
	int32_t base = together->option_count;
	bool pair = is_pair(together, job);
	int64_t limit = INT64_MAX;

	for (int32_t i = 0; i < together->choice.count; i++) {
		int32_t technician = together->choice.technicians[i];
		struct pick picks[2];
		int64_t price;

		if (!(pair ? together_place_pair(together, job, technician,
						 limit, picks, &price)
			   : together_place_free(together, job, technician,
						 limit, picks, &price)))
			continue;
		if (most == 1) /* the others must be better */
			limit = price;
		push_pick(together, &picks[0]);
		if (pair)
			push_pick(together, &picks[1]);
		push_option(together, price, PLAN_ANY_TIME, 1 + pair);
	}
	keep_best(together, base, most);
}

/* --- Jobs that begin at a fixed time --- */

static int compare_times(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->price != y->price)
		return x->price < y->price ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

static void push_time(struct together *together, int64_t time)
{
	together->times =
	    together_grow(together->times, together->time_count,
			  &together->time_capacity, sizeof(*together->times));
	together->times[together->time_count++] = time;
}

static void sort_times(struct together *together)
{
	int32_t kept = 0;

	if (together->time_count > 1)
		qsort(together->times, (size_t)together->time_count,
		      sizeof(*together->times), compare_times);
	for (int32_t i = 0; i < together->time_count; i++)
		if (kept == 0 ||
		    together->times[i] != together->times[kept - 1])
			together->times[kept++] = together->times[i];
	together->time_count = kept;
}

/* The begins to try: where working time costs, the last ones too, because who
 * begins late may leave home late. Of too many, those of cheap places. */
static void collect_times(struct together *together)
{
	if (together->entry_count > 1)
		qsort(together->entries, (size_t)together->entry_count,
		      sizeof(*together->entries), compare_entries);
	for (int32_t i = 0;
	     i < together->entry_count && together->time_count < TIMES; i++) {
		const struct entry *entry = &together->entries[i];
		bool last = together->problem->technicians[entry->technician]
				.spec.duration_rate > 0;

		for (int32_t k = 0; k < entry->count; k++) {
			const struct plan_window *window =
			    &together->starts[entry->first + k];

			push_time(together, window->start_s);
			if (last)
				push_time(together, window->end_s);
		}
	}
	sort_times(together);
}

static bool begins_at(const struct together *together,
		      const struct entry *entry, int64_t begin_s)
{
	for (int32_t i = 0; i < entry->count; i++) {
		const struct plan_window *window =
		    &together->starts[entry->first + i];

		if (window->start_s <= begin_s && begin_s <= window->end_s)
			return true;
	}
	return false;
}

/* Are an entry and the pick of an option one choice, of which the better one
 * stays? Where technicians are few, each place is a choice of its own. */
static bool is_alike(const struct together *together, const struct entry *entry,
		     const struct pick *pick)
{
	return pick->technician == entry->technician &&
	       (together->problem->technician_count > TOGETHER_FEW ||
		(pick->place.at == entry->at &&
		 pick->place.visit_at == entry->visit_at));
}

/* One job: with each technician the best place and begin. */
static void find_single(struct together *together, int32_t job, int32_t most)
{
	int32_t base = together->option_count;

	for (int32_t i = 0; i < together->entry_count; i++) {
		const struct entry *entry = &together->entries[i];
		struct option *option = NULL;

		for (int32_t k = base; k < together->option_count; k++)
			if (is_alike(
				together, entry,
				&together->picks[together->options[k].first]))
				option = &together->options[k];
		if (option == NULL) {
			struct pick none =
			    together_pick_of(entry, job, PLAN_ANY_TIME);

			push_pick(together, &none);
			push_option(together, INT64_MAX, INT64_MAX, 1);
			option = &together->options[together->option_count - 1];
		}
		for (int32_t k = 0; k < together->time_count; k++) {
			int64_t begin = together->times[k], price;

			if (!begins_at(together, entry, begin))
				continue;
			price =
			    together_price_place(together, entry, job, begin);
			if (price > option->price || (price == option->price &&
						      begin >= option->begin_s))
				continue;
			option->price = price;
			option->begin_s = begin;
			together->picks[option->first] =
			    together_pick_of(entry, job, begin);
		}
	}
	keep_best(together, base, most);
	while (together->option_count > base &&
	       together->options[together->option_count - 1].price == INT64_MAX)
		together->option_count--;
}

/* The jobs of a crew that are to be placed, or to be given a begin. */
struct crew {
	int32_t jobs[PLAN_LINKED_MAX];
	int32_t count;
	int32_t columns;
	bool exact;    /* lateness of every place is worked out */
	int64_t *cost; /* [row * columns + column] */
	int32_t *entry;
};

/* One column a person, so that nobody is two of a crew. */
static int32_t number_columns(struct together *together)
{
	const struct together_choice *choice = &together->choice;
	int32_t columns = 0;

	for (int32_t i = 0; i < choice->count; i++) {
		int32_t column = columns;

		for (int32_t k = 0; k < i && column == columns; k++)
			if (same_person(together->problem,
					choice->technicians[k],
					choice->technicians[i]))
				column =
				    together->columns[choice->technicians[k]];
		together->columns[choice->technicians[i]] = column;
		columns += column == columns;
	}
	return columns;
}

/* Pinned members stand with technicians who are perhaps not to choose from. */
static int32_t number_pinned(struct together *together, const struct crew *crew,
			     int32_t columns)
{
	for (int32_t i = 0; i < crew->count; i++) {
		int32_t technician =
		    together->solution->route_of[crew->jobs[i]];
		int32_t column = columns;

		if (technician == PLAN_NONE)
			continue;
		for (int32_t k = 0; k < together->choice.count; k++)
			if (same_person(together->problem, technician,
					together->choice.technicians[k]))
				column = together->columns[together->choice
							       .technicians[k]];
		together->columns[technician] = column;
		columns += column == columns;
	}
	return columns;
}

static void fill_costs(const struct together *together, struct crew *crew,
		       int64_t begin_s)
{
	for (int32_t i = 0; i < crew->count * crew->columns; i++)
		crew->cost[i] = INT64_MAX;
	for (int32_t i = 0; i < together->entry_count; i++) {
		const struct entry *entry = &together->entries[i];
		int32_t cell = entry->row * crew->columns + entry->column;
		int64_t price = entry->price;

		/* In order of price: what costs no lateness is known. */
		if ((!crew->exact && crew->cost[cell] != INT64_MAX) ||
		    !begins_at(together, entry, begin_s))
			continue;
		if (crew->exact)
			price = together_price_place(
			    together, entry, crew->jobs[entry->row], begin_s);
		if (price < crew->cost[cell]) {
			crew->cost[cell] = price;
			crew->entry[cell] = i;
		}
	}
}

/* The crew at this begin; lateness by the jobs' own dues if it is not exact. */
static void try_begin(struct together *together, struct crew *crew,
		      int64_t begin_s)
{
	int32_t column[PLAN_LINKED_MAX];
	int64_t price;

	fill_costs(together, crew, begin_s);
	if (!together_assign(crew->cost, crew->count, crew->columns, column,
			     &price))
		return;
	for (int32_t row = 0; row < crew->count; row++) {
		const struct entry *entry =
		    &together->entries[crew->entry[row * crew->columns +
						   column[row]]];
		const struct job *job =
		    &together->problem->jobs[crew->jobs[row]];
		struct pick pick =
		    together_pick_of(entry, crew->jobs[row], begin_s);

		push_pick(together, &pick);
		if (!crew->exact)
			price += rules_due_cost(
			    job, begin_s, begin_s + job->spec.service_s, NULL);
	}
	push_option(together, price, begin_s, crew->count);
}

/* What an option costs with all lateness that it makes. */
static int64_t price_option(struct together *together,
			    const struct option *option)
{
	int64_t sum = 0;

	for (int32_t i = 0; i < option->count; i++) {
		const struct pick *pick = &together->picks[option->first + i];
		int64_t price =
		    solution_price_held(together->solution, pick->technician,
					pick->job, &pick->place);

		if (price == INT64_MAX)
			return INT64_MAX;
		sum += price;
	}
	return sum;
}

static void find_crew(struct together *together, struct crew *crew,
		      int32_t most)
{
	int32_t base = together->option_count;
	bool free_begins = true;
	size_t cells;

	crew->columns = number_pinned(together, crew, number_columns(together));
	/* Columns came after the entries were found. */
	for (int32_t i = 0; i < together->entry_count; i++) {
		struct entry *entry = &together->entries[i];

		entry->column = together->columns[entry->technician];
		free_begins = free_begins && entry->exact;
	}
	cells = (size_t)(crew->count * crew->columns) + 1;
	crew->exact =
	    (int64_t)together->entry_count * together->time_count <= ALL_PRICED;
	crew->cost = xcalloc(cells, sizeof(*crew->cost));
	crew->entry = xcalloc(cells, sizeof(*crew->entry));
	for (int32_t i = 0; i < together->time_count; i++)
		try_begin(together, crew, together->times[i]);
	free(crew->cost);
	free(crew->entry);
	if (!crew->exact && !free_begins) {
		keep_best(together, base, PRICED);
		for (int32_t i = base; i < together->option_count; i++)
			together->options[i].price =
			    price_option(together, &together->options[i]);
	}
	keep_best(together, base, most);
	while (together->option_count > base &&
	       together->options[together->option_count - 1].price == INT64_MAX)
		together->option_count--;
}

static void clear_entries(struct together *together)
{
	together->entry_count = 0;
	together->start_count = 0;
	together->time_count = 0;
}

void together_find_options(struct together *together, int32_t class,
			   int64_t from_s, int32_t most)
{
	const struct solution *solution = together->solution;
	const struct link_class *own = &together->group->classes[class];
	struct crew crew = {.count = 0};

	clear_entries(together);
	together->limit = INT64_MAX;
	if (own->count == 1 && most == 1)
		together->limit = INT64_MAX - 1;
	for (int32_t i = 0; i < own->count; i++) {
		int32_t job = together->group->jobs[own->first + i];
		struct start_range range;

		if (solution->route_of[job] != PLAN_NONE &&
		    linked_begin_s(solution, job) != PLAN_ANY_TIME)
			continue;
		if (!together->problem->jobs[job].clocked) {
			assert(own->count == 1);
			find_free(together, job, most);
			return;
		}
		if (!linked_range(solution, job, &range))
			return;
		if (range.begin_min_s < from_s)
			range.begin_min_s = from_s;
		together_find_places(together, crew.count, job, &range);
		crew.jobs[crew.count++] = job;
	}
	collect_times(together);
	if (crew.count == 1)
		find_single(together, crew.jobs[0], most);
	else if (crew.count > 1)
		find_crew(together, &crew, most);
}

/* --- Raised begins --- */

/* The begins of `job` from which the followers that are absent can begin as
 * early as the routes allow; `offset_s` is how much later `job` itself may
 * begin than the class in question. */
static void raise_for(struct together *together, int32_t job, int64_t offset_s,
		      int32_t depth)
{
	const struct plan_problem *problem = together->problem;
	const struct job *own = &problem->jobs[job];

	for (int32_t i = 0; i < own->link_count && depth > 0; i++) {
		const struct plan_link *link = &problem->links[own->links[i]];
		struct start_range range = START_ANY_TIME;
		int64_t gap;

		if (link->kind != PLAN_LINK_AFTER || link->job != job ||
		    link->max_s > PLAN_SPAN_MAX ||
		    together->solution->route_of[link->other] != PLAN_NONE)
			continue;
		gap = offset_s + own->spec.setup_s + own->spec.service_s +
		      link->max_s;
		together->entry_count = together->start_count = 0;
		together_find_places(together, 0, link->other, &range);
		for (int32_t k = 0; k < together->start_count; k++)
			push_time(together, together->starts[k].start_s - gap);
		raise_for(together, link->other, gap, depth - 1);
	}
}

void together_find_raises(struct together *together, int32_t class)
{
	const struct link_class *own = &together->group->classes[class];

	clear_entries(together);
	together->limit = INT64_MAX;
	for (int32_t i = 0; i < own->count; i++)
		raise_for(together, together->group->jobs[own->first + i], 0,
			  4);
	sort_times(together);
}
