/* SPDX-License-Identifier: MIT */
/*
 * The sheets, page by page. What came of an answer before it was cut is
 * taken, and the next request goes on behind it: a network that lets one
 * sheet through at a time brings them all.
 */
#include <inttypes.h>
#include <string.h>

#include "device/sheets/sheets.h"
#include "device/sync/sync_internal.h"

/* Cursors that were of no use, in one pull. */
enum { FETCHES_MAX = 3 };

struct pull {
	struct device *device;
	struct sync_report *report;
	struct sync_tries tries;
	struct arena *arena; /* of one page */
	struct store_device who;
	struct store_change *changes;
	size_t count, room;
	struct link_dictionary dictionary; /* its text NULL: none */
	char better[65];		   /* hash of one to fetch, or "" */
	bool gzip_only;
	int wait_s;
	int64_t number; /* of the last mutation, as it begins */
	bool is_interrupted;
	int fetches;
	bool is_done;
};

/* --- what comes in ------------------------------------------------------ */

static void on_change(const struct sheets_change *change, void *arg)
{
	struct pull *pull = arg;
	struct store_change *more;

	if (pull->count == pull->room) {
		pull->room = pull->room ? 2 * pull->room : 64;
		more = arena_calloc(pull->arena, pull->room, sizeof(*more));
		if (pull->count)
			memcpy(more, pull->changes,
			       pull->count * sizeof(*more));
		pull->changes = more;
	}
	pull->changes[pull->count++] = (struct store_change){
	    .visit = change->visit,
	    .version = change->version,
	    .xml = arena_strdup(pull->arena, change->xml),
	};
}

static bool on_bytes(const char *bytes, size_t length, void *arg)
{
	return sheets_reader_feed(arg, bytes, length);
}

/* --- what becomes of it ------------------------------------------------- */

/* The cursor cannot be used, or what is here is not what the server has. */
static enum err fetch_all(struct pull *pull, const char *why,
			  struct err_detail *detail)
{
	if (pull->fetches++ == FETCHES_MAX)
		return err_set(detail, ERR_INTERNAL, "", "%s", why);
	pull->report->fetches++;
	return store_fetch_all(pull->device->store, detail);
}

static enum err compare(struct pull *pull, const struct sheets_delta *delta,
			struct err_detail *detail)
{
	char own[17];
	enum err err;

	pull->is_done = true;
	if (!delta->check[0])
		return ERR_OK;
	err = store_check(pull->device->store, own, detail);
	if (err)
		return err;
	memcpy(pull->report->check, own, sizeof(own));
	if (!strcmp(own, delta->check))
		return ERR_OK;
	pull->is_done = false;
	return fetch_all(pull,
			 "the sheets are not what the server has, also after "
			 "fetching all of them",
			 detail);
}

static enum err take_page(struct pull *pull, const struct sheets_delta *delta,
			  struct err_detail *detail)
{
	bool ours = false;
	enum err err;
	const struct store_page page = {
	    .epoch = delta->epoch,
	    .since_epoch = pull->who.epoch,
	    .since = pull->who.version,
	    .version = delta->is_whole ? delta->version
				       : pull->changes[pull->count - 1].version,
	    .last = delta->is_whole && !delta->more,
	    .changes = pull->changes,
	    .count = pull->count,
	    .now_us = device_now_us(pull->device),
	};

	err = store_apply(pull->device->store, &page, &ours, detail);
	if (err || !ours)
		return err;
	pull->report->changes += (int64_t)pull->count;
	return page.last ? compare(pull, delta, detail) : ERR_OK;
}

/* One that tells of more must be further on: else we would ask for ever. */
static bool goes_on(const struct pull *pull, const struct sheets_delta *delta)
{
	int64_t version = delta->is_whole
			      ? delta->version
			      : pull->changes[pull->count - 1].version;

	return (delta->is_whole && !delta->more) ||
	       delta->epoch != pull->who.epoch || version > pull->who.version;
}

static enum err read_answer(struct pull *pull, const struct link_answer *answer,
			    const struct sheets_reader *reader,
			    struct err_detail *detail)
{
	struct sheets_delta delta;
	enum err err;

	pull->tries.after_s = answer->retry_after_s;
	if (answer->status == 304) {
		pull->is_done = true;
		return ERR_OK;
	}
	if (answer->status == 410)
		return fetch_all(pull, "the server takes no cursor of its own",
				 detail);
	if (answer->status != 200)
		return sync_refusal(pull->device, answer, NULL, detail);
	err = sheets_reader_end(reader, &delta, detail);
	if (err && answer->is_dcz) {
		pull->gzip_only = true;
		return ERR_OK;
	}
	if (err)
		return err;
	/* Of gzip there would have been some. */
	if (!delta.is_whole && pull->count == 0 && answer->is_dcz) {
		pull->gzip_only = true;
		return ERR_OK;
	}
	if (!delta.is_whole && pull->count == 0)
		return err_set(detail, ERR_UNAVAILABLE, "",
			       "the answer was cut before its first change");
	if (!goes_on(pull, &delta))
		return err_set(detail, ERR_UNAVAILABLE, "",
			       "the server says that there is more, and does "
			       "not go on");
	return take_page(pull, &delta, detail);
}

