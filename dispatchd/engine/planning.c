/* SPDX-License-Identifier: MIT */
/* The life of a run. See run_set_state() for its steps. */
#include "dispatchd/engine/planning.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/http.h>
#include <callout/log.h>
#include <callout/text.h>
#include <callout/work.h>

#include "dispatchd/daemon.h"
#include "dispatchd/engine/load.h"
#include "dispatchd/engine/plan_bridge.h"
#include "dispatchd/store/proposal_store.h"

#define WRITE_TRIES 10
#define WRITE_AGAIN_S 2
#define BEAT_S 1

enum run_state {
	RUN_LOADING,  /* awaits the rows; to PLANNING, or WRITING an error */
	RUN_PLANNING, /* awaits its thread; to WRITING, or DONE: given up */
	RUN_WRITING,  /* awaits the database; to DONE, or again after a while */
	RUN_DONE,
	RUN_STATE_COUNT
};

static const char *const state_names[] = {"loading", "planning", "writing",
					  "done"};

/* One run. Its loop owns it, but while PLANNING `bridge`, `error` and the
 * texts belong to the thread. */
struct run {
	struct work_task task; /* first */
	struct planning *planning;
	struct run *next;
	enum run_state state;
	int64_t proposal, territory, epoch;
	_Atomic bool fenced; /* another daemon has taken it over */
	char from[40], to[40];
	struct plan_bridge *bridge;
	int32_t utc_offset_s;
	int64_t time_ms;
	struct plan_bridge_limits limits; /* lists in the arena */
	enum plan_bridge_move move;
	struct arena *arena;
	int64_t begun_us, deadline_us;
	/* How far it is: written by the thread, told by the loop. */
	struct {
		_Atomic int permille, unassigned;
		_Atomic int64_t iterations, cost_s;
	} progress;
	struct err_detail error; /* code ERR_OK: none */
	struct buf summary, visits, seen;
	int tries;
	struct event *again, *beat;
	bool beating; /* a beat is on its way: the run stays until it is back */
};

struct planning {
	struct loop *loop;
	struct run *runs;
};

static void run_set_state(struct run *run, enum run_state state)
{
	static const unsigned legal[RUN_STATE_COUNT] = {
	    [RUN_LOADING] =
		1U << RUN_PLANNING | 1U << RUN_WRITING | 1U << RUN_DONE,
	    [RUN_PLANNING] = 1U << RUN_WRITING | 1U << RUN_DONE,
	    [RUN_WRITING] = 1U << RUN_DONE,
	};

	assert(legal[run->state] & 1U << state);
	log_event(LOG_LEVEL_DEBUG, "planning_state",
		  LOG_NUM("proposal", run->proposal),
		  LOG_TEXT("from", state_names[run->state]),
		  LOG_TEXT("to", state_names[state]));
	run->state = state;
}

static void free_run(struct run *run)
{
	struct run **at = &run->planning->runs;

	while (*at != run)
		at = &(*at)->next;
	*at = run->next;
	event_free(run->again);
	event_free(run->beat);
	plan_bridge_free(run->bridge);
	buf_free(&run->summary);
	buf_free(&run->visits);
	buf_free(&run->seen);
	arena_free(run->arena);
	free(run);
}

/* Has somebody cancelled it, or taken it over? Any thread. */
static bool is_stopped(const struct run *run)
{
	const struct daemon *daemon = run->planning->loop->daemon;

	return run->fenced ||
	       daemon->stopped[run->proposal % STOPPED_MAX] == run->proposal;
}

/* --- the heartbeat ------------------------------------------------------- */

static void end_run(struct run *run)
{
	run_set_state(run, RUN_DONE);
	if (!run->beating)
		free_run(run);
}

static void on_beat_told(const struct store_reply *reply, void *arg)
{
	struct run *run = arg;

	run->beating = false;
	if (reply->error)
		log_event(LOG_LEVEL_WARNING, "planning_not_beaten",
			  LOG_NUM("proposal", run->proposal),
			  LOG_TEXT("detail", reply->error->text));
	if (run->state == RUN_DONE)
		free_run(run);
	else if (!reply->error && reply->body &&
		 strcmp(reply->body, "fenced") == 0)
		run->fenced = true;
	else if (!reply->error &&
		 (!reply->body || strcmp(reply->body, "running") != 0))
		planning_stop(run->planning, run->proposal);
}

