/* SPDX-License-Identifier: MIT */
/* The looks: when, and what becomes of them. */
#include "dispatchd/engine/follow.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>
#include <jansson.h>

#include <callout/clk.h>
#include <callout/log.h>

#include "dispatchd/daemon.h"
#include "dispatchd/engine/follow_internal.h"
#include "dispatchd/engine/leases.h"
#include "dispatchd/store/follow_store.h"

/* After a look a territory rests so many times as long as that took: in a storm
 * of changes its looks are a quarter of the time, and a change that comes alone
 * waits for nothing. */
#define REST_TIMES 3
#define REST_US_MAX 1000000
#define IDLE_MS 60000
#define LIST_S 60     /* which territories, if nothing tells sooner */
#define AGAIN_MS 2000 /* after an error */
#define SUSPECT_US (INT64_C(600) * 1000000) /* refused alone: until then */
#define LEASE_MS 1000			    /* while it is another daemon's */
#define DROPS_MAX 3

enum follow_state {
	FOLLOW_RESTING, /* awaits its timer, or news; to LOOKING */
	FOLLOW_LOOKING, /* awaits follow_look(); to JUDGING */
	FOLLOW_JUDGING, /* awaits the desk; again, or to WRITING, TELLING */
	FOLLOW_WRITING, /* awaits the database; to LOOKING if all has moved,
			 * else to TELLING */
	FOLLOW_TELLING, /* awaits the notices; to RESTING */
	FOLLOW_STATE_COUNT
};

static const char *const state_names[] = {"resting", "looking", "judging",
					  "writing", "telling"};

/* What was tried in vain, and when: nothing has moved since. */
struct tried {
	int64_t job;
	int64_t visit, version; /* 0: it had none, and the job's version */
	uint64_t moves;
	const char *told; /* the rule; static text of the planner */
	/* A look that it was part of was refused: it is tried alone, from this
	 * time on. */
	bool suspect;
	int64_t not_before_us;
	struct tried *next;
};

struct follow_territory {
	struct follow *follow;
	struct follow_territory *next;
	int64_t id;
	enum follow_state state;
	bool listed; /* in the last list */
	struct event *timer;
	uint64_t moves, seen_moves; /* of the feed; at the begin of the look */
	int64_t begun_us, asked_us, judged_us; /* the last look */
	/* The begins of those before, the next to be replaced first. */
	int64_t rested_us; /* the next look begins then, at the soonest */
	int tries;
	int64_t epoch;	/* of the lease, at the begin of the look */
	bool wide;	/* this look has asked for more already */
	bool suggested; /* there may be a proposal that waits */
	bool more;	/* suspects that this look has no place for */
	char day[16];
	struct tried *tried;
	struct follow_look *look;
};

struct follow {
	struct loop *loop;
	struct follow_territory *first;
	struct event *timer;
	bool asking; /* for the list */
};

static void set_state(struct follow_territory *of, enum follow_state state)
{
	static const unsigned legal[FOLLOW_STATE_COUNT] = {
	    [FOLLOW_RESTING] = 1U << FOLLOW_LOOKING,
	    [FOLLOW_LOOKING] = 1U << FOLLOW_JUDGING | 1U << FOLLOW_RESTING,
	    [FOLLOW_JUDGING] = 1U << FOLLOW_JUDGING | 1U << FOLLOW_WRITING |
			       1U << FOLLOW_TELLING | 1U << FOLLOW_RESTING,
	    [FOLLOW_WRITING] = 1U << FOLLOW_LOOKING | 1U << FOLLOW_TELLING |
			       1U << FOLLOW_RESTING,
	    [FOLLOW_TELLING] = 1U << FOLLOW_RESTING,
	};

	assert(legal[of->state] & 1U << state);
	log_event(LOG_LEVEL_DEBUG, "follow_state", LOG_NUM("territory", of->id),
		  LOG_TEXT("from", state_names[of->state]),
		  LOG_TEXT("to", state_names[state]));
	of->state = state;
}

