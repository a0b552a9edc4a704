/* SPDX-License-Identifier: MIT */
/*
 * Arrival windows to offer to a customer, and one of them looked at once more
 * before it is held or booked. SQL makes the question complete, a desk answers
 * it (desk.h).
 *
 * An offer is the begin at which a technician can come without that anybody
 * else's visit begins later; the window is what the customer is told. Its cost
 * is in seconds of driving, all that the territory's policy counts included.
 */
#ifndef DISPATCHD_ENGINE_SLOTS_H
#define DISPATCHD_ENGINE_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include <callout/arena.h>
#include <callout/err.h>
#include <callout/plan_live.h>

struct loop;

/* What was offered: who would come when, and the window that was told. */
struct slot_choice {
	int64_t technician, start_s, from_s, to_s;
};

struct slots_wish {
	int64_t user_id;
	const char *ask;	/* JSON, as slot_question() takes it */
	int64_t limit, per_day; /* of offers; 0: no limit */
	bool rejected; /* tell of the windows that are not possible, too */
	/* Given: is it still good? Else, is there another place in its window?
	 * Else the answer has fresh offers. */
	const struct slot_choice *choice;
};

enum slot_grade { SLOT_IDEAL, SLOT_GOOD, SLOT_POSSIBLE };
const char *slot_grade_name(enum slot_grade grade);

struct slot_offer {
	int64_t technician;
	const char *name; /* the technician's */
	int64_t from_s, to_s;
	int64_t start_s, end_s, travel_s;
	int64_t cost_s, extra_travel_s;
	enum slot_grade grade;
	const char *why;
};

struct slot_rejection {
	int64_t from_s, to_s;
	const char *why;
};

struct slots_answer {
	const struct err_detail *error; /* NULL: none */
	const struct slot_offer *offers;
	size_t offer_count;
	const struct slot_rejection *rejections;
	size_t rejection_count;
	int64_t possible, asked; /* windows */
	/* Of a choice: offers[0] is it; false: offers are fresh ones. */
	bool good;
	const char *hold; /* of the question: for hold_make(), without {} */
	const char *seen; /* of offers[0] */
};

/* On the loop; texts are valid until on_answer returns. */
typedef void slots_fn(const struct slots_answer *answer, void *arg);

/* The wish's texts live until on_answer. */
void slots_ask(struct loop *loop, const struct slots_wish *wish,
	       slots_fn *on_answer, void *arg);

#endif
