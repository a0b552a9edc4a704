/* SPDX-License-Identifier: MIT */
/*
 * The planner: a problem in, a plan out. Pure: no clock, no random source, no
 * file and no global state of its own; several runs may go on at once.
 *
 * Units. Time is int64 seconds from an origin that the caller chooses (Unix
 * time, or midnight). A cost is int64 in fractions of a second of travel:
 * PLAN_COST_SECOND is what one second of travel costs, and such that costs by
 * the hour and by the kilometre are whole. A rate is a cost per second.
 * Technicians, jobs and locations are known by their index in order of
 * addition; `id` is the caller's own and comes back untouched.
 *
 * Aims, compared one after the other: the sum of the priorities served, the
 * number of jobs served (a job of several visits is one), then cost = travel +
 * distance + working time + lateness + overtime + fixed costs + imbalance +
 * moves - bonuses.
 *
 * How a day is driven. A technician leaves `start` not before the shift,
 * serves jobs one at a time, each starting inside one of its windows (setup
 * comes first, unless the stop before is at the same location), takes every
 * break in order (on the road too), and is at `end` by the end of the shift
 * plus overtime. Who has no job does not drive and takes no break. Where tools
 * or parts are missing she drives by the depot once, before the first job that
 * lacks them.
 */
#ifndef CALLOUT_PLAN_H
#define CALLOUT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/arena.h>
#include <callout/err.h>

#define PLAN_NONE (-1)		    /* no technician, no location */
#define PLAN_ANY_TIME INT64_MIN	    /* no start is given */
#define PLAN_NO_LIMIT INT32_MAX	    /* of jobs */
#define PLAN_COST_SECOND 18000	    /* cost of a second of travel */
#define PLAN_TIME_MAX (1LL << 40)   /* any time is within +- this */
#define PLAN_SPAN_MAX (400 * 86400) /* any duration, in seconds */
#define PLAN_RATE_MAX (1000 * PLAN_COST_SECOND)
#define PLAN_COST_MAX (1LL << 50) /* any single cost */
#define PLAN_PRIORITY_MAX 1000000
#define PLAN_JOBS_MAX 200000
#define PLAN_TECHNICIANS_MAX 20000
#define PLAN_AMOUNTS_MAX 8 /* dimensions of capacity */

/* --- The problem ------------------------------------------------------- */

#define PLAN_LINKED_MAX 64 /* jobs that hang together by links */

struct plan_window {
	int64_t start_s, end_s; /* both ends belong to it */
};

/* A technician's skill, certified from `from_s` to `to_s`: the whole stay must
 * lie inside. Use -PLAN_TIME_MAX, PLAN_TIME_MAX for "always". */
struct plan_skill {
	int32_t skill;
	int32_t level;
	int64_t from_s, to_s;
};

struct plan_need {
	int32_t skill;
	int32_t level; /* at least */
};

/* A break starts inside one of its windows. It is not planned if its last
 * window closes before frozen_until (it is past), or if all of them lie
 * outside of the shift. Breaks are taken in the order of their last ends. */
struct plan_break {
	int64_t id;
	int64_t duration_s;
	const struct plan_window *windows;
	size_t window_count;
};

enum plan_due_of { PLAN_DUE_START, PLAN_DUE_END }; /* respond, resolve */

/* A soft target: each second later than `at_s` costs `rate`. */
struct plan_due {
	enum plan_due_of of;
	int64_t at_s;
	int64_t rate;
};

struct plan_preference {
	int32_t technician;
	int64_t bonus; /* taken off the cost */
};

/* Some of a spare part: carried at the start of a shift, or used up. */
struct plan_part {
	int32_t part;
	int64_t amount;
};

/* Service and setup of a job for technicians of one type. */
struct plan_typed_service {
	int32_t type;
	int64_t setup_s, service_s;
};

/* One shift of one technician. Somebody with several shifts (days) is added
 * once for each of them, with the same `person`. */