/* Is it ours to follow? */
static bool holds(const struct follow_territory *of, int64_t *ret_epoch)
{
	return leases_hold(of->follow->loop->daemon->leases, of->id, ret_epoch);
}

static struct counters *counters(const struct follow_territory *of)
{
	return &of->follow->loop->daemon->counters;
}

/* --- memory ------------------------------------------------------------- */

static struct tried *tried_of(const struct follow_territory *of, int64_t job)
{
	for (struct tried *tried = of->tried; tried; tried = tried->next)
		if (tried->job == job)
			return tried;
	return NULL;
}

static bool is_same(const struct tried *tried, int64_t visit, int64_t version)
{
	return tried->visit == visit && tried->version == version;
}

static bool was_tried(const struct follow_territory *of, int64_t job,
		      int64_t visit, int64_t version)
{
	const struct tried *tried = tried_of(of, job);

	return tried && is_same(tried, visit, version) &&
	       tried->moves == of->seen_moves;
}

static struct tried *note_tried(struct follow_territory *of, int64_t job,
				int64_t visit, int64_t version)
{
	struct tried *tried = tried_of(of, job);

	if (!tried) {
		tried = xcalloc(1, sizeof(*tried));
		tried->job = job;
		tried->next = of->tried;
		of->tried = tried;
	}
	if (!is_same(tried, visit, version)) {
		tried->told = NULL; /* SQL says whether that is news */
		tried->suspect = false;
	}
	tried->visit = visit;
	tried->version = version;
	tried->moves = of->seen_moves;
	return tried;
}

static void forget_tried(struct follow_territory *of)
{
	while (of->tried) {
		struct tried *next = of->tried->next;

		free(of->tried);
		of->tried = next;
	}
}

/* --- the end of a look -------------------------------------------------- */

static void drop_look(struct follow_territory *of)
{
	struct follow_look *look = of->look;

	if (!look)
		return;
	buf_free(&look->changes);
	buf_free(&look->seen);
	buf_free(&look->cause);
	arena_free(look->arena);
	free(look);
	of->look = NULL;
}

static void arm(struct follow_territory *of, int64_t ms)
{
	int64_t tired_ms = (of->rested_us - clk_monotonic_us()) / 1000;
	struct timeval wait;

	if (ms < tired_ms)
		ms = tired_ms;
	wait = (struct timeval){ms / 1000, ms % 1000 * 1000};
	event_add(of->timer, &wait);
}

/* The end of a look. */
static void tire(struct follow_territory *of)
{
	int64_t now_us = clk_monotonic_us();
	int64_t rest_us = (now_us - of->begun_us) * REST_TIMES;

	of->rested_us =
	    now_us + (rest_us < REST_US_MAX ? rest_us : REST_US_MAX);
	of->tries = 0;
	set_state(of, FOLLOW_RESTING);
}

static void free_territory(struct follow_territory *of)
{
	drop_look(of);
	forget_tried(of);
	event_free(of->timer);
	free(of);
}

static void leave(struct follow_territory *of)
{
	struct follow_territory **at = &of->follow->first;

	while (*at != of)
		at = &(*at)->next;
	*at = of->next;
	log_event(LOG_LEVEL_INFO, "follow_ended", LOG_NUM("territory", of->id));
	free_territory(of);
}

static void rest(struct follow_territory *of, int64_t ms)
{
	drop_look(of);
	tire(of);
	if (!of->listed)
		leave(of);
	else
		arm(of, of->more || of->moves != of->seen_moves ? 0 : ms);
}

static void give_up(struct follow_territory *of, const char *step,
		    const struct err_detail *error)
{
	counters(of)->follow_errors++;
	log_event(LOG_LEVEL_WARNING, "follow_failed",
		  LOG_NUM("territory", of->id), LOG_TEXT("step", step),
		  LOG_TEXT("detail", error->text));
	drop_look(of);
	tire(of);
	arm(of, AGAIN_MS);
}

/* --- telling ------------------------------------------------------------ */

