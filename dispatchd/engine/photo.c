/* SPDX-License-Identifier: MIT */
/* SQL says who may and what it is; a worker opens the file. */
#include "dispatchd/engine/photo.h"

#include <callout/blob.h>
#include <callout/work.h>

#include "dispatchd/daemon.h"
#include "dispatchd/store/job_store.h"

struct reading {
	struct work_task task; /* first */
	struct loop *loop;
	const char *uid;
	struct photo photo;
	struct err_detail error;
	struct arena *arena;
	photo_fn *on_done;
	void *arg;
};

static void finish(struct reading *reading)
{
	bool failed = reading->error.code != ERR_OK;

	reading->on_done(failed ? &reading->error : NULL,
			 failed ? NULL : &reading->photo, reading->arg);
}

static void run_open(struct work_task *task)
{
	struct reading *reading = (struct reading *)task;

	if (blob_open(reading->loop->daemon->blob_dir, reading->uid,
		      &reading->photo.fd, &reading->photo.bytes,
		      &reading->error) != ERR_OK)
		reading->photo.fd = -1;
}

static void on_opened(struct work_task *task, bool dropped)
{
	struct reading *reading = (struct reading *)task;

	if (dropped)
		(void)err_set_rule(&reading->error, ERR_UNAVAILABLE, "",
				   "shutting_down",
				   "the daemon is about to stop");
	finish(reading);
}

static void on_found(const struct store_reply *reply, void *arg)
{
	struct reading *reading = arg;
	struct daemon *daemon = reading->loop->daemon;

	reading->task = (struct work_task){.run = run_open, .done = on_opened};
	if (reply->error) {
		reading->error = *reply->error;
	} else if (!daemon->blob_dir) {
		(void)err_set_rule(&reading->error, ERR_UNAVAILABLE, "",
				   "photos_off",
				   "this daemon has no directory of photos: "
				   "[blob] dir is not set");
	} else {
		reading->photo.type = arena_strdup(reading->arena, reply->body);
		reading->photo.sha256 =
		    arena_strdup(reading->arena, reply->tag);
		if (work_submit(daemon->disk, reading->loop->box,
				&reading->task))
			return;
		(void)err_set_rule(&reading->error, ERR_UNAVAILABLE, "", "busy",
				   "too many photos at once: try again");
	}
	finish(reading);
}

void photo_open(struct loop *loop, int64_t user_id, const char *uid,
		struct arena *arena, photo_fn *on_done, void *arg)
{
	struct reading *reading = arena_alloc(arena, sizeof(*reading));

	*reading = (struct reading){
	    .loop = loop,
	    .uid = uid,
	    .photo = {.fd = -1},
	    .arena = arena,
	    .on_done = on_done,
	    .arg = arg,
	};
	photo_store_find(loop->store, user_id, uid, on_found, reading);
}