struct plan_technician {
	int64_t id;
	int32_t person; /* PLAN_NONE: nobody else's shift */
	int32_t type;	/* PLAN_NONE: none */
	int32_t start_location, end_location; /* PLAN_NONE: open */
	int64_t shift_start_s, shift_end_s;
	int64_t overtime_max_s; /* beyond shift_end_s */
	int64_t overtime_rate;	/* cost per second of it */
	const struct plan_break *breaks;
	size_t break_count;
	const struct plan_skill *skills;
	size_t skill_count;
	const int32_t *territories; /* none: works everywhere */
	size_t territory_count;
	int32_t max_jobs;
	int64_t max_travel_s;
	int64_t fixed_cost;	 /* of a route with at least one job */
	int64_t visit_cost;	 /* of each job: somebody from elsewhere */
	int64_t travel_rate;	 /* cost of a second of travel */
	double speed_factor;	 /* 2: twice as fast */
	int32_t profile;	 /* of plan_problem_add_matrix(); 0 */
	const int64_t *capacity; /* amount_count of them, or NULL: no limit */
	int64_t max_distance_m;
	int64_t distance_rate; /* cost of a metre */
	int64_t task_rate;     /* cost of a second of setup and service */
	/* Cost of a second between leaving home and the end of the route. It
	 * ends as early as it can and starts as late as it can for that. */
	int64_t duration_rate;
	const int32_t *tools;
	size_t tool_count;
	const struct plan_part *parts; /* at the start of the shift */
	size_t part_count;
};

#define PLAN_TECHNICIAN_DEFAULTS                                          \
	{                                                                 \
		.start_location = PLAN_NONE, .end_location = PLAN_NONE,   \
		.max_jobs = PLAN_NO_LIMIT, .max_travel_s = PLAN_TIME_MAX, \
		.travel_rate = PLAN_COST_SECOND, .speed_factor = 1,       \
		.person = PLAN_NONE, .type = PLAN_NONE,                   \
		.max_distance_m = PLAN_TIME_MAX,                          \
	}

struct plan_job {
	int64_t id;
	int32_t location;
	int64_t setup_s, service_s;
	int32_t priority; /* 0 and up: more is served first */
	const struct plan_need *needs;
	size_t need_count;
	const struct plan_window *windows; /* of the start; none: any time */
	size_t window_count;
	const struct plan_due *dues;
	size_t due_count;
	const int32_t *required; /* one of these; none: anybody */
	size_t required_count;
	const struct plan_preference *preferred;
	size_t preferred_count;
	const int32_t *excluded;
	size_t excluded_count;
	int32_t territory; /* PLAN_NONE: anywhere */
	/* Stays with this technician, and at this start if one is given, even
	 * where a rule is broken by it (which the plan then tells). Without a
	 * start it stands where it breaks least; of more than 64 pinned to one
	 * technician the others come last. */
	int32_t pinned_technician;
	int64_t pinned_start_s;
	/* Who has it now; another one costs `move_cost`. */
	int32_t current_technician;
	int64_t move_cost;
	const int64_t *delivery, *pickup; /* amount_count of them, or NULL */
	const int32_t *tools;		  /* needed */
	size_t tool_count;
	const struct plan_part *parts; /* used up */
	size_t part_count;
	const struct plan_typed_service *typed_services;
	size_t typed_service_count;
};

#define PLAN_JOB_DEFAULTS                                      \
	{                                                      \
		.location = PLAN_NONE, .territory = PLAN_NONE, \
		.pinned_technician = PLAN_NONE,                \
		.pinned_start_s = PLAN_ANY_TIME,               \
		.current_technician = PLAN_NONE,               \
	}

/* Two visits that depend on one another. What they are parts of is served as
 * a whole or not at all where it says so; the second one's priority is then
 * not counted, and both are one job in every count. */
