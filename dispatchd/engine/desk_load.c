/* SPDX-License-Identifier: MIT */
/*
 * A territory from its questions to their answers, in cycles: all questions
 * that wait are answered with one look at the news. Each arrow is a round trip
 * to the database; see territory_set_state() for the steps.
 *
 *	a model is there:   news and the questions' jobs -> (job rows of
 *			    visits that changed ->) answers
 *	none, or stale:	    the hours -> all that stands -> people -> job
 *			    rows, by chunks -> the questions' jobs -> answers
 */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/log.h>

#include "dispatchd/daemon.h"
#include "dispatchd/engine/desk_internal.h"
#include "dispatchd/engine/desk_thread.h"

#define LOADS_MAX 3 /* in one cycle: then what is asked is too restless */
#define IDLE_US (INT64_C(2) * 3600 * 1000000)

enum territory_state {
	TERRITORY_IDLE,	  /* awaits a question */
	TERRITORY_HOURS,  /* loading: awaits planning_horizon() */
	TERRITORY_FIRST,  /* loading: awaits all that stands */
	TERRITORY_PEOPLE, /* loading: awaits the sets that are not of jobs */
	TERRITORY_NEWS,	  /* awaits the news, and the questions' jobs */
	TERRITORY_JOBS,	  /* awaits the job rows of fresh visits */
	TERRITORY_ASKED,  /* loaded: awaits the questions' jobs */
	TERRITORY_STATE_COUNT
};

static const char *const state_names[] = {"idle", "hours", "first", "people",
					  "news", "jobs",  "asked"};

struct desk_territory {
	struct desk_thread *thread;
	int64_t id;
	enum territory_state state;
	struct desk_list waiting, asked; /* asked: of this cycle */
	struct desk_model *model;
	struct plan_bridge *rows;      /* of fresh visits' jobs */
	struct plan_bridge *questions; /* of the questions' jobs */
	int missing;		       /* sets that have not come */
	struct err_detail error;       /* the first one of this step */
	int loads;		       /* in this cycle */
	int64_t begun_us, asked_us;
	struct buf ids, versions;
};

static void territory_set_state(struct desk_territory *territory,
				enum territory_state state)
{
	static const unsigned legal[TERRITORY_STATE_COUNT] = {
	    [TERRITORY_IDLE] = 1U << TERRITORY_HOURS | 1U << TERRITORY_NEWS,
	    [TERRITORY_HOURS] = 1U << TERRITORY_FIRST | 1U << TERRITORY_IDLE,
	    [TERRITORY_FIRST] = 1U << TERRITORY_PEOPLE | 1U << TERRITORY_IDLE,
	    [TERRITORY_PEOPLE] = 1U << TERRITORY_JOBS | 1U << TERRITORY_ASKED |
				 1U << TERRITORY_HOURS | 1U << TERRITORY_IDLE,
	    [TERRITORY_NEWS] = 1U << TERRITORY_JOBS | 1U << TERRITORY_HOURS |
			       1U << TERRITORY_IDLE,
	    [TERRITORY_JOBS] = 1U << TERRITORY_ASKED | 1U << TERRITORY_IDLE,
	    [TERRITORY_ASKED] = 1U << TERRITORY_IDLE,
	};

	assert(legal[territory->state] & 1U << state);
	log_event(LOG_LEVEL_DEBUG, "desk_state",
		  LOG_NUM("territory", territory->id),
		  LOG_TEXT("from", state_names[territory->state]),
		  LOG_TEXT("to", state_names[state]));
	territory->state = state;
}

static void drop_model(struct desk_territory *territory)
{
	territory->thread->models -= territory->model != NULL;
	desk_model_free(territory->model);
	territory->model = NULL;
}

static void drop_rows(struct desk_territory *territory)
{
	plan_bridge_free(territory->rows);
	plan_bridge_free(territory->questions);
	territory->rows = territory->questions = NULL;
}

