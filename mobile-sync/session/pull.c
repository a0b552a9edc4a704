/* SPDX-License-Identifier: MIT */
/*
 * One pull. The cursor after a page is the version of its last change: a
 * version that is seen has no smaller one to come (schema/internal/
 * feed_stamp.sql), so nothing is missed between pages.
 */
#include "mobile-sync/session/pull.h"

#include <assert.h>
#include <string.h>

#include <jansson.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/sheet/sheet.h"
#include "mobile-sync/store/sync_store.h"

enum pull_state {
	PULL_ASKING,   /* waits for changes; then DONE, or CHECKING if the
			* database refuses the cursor or the device */
	PULL_CHECKING, /* waits for the device's row, past the cache: has the
			* epoch changed? Then ASKING or DONE */
	PULL_DONE,
};

struct pull {
	enum pull_state state;
	struct loop *loop;
	struct pull_request request;
	int64_t epoch; /* of the feed, as far as we know */
	bool gone;     /* the database refused the cursor */
	bool refused;  /* ... or the device: the row says why */
	struct arena *arena;
	pull_fn *on_done;
	void *arg;
};

static void ask(struct pull *pull);

static void set_state(struct pull *pull, enum pull_state state)
{
	/* The epoch is checked once at most, and nothing follows the end. */
	assert(pull->state != PULL_DONE);
	assert(pull->state != state || state == PULL_ASKING);
	pull->state = state;
}

static void finish(struct pull *pull, const struct pull_answer *answer)
{
	set_state(pull, PULL_DONE);
	pull->on_done(answer, pull->arg);
}

static void fail(struct pull *pull, const struct err_detail *error)
{
	finish(pull, &(struct pull_answer){.error = error});
}

/* --- the delta ---------------------------------------------------------- */

static json_t *parse(const struct sync_rows *rows, int row,
		     enum sync_column column)
{
	const char *text = sync_text(rows, row, column);

	return text ? json_loads(text, 0, NULL) : NULL;
}

static const char *member(struct pull *pull, const json_t *object,
			  const char *name)
{
	return arena_strdup(pull->arena,
			    json_string_value(json_object_get(object, name)));
}

static void read_skills(struct pull *pull, const struct sync_rows *rows,
			int row, struct sheet_visit *visit)
{
	json_t *array = parse(rows, row, SYNC_SKILLS);
	size_t count = json_array_size(array), i;
	struct sheet_skill *skills =
	    arena_calloc(pull->arena, count, sizeof(*skills));
	json_t *value;

	/* SQL made it: what is missing would be our fault. */
	json_array_foreach(array, i, value)
	{
		skills[i].code = member(pull, value, "code");
		skills[i].level =
		    (int)json_integer_value(json_object_get(value, "level"));
	}
	json_decref(array);
	visit->skills = skills;
	visit->skill_count = count;
}

static void read_slas(struct pull *pull, const struct sync_rows *rows, int row,
		      struct sheet_visit *visit)
{
	json_t *array = parse(rows, row, SYNC_SLAS);
	size_t count = json_array_size(array), i;
	struct sheet_sla *slas =
	    arena_calloc(pull->arena, count, sizeof(*slas));
	json_t *value;

	json_array_foreach(array, i, value)
	{
		slas[i].kind = member(pull, value, "kind");
		slas[i].state = member(pull, value, "state");
		slas[i].due = member(pull, value, "due_at");
	}
	json_decref(array);
	visit->slas = slas;
	visit->sla_count = count;
}

static void add_sheet(struct pull *pull, const struct sync_rows *rows, int row,
		      struct buf *out)
{
#define TEXT(column) sync_text(rows, row, SYNC_##column)
#define INT(column) sync_int(rows, row, SYNC_##column)
	struct sheet_visit visit = {
	    .visit = INT(VISIT),
	    .version = INT(VERSION),
	    .state = TEXT(STATE),
	    .start = TEXT(START),
	    .end = TEXT(END),
	    .travel_s = INT(TRAVEL_S),
	    .window_from = TEXT(WINDOW_FROM),
	    .window_to = TEXT(WINDOW_TO),
	    .outcome = TEXT(OUTCOME),
	    .job = INT(JOB),
	    .job_state = TEXT(JOB_STATE),
	    .job_type = TEXT(JOB_TYPE),
	    .opened = TEXT(OPENED_AT),
	    .title = TEXT(TITLE),
	    .description = TEXT(DESCRIPTION),
	    .priority = INT(PRIORITY),
	    .duration_min = INT(DURATION_MIN),
	    .crew_size = INT(CREW_SIZE),
	    .site = INT(SITE),
	    .lat = sync_double(rows, row, SYNC_LAT),
	    .lon = sync_double(rows, row, SYNC_LON),
	    .site_name = TEXT(SITE_NAME),
	    .customer = TEXT(CUSTOMER),
	    .address = TEXT(ADDRESS),
	    .access_notes = TEXT(ACCESS_NOTES),
	    .contact = TEXT(CONTACT),
	    .phone = TEXT(PHONE),
	    .email = TEXT(EMAIL),
	};
#undef TEXT
#undef INT

