/* SPDX-License-Identifier: MIT */
/*
 * One piece of an upload:
 *
 *	worker: open, lock -> SQL: where does it stand? -> worker: check, write,
 *	sync; the last piece: look at the whole, give it its place -> SQL: move
 *
 * Lock before the question: whoever holds it reads an offset that nobody else
 * moves. A crash between worker and SQL leaves bytes behind the row's offset,
 * which the next piece writes over.
 */
#include "mobile-sync/session/hub.h"
#include "mobile-sync/session/upload.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include <sodium.h>

#include <callout/log.h>
#include <callout/work.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/store/blob_store.h"

enum add_state {
	/* A worker opens and locks the file; leads to FINDING. */
	ADD_LOCKING,
	/* The row is asked for; a refusal leads to DONE, the right offset to
	 * WRITING. */
	ADD_FINDING,
	/* A worker writes, and looks at the whole after the last piece; leads
	 * to MOVING, STORING, RESTARTING, or with a failed disk to DONE. */
	ADD_WRITING,
	/* The row gets its new offset; leads to DONE. */
	ADD_MOVING,
	/* The row is told that all is there; leads to DONE. */
	ADD_STORING,
	/* The bytes are of no use: the offset goes back to 0; leads to DONE
	 * with the error that is kept. */
	ADD_RESTARTING,
	/* Answered. */
	ADD_DONE,
	ADD_STATE_COUNT
};

static const char *const state_names[ADD_STATE_COUNT] = {
    [ADD_LOCKING] = "locking", [ADD_FINDING] = "finding",
    [ADD_WRITING] = "writing", [ADD_MOVING] = "moving",
    [ADD_STORING] = "storing", [ADD_RESTARTING] = "restarting",
    [ADD_DONE] = "done",
};

#define STEP(state) (1u << (state))

static const unsigned legal_steps[ADD_STATE_COUNT] = {
    [ADD_LOCKING] = STEP(ADD_FINDING) | STEP(ADD_DONE),
    [ADD_FINDING] = STEP(ADD_WRITING) | STEP(ADD_DONE),
    [ADD_WRITING] = STEP(ADD_MOVING) | STEP(ADD_STORING) |
		    STEP(ADD_RESTARTING) | STEP(ADD_DONE),
    [ADD_MOVING] = STEP(ADD_DONE),
    [ADD_STORING] = STEP(ADD_DONE),
    [ADD_RESTARTING] = STEP(ADD_DONE),
};

struct add {
	struct work_task task; /* first: the worker's handle */
	enum add_state state;
	struct loop *loop;
	const struct device *device;
	struct upload_piece piece;
	struct blob_part part;
	int64_t bytes; /* of the whole */
	enum blob_type type;
	unsigned char sha256[BLOB_SHA256_BYTES];
	struct err_detail error; /* of a worker; code ERR_OK: none */
	upload_fn *on_done;
	void *arg;
};

static void add_set_state(struct add *add, enum add_state state)
{
	assert(legal_steps[add->state] & STEP(state));
	log_event(LOG_LEVEL_DEBUG, "upload_state",
		  LOG_TEXT("blob", add->piece.uid),
		  LOG_TEXT("from", state_names[add->state]),
		  LOG_TEXT("to", state_names[state]));
	add->state = state;
}

enum err upload_check(const struct loop *loop, struct err_detail *detail)
{
	if (loop->daemon->blob_dir)
		return ERR_OK;
	return err_set_rule(detail, ERR_UNAVAILABLE, "", "uploads_off",
			    "this server takes no uploads: its [blob] dir is "
			    "not set");
}

static struct upload_state state_of(const struct blob_row *row)
{
	return (struct upload_state){
	    .bytes = row->bytes,
	    .received = row->received,
	    .type = row->type,
	    .sha256 = row->sha256,
	    .expires_s = row->expires_s,
	    .stored = row->stored,
	};
}

/* --- the end ------------------------------------------------------------ */