/* --- the end of a cycle ------------------------------------------------- */

static void begin(struct desk_territory *territory);

static void come_to_rest(struct desk_territory *territory)
{
	struct desk_thread *thread = territory->thread;

	drop_rows(territory);
	territory->loads = 0;
	territory_set_state(territory, TERRITORY_IDLE);
	thread->busy--;
	while (thread->closing && territory->waiting.first)
		desk_thread_refuse(thread, desk_list_take(&territory->waiting));
	if (territory->waiting.first)
		begin(territory);
	else
		desk_thread_rest(thread);
}

/* What was taken in so far is no whole: the model goes. */
static void fail(struct desk_territory *territory)
{
	struct desk_question *question;

	log_event(LOG_LEVEL_WARNING, "desk_failed",
		  LOG_NUM("territory", territory->id),
		  LOG_TEXT("state", state_names[territory->state]),
		  LOG_TEXT("detail", territory->error.text));
	drop_model(territory);
	while ((question = desk_list_take(&territory->asked))) {
		question->error = territory->error;
		desk_thread_return(territory->thread, question);
	}
	come_to_rest(territory);
}

static void answer(struct desk_territory *territory,
		   struct desk_question *question)
{
	struct desk_model *model = territory->model;
	enum err err;

	model->whole_crew = question->whole_crew;
	err = desk_model_open(model, question->jobs, question->job_count,
			      territory->questions, &question->error);

	if (err == ERR_OK)
		err = question->answer(question, model, &question->error);
	assert((err == ERR_OK) == (question->error.code == ERR_OK));
	desk_model_close(model);
}

static void answer_all(struct desk_territory *territory)
{
	struct desk_thread *thread = territory->thread;
	struct desk_question *question;

	while ((question = desk_list_take(&territory->asked))) {
		int64_t begun_us = clk_monotonic_us();

		answer(territory, question);
		thread->answer_us += (uint64_t)(clk_monotonic_us() - begun_us);
		desk_thread_return(thread, question);
	}
	come_to_rest(territory);
}

/* --- sets of rows ------------------------------------------------------- */

static const char *field(void *arg, int row, int column)
{
	return desk_store_field(arg, row, column);
}

/* One set has come; true: it was the last of this step. */
static bool take_in(struct desk_territory *territory,
		    const struct desk_rows *rows, struct plan_bridge *bridge)
{
	struct err_detail detail = {0};

	if (rows->error)
		detail = *rows->error;
	else if (territory->error.code == ERR_OK)
		(void)!plan_bridge_add_rows(
		    bridge, (enum plan_bridge_set)rows->set, rows->count, field,
		    (void *)rows, &detail);
	if (territory->error.code == ERR_OK)
		territory->error = detail;
	return --territory->missing == 0;
}

/* `jobs` NULL: the sets that are not of jobs; else those that are. */
static void ask_sets(struct desk_territory *territory, const char *jobs,
		     desk_rows_fn *on_rows)
{
	const struct desk_span span = {territory->id, territory->model->from,
				       territory->model->to};

	for (int set = 0; set < PLAN_BRIDGE_SET_COUNT; set++) {
		const struct plan_bridge_query *query =
		    plan_bridge_query((enum plan_bridge_set)set);

		/* What stands comes with the news. */
		if (!jobs != !query->jobs_sql || set == PLAN_BRIDGE_VISITS)
			continue;
		territory->missing++;
		desk_store_set(territory->thread->store, set, query->name,
			       jobs ? query->jobs_sql : query->sql, &span, jobs,
			       on_rows, territory);
	}
}

/* --- the questions' jobs ------------------------------------------------ */

static void proceed(struct desk_territory *territory);

static void on_question_rows(const struct desk_rows *rows, void *arg)
{
	struct desk_territory *territory = arg;

	if (take_in(territory, rows, territory->questions))
		proceed(territory);
}