	read_skills(pull, rows, row, &visit);
	read_slas(pull, rows, row, &visit);
	sheet_add_visit(out, &visit);
	pull->loop->daemon->counters.sheets++;
}

static void add_changes(struct pull *pull, const struct sync_rows *rows,
			int count, struct buf *out)
{
	for (int row = 0; row < count; row++) {
		if (!strcmp(sync_text(rows, row, SYNC_OP), "U")) {
			add_sheet(pull, rows, row, out);
			continue;
		}
		pull->loop->daemon->counters.tombstones++;
		sheet_add_gone(out, sync_int(rows, row, SYNC_VISIT),
			       sync_int(rows, row, SYNC_VERSION));
	}
}

/* One row more than the limit was asked for: is there more? */
static void answer_rows(struct pull *pull, const struct sync_rows *rows)
{
	int found = sync_count(rows);
	bool more = found > pull->request.limit;
	int count = more ? pull->request.limit : found;
	struct sheet_delta delta = {
	    .epoch = pull->epoch,
	    .since = pull->request.since,
	    .version = count > 0 ? sync_int(rows, count - 1, SYNC_VERSION)
				 : pull->request.since,
	    .more = more,
	};
	struct buf body = {0};

	sheet_add_delta_start(&body, &delta);
	add_changes(pull, rows, count, &body);
	sheet_add_delta_end(&body);
	pull->loop->daemon->counters.pulls++;
	if (!count)
		pull->loop->daemon->counters.pulls_unchanged++;
	finish(pull, &(struct pull_answer){.epoch = delta.epoch,
					   .version = delta.version,
					   .body = &body});
	buf_free(&body);
}

static void answer_reset(struct pull *pull)
{
	struct buf body = {0};

	pull->loop->daemon->counters.resets++;
	sheet_add_reset(&body, pull->epoch);
	finish(pull, &(struct pull_answer){
			 .reset = true, .epoch = pull->epoch, .body = &body});
	buf_free(&body);
}

/* --- the conversation --------------------------------------------------- */

static void on_device(const struct device *device,
		      const struct err_detail *error, void *arg)
{
	struct pull *pull = arg;

	if (error) {
		fail(pull, error);
		return;
	}
	pull->epoch = device->epoch;
	if (pull->gone || pull->request.epoch != device->epoch)
		answer_reset(pull);
	else
		ask(pull);
}

static void check(struct pull *pull)
{
	set_state(pull, PULL_CHECKING);
	auth_find(pull->loop, pull->request.device->token_hash, true, on_device,
		  pull);
}

static void on_rows(const struct err_detail *error,
		    const struct sync_rows *rows, void *arg)
{
	struct pull *pull = arg;

	if (error && error->code == ERR_GONE && !pull->gone) {
		pull->gone = true;
		check(pull);
	} else if (error && error->code == ERR_UNAUTHENTICATED &&
		   !pull->refused) {
		pull->refused = true;
		check(pull);
	} else if (error) {
		fail(pull, error);
	} else {
		answer_rows(pull, rows);
	}
}

static void ask(struct pull *pull)
{
	set_state(pull, PULL_ASKING);
	sync_store_pull(pull->loop->store, pull->request.device->id,
			pull->request.since, pull->request.limit + 1, on_rows,
			pull);
}

void pull_start(struct loop *loop, const struct pull_request *request,
		struct arena *arena, pull_fn *on_done, void *arg)
{
	struct pull *pull = arena_alloc(arena, sizeof(*pull));

	assert(request->limit > 0 && request->since >= 0);
	assert(request->epoch > 0 || request->since == 0);
	*pull = (struct pull){
	    .loop = loop,
	    .request = *request,
	    .epoch = request->device->epoch,
	    .arena = arena,
	    .on_done = on_done,
	    .arg = arg,
	};
	if (request->epoch && request->epoch != pull->epoch)
		check(pull);
	else
		ask(pull);
}