static void on_beat(evutil_socket_t fd, short what, void *arg)
{
	struct run *run = arg;
	struct buf json = {0};

	(void)fd;
	(void)what;
	if (run->beating || run->state == RUN_DONE)
		return;
	buf_printf(&json,
		   "{\"phase\":\"%s\",\"spent\":%.3f,\"iterations\":%" PRId64,
		   state_names[run->state], run->progress.permille / 1000.0,
		   (int64_t)run->progress.iterations);
	if (run->progress.iterations)
		buf_printf(&json, ",\"unassigned\":%d,\"cost\":%" PRId64,
			   (int)run->progress.unassigned,
			   (int64_t)run->progress.cost_s);
	buf_add_char(&json, '}');
	run->beating = true;
	proposal_store_beat(run->planning->loop->store,
			    &(struct proposal_run){run->proposal, run->epoch},
			    buf_text(&json), on_beat_told, run);
	buf_free(&json);
}

/* --- writing ------------------------------------------------------------ */

static void write_result(struct run *run);
static void load(struct run *run);

/* The database could not be reached: to read, or to write. */
static void on_again(evutil_socket_t fd, short what, void *arg)
{
	struct run *run = arg;

	(void)fd;
	(void)what;
	if (run->state == RUN_LOADING)
		load(run);
	else
		write_result(run);
}

static bool try_again(struct run *run, const struct err_detail *error)
{
	const struct timeval wait = {.tv_sec = WRITE_AGAIN_S};

	if (error->code != ERR_UNAVAILABLE ||
	    strcmp(error->rule, "shutting_down") == 0 ||
	    ++run->tries >= WRITE_TRIES)
		return false;
	event_add(run->again, &wait);
	return true;
}

static void on_written(const struct store_reply *reply, void *arg)
{
	struct run *run = arg;

	if (reply->error && try_again(run, reply->error))
		return;
	/* A conflict is a run that was taken over meanwhile. */
	if (reply->error)
		log_event(reply->error->code == ERR_CONFLICT ? LOG_LEVEL_INFO
							     : LOG_LEVEL_ERROR,
			  "planning_not_written",
			  LOG_NUM("proposal", run->proposal),
			  LOG_TEXT("detail", reply->error->text));
	end_run(run);
}

static void write_result(struct run *run)
{
	const struct proposal_run which = {run->proposal, run->epoch};
	struct store *store = run->planning->loop->store;

	if (run->error.code != ERR_OK)
		proposal_store_fail(store, &which, run->error.text, on_written,
				    run);
	else
		proposal_store_ready(store, &which,
				     &(struct proposal_result){
					 .summary = buf_text(&run->summary),
					 .visits = buf_text(&run->visits),
					 .seen = buf_text(&run->seen),
				     },
				     on_written, run);
}

/* Another daemon has it; or will have it: the leases are given up. */
static bool is_anothers(const struct run *run)
{
	return run->fenced ||
	       http_server_is_stopping(run->planning->loop->server);
}

static void finish(struct run *run)
{
	struct counters *counters = &run->planning->loop->daemon->counters;
	int64_t took_us = clk_monotonic_us() - run->begun_us;

	if (is_anothers(run)) {
		log_event(LOG_LEVEL_INFO, "planning_left",
			  LOG_NUM("proposal", run->proposal),
			  LOG_NUM("epoch", run->epoch));
		end_run(run);
		return;
	}
	counters->runs++;
	counters->runs_failed += run->error.code != ERR_OK;
	counters->runs_cancelled += is_stopped(run);
	counters->run_us += (uint64_t)took_us;
	log_event(run->error.code == ERR_OK ? LOG_LEVEL_INFO
					    : LOG_LEVEL_WARNING,
		  "planning_done", LOG_NUM("proposal", run->proposal),
		  LOG_NUM("took_ms", took_us / 1000),
		  LOG_TEXT("error", run->error.text));
	run_set_state(run, RUN_WRITING);
	write_result(run);
}