static void on_told(const struct store_reply *reply, void *arg)
{
	struct follow_territory *of = arg;

	if (reply->error) {
		give_up(of, "tell", reply->error);
		return;
	}
	counters(of)->follow_left += (uint64_t)reply->id;
	for (size_t i = 0; i < of->look->left_count; i++) {
		const struct follow_left *left = &of->look->left[i];

		if (left->presses)
			tried_of(of, left->job)->told = left->rule;
	}
	rest(of, IDLE_MS);
}

static void add_left(struct buf *json, const struct follow_left *left)
{
	buf_printf(json, "%s{\"job\":%" PRId64 ",\"visit\":",
		   json->length ? "," : "[", left->job);
	if (left->visit)
		buf_printf(json, "%" PRId64, left->visit);
	else
		buf_add_text(json, "null");
	buf_add_text(json, ",\"rule\":");
	buf_add_json_string(json, left->rule);
	buf_add_text(json, ",\"text\":");
	buf_add_json_string(json, left->text);
	buf_add_char(json, '}');
}

/* What is left with nobody, and was not told before. */
static void tell(struct follow_territory *of)
{
	struct follow_look *look = of->look;
	struct buf json = {0};

	for (size_t i = 0; i < look->left_count; i++) {
		const struct follow_left *left = &look->left[i];
		struct tried *tried =
		    note_tried(of, left->job, left->visit, left->version);

		if (left->presses && tried->told != left->rule)
			add_left(&json, left);
	}
	if (!json.length) {
		rest(of, IDLE_MS);
		return;
	}
	buf_add_char(&json, ']');
	set_state(of, FOLLOW_TELLING);
	follow_store_tell(of->follow->loop->store, of->id, of->epoch,
			  buf_text(&json), on_told, of);
	buf_free(&json);
}

/* --- writing ------------------------------------------------------------ */

static void look_at(struct follow_territory *of);

static void log_done(struct follow_territory *of, int64_t proposal)
{
	const struct mend_sum *sum = &of->look->sum;

	log_event(
	    LOG_LEVEL_INFO,
	    of->look->suggest ? "follow_suggested" : "follow_repaired",
	    LOG_NUM("territory", of->id), LOG_NUM("proposal", proposal),
	    LOG_TEXT("cause", buf_text(&of->look->cause)),
	    LOG_NUM("added", (int64_t)sum->added),
	    LOG_NUM("moved", (int64_t)sum->moved),
	    LOG_NUM("look_ms", (of->asked_us - of->begun_us) / 1000),
	    LOG_NUM("judge_ms", (of->judged_us - of->asked_us) / 1000),
	    LOG_NUM("took_ms", (clk_monotonic_us() - of->begun_us) / 1000));
}

/* One of these is what the database does not like, and all went with it. Each
 * is tried alone then, so that it does not keep the others from their places;
 * and who was refused alone waits. */
static void note_refused(struct follow_territory *of)
{
	const struct follow_look *look = of->look;

	for (size_t i = 0; i < look->job_count; i++) {
		struct tried *tried =
		    note_tried(of, look->jobs[i].id, 0, look->jobs[i].version);

		tried->suspect = true;
		tried->not_before_us =
		    look->job_count == 1 ? clk_monotonic_us() + SUSPECT_US : 0;
	}
	of->more = look->job_count > 0;
}

static void clear_suspects(struct follow_territory *of)
{
	for (size_t i = 0; i < of->look->job_count; i++) {
		struct tried *tried = tried_of(of, of->look->jobs[i].id);

		if (tried)
			tried->suspect = false;
	}
}