static void ask_questions_jobs(struct desk_territory *territory)
{
	struct buf *ids = &territory->ids;

	buf_clear(ids);
	for (const struct desk_question *question = territory->asked.first;
	     question; question = question->next)
		for (size_t i = 0; i < question->job_count; i++)
			buf_printf(ids, "%c%" PRId64, ids->length ? ',' : '{',
				   question->jobs[i]);
	plan_bridge_free(territory->questions);
	territory->questions = plan_bridge_new();
	if (!ids->length)
		return;
	buf_add_char(ids, '}');
	ask_sets(territory, buf_text(ids), on_question_rows);
}

/* --- job rows of fresh visits ------------------------------------------- */

static void load(struct desk_territory *territory);
static void make_jobs(struct desk_territory *territory);

static void on_job_rows(const struct desk_rows *rows, void *arg)
{
	struct desk_territory *territory = arg;
	enum err err;

	if (!take_in(territory, rows, territory->rows))
		return;
	err = territory->error.code;
	if (err == ERR_OK)
		err = desk_model_take_jobs(territory->model, territory->rows,
					   &territory->error);
	plan_bridge_free(territory->rows);
	territory->rows = NULL;
	if (err != ERR_OK)
		fail(territory);
	else
		make_jobs(territory);
}

static void log_load(const struct desk_territory *territory)
{
	const struct desk_model *model = territory->model;

	log_event(LOG_LEVEL_INFO, "desk_loaded",
		  LOG_NUM("territory", territory->id),
		  LOG_NUM("technicians", (int64_t)model->person_count),
		  LOG_NUM("visits", (int64_t)model->visits.count),
		  LOG_NUM("took_ms",
			  (clk_monotonic_us() - territory->begun_us) / 1000));
}

static void settle(struct desk_territory *territory)
{
	desk_model_settle(territory->model, clk_now_us() / 1000000);
	if (territory->asked_us) {
		answer_all(territory);
		return;
	}
	log_load(territory);
	/* As fresh as the rest. */
	territory_set_state(territory, TERRITORY_ASKED);
	territory->asked_us = clk_monotonic_us();
	ask_questions_jobs(territory);
	if (territory->missing == 0)
		answer_all(territory);
}

static void make_jobs(struct desk_territory *territory)
{
	struct desk_model *model = territory->model;

	while (model->fresh_count > 0) {
		if (desk_model_wants(model, &territory->ids)) {
			territory->rows = plan_bridge_new();
			ask_sets(territory, buf_text(&territory->ids),
				 on_job_rows);
			return;
		}
		if (desk_model_take_jobs(model, NULL, &territory->error) !=
		    ERR_OK) {
			fail(territory);
			return;
		}
	}
	settle(territory);
}

/* --- steps -------------------------------------------------------------- */

static void on_people(struct desk_territory *territory)
{
	const struct daemon *daemon = territory->thread->daemon;

	if (desk_model_build(territory->model, daemon->planner_speed_kmh,
			     daemon->planner_detour,
			     &territory->error) != ERR_OK) {
		fail(territory);
		return;
	}
	if (territory->model->stale) {
		load(territory);
		return;
	}
	territory_set_state(territory, TERRITORY_JOBS);
	make_jobs(territory);
}

static void on_all_news(struct desk_territory *territory)
{
	if (territory->model->stale) {
		load(territory);
		return;
	}
	territory_set_state(territory, TERRITORY_JOBS);
	make_jobs(territory);
}

/* All that was asked for in this state has come. */
static void proceed(struct desk_territory *territory)
{
	if (territory->error.code != ERR_OK)
		fail(territory);
	else if (territory->state == TERRITORY_PEOPLE)
		on_people(territory);
	else if (territory->state == TERRITORY_NEWS)
		on_all_news(territory);
	else
		answer_all(territory);
}