enum plan_link_kind {
	/* A crew: they begin at the same time, by different persons. Whole. */
	PLAN_LINK_TOGETHER,
	/* `other` begins between min_s and max_s after the end of `job`, and is
	 * served only if that is. The first stays if the second does not fit.*/
	PLAN_LINK_AFTER,
	/* By the same person, where both are served. */
	PLAN_LINK_SAME_PERSON,
	/* By the same person, `other` in a later shift. Whole: a job of several
	 * days. */
	PLAN_LINK_LATER_SHIFT,
	/* A shipment: `job` picks up what `other` delivers, on one route and in
	 * this order. The goods are job's `pickup` (other has none of its own).
	 * Served together or not at all; each of the two counts. */
	PLAN_LINK_SHIPMENT,
	PLAN_LINK_COUNT
};

struct plan_link {
	enum plan_link_kind kind;
	int32_t job, other;
	int64_t min_s, max_s; /* of PLAN_LINK_AFTER */
};

struct plan_problem;

/* An empty problem. The caller frees it by plan_problem_free(), after every
 * plan and evaluation that came from it. */
struct plan_problem *plan_problem_new(void);
void plan_problem_free(struct plan_problem *problem); /* NULL is accepted */

/* Travel between points: great circle * detour / speed. Default 40 km/h, 1.3.
 * ERR_INPUT unless both are positive and sane: 0.001 to 100,000 km/h, a detour
 * to 1000. */
enum err plan_problem_set_speed(struct plan_problem *problem, double speed_kmh,
				double detour,
				struct err_detail *detail) ERR_MUST_CHECK;

/* A point on earth. Adding the same point again gives a new index; `setup_s`
 * and "same location" go by index. */
enum err plan_problem_add_location(struct plan_problem *problem, double lat,
				   double lon, int32_t *ret_location,
				   struct err_detail *detail) ERR_MUST_CHECK;

/* Travel from a table instead: seconds[from * size + to], copied. Profiles are
 * numbered 0, 1, ... in order of addition and must have one size. A location
 * is then a row, without plan_problem_add_location(). */
enum err plan_problem_add_matrix(struct plan_problem *problem, size_t size,
				 const uint32_t *seconds, int32_t *ret_profile,
				 struct err_detail *detail) ERR_MUST_CHECK;

/* The same without a copy: `seconds` is from malloc() and belongs to the
 * problem from now on, on failure too. */
enum err plan_problem_take_matrix(struct plan_problem *problem, size_t size,
				  uint32_t *seconds, int32_t *ret_profile,
				  struct err_detail *detail) ERR_MUST_CHECK;

/* Distances in metres beside the seconds of a profile's matrix, and costs of
 * each arc instead of travel_rate and distance_rate (cost[], whole units of
 * PLAN_COST_SECOND); either may be NULL. Same shape as the profile's seconds,
 * copied. Once for a profile, before the technicians. With coordinates, metres
 * are those of the road. */
enum err plan_problem_set_arcs(struct plan_problem *problem, int32_t profile,
			       const uint32_t *metres, const uint32_t *cost,
			       struct err_detail *detail) ERR_MUST_CHECK;
/* The same without a copy; on failure they are freed. */
enum err plan_problem_take_arcs(struct plan_problem *problem, int32_t profile,
				uint32_t *metres, uint32_t *cost,
				struct err_detail *detail) ERR_MUST_CHECK;

/* Where each technician may drive by once a shift and take every tool and any
 * number of parts. It takes no time beside the way. */
enum err plan_problem_set_depot(struct plan_problem *problem, int32_t location,
				struct err_detail *detail) ERR_MUST_CHECK;

/* Cost of each second of service and setup that a technician has beyond an even
 * share of all the work that was added (in proportion to the shifts). */
enum err plan_problem_set_balance(struct plan_problem *problem, int64_t rate,
				  struct err_detail *detail) ERR_MUST_CHECK;

/* How many numbers delivery, pickup and capacity have. Before the first
 * technician. Default 0. */