static void end_add(struct add *add, const struct err_detail *error,
		    const struct upload_state *state)
{
	upload_fn *on_done = add->on_done;
	void *arg = add->arg;

	add_set_state(add, ADD_DONE);
	blob_part_close(add->loop->daemon->blob_dir, &add->part);
	on_done(error, state, arg); /* the arena, and so `add`, may end here */
}

static void on_row_moved(const struct blob_row *row, void *arg)
{
	struct add *add = arg;
	struct upload_state state = state_of(row);

	if (row->error) {
		end_add(add, row->error, NULL);
		return;
	}
	if (row->stored) {
		/* It may be on a sheet now: a poll that follows must see it. */
		hub_doubt(add->loop->daemon->hub, add->device->technician);
		add->loop->daemon->counters.uploads++;
		log_event(LOG_LEVEL_INFO, "upload_stored",
			  LOG_TEXT("blob", add->piece.uid),
			  LOG_NUM("device", add->device->id),
			  LOG_NUM("bytes", row->bytes));
	}
	add->loop->daemon->counters.upload_bytes += add->piece.length;
	end_add(add, NULL, &state);
}

static void on_restarted(const struct blob_row *row, void *arg)
{
	struct add *add = arg;
	struct err_detail error = add->error;
	struct upload_state state = state_of(row);

	end_add(add, row->error ? row->error : &error,
		row->error ? NULL : &state);
}

/* --- the worker --------------------------------------------------------- */

static bool checksum_holds(const struct upload_piece *piece)
{
	unsigned char digest[BLOB_SHA256_BYTES];
	size_t length;

	if (!piece->checksum.given)
		return true;
	length = blob_digest(piece->checksum.digest, piece->bytes,
			     piece->length, digest);
	return !memcmp(digest, piece->checksum.bytes, length);
}

static bool is_last(const struct add *add)
{
	return add->piece.offset + (int64_t)add->piece.length == add->bytes;
}

static void run_write(struct work_task *task)
{
	struct add *add = (struct add *)task;
	const struct blob_dir *dir = add->loop->daemon->blob_dir;
	enum err err;

	if (!checksum_holds(&add->piece)) {
		(void)err_set_rule(&add->error, ERR_CHECKSUM, "", "checksum",
				   "the piece was damaged on its way: send it "
				   "again");
		return;
	}
	err = blob_part_write(dir, &add->part, add->piece.offset,
			      add->piece.bytes, add->piece.length, &add->error);
	if (err == ERR_OK && is_last(add))
		err = blob_part_finish(dir, &add->part, add->bytes, add->sha256,
				       add->type, &add->error);
	(void)err; /* in add->error */
}

static void restart(struct add *add)
{
	add_set_state(add, ADD_RESTARTING);
	log_event(LOG_LEVEL_WARNING, "upload_restarts",
		  LOG_TEXT("blob", add->piece.uid),
		  LOG_NUM("device", add->device->id),
		  LOG_TEXT("rule", add->error.rule));
	blob_store_move(add->loop->store, add->device->id, add->piece.uid,
			add->piece.offset, 0, add->loop->daemon->blob_open_days,
			on_restarted, add);
}

static void drop_work(struct add *add)
{
	struct err_detail error;

	(void)err_set(&error, ERR_UNAVAILABLE, "",
		      "the daemon is going away: try again");
	end_add(add, &error, NULL);
}

/* What a refusal of the worker means for the bytes that are there. */
static void judge_failure(struct add *add)
{
	struct err_detail error = add->error;

	if (!strcmp(error.rule, "upload_lost")) {
		add->error.code = ERR_CONFLICT;
		restart(add);
	} else if (!strcmp(error.rule, "sha256") ||
		   !strcmp(error.rule, "type")) {
		restart(add);
	} else {
		end_add(add, &error, NULL);
	}
}

