/* SPDX-License-Identifier: MIT */
/*
 * A month of field service, replayed: real requests at their real times, and a
 * town of made-up technicians with made-up luck (who is ill, what takes longer,
 * where nobody is at home). Luck belongs to the job or the day, not to the
 * plan: every way to dispatch meets the same.
 *
 * Time is seconds of local wall clock since the first midnight of the data (its
 * month has no change of clocks).
 */
#ifndef BENCH_DAY_H
#define BENCH_DAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DAY_S INT64_C(86400)
#define NEVER INT64_MAX

enum {
	DAYS_MAX = 31,
	SKILLS_MAX = 16, /* departments of the city */
	PRIORITIES = 5,	 /* 1 is the most urgent */
};

/* --- requests.c: what is asked for --- */

struct request {
	int64_t opened_s;
	double lat, lon;
	int32_t skill;
	int32_t priority; /* 1..5 */
	int32_t kind;	  /* of work, told by its name */
};

struct requests {
	struct request *all; /* by opened_s */
	int32_t count;
	int32_t skill_count;
	int32_t first_weekday; /* of day 0: Monday 0 */
};

/* Read the city's file. False, with a message on stderr, if it cannot be. */
bool requests_read(const char *path, struct requests *ret_requests);
void requests_free(struct requests *requests);

/* --- town.c: who there is, and luck --- */

enum state { WAITS, UNDER_WAY, DONE, CANCELLED };

struct job {
	const struct request *request;
	int64_t due_s;		/* to be on site */
	int64_t service_s;	/* as planned */
	int64_t true_service_s; /* as it will turn out */
	int64_t not_before_s;
	int64_t cancelled_s; /* by the customer; or NEVER */
	int32_t visits;
	bool no_access, no_part; /* the first time */
	enum state state;
	int64_t first_arrival_s; /* or NEVER */
};

struct technician {
	double lat, lon;
	uint32_t skills;	  /* bits */
	int64_t starts_s, ends_s; /* of the local day */
	uint32_t weekdays;	  /* bits, Monday the lowest */
};

struct town {
	const struct requests *requests;
	struct job *jobs; /* one a request */
	struct technician *technicians;
	int32_t technician_count;
	uint64_t seed;
};

/* `load` is the share of the shifts that the work would take if ways were as
 * short as a good plan has them. */
void town_make(struct town *town, const struct requests *requests,
	       uint64_t seed, double load);
void town_free(struct town *town);

/* What happens to somebody on a day, in seconds of that day: the shift as it
 * is really worked. False if it is not worked at all. */
bool town_shift(const struct town *town, int32_t technician, int32_t day,
		int64_t *ret_starts_s, int64_t *ret_leaves_s);
/* Does the shift stand in the plan? */
bool town_works(const struct town *town, int32_t technician, int32_t day);
/* How much longer than planned this way takes this time: 1.0 on average. */
double town_way(const struct town *town, int32_t technician, int64_t now_s);
/* Business time (Monday to Friday, 8 to 17): `minutes` of it after `from_s`. */
int64_t town_business_add(const struct town *town, int64_t from_s,
			  int64_t minutes);

/* --- replay.c: the month, one way to dispatch --- */

enum way {
	WAY_FOLLOW,  /* a plan in the morning, repaired at each event */
	WAY_NEAREST, /* each job as it comes to the nearest who is free */
	WAY_MORNING, /* a plan in the morning, and no change to it */
	WAY_COUNT
};

struct figures {
	int64_t jobs, met;	    /* with a due time in the month; in time */
	int64_t urgent, urgent_met; /* of priority 1 and 2 */
	int64_t visits;
	int64_t technician_days;
	int64_t travel_s, service_s, shift_s, overtime_s;
	int64_t events, moves; /* visits that somebody else got, or at another
				  time by more than half an hour */
	int64_t repair_us, repair_worst_us;
};

struct replay_settings {
	int32_t days;
	uint64_t plan_iterations;
	uint64_t repair_iterations;
	int32_t max_moves;
};

void replay(struct town *town, enum way way,
	    const struct replay_settings *settings,
	    struct figures *ret_figures);

#endif
