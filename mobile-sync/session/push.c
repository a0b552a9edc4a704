/* SPDX-License-Identifier: MIT */
/*
 * One push: XML to structs, structs to JSON for the database, its verdicts to
 * XML. The answer is sent after the commit (a call is complete only then).
 */
#include "mobile-sync/session/push.h"

#include <inttypes.h>
#include <string.h>

#include <callout/log.h>

#include "mobile-sync/daemon.h"
#include "mobile-sync/sheet/sheet.h"
#include "mobile-sync/store/sync_store.h"

struct push {
	struct loop *loop;
	const struct device *device;
	struct arena *arena;
	struct err_detail refusal; /* by the database */
	push_fn *on_done;
	void *arg;
};

static void fail(struct push *push, const struct err_detail *error)
{
	push->loop->daemon->counters.pushes_refused++;
	push->on_done(&(struct push_answer){.error = error}, push->arg);
}

/* --- JSON for the database ---------------------------------------------- */

static void add_member(struct buf *out, const char *name, const char *value)
{
	const char *comma =
	    out->length > 0 && out->data[out->length - 1] == '{' ? "" : ",";

	if (!value)
		return;
	buf_printf(out, "%s\"%s\":", comma, name);
	buf_add_json_string(out, value);
}

static void add_id(struct buf *out, const char *name, int64_t value)
{
	if (value)
		buf_printf(out, ",\"%s\":%" PRId64, name, value);
}

static void add_body(struct buf *out, const struct sheet_mutation *mutation)
{
	buf_add_text(out, ",\"body\":");
	if (!mutation->invalid) {
		buf_add_text(out, mutation->body);
		return;
	}
	buf_add_char(out, '{');
	add_member(out, "xml", mutation->xml);
	buf_add_char(out, '}');
}

static void add_mutation(struct buf *out, const struct sheet_mutation *mutation)
{
	buf_printf(out, "{\"seq\":%" PRId64, mutation->seq);
	add_id(out, "job", mutation->job);
	add_id(out, "visit", mutation->visit);
	add_id(out, "base", mutation->base);
	add_member(out, "uid", mutation->uid);
	add_member(out, "kind", mutation->kind);
	add_member(out, "at", mutation->at);
	add_member(out, "invalid", mutation->invalid);
	add_body(out, mutation);
	buf_add_char(out, '}');
}

static void add_mutations(struct buf *out, const struct sheet_push *document)
{
	buf_add_char(out, '[');
	for (size_t i = 0; i < document->count; i++) {
		if (i > 0)
			buf_add_char(out, ',');
		add_mutation(out, &document->mutations[i]);
	}
	buf_add_char(out, ']');
}

/* --- the conversation --------------------------------------------------- */

static void count_verdict(struct counters *counters, const char *verdict)
{
	counters->mutations++;
	if (strcmp(verdict, "duplicate") != 0)
		counters->mutations_new++;
	if (!strcmp(verdict, "invalid"))
		counters->mutations_invalid++;
}

static void answer_verdicts(struct push *push, const struct push_rows *rows)
{
	struct buf body = {0};

	sheet_add_pushed_start(&body, push_acked(rows), push_version(rows));
	for (int row = 0; row < push_count(rows); row++) {
		count_verdict(&push->loop->daemon->counters,
			      push_verdict(rows, row));
		sheet_add_verdict(&body, push_seq(rows, row),
				  push_verdict(rows, row),
				  push_text(rows, row));
	}
	sheet_add_pushed_end(&body);
	push->loop->daemon->counters.pushes++;
	push->on_done(
	    &(struct push_answer){.body = &body, .acked = push_acked(rows)},
	    push->arg);
	buf_free(&body);
}

static void on_device(const struct device *device,
		      const struct err_detail *error, void *arg)
{
	struct push *push = arg;

	if (error) {
		fail(push, error);
		return;
	}
	push->loop->daemon->counters.pushes_refused++;
	push->on_done(
	    &(struct push_answer){.error = &push->refusal,
				  .gap = push->refusal.code == ERR_CONFLICT,
				  .acked = device->acked_seq},
	    push->arg);
}

static void on_rows(const struct err_detail *error,
		    const struct push_rows *rows, void *arg)
{
	struct push *push = arg;

	if (error && (error->code == ERR_CONFLICT ||
		      error->code == ERR_UNAUTHENTICATED)) {
		/* Where to go on from, or why it may not come in, is not in
		 * the cache. */
		push->refusal = *error;
		auth_find_again(push->loop, push->device, AUTH_TELL, on_device,
				push);
	} else if (error) {
		fail(push, error);
	} else {
		answer_verdicts(push, rows);
	}
}

void push_start(struct loop *loop, const struct device *device,
		const char *bytes, size_t length, const char *request_id,
		struct arena *arena, push_fn *on_done, void *arg)
{
	struct push *push = arena_alloc(arena, sizeof(*push));
	struct err_detail detail = {0};
	struct sheet_push document;
	struct buf json = {0};

	*push = (struct push){
	    .loop = loop,
	    .device = device,
	    .arena = arena,
	    .on_done = on_done,
	    .arg = arg,
	};
	if (sheet_read_push(loop->contract, bytes, length, arena, &document,
			    &detail) != ERR_OK) {
		fail(push, &detail);
		return;
	}
	add_mutations(&json, &document);
	sync_store_push(loop->store, device->id, buf_text(&json), document.sent,
			document.unsent, request_id, on_rows, push);
	buf_free(&json);
}
