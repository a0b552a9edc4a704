/* SPDX-License-Identifier: MIT */
/*
 * Desks: a few threads that keep the live plans of the territories (see
 * desk_model.h) and answer questions about them. A territory belongs to one
 * desk, each desk has its own event loop and store, and a model is touched on
 * its desk's thread only: there are no locks.
 *
 *	loop: desk_ask() -> desk: the model is made fresh, answer(question,
 *	model) -> loop: done(question, error)
 *
 * Fresh: before it answers, the desk asks the database what has changed since
 * (one round trip, with the rows of the question's jobs), so an answer knows
 * all that was committed before the question was asked. Whoever writes by an
 * answer has it checked by the versions that it has seen (desk_model_seen()).
 */
#ifndef DISPATCHD_ENGINE_DESK_H
#define DISPATCHD_ENGINE_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/work.h>


struct daemon;
struct desk;
struct desk_model;
struct pg_settings;
struct store_reply;

#define DESK_JOBS_MAX 100 /* of one question */

/* Embed it at the head of a struct with the question's data. */
struct desk_question {
	struct work_task task; /* the desk's; first */
	int64_t territory;
	/* Jobs that the model must have (desk_model_job()); they live until
	 * done(). */
	const int64_t *jobs;
	size_t job_count;
	/* They are moved as a whole: the visits that a crew has do not say when
	 * its other members begin. */
	bool whole_crew;
	/* On the desk's thread. The model is fresh, and the answer's until it
	 * returns. Not called if the question fails before. */
	enum err (*answer)(struct desk_question *question,
			   struct desk_model *model, struct err_detail *detail);
	/* On the asker's loop, once; `error` NULL: answered. Frees the
	 * question. */
	void (*done)(struct desk_question *question,
		     const struct err_detail *error);
	/* The desk's. */
	struct desk_question *next;
	struct err_detail error;
};

/* `pg` is copied, its texts live as long as the desk. */
enum err desk_new(const struct daemon *daemon, const struct pg_settings *pg,
		  unsigned threads, struct desk **ret_desk,
		  struct err_detail *detail) ERR_MUST_CHECK;
/* Lets answers under way end, for a few seconds; the others end by an error.
 * Before the boxes are freed; from any thread, any number of times. NULL is
 * accepted. */
void desk_end(struct desk *desk);
void desk_free(struct desk *desk);

/* From the loop of `box`. ERR_UNAVAILABLE: too many questions wait (or the desk
 * ends), and the question stays the caller's. */
enum err desk_ask(struct desk *desk, struct work_box *box,
		  struct desk_question *question,
		  struct err_detail *detail) ERR_MUST_CHECK;
/* Was a write refused because what its answer had seen has moved meanwhile? A
 * few times it is worth to ask again: `tries` counts them. */
bool desk_ask_again(const struct store_reply *reply, int *tries);

/* For /metrics; they only grow, but waiting and models. Any thread. */
struct desk_stats {
	uint64_t questions, errors, loads, answer_us;
	unsigned waiting, models;
};
void desk_stats(const struct desk *desk, struct desk_stats *ret_stats);

#endif