static void on_written(const struct store_reply *reply, void *arg)
{
	struct follow_territory *of = arg;
	struct counters *figures = counters(of);

	if (desk_ask_again(reply, &of->tries)) {
		figures->follow_conflicts++;
		drop_look(of);
		look_at(of);
		return;
	}
	if (reply->error && reply->error->code == ERR_UNAVAILABLE) {
		give_up(of, "write", reply->error);
		return;
	}
	if (reply->error && !strcmp(reply->error->rule, "fenced")) {
		rest(of, LEASE_MS); /* another daemon follows it now */
		return;
	}
	if (reply->error) {
		figures->follow_refused++;
		log_event(LOG_LEVEL_WARNING, "follow_refused",
			  LOG_NUM("territory", of->id),
			  LOG_TEXT("rule", reply->error->rule),
			  LOG_TEXT("detail", reply->error->text));
		note_refused(of);
	} else {
		if (of->look->suggest) {
			figures->follow_suggestions +=
			    of->look->sum.changes > 0;
		} else if (of->look->sum.changes) {
			figures->follow_repairs++;
			figures->follow_moved += of->look->sum.moved;
		}
		if (of->look->sum.changes)
			log_done(of, reply->id);
		of->suggested = of->look->suggest && of->look->sum.changes > 0;
		clear_suspects(of);
	}
	tell(of);
}

static void write_down(struct follow_territory *of)
{
	struct follow_look *look = of->look;
	struct store *store = of->follow->loop->store;
	int64_t epoch;

	/* Also if it was another's in between: look again. */
	if (!holds(of, &epoch) || epoch != of->epoch) {
		rest(of, LEASE_MS);
		return;
	}
	set_state(of, FOLLOW_WRITING);
	/* Nothing to write: what was suggested before is over. */
	if (look->suggest || !look->changes.length)
		follow_store_suggest(
		    store, of->id, of->epoch, buf_text(&look->cause),
		    look->changes.length ? buf_text(&look->changes) : "[]",
		    on_written, of);
	else
		follow_store_write(store, NULL,
				   &(struct follow_change){
				       .territory = of->id,
				       .epoch = of->epoch,
				       .kind = "repair",
				       .cause = buf_text(&look->cause),
				       .summary = "{}",
				       .changes = buf_text(&look->changes),
				       .seen = look->seen.length
						   ? buf_text(&look->seen)
						   : NULL,
				   },
				   on_written, of);
}

/* --- judging ------------------------------------------------------------ */

static void ask_desk(struct follow_territory *of);

/* Visits for which nobody has time about when they were planned: perhaps at
 * another time. False: there are none that were not tried. */
static bool widen(struct follow_territory *of)
{
	struct follow_look *look = of->look;
	size_t count = look->job_count;

	if (of->wide)
		return false;
	for (size_t i = 0; i < look->left_count; i++)
		if (look->left[i].visit &&
		    count < look->job_count + FOLLOW_WIDE_MAX &&
		    !was_tried(of, look->left[i].job, look->left[i].visit,
			       look->left[i].version))
			look->ids[count++] = look->left[i].job;
	look->question.job_count = count;
	return count > look->job_count;
}

static void on_judged(struct desk_question *question,
		      const struct err_detail *error)
{
	struct follow_look *look = (struct follow_look *)question;
	struct follow_territory *of = look->of;

	if (error) {
		give_up(of, "judge", error);
		return;
	}
	of->judged_us = clk_monotonic_us();
	if (widen(of)) {
		of->wide = true;
		ask_desk(of);
	} else if (look->changes.length || of->suggested) {
		write_down(of);
	} else {
		clear_suspects(of);
		tell(of);
	}
}

static void ask_desk(struct follow_territory *of)
{
	struct desk_question *question = &of->look->question;
	struct loop *loop = of->follow->loop;
	struct err_detail busy;

	set_state(of, FOLLOW_JUDGING);
	*question = (struct desk_question){
	    .territory = of->id,
	    .jobs = of->look->ids,
	    .job_count = question->job_count,
	    .answer = follow_judge,
	    .done = on_judged,
	};
	if (desk_ask(loop->daemon->desk, loop->box, question, &busy) != ERR_OK)
		give_up(of, "ask", &busy);
}

/* --- looking ------------------------------------------------------------ */

static int64_t number(const json_t *json, const char *key)
{
	return json_integer_value(json_object_get(json, key));
}