static void on_written(struct work_task *task, bool dropped)
{
	struct add *add = (struct add *)task;
	struct store *store = add->loop->store;

	if (dropped) {
		drop_work(add);
	} else if (add->error.code != ERR_OK) {
		judge_failure(add);
	} else if (is_last(add)) {
		add_set_state(add, ADD_STORING);
		blob_store_finish(store, add->device->id, add->piece.uid,
				  on_row_moved, add);
	} else {
		add_set_state(add, ADD_MOVING);
		blob_store_move(
		    store, add->device->id, add->piece.uid, add->piece.offset,
		    add->piece.offset + (int64_t)add->piece.length,
		    add->loop->daemon->blob_open_days, on_row_moved, add);
	}
}

static void submit(struct add *add, void (*run)(struct work_task *),
		   void (*done)(struct work_task *, bool))
{
	struct err_detail error;

	add->task = (struct work_task){.run = run, .done = done};
	if (work_submit(add->loop->daemon->disk, add->loop->box, &add->task))
		return;
	(void)err_set_rule(&error, ERR_UNAVAILABLE, "", "busy",
			   "too many uploads at once: try again");
	end_add(add, &error, NULL);
}

/* --- the row ------------------------------------------------------------ */

static enum err check_place(const struct add *add, const struct blob_row *row,
			    struct err_detail *detail)
{
	int64_t end = add->piece.offset + (int64_t)add->piece.length;

	if (add->piece.offset != row->received)
		return err_set_rule(
		    detail, ERR_CONFLICT, "/Upload-Offset", "offset",
		    "this upload stands at byte %" PRId64 ", not %" PRId64,
		    row->received, add->piece.offset);
	if (end > row->bytes)
		return err_set_rule(detail, ERR_TOO_LARGE, "", "length",
				    "that would be more than the %" PRId64
				    " bytes of this upload",
				    row->bytes);
	if (add->piece.offset == 0 && add->piece.length >= BLOB_SNIFF_BYTES &&
	    blob_type_sniff(add->piece.bytes, add->piece.length) != add->type)
		return err_set_rule(detail, ERR_MEDIA_TYPE, "", "type",
				    "this is no %s by its first bytes",
				    row->type);
	return ERR_OK;
}

static void on_found(const struct blob_row *row, void *arg)
{
	struct add *add = arg;
	struct upload_state state = state_of(row);
	struct err_detail error;

	if (row->error) {
		end_add(add, row->error, NULL);
		return;
	}
	add->bytes = row->bytes;
	add->type = blob_type_find(row->type);
	if (check_place(add, row, &error) != ERR_OK) {
		end_add(add, &error, &state);
		return;
	}
	if (add->piece.length == 0) {
		end_add(add, NULL, &state);
		return;
	}
	sodium_hex2bin(add->sha256, sizeof(add->sha256), row->sha256,
		       strlen(row->sha256), NULL, NULL, NULL);
	add_set_state(add, ADD_WRITING);
	submit(add, run_write, on_written);
}

static void run_lock(struct work_task *task)
{
	struct add *add = (struct add *)task;

	if (blob_part_open(add->loop->daemon->blob_dir, add->piece.uid,
			   &add->part, &add->error) != ERR_OK)
		add->part.fd = -1;
}

static void on_locked(struct work_task *task, bool dropped)
{
	struct add *add = (struct add *)task;
	struct err_detail error = add->error;

	if (dropped) {
		drop_work(add);
	} else if (error.code != ERR_OK) {
		end_add(add, &error, NULL);
	} else {
		add_set_state(add, ADD_FINDING);
		blob_store_find(add->loop->store, add->device->id,
				add->piece.uid, on_found, add);
	}
}

void upload_add(struct loop *loop, const struct device *device,
		const struct upload_piece *piece, struct arena *arena,
		upload_fn *on_done, void *arg)
{
	struct add *add = arena_alloc(arena, sizeof(*add));

	*add = (struct add){
	    .state = ADD_LOCKING,
	    .loop = loop,
	    .device = device,
	    .piece = *piece,
	    .part = {.fd = -1},
	    .on_done = on_done,
	    .arg = arg,
	};
	submit(add, run_lock, on_locked);
}

