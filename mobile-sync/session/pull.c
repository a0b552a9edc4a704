/* SPDX-License-Identifier: MIT */
/*
 * One pull. The cursor after a page is the version of its last change, and
 * after the last page the scope's own: a version that is seen has no smaller
 * one to come (schema/internal/feed_stamp.sql), so nothing is missed between
 * pages.
 */
#include "mobile-sync/session/pull.h"

#include <assert.h>
#include <string.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/session/pull_sheet.h"
#include "mobile-sync/sheet/sheet.h"
#include "mobile-sync/store/sync_store.h"

_Static_assert((int)PULL_CONTRACT == (int)SHEET_CONTRACT, "one contract");

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

static void add_change(struct pull *pull, const struct sync_rows *rows, int row,
		       struct buf *out)
{
	struct counters *counters = &pull->loop->daemon->counters;

	if (!strcmp(sync_text(rows, row, SYNC_KIND), "van")) {
		pull_add_van(rows, row, pull->request.contract, pull->arena,
			     out);
	} else if (!strcmp(sync_text(rows, row, SYNC_OP), "U")) {
		counters->sheets++;
		pull_add_sheet(rows, row, pull->request.contract, pull->arena,
			       out);
	} else {
		counters->tombstones++;
		sheet_add_gone(out, sync_int(rows, row, SYNC_VISIT),
			       sync_int(rows, row, SYNC_VERSION));
	}
}

/* The row that ends an answer with nothing more to come is no change: it says
 * how far the scope is, and the digest. */
static bool read_end(const struct sync_rows *rows, int *found,
		     struct sheet_delta *delta)
{
	int last = *found - 1;

	if (last < 0 || strcmp(sync_text(rows, last, SYNC_KIND), "check") != 0)
		return false;
	*found = last;
	delta->version = sync_int(rows, last, SYNC_VERSION);
	delta->check = sync_text(rows, last, SYNC_DIGEST);
	return true;
}

/* One row more than the limit was asked for: is there more? */
static void answer_rows(struct pull *pull, const struct sync_rows *rows)
{
	int found = sync_count(rows);
	struct sheet_delta delta = {
	    .epoch = pull->epoch,
	    .since = pull->request.since,
	    .version = pull->request.since,
	};
	bool ends = read_end(rows, &found, &delta);
	struct buf body = {0};
	int count;

	delta.more = found > pull->request.limit;
	count = delta.more ? pull->request.limit : found;
	if (!ends && count > 0)
		delta.version = sync_int(rows, count - 1, SYNC_VERSION);

	sheet_add_delta_start(&body, &delta);
	for (int row = 0; row < count; row++)
		add_change(pull, rows, row, &body);
	sheet_add_delta_end(&body);
	pull->loop->daemon->counters.pulls++;
	if (!count)
		pull->loop->daemon->counters.pulls_unchanged++;
	finish(pull, &(struct pull_answer){.empty = !count,
					   .epoch = delta.epoch,
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
	auth_find_again(pull->loop, pull->request.device, AUTH_ALL, on_device,
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
			pull->request.since, pull->request.limit + 1,
			pull->request.contract, pull->request.all, on_rows,
			pull);
}

void pull_start(struct loop *loop, const struct pull_request *request,
		struct arena *arena, pull_fn *on_done, void *arg)
{
	struct pull *pull = arena_alloc(arena, sizeof(*pull));

	assert(request->limit > 0 && request->since >= 0);
	assert(request->contract > 0);
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