static void take_job(struct follow_look *look, const json_t *row)
{
	struct follow_job *job = &look->jobs[look->job_count];

	job->id = json_integer_value(json_array_get(row, 0));
	job->version = json_integer_value(json_array_get(row, 1));
	job->name = arena_printf(look->arena, "job %" PRId64 " (%s)", job->id,
				 json_string_value(json_array_get(row, 2)));
	job->presses = json_is_true(json_array_get(row, 3));
	look->ids[look->job_count++] = job->id;
}

/* In which round a job is taken: first what was never tried, then what was
 * tried when less had moved; a suspect, if it is the only one. */
enum take_round { TAKE_FRESH, TAKE_AGAIN, TAKE_SUSPECT, TAKE_ROUNDS, TAKE_NOT };

static enum take_round round_of(const struct follow_territory *of, int64_t id,
				int64_t version)
{
	const struct tried *tried = tried_of(of, id);

	if (!tried || !is_same(tried, 0, version))
		return TAKE_FRESH;
	if (tried->suspect)
		return clk_monotonic_us() < tried->not_before_us ? TAKE_NOT
								 : TAKE_SUSPECT;
	return was_tried(of, id, 0, version) ? TAKE_NOT : TAKE_AGAIN;
}

static void take_jobs(struct follow_territory *of, const json_t *rows)
{
	struct follow_look *look = of->look;

	of->more = false;
	for (enum take_round round = 0; round < TAKE_ROUNDS; round++) {
		size_t most = round == TAKE_SUSPECT ? 1 : FOLLOW_NEW_MAX, index;
		json_t *row;

		json_array_foreach(rows, index, row)
		{
			int64_t id = json_integer_value(json_array_get(row, 0));
			int64_t version =
			    json_integer_value(json_array_get(row, 1));

			if (round_of(of, id, version) != round)
				continue;
			if (look->job_count < most)
				take_job(look, row);
			else
				of->more |= round == TAKE_SUSPECT;
		}
	}
	look->question.job_count = look->job_count;
}

static void take_absences(struct follow_look *look, const json_t *rows)
{
	size_t count = json_array_size(rows);
	struct mend_absence *all =
	    arena_calloc(look->arena, count + 1, sizeof(*all));

	for (size_t i = 0; i < count; i++) {
		const json_t *row = json_array_get(rows, i);

		all[i] = (struct mend_absence){
		    .technician = json_integer_value(json_array_get(row, 0)),
		    .from_s = json_integer_value(json_array_get(row, 1)),
		    .to_s = json_integer_value(json_array_get(row, 2)),
		    .words = arena_strdup(
			look->arena, json_string_value(json_array_get(row, 3))),
		};
	}
	look->policy.absences = all;
	look->policy.absence_count = count;
}

static void take_look(struct follow_territory *of, const json_t *json)
{
	struct follow_look *look = xcalloc(1, sizeof(*look));
	const char *day = json_string_value(json_object_get(json, "day"));
	int32_t most = (int32_t)number(json, "moves_max");

	of->look = look;
	look->of = of;
	look->arena = arena_new();
	look->suggest = !strcmp(
	    json_string_value(json_object_get(json, "automatic")), "suggest");
	look->policy = (struct mend_policy){
	    .freeze_s = number(json, "freeze_s"),
	    .moves_max = most,
	    .drops_max = most < DROPS_MAX ? most : DROPS_MAX,
	    .move_cost_s = number(json, "move_cost_s"),
	    .promise_s = number(json, "promise_s"),
	};
	if (day && strcmp(day, of->day) != 0) {
		forget_tried(of);
		snprintf(of->day, sizeof(of->day), "%s", day);
	}
	take_absences(look, json_object_get(json, "absent"));
	take_jobs(of, json_object_get(json, "jobs"));
}

static void on_look(const struct store_reply *reply, void *arg)
{
	struct follow_territory *of = arg;
	json_t *json;
	const char *automatic;

	if (reply->error) {
		give_up(of, "look", reply->error);
		return;
	}
	json =
	    json_loadb(reply->body ? reply->body : "", reply->length, 0, NULL);
	automatic = json_string_value(json_object_get(json, "automatic"));
	if (!automatic || !strcmp(automatic, "off")) {
		of->listed = false;
		rest(of, 0);
	} else {
		take_look(of, json);
		of->wide = false;
		of->asked_us = clk_monotonic_us();
		ask_desk(of);
	}
	json_decref(json);
}