enum err plan_problem_set_amounts(struct plan_problem *problem, size_t count,
				  struct err_detail *detail) ERR_MUST_CHECK;

/* Nobody sets out for a job that is not pinned before this time. */
void plan_problem_set_frozen_until(struct plan_problem *problem, int64_t s);

/* Add a copy. Technicians come before the jobs that name them. ERR_INPUT: the
 * pointer says what is wrong, as in "/jobs/3/time_windows/0" (3 is the index
 * of addition). Locations must have been added before. */
enum err plan_problem_add_technician(struct plan_problem *problem,
				     const struct plan_technician *technician,
				     int32_t *ret_technician,
				     struct err_detail *detail) ERR_MUST_CHECK;
enum err plan_problem_add_job(struct plan_problem *problem,
			      const struct plan_job *job, int32_t *ret_job,
			      struct err_detail *detail) ERR_MUST_CHECK;

/* Link two jobs that were added. ERR_INPUT, at plan_problem_finish() too: links
 * of kind AFTER or LATER_SHIFT that go round in a circle, a shipment's end that
 * is part of another one, more than PLAN_LINKED_MAX jobs in one group. */
enum err plan_problem_add_link(struct plan_problem *problem,
			       const struct plan_link *link,
			       struct err_detail *detail) ERR_MUST_CHECK;

/* Check the whole and prepare it. After success the problem is read only: any
 * number of threads may use it. ERR_TOO_LARGE where shifts span more than
 * PLAN_SPAN_MAX, or a sum of costs might not fit 64 bits. Idempotent.
 * O(n log n) for coordinates, O(n^2) with a matrix. */
enum err plan_problem_finish(struct plan_problem *problem,
			     struct err_detail *detail) ERR_MUST_CHECK;

/* What was set and added for the whole problem; belongs to it. */
struct plan_common {
	size_t amounts;
	int64_t frozen_until_s; /* -PLAN_TIME_MAX: never set */
	int32_t depot;		/* PLAN_NONE: there is none */
	int64_t balance_rate;
	const struct plan_link *links; /* in order of addition */
	size_t link_count;
};
struct plan_common plan_problem_common(const struct plan_problem *problem);
int32_t plan_problem_technician_count(const struct plan_problem *problem);
int32_t plan_problem_job_count(const struct plan_problem *problem);
/* What was added: copies that belong to the problem. */
const struct plan_technician *
plan_problem_technician(const struct plan_problem *problem, int32_t technician);
const struct plan_job *plan_problem_job(const struct plan_problem *problem,
					int32_t job);
/* Seconds from one location to another for this technician; 0 where one of
 * them is PLAN_NONE. */
int64_t plan_travel_s(const struct plan_problem *problem, int32_t technician,
		      int32_t from, int32_t to);

/* Metres of the road, likewise; 0 where nothing tells them. */
int64_t plan_distance_m(const struct plan_problem *problem, int32_t technician,
			int32_t from, int32_t to);
/* What plan_problem_set_arcs() says that this arc costs (as a cost), or -1
 * where it says nothing: then travel and distance cost by their rates. */
int64_t plan_arc_cost(const struct plan_problem *problem, int32_t technician,
		      int32_t from, int32_t to);

/* --- Planning ---------------------------------------------------------- */

struct plan_totals {
	int64_t priority; /* served */
	int32_t served, unserved;
	int64_t cost;
	int64_t travel_s, service_s, setup_s, waiting_s, overtime_s;
	int64_t travel_m;
};

struct plan_progress {
	uint64_t iterations;
	struct plan_totals best; /* priority, served, unserved, cost only */
};

/* The jobs of one technician in their order. */
struct plan_order {
	int32_t technician;
	const int32_t *jobs;
	int32_t count;
	/* When each began, or NULL; of use for linked jobs only. */
	const int64_t *begin_s;
};