/* --- without the disk --------------------------------------------------- */

struct question {
	upload_fn *on_done;
	void *arg;
};

static void on_answer(const struct blob_row *row, void *arg)
{
	const struct question *question = arg;
	struct upload_state state = state_of(row);

	question->on_done(row->error, row->error ? NULL : &state,
			  question->arg);
}

static struct question *question_of(struct arena *arena, upload_fn *on_done,
				    void *arg)
{
	struct question *question = arena_alloc(arena, sizeof(*question));

	*question = (struct question){on_done, arg};
	return question;
}

void upload_begin(struct loop *loop, const struct device *device,
		  const struct tus_metadata *metadata, int64_t bytes,
		  struct arena *arena, upload_fn *on_done, void *arg)
{
	struct blob_promise promise = {
	    .uid = metadata->id,
	    .bytes = bytes,
	    .type = blob_type_name(metadata->type),
	    .sha256 = metadata->sha256,
	};

	blob_store_make(loop->store, device->id, &promise,
			loop->daemon->blob_open_days, on_answer,
			question_of(arena, on_done, arg));
}

void upload_ask(struct loop *loop, const struct device *device, const char *uid,
		struct arena *arena, upload_fn *on_done, void *arg)
{
	blob_store_find(loop->store, device->id, uid, on_answer,
			question_of(arena, on_done, arg));
}

void upload_drop(struct loop *loop, const struct device *device,
		 const char *uid, struct arena *arena, upload_fn *on_done,
		 void *arg)
{
	blob_store_drop(loop->store, device->id, uid, on_answer,
			question_of(arena, on_done, arg));
}

/* --- reading ------------------------------------------------------------ */

struct reading {
	struct work_task task; /* first */
	struct loop *loop;
	const char *uid;
	struct upload_file file;
	struct err_detail error;
	struct arena *arena;
	upload_file_fn *on_done;
	void *arg;
};

static void run_open(struct work_task *task)
{
	struct reading *reading = (struct reading *)task;

	if (blob_open(reading->loop->daemon->blob_dir, reading->uid,
		      &reading->file.fd, &reading->file.bytes,
		      &reading->error) != ERR_OK)
		reading->file.fd = -1;
}

static void end_reading(struct reading *reading)
{
	bool failed = reading->error.code != ERR_OK;

	reading->on_done(failed ? &reading->error : NULL,
			 failed ? NULL : &reading->file, reading->arg);
}

static void on_opened(struct work_task *task, bool dropped)
{
	struct reading *reading = (struct reading *)task;

	if (dropped)
		(void)err_set(&reading->error, ERR_UNAVAILABLE, "",
			      "the daemon is going away: try again");
	end_reading(reading);
}

static void on_viewed(const struct blob_row *row, void *arg)
{
	struct reading *reading = arg;

	if (row->error) {
		reading->error = *row->error;
		end_reading(reading);
		return;
	}
	reading->file.type = arena_strdup(reading->arena, row->type);
	reading->file.sha256 = arena_strdup(reading->arena, row->sha256);
	reading->task = (struct work_task){.run = run_open, .done = on_opened};
	if (work_submit(reading->loop->daemon->disk, reading->loop->box,
			&reading->task))
		return;
	(void)err_set_rule(&reading->error, ERR_UNAVAILABLE, "", "busy",
			   "too much at once: try again");
	end_reading(reading);
}

void upload_read(struct loop *loop, const struct device *device,
		 const char *uid, struct arena *arena, upload_file_fn *on_done,
		 void *arg)
{
	struct reading *reading = arena_alloc(arena, sizeof(*reading));

	*reading = (struct reading){
	    .loop = loop,
	    .uid = uid,
	    .file = {.fd = -1},
	    .arena = arena,
	    .on_done = on_done,
	    .arg = arg,
	};
	blob_store_view(loop->store, device->id, uid, on_viewed, reading);
}
