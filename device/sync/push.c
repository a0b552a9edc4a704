/* SPDX-License-Identifier: MIT */
/*
 * The outbox, batch by batch. When in doubt a batch is sent again: the server
 * takes each mutation once, and answers with what it said before.
 */
#include <string.h>

#include <callout/text.h>

#include "device/sheets/sheets.h"
#include "device/sync/sync_internal.h"

/* Of the contract; the document has some bytes around the contents. */
enum {
	BATCH_COUNT = 200,
	BATCH_BYTES = 128 * 1024,
	GO_BACKS_MAX = 3, /* a server that moves on like this is no server */
};

struct push {
	struct device *device;
	struct sync_report *report;
	struct sync_tries tries;
	struct arena *arena; /* of one batch */
	struct store_device who;
	struct store_mutations batch;
	int count_max;
	int go_backs;
	bool is_done;
};

static void write_batch(const struct push *push, int64_t waiting,
			struct buf *out)
{
	const struct store_mutations *batch = &push->batch;
	char sent[32];

	text_format_instant(device_now_us(push->device), sent);
	/* Another process may have sent some of them just now. */
	waiting -= (int64_t)batch->count;
	sheets_add_push_start(out, sent, waiting > 0 ? waiting : 0);
	for (size_t i = 0; i < batch->count; i++) {
		const struct store_mutation *m = &batch->rows[i];

		sheets_add_mutation(out, &(struct sheets_mutation){
					     .seq = m->seq,
					     .uid = m->uid,
					     .at = m->at,
					     .visit = m->visit,
					     .base = m->base,
					     .content = m->content,
					 });
	}
	sheets_add_push_end(out);
}

/* --- what the server said ----------------------------------------------- */

/* A duplicate's words are its first verdict, and perhaps words to it: it was
 * acknowledged, and the answer got lost. */
static struct store_verdict first_verdict(const struct push *push,
					  const struct sheets_verdict *v)
{
	struct store_verdict first = {
	    .seq = v->seq, .verdict = v->verdict, .words = v->words};
	size_t length;

	if (!v->verdict || strcmp(v->verdict, "duplicate") != 0 || !v->words ||
	    !v->words[0])
		return first;
	length = strcspn(v->words, ":");
	first.verdict = arena_strndup(push->arena, v->words, length);
	first.words = v->words + length;
	first.words += strspn(first.words, ": ");
	return first;
}

static const char *uid_of(const struct push *push, int64_t seq)
{
	for (size_t i = 0; i < push->batch.count; i++)
		if (push->batch.rows[i].seq == seq)
			return push->batch.rows[i].uid;
	return "";
}

static enum err take_verdicts(struct push *push,
			      const struct link_answer *answer,
			      struct err_detail *detail)
{
	const struct store_mutation *last =
	    &push->batch.rows[push->batch.count - 1];
	struct store_verdict *verdicts;
	struct sheets_pushed pushed;
	int64_t acked;
	enum err err =
	    sheets_read_pushed(buf_text(&answer->body), answer->body.length,
			       push->arena, &pushed, detail);

	if (err)
		return err;
	if (pushed.acked < push->batch.rows[0].seq)
		return err_set(detail, ERR_UNAVAILABLE, "",
			       "the server acknowledged nothing");
	verdicts =
	    arena_calloc(push->arena, pushed.count + 1, sizeof(*verdicts));
	for (size_t i = 0; i < pushed.count; i++)
		verdicts[i] = first_verdict(push, &pushed.verdicts[i]);
	/* Of what we did not send it says nothing that we could keep. */
	acked = pushed.acked < last->seq ? pushed.acked : last->seq;
	push->report->pushed += acked - push->batch.rows[0].seq + 1;
	return store_acknowledge(push->device->store, acked,
				 uid_of(push, acked), verdicts, pushed.count,
				 answer->date_us ? answer->date_us
						 : device_now_us(push->device),
				 detail);
}

/* The server has less than it once said: a backup was restored. */
static enum err go_back(struct push *push, const struct link_problem *problem,
			struct err_detail *detail)
{
	int64_t lost = 0;
	enum err err;

	if (strcmp(problem->rule, "gap") != 0 || problem->acked < 0 ||
	    push->go_backs++ == GO_BACKS_MAX)
		return ERR_CONFLICT;
	push->report->replays++;
	err = store_go_back(push->device->store, problem->acked, &lost, detail);
	push->report->lost += lost;
	return err;
}

static enum err read_answer(struct push *push, const struct link_answer *answer,
			    struct err_detail *detail)
{
	struct link_problem problem;
	enum err err;

	push->tries.after_s = answer->retry_after_s;
	if (answer->status == 200 && answer->cut)
		return err_set(detail, ERR_UNAVAILABLE, "",
			       "the answer was cut");
	if (answer->status == 200)
		return take_verdicts(push, answer, detail);
	err = sync_refusal(push->device, answer, &problem, detail);
	if (err == ERR_CONFLICT)
		return go_back(push, &problem, detail);
	if (err == ERR_TOO_LARGE && push->batch.count > 1) {
		push->count_max = (int)push->batch.count / 2;
		return ERR_OK;
	}
	return err;
}

/* --- the batch ---------------------------------------------------------- */

static enum err send_batch(struct push *push, int64_t waiting,
			   struct err_detail *detail)
{
	struct buf body = {0};
	struct link_answer answer;
	enum err err;

	write_batch(push, waiting, &body);
	err = sync_ask(push->device, push->arena, &push->who,
		       &(struct link_request){
			   .method = "POST",
			   .path = "/push",
			   .type = "application/xml",
			   .body = buf_text(&body),
			   .length = body.length,
			   .gzip = true,
		       },
		       &answer, detail);
	if (!err)
		err = read_answer(push, &answer, detail);
	link_answer_free(&answer);
	buf_free(&body);
	return err;
}

static enum err push_batch(struct push *push, struct err_detail *detail)
{
	struct store *store = push->device->store;
	int64_t waiting;
	enum err err =
	    store_read_device(store, push->arena, &push->who, detail);

	if (!err)
		err = store_count_waiting(store, &waiting, detail);
	if (!err)
		err = store_read_waiting(store, push->count_max, BATCH_BYTES,
					 push->arena, &push->batch, detail);
	if (err)
		return err;
	push->is_done = push->batch.count == 0;
	return push->is_done ? ERR_OK : send_batch(push, waiting, detail);
}

enum err sync_push(struct device *device, struct sync_report *report,
		   struct err_detail *detail)
{
	struct push push = {
	    .device = device, .report = report, .count_max = BATCH_COUNT};
	enum err err;

	do {
		push.arena = arena_new();
		err = push_batch(&push, detail);
		arena_free(push.arena);
		if (!err)
			push.tries.count = 0;
	} while (err ? sync_try_again(device, &push.tries, err)
		     : !push.is_done);
	return err;
}