struct plan_settings {
	uint64_t seed;
	uint64_t iterations; /* 0: until keep_going says stop */
	/* Searches that run at once, 1 to 256; 0: 1. The first is the caller's
	 * own thread, and keep_going() is asked there only. */
	int32_t threads;
	/* Start from this plan, each technician once at most. What does not fit
	 * any more is put elsewhere, or left out; pinned jobs stay where they
	 * are pinned. */
	const struct plan_order *initial;
	size_t initial_count;
	/* Asked often (about each millisecond), on the thread of plan_run().
	 * False stops the search; the plan so far is the answer. May set
	 * *ret_spent to the share of the budget that is used up, 0..1: the
	 * search cools down by it when `iterations` is 0. May be NULL if
	 * iterations is not 0. */
	bool (*keep_going)(void *arg, const struct plan_progress *progress,
			   double *ret_spent);
	void *arg;
};

enum plan_step_kind {
	PLAN_STEP_START,
	PLAN_STEP_JOB,
	PLAN_STEP_BREAK,
	PLAN_STEP_DEPOT, /* drive by for tools and parts */
	PLAN_STEP_END
};

/* arrival + waiting = begin; begin + setup + service = departure. A break on
 * the road: travel_s says how much of the way was done before it. */
struct plan_step {
	enum plan_step_kind kind;
	int32_t job;	     /* of a job, else PLAN_NONE */
	int32_t break_index; /* of a break, else PLAN_NONE */
	int32_t location;    /* PLAN_NONE for a break */
	int64_t arrival_s, waiting_s, setup_s, service_s;
	int64_t travel_s; /* driven since the start of the route */
	int64_t travel_m;
};

struct plan_route {
	int32_t technician;
	const struct plan_step *steps; /* none if the technician has no job */
	size_t step_count;
	int32_t job_count;
	int64_t cost;
	int64_t travel_s, service_s, setup_s, waiting_s, overtime_s;
	int64_t travel_m;
};

struct plan; /* opaque; freed by plan_free() */

/* Search until told to stop. The same problem, seed, threads and iterations
 * give the same plan, bit for bit. ERR_INPUT for settings that cannot be; a
 * problem that has no solution is no error: its jobs are unassigned. Needs
 * memory in proportion to jobs + technicians. The caller frees the plan, before
 * the problem. */
enum err plan_run(const struct plan_problem *problem,
		  const struct plan_settings *settings, struct plan **ret_plan,
		  struct err_detail *detail) ERR_MUST_CHECK;
void plan_free(struct plan *plan); /* NULL is accepted */

struct plan_totals plan_totals(const struct plan *plan);
/* What it gives belongs to the plan. */
const struct plan_route *plan_route(const struct plan *plan,
				    int32_t technician);
/* The step of a job and its technician; NULL if it is unassigned. */
const struct plan_step *plan_step_of(const struct plan *plan, int32_t job,
				     int32_t *ret_technician);
/* Jobs that nobody got, in index order; belongs to the plan. */
const int32_t *plan_unassigned(const struct plan *plan, size_t *ret_count);

/* --- One evaluator ----------------------------------------------------- */

/* The rules; plan_rule_info() has the table. */
enum plan_rule {
	PLAN_RULE_REQUIRED, /* hard ones */
	PLAN_RULE_EXCLUDED,
	PLAN_RULE_TERRITORY,
	PLAN_RULE_SKILL,
	PLAN_RULE_LEVEL,
	PLAN_RULE_CERTIFICATE,
	PLAN_RULE_MAX_JOBS,
	PLAN_RULE_CAPACITY,
	PLAN_RULE_MAX_TRAVEL,
	PLAN_RULE_TIME_WINDOW,
	PLAN_RULE_PINNED,
	PLAN_RULE_BREAK,
	PLAN_RULE_SHIFT,
	PLAN_RULE_MAX_DISTANCE,
	PLAN_RULE_TOOLS, /* and parts, where no depot has them */
	PLAN_RULE_PARTS,
	PLAN_RULE_CREW, /* by links: see plan_link_kind */
	PLAN_RULE_AFTER,
	PLAN_RULE_SAME_PERSON,
	PLAN_RULE_LATER_SHIFT,
	PLAN_RULE_SHIPMENT,
	PLAN_RULE_TRAVEL, /* soft ones: they cost */
	PLAN_RULE_DISTANCE,
	PLAN_RULE_TASK,
	PLAN_RULE_DURATION,
	PLAN_RULE_BALANCE,
	PLAN_RULE_DUE,
	PLAN_RULE_OVERTIME,
	PLAN_RULE_FIXED,
	PLAN_RULE_PREFERENCE,
	PLAN_RULE_STABILITY,
	PLAN_RULE_COUNT
};