static void look_at(struct follow_territory *of)
{
	set_state(of, FOLLOW_LOOKING);
	of->seen_moves = of->moves;
	of->begun_us = clk_monotonic_us();
	counters(of)->follow_looks++;
	follow_store_look(of->follow->loop->store, of->id, on_look, of);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct follow_territory *of = arg;

	(void)fd;
	(void)what;
	if (of->state != FOLLOW_RESTING)
		return;
	if (!holds(of, &of->epoch))
		arm(of, LEASE_MS);
	else if (store_is_ready(of->follow->loop->store))
		look_at(of);
	else
		arm(of, AGAIN_MS);
}

/* --- which territories -------------------------------------------------- */

static struct follow_territory *find(const struct follow *follow, int64_t id)
{
	struct follow_territory *of = follow->first;

	while (of && of->id != id)
		of = of->next;
	return of;
}

static void enlist(struct follow *follow, int64_t id)
{
	struct follow_territory *of = find(follow, id);

	if (!of) {
		of = xcalloc(1, sizeof(*of));
		of->follow = follow;
		of->id = id;
		of->suggested = true; /* perhaps from before */
		of->timer = evtimer_new(follow->loop->base, on_timer, of);
		of->next = follow->first;
		follow->first = of;
		log_event(LOG_LEVEL_INFO, "follow_begun",
			  LOG_NUM("territory", id));
		arm(of, 0);
	}
	of->listed = true;
}

static void on_list(const struct store_reply *reply, void *arg)
{
	struct follow *follow = arg;
	const struct timeval wait = {.tv_sec = reply->error ? 2 : LIST_S};
	struct follow_territory *next;
	json_t *list, *id;
	size_t index;

	follow->asking = false;
	event_add(follow->timer, &wait);
	if (reply->error)
		return;
	list = json_loadb(reply->body, reply->length, 0, NULL);
	for (struct follow_territory *of = follow->first; of; of = of->next)
		of->listed = false;
	json_array_foreach(list, index, id)
	    enlist(follow, json_integer_value(id));
	for (struct follow_territory *of = follow->first; of; of = next) {
		next = of->next;
		if (!of->listed && of->state == FOLLOW_RESTING)
			leave(of);
	}
	json_decref(list);
}

static void ask_list(struct follow *follow)
{
	if (follow->asking || !store_is_ready(follow->loop->store))
		return;
	follow->asking = true;
	follow_store_territories(follow->loop->store, on_list, follow);
}

static void on_list_timer(evutil_socket_t fd, short what, void *arg)
{
	struct follow *follow = arg;
	const struct timeval soon = {.tv_sec = 1};

	(void)fd;
	(void)what;
	event_add(follow->timer, &soon);
	ask_list(follow);
}

void follow_moved(struct follow *follow, int64_t territory)
{
	struct follow_territory *of = find(follow, territory);

	/* Its policy may be what has moved. */
	if (!of) {
		ask_list(follow);
		return;
	}
	of->moves++;
	if (of->state == FOLLOW_RESTING)
		arm(of, 0);
}

bool follow_is_on(const struct follow *follow)
{
	return follow && follow->first;
}

struct follow *follow_new(struct loop *loop)
{
	const struct timeval soon = {.tv_usec = 100000};
	struct follow *follow = xcalloc(1, sizeof(*follow));

	follow->loop = loop;
	follow->timer = evtimer_new(loop->base, on_list_timer, follow);
	event_add(follow->timer, &soon);
	return follow;
}

void follow_free(struct follow *follow)
{
	struct follow_territory *next;

	if (!follow)
		return;
	for (struct follow_territory *of = follow->first; of; of = next) {
		next = of->next;
		free_territory(of);
	}
	event_free(follow->timer);
	free(follow);
}