/* --- planning: on a thread ---------------------------------------------- */

static bool keep_going(void *arg, const struct plan_progress *progress,
		       double *ret_spent)
{
	struct run *run = arg;
	int64_t now_us = clk_monotonic_us();
	int64_t budget_us = run->deadline_us - run->begun_us;

	if (budget_us > 0)
		*ret_spent =
		    (double)(now_us - run->begun_us) / (double)budget_us;
	run->progress.permille = (int)(*ret_spent * 1000);
	run->progress.iterations = (int64_t)progress->iterations;
	run->progress.unassigned = progress->best.unserved;
	run->progress.cost_s = progress->best.cost / PLAN_COST_SECOND;
	return now_us < run->deadline_us && !is_stopped(run) &&
	       !http_server_is_stopping(run->planning->loop->server);
}

static enum err plan(struct run *run)
{
	const struct daemon *daemon = run->planning->loop->daemon;
	struct plan_bridge_settings settings = {
	    .speed_kmh = daemon->planner_speed_kmh,
	    .detour = daemon->planner_detour,
	    .utc_offset_s = run->utc_offset_s,
	    .move = run->move,
	};
	struct plan_settings how = {
	    .seed = (uint64_t)daemon->planner_seed,
	    .threads = daemon->planner_threads,
	    .keep_going = keep_going,
	    .arg = run,
	};
	struct plan_bridge_summary summary;
	struct plan *made;
	int64_t from_us = 0, to_us = 0, now_us = clk_now_us();
	enum err err;

	if (!text_parse_instant(run->from, &from_us) ||
	    !text_parse_instant(run->to, &to_us))
		return err_set(&run->error, ERR_INTERNAL, "",
			       "the horizon is no instant");
	settings.from_s = from_us / 1000000;
	settings.to_s = to_us / 1000000;
	settings.frozen_until_s =
	    (now_us > from_us ? now_us : from_us) / 1000000;
	plan_bridge_limit(run->bridge, &run->limits);
	err = plan_bridge_build(run->bridge, &settings, &run->error);
	if (err != ERR_OK)
		return err;
	plan_bridge_initial(run->bridge, &how.initial, &how.initial_count);
	err = plan_run(plan_bridge_problem(run->bridge), &how, &made,
		       &run->error);
	if (err != ERR_OK)
		return err;
	plan_bridge_result(run->bridge, made, &summary);
	plan_free(made);
	plan_bridge_summary_json(run->bridge, &run->summary);
	plan_bridge_visits_json(run->bridge, &run->visits);
	plan_bridge_seen_json(run->bridge, &run->seen);
	return ERR_OK;
}

static void on_thread(struct work_task *task)
{
	struct run *run = (struct run *)task;
	const struct daemon *daemon = run->planning->loop->daemon;

	run->begun_us = clk_monotonic_us();
	run->deadline_us =
	    run->begun_us +
	    (run->time_ms ? run->time_ms : daemon->tunables.planner_time_ms) *
		1000;
	if (is_stopped(run))
		(void)err_set(&run->error, ERR_CONFLICT, "",
			      "cancelled before it began");
	else
		(void)plan(run);
}

static void on_planned(struct work_task *task, bool dropped)
{
	struct run *run = (struct run *)task;

	if (dropped)
		(void)err_set(&run->error, ERR_UNAVAILABLE, "",
			      "the daemon stopped before the run began");
	finish(run);
}

/* --- loading ------------------------------------------------------------ */