static void on_people_rows(const struct desk_rows *rows, void *arg)
{
	struct desk_territory *territory = arg;

	if (take_in(territory, rows, territory->model->bridge))
		proceed(territory);
}

static void on_news(const struct desk_rows *rows, void *arg)
{
	struct desk_territory *territory = arg;

	if (rows->error) {
		if (territory->error.code == ERR_OK)
			territory->error = *rows->error;
	} else {
		desk_model_take_news(territory->model, rows);
	}
	if (--territory->missing > 0)
		return;
	if (territory->state == TERRITORY_NEWS ||
	    territory->error.code != ERR_OK) {
		proceed(territory);
		return;
	}
	/* The sets are read after the versions: what changes between is news.
	 */
	territory_set_state(territory, TERRITORY_PEOPLE);
	ask_sets(territory, NULL, on_people_rows);
}

static void ask_news(struct desk_territory *territory)
{
	const struct desk_span span = {territory->id, territory->model->from,
				       territory->model->to};

	desk_model_scopes(territory->model, &territory->ids,
			  &territory->versions);
	territory->missing++;
	desk_store_news(territory->thread->store, &span,
			buf_text(&territory->ids),
			buf_text(&territory->versions), on_news, territory);
}

static void on_hours(const struct desk_rows *rows, void *arg)
{
	struct desk_territory *territory = arg;
	struct err_detail *error = &territory->error;

	territory->missing--;
	if (rows->error)
		*error = *rows->error;
	else if (desk_model_new(territory->id, rows,
				territory->thread->daemon->zones,
				&territory->model, error) == ERR_OK)
		territory->thread->models++;
	if (error->code != ERR_OK) {
		fail(territory);
		return;
	}
	territory_set_state(territory, TERRITORY_FIRST);
	ask_news(territory);
}

static void load(struct desk_territory *territory)
{
	drop_model(territory);
	drop_rows(territory);
	territory->asked_us = 0;
	if (territory->loads++ == LOADS_MAX) {
		(void)err_set(&territory->error, ERR_UNAVAILABLE, "",
			      "the territory changes too fast; try again");
		fail(territory);
		return;
	}
	territory->thread->loads++;
	territory->begun_us = clk_monotonic_us();
	territory_set_state(territory, TERRITORY_HOURS);
	territory->missing++;
	desk_store_horizon(territory->thread->store, territory->id, DESK_DAYS,
			   on_hours, territory);
}

static void begin(struct desk_territory *territory)
{
	struct desk_model *model = territory->model;

	territory->thread->busy++;
	territory->asked = territory->waiting;
	territory->waiting.first = NULL;
	territory->error = (struct err_detail){0};
	territory->begun_us = clk_monotonic_us();
	if (!model || clk_now_us() / 1000000 >= model->day_end_s) {
		load(territory);
		return;
	}
	territory_set_state(territory, TERRITORY_NEWS);
	territory->asked_us = territory->begun_us;
	ask_news(territory);
	ask_questions_jobs(territory);
}

void desk_territory_ask(struct desk_territory *territory,
			struct desk_question *question)
{
	desk_list_add(&territory->waiting, question);
	if (territory->state == TERRITORY_IDLE)
		begin(territory);
}

struct desk_territory *desk_territory_new(struct desk_thread *thread,
					  int64_t id)
{
	struct desk_territory *territory = xcalloc(1, sizeof(*territory));

	territory->thread = thread;
	territory->id = id;
	return territory;
}

void desk_territory_free(struct desk_territory *territory)
{
	assert(!territory->asked.first && !territory->waiting.first);
	drop_model(territory);
	drop_rows(territory);
	buf_free(&territory->ids);
	buf_free(&territory->versions);
	free(territory);
}

void desk_territory_sweep(struct desk_territory *territory, int64_t now_us)
{
	if (territory->state == TERRITORY_IDLE &&
	    now_us - territory->begun_us > IDLE_US)
		drop_model(territory);
}