struct plan_rule_info {
	const char *name; /* "time_window": stable, documented */
	bool hard;
	const char *unit; /* of amount: "s", "levels", "jobs", "" */
	const char *help; /* one sentence */
};
const struct plan_rule_info *plan_rule_info(enum plan_rule rule);

/* What one rule says. A hard rule is broken by `amount` > 0; a soft one costs
 * `cost`. `have` and `need` are what was compared (a time, a level, a count).
 * Of tools and parts that the depot has nothing is broken, but have < need.
 * `job` is the one that suffers: the evaluated one, or another on the route
 * whose window or pin would be missed (PLAN_NONE: the day as a whole). What
 * the route breaks already is not held against the newcomer. */
struct plan_verdict {
	enum plan_rule rule;
	int64_t amount;
	int64_t have, need;
	int64_t cost;
	int32_t job;
	int32_t skill; /* of skill, level, certificate; the tool or part */
};

struct plan_evaluation {
	int32_t job, technician;
	bool feasible;	  /* no hard rule is broken */
	int32_t position; /* after so many of the technician's jobs */
	int64_t arrival_s, begin_s, end_s; /* begin of setup; end of service */
	int64_t cost;			   /* added to the plan's */
	struct plan_verdict verdicts[PLAN_RULE_COUNT]; /* by enum plan_rule */
};

/* May `technician` take `job`, and how good is that? Over all places of the
 * route the best: least broken, then least cost.
 * With `begin_s` other than PLAN_ANY_TIME it must begin exactly then. `plan`
 * NULL: the technicians have their pinned jobs only, which is how a board of
 * live visits asks. If the job is in the plan (or pinned) already, it is taken
 * out first. O(stops^2). */
void plan_evaluate(const struct plan_problem *problem, const struct plan *plan,
		   int32_t job, int32_t technician, int64_t begin_s,
		   struct plan_evaluation *ret_evaluation);

/* All technicians for one job, best first: feasible ones by cost, then the
 * others by how little is missing. The array comes from `arena` and has one
 * entry a technician. */
void plan_candidates(const struct plan_problem *problem,
		     const struct plan *plan, int32_t job, int64_t begin_s,
		     struct arena *arena,
		     const struct plan_evaluation **ret_candidates,
		     size_t *ret_count);

/* Why a job is unassigned: the technician who comes nearest, and the verdict
 * that stands in the way. False if somebody could take it after all. */
bool plan_reason(const struct plan_problem *problem, const struct plan *plan,
		 int32_t job, int32_t *ret_technician,
		 struct plan_verdict *ret_verdict);

/* How to say times and things; any callback may be NULL: then plain seconds
 * and numbers. `ret_text` has room for 64 bytes; the answer may be it. */
struct plan_words {
	void *arg;
	const char *(*time)(void *arg, int64_t s, char ret_text[64]);
	const char *(*skill)(void *arg, int32_t skill, char ret_text[64]);
	const char *(*job)(void *arg, int32_t job, char ret_text[64]);
};

/* "needs level 3 of skill 7, has 2"; "the shift ends at 16:00, this would end
 * at 16:20 (20 min over)". Cut to `size`. Returns ret_text. */
char *plan_verdict_text(const struct plan_verdict *verdict,
			const struct plan_words *words, char *ret_text,
			size_t size);

#endif
