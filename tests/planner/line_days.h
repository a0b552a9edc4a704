/* SPDX-License-Identifier: MIT */
/*
 * Days with linked visits for the tests, in minutes: all places lie on a line,
 * from one to the next it is a minute. Plans of them are verified by plain
 * code.
 */
#ifndef TESTS_PLANNER_LINE_DAYS_H
#define TESTS_PLANNER_LINE_DAYS_H

#include <callout/plan.h>

enum {
	LINE_PLACES = 60,
	LINE_MOST = 12,
	LINE_LISTS = 2,
	LINE_MINUTE = 60,
	LINE_NEVER = -1000
};

#define LINE_ALONE .person = PLAN_NONE
#define LINE_DAY(start_, end_) LINE_ALONE, .start = (start_), .end = (end_)
#define LINE_LINK(kind_, ...)                          \
	{                                              \
		.kind = PLAN_LINK_##kind_, __VA_ARGS__ \
	}
#define LINE_COUNTS(a, b, c) \
	.shift_count = (a), .visit_count = (b), .link_count = (c)

struct line_shift {
	int32_t person; /* PLAN_NONE: nobody else's */
	int32_t home, start, end;
	int32_t rest_from, rest_to, rest; /* a break, if rest > 0 */
	int32_t max_jobs;		  /* 0: any number */
	int32_t capacity;		  /* 0: any */
	int32_t duration_rate;
	bool skilled;
	int32_t overtime;
};

struct line_visit {
	int32_t place, service, setup, priority;
	int32_t windows[LINE_LISTS][2]; /* {0, 0}: none */
	int32_t due;	   /* of the begin, PLAN_COST_SECOND a second */
	int32_t pinned_to; /* technician + 1; 0: not */
	int32_t pinned_at; /* 0: any time */
	int32_t amount;	   /* picked up */
	bool skill;
};

struct line_day {
	const char *name;
	struct line_shift shifts[LINE_MOST];
	struct line_visit visits[LINE_MOST];
	struct plan_link links[LINE_MOST]; /* gaps in minutes */
	/* technician (PLAN_NONE: nobody; LINE_NEVER: do not look) and begin */
	struct {
		int32_t technician, begin;
	} expected[LINE_MOST];
	int32_t shift_count, visit_count, link_count;
};

void line_add_places(struct plan_problem *problem);
void line_add_shift(struct plan_problem *problem,
		    const struct line_shift *shift, int64_t id);
void line_add_visit(struct plan_problem *problem,
		    const struct line_visit *visit, int64_t id);
/* And finish the problem. */
enum err line_add_links(struct plan_problem *problem,
			const struct plan_link *links, int32_t count,
			struct err_detail *detail);
struct plan_problem *line_build(const struct line_day *day);
struct plan *line_run(const struct plan_problem *problem, uint64_t seed,
		      uint64_t iterations, int32_t threads);

struct line_stay {
	int32_t technician; /* PLAN_NONE: unassigned */
	int64_t begin_s, end_s;
	int64_t step;
};

struct line_stay line_stay_of(const struct plan *plan, int32_t job);
/* Fails the test where a link, or any other rule, is broken. */
void line_verify(const struct plan_problem *problem, const struct plan *plan,
		 const char *name, uint64_t seed);

#endif
