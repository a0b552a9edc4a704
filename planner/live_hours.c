/* SPDX-License-Identifier: MIT */
/*
 * Who is at work when: a board of many days has each shift of each person as a
 * technician, and most questions are about one day. The shifts are listed by
 * their start in the problem; how far days may reach before and behind that,
 * by pins and relief, is known for the worst of them, so a list is never too
 * short. An absence only makes a day shorter.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "planner/live_internal.h"

struct shift {
	int64_t start_s;
	int32_t technician;
};

static int compare_shifts(const void *a, const void *b)
{
	const struct shift *x = a, *y = b;

	if (x->start_s != y->start_s)
		return x->start_s < y->start_s ? -1 : 1;
	return (x->technician > y->technician) -
	       (x->technician < y->technician);
}

void live_hours_open(struct plan_live *live)
{
	const struct plan_problem *base = live->base;
	size_t count = (size_t)base->technician_count;
	struct shift *shifts = xcalloc(count, sizeof(*shifts));
	struct live_hours *hours = &live->hours;

	for (size_t i = 0; i < count; i++)
		shifts[i] = (struct shift){
		    base->technicians[i].spec.shift_start_s, (int32_t)i};
	qsort(shifts, count, sizeof(*shifts), compare_shifts);
	hours->technicians = xcalloc(count, sizeof(*hours->technicians));
	hours->start_s = xcalloc(count, sizeof(*hours->start_s));
	hours->found = xcalloc(count, sizeof(*hours->found));
	hours->marks = xcalloc(count / 64 + 1, sizeof(*hours->marks));
	for (size_t i = 0; i < count; i++) {
		hours->technicians[i] = shifts[i].technician;
		hours->start_s[i] = shifts[i].start_s;
	}
	free(shifts);
}

void live_hours_close(struct live_hours *hours)
{
	free(hours->technicians);
	free(hours->start_s);
	free(hours->found);
	free(hours->marks);
}

/* The hours in which a visit of the day may begin: a pin that is reached too
 * late begins all the same, before the shift perhaps. */
static struct plan_window extent(const struct live_day *day)
{
	const struct technician *own = &day->day.own;
	struct plan_window hours = {own->spec.shift_start_s, own->end_latest_s};

	for (int32_t i = 0; i < day->day.count; i++) {
		int64_t begin_s = day->day.times[i].begin_s;

		if (begin_s < hours.start_s)
			hours.start_s = begin_s;
		if (begin_s > hours.end_s)
			hours.end_s = begin_s;
	}
	return hours;
}

void live_hours_note(struct plan_live *live, int32_t technician)
{
	struct live_hours *hours = &live->hours;
	struct live_day *day = &live->days[technician];
	int64_t start_s =
	    live->base->technicians[technician].spec.shift_start_s;

	day->hours = extent(day);
	if (start_s - day->hours.start_s > hours->most_before_s)
		hours->most_before_s = start_s - day->hours.start_s;
	if (day->hours.end_s - start_s > hours->most_after_s)
		hours->most_after_s = day->hours.end_s - start_s;
}

/* The first in the list that starts at or after this. */
static int32_t find_start(const struct plan_live *live, int64_t at_s)
{
	int32_t first = 0, last = live->problem.technician_count;

	while (first < last) {
		int32_t middle = first + (last - first) / 2;

		if (live->hours.start_s[middle] < at_s)
			first = middle + 1;
		else
			last = middle;
	}
	return first;
}

/* In ascending order, by a bit for each. */
static int32_t list_marked(struct live_hours *hours, int32_t technicians)
{
	int32_t count = 0;

	for (int32_t i = 0; i <= technicians / 64; i++) {
		uint64_t bits = hours->marks[i];

		for (; bits != 0; bits &= bits - 1)
			hours->found[count++] =
			    i * 64 + (int32_t)__builtin_ctzll(bits);
		hours->marks[i] = 0;
	}
	return count;
}

struct live_some live_at_work(struct plan_live *live, int64_t from_s,
			      int64_t to_s, int32_t also)
{
	struct live_hours *hours = &live->hours;
	int32_t count = live->problem.technician_count;
	int32_t first = find_start(live, from_s - hours->most_after_s);
	int32_t last = find_start(live, to_s + hours->most_before_s + 1);

	for (int32_t i = first; i < last; i++) {
		int32_t technician = hours->technicians[i];
		const struct plan_window *own = &live->days[technician].hours;

		if (own->start_s <= to_s && own->end_s >= from_s)
			hours->marks[technician / 64] |= 1ULL
							 << technician % 64;
	}
	if (also != PLAN_NONE)
		hours->marks[also / 64] |= 1ULL << also % 64;
	return (struct live_some){hours->found, list_marked(hours, count)};
}

void plan_live_at_work(struct plan_live *live, int64_t from_s, int64_t to_s,
		       struct arena *arena, const int32_t **ret_technicians,
		       size_t *ret_count)
{
	struct live_some some;
	int32_t *list;

	assert(from_s >= -PLAN_TIME_MAX && to_s <= PLAN_TIME_MAX);
	some = live_at_work(live, from_s, to_s, PLAN_NONE);
	list = arena_calloc(arena, (size_t)some.count + 1, sizeof(*list));
	memcpy(list, some.technicians,
	       (size_t)some.count * sizeof(*some.technicians));
	*ret_technicians = list;
	*ret_count = (size_t)some.count;
}