/* --- the page ----------------------------------------------------------- */

static void write_path(const struct pull *pull, int64_t waiting,
		       struct buf *path, struct buf *match)
{
	const struct store_device *who = &pull->who;
	const struct device *device = pull->device;

	buf_printf(path, "/sync?unsent=%" PRId64, waiting);
	if (device->limit)
		buf_printf(path, "&limit=%d", device->limit);
	if (who->version < 0)
		return;
	buf_printf(path, "&since=%" PRId64 ".%" PRId64, who->epoch,
		   who->version);
	/* Of a fetch that goes on a cursor is never too old. */
	if (who->is_fetching)
		buf_add_text(path, "&all=1");
	if (pull->wait_s)
		buf_printf(path, "&wait=%d", pull->wait_s);
	buf_printf(match, "If-None-Match: \"%" PRId64 ".%" PRId64 "\"",
		   who->epoch, who->version);
}

/* Who waits for news has no ear for what is reported meanwhile, perhaps by
 * another process: that is sent first. */
static bool is_better_ended(void *arg)
{
	struct pull *pull = arg;
	struct err_detail unused = {0};
	int64_t number = pull->number;

	if (device_is_stopped(pull->device))
		return true;
	if (store_last_number(pull->device->store, &number, &unused))
		return false;
	if (number != pull->number)
		pull->is_interrupted = true;
	return pull->is_interrupted;
}

static enum err ask(struct pull *pull, int64_t waiting,
		    struct err_detail *detail)
{
	struct sheets_reader *reader = sheets_reader_new(on_change, pull);
	struct buf path = {0}, match = {0};
	struct link_answer answer;
	enum err err;

	write_path(pull, waiting, &path, &match);
	err = sync_ask(
	    pull->device, pull->arena, &pull->who,
	    &(struct link_request){
		.method = "GET",
		.path = buf_text(&path),
		.headers = match.length
			       ? (const char *const[]){match.data, NULL}
			       : NULL,
		.wait_s = pull->wait_s,
		.stop = pull->wait_s ? is_better_ended : NULL,
		.stop_arg = pull,
		.wants_dictionary = !pull->gzip_only,
		.dictionary = pull->gzip_only || !pull->dictionary.text
				  ? NULL
				  : &pull->dictionary,
		.on_body = on_bytes,
		.arg = reader,
	    },
	    &answer, detail);
	if (!err)
		err = read_answer(pull, &answer, reader, detail);
	if (!err && answer.dictionary[0])
		memcpy(pull->better, answer.dictionary, sizeof(pull->better));
	link_answer_free(&answer);
	sheets_reader_free(reader);
	buf_free(&path);
	buf_free(&match);
	return err;
}

static enum err pull_page(struct pull *pull, struct err_detail *detail)
{
	struct store *store = pull->device->store;
	int64_t waiting;
	enum err err =
	    store_read_device(store, pull->arena, &pull->who, detail);

	if (!err)
		err = store_last_number(store, &pull->number, detail);
	/* Who follows is told what was done before the next wait. */
	pull->wait_s = pull->device->stop && sync_is_news(pull->report)
			   ? 0
			   : pull->device->wait_s;
	pull->changes = NULL;
	pull->count = pull->room = 0;
	if (!err)
		err = store_count_waiting(store, &waiting, detail);
	return err ? err : ask(pull, waiting, detail);
}

/* After the sheets, which matter more. */
static void fetch_better(const struct pull *pull, struct arena *arena)
{
	struct err_detail unused = {0};
	struct store_device who;

	if (pull->better[0] &&
	    !store_read_device(pull->device->store, arena, &who, &unused))
		sync_fetch_dictionary(pull->device, who.server, pull->better);
}

enum err sync_pull(struct device *device, struct sync_report *report,
		   struct err_detail *detail)
{
	struct pull pull = {
	    .device = device,
	    .report = report,
	    .gzip_only = device->gzip_only,
	};
	struct arena *arena = arena_new();
	enum err err =
	    sync_read_dictionary(device, arena, &pull.dictionary, detail);

	if (err) {
		arena_free(arena);
		return err;
	}
	do {
		pull.arena = arena_new();
		err = pull_page(&pull, detail);
		arena_free(pull.arena);
		if (err && pull.is_interrupted) {
			pull.is_done = true;
			err = ERR_OK;
		}
		if (!err)
			pull.tries.count = 0;
	} while (err ? sync_try_again(device, &pull.tries, err)
		     : !pull.is_done);
	if (!err)
		fetch_better(&pull, arena);
	arena_free(arena);
	return err;
}