static void on_loaded(const struct loaded *loaded, void *arg)
{
	struct run *run = arg;
	struct loop *loop = run->planning->loop;

	if (loaded->error && !is_anothers(run) && try_again(run, loaded->error))
		return;
	run->tries = 0;
	run->bridge = loaded->bridge;
	run->utc_offset_s = loaded->utc_offset_s;
	run->begun_us = clk_monotonic_us();
	run->task.run = on_thread;
	run->task.done = on_planned;
	if (loaded->error) {
		run->error = *loaded->error;
		finish(run);
	} else if (work_submit(loop->daemon->planners, loop->box, &run->task)) {
		run_set_state(run, RUN_PLANNING);
	} else {
		(void)err_set(&run->error, ERR_UNAVAILABLE, "",
			      "too many planning runs at once");
		finish(run);
	}
}

static void load(struct run *run)
{
	load_rows(run->planning->loop, run->territory, run->from, run->to,
		  on_loaded, run);
}

static int compare_ids(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

static const int64_t *sorted_copy(struct arena *arena, const int64_t *ids,
				  size_t count)
{
	int64_t *copy = arena_calloc(arena, count, sizeof(*copy));

	for (size_t i = 0; i < count; i++)
		copy[i] = ids[i];
	if (count)
		qsort(copy, count, sizeof(*copy), compare_ids);
	return copy;
}

static void take_limits(struct run *run, const struct planning_wish *wish)
{
	const char *move = wish->move ? wish->move : "few";

	run->limits = (struct plan_bridge_limits){
	    .jobs = sorted_copy(run->arena, wish->jobs, wish->job_count),
	    .job_count = wish->job_count,
	    .technicians = sorted_copy(run->arena, wish->technicians,
				       wish->technician_count),
	    .technician_count = wish->technician_count,
	    .keep_visits = strcmp(move, "none") == 0,
	};
	run->move = strcmp(move, "few") == 0 ? PLAN_BRIDGE_MOVE_FEW
					     : PLAN_BRIDGE_MOVE_FREE;
}

/* Our claim may come twice (its first answer was lost), and a run may come
 * back to us after another daemon had it. */
static bool goes_on(struct planning *planning, const struct planning_wish *wish)
{
	for (struct run *run = planning->runs; run; run = run->next) {
		if (run->proposal != wish->proposal || run->state == RUN_DONE)
			continue;
		if (run->epoch == wish->epoch && !run->fenced)
			return true;
		run->fenced = true;
	}
	return false;
}

void planning_begin(struct planning *planning, const struct planning_wish *wish)
{
	const struct timeval second = {.tv_sec = BEAT_S};
	struct run *run;

	if (goes_on(planning, wish))
		return;
	run = xcalloc(1, sizeof(*run));
	assert(wish->proposal > 0);
	run->epoch = wish->epoch;
	run->planning = planning;
	run->next = planning->runs;
	planning->runs = run;
	run->proposal = wish->proposal;
	run->territory = wish->territory;
	run->time_ms = wish->time_ms;
	run->arena = arena_new();
	take_limits(run, wish);
	snprintf(run->from, sizeof(run->from), "%s", wish->from);
	snprintf(run->to, sizeof(run->to), "%s", wish->to);
	run->again = evtimer_new(planning->loop->base, on_again, run);
	run->beat =
	    event_new(planning->loop->base, -1, EV_PERSIST, on_beat, run);
	event_add(run->beat, &second);
	load(run);
}

void planning_stop(struct planning *planning, int64_t proposal)
{
	planning->loop->daemon->stopped[proposal % STOPPED_MAX] = proposal;
}

bool planning_has_room(const struct planning *planning)
{
	return work_pool_load(planning->loop->daemon->planners) <
	       PLANNING_QUEUE_MAX;
}

int planning_room(const struct planning *planning)
{
	int room = PLANNING_QUEUE_MAX;

	for (const struct run *run = planning->runs; run; run = run->next)
		room--;
	return room > 0 ? room : 0;
}

bool planning_is_busy(const struct planning *planning)
{
	return planning->runs != NULL;
}

struct planning *planning_new(struct loop *loop)
{
	struct planning *planning = xcalloc(1, sizeof(*planning));

	planning->loop = loop;
	return planning;
}

void planning_free(struct planning *planning)
{
	if (!planning)
		return;
	while (planning->runs)
		free_run(planning->runs);
	free(planning);
}
