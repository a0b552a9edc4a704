/* SPDX-License-Identifier: MIT */
/* A question for slots: to the store, to the desk, and back. */
#include "dispatchd/engine/slots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "dispatchd/daemon.h"
#include "dispatchd/engine/plan_bridge.h"
#include "dispatchd/engine/slots_internal.h"
#include "dispatchd/store/slot_store.h"

static void end(struct slots *slots, const struct err_detail *error)
{
	slots->answer.error = error;
	slots->on_answer(&slots->answer, slots->arg);
	plan_bridge_free(slots->rows);
	json_decref(slots->json);
	buf_free(&slots->seen);
	arena_free(slots->arena);
	free(slots);
}

static void on_done(struct desk_question *question,
		    const struct err_detail *error)
{
	struct slots *slots = (struct slots *)question;

	if (slots->seen.length)
		slots->answer.seen = buf_text(&slots->seen);
	end(slots, error);
}

/* --- the question's rows ------------------------------------------------ */

struct rows {
	const json_t *list;
	const char *sql;
};

/* The name of a column: the select list begins behind the first word. */
static const char *name_of(const char *sql, int column, char ret_name[64])
{
	const char *at = sql + strcspn(sql, " ");

	while (column-- > 0)
		at = at + 1 + strcspn(at + 1, ",");
	at += strspn(at, ", ");
	snprintf(ret_name, 64, "%.*s", (int)strcspn(at, ", "), at);
	return ret_name;
}

static const char *field(void *arg, int row, int column)
{
	const struct rows *rows = arg;
	const json_t *cells = json_array_get(rows->list, (size_t)row);
	char name[64];

	return json_string_value(
	    json_object_get(cells, name_of(rows->sql, column, name)));
}

/* The job that is not there yet: rows by the names of their sets. */
static enum err take_rows(struct slots *slots, const json_t *rows,
			  struct err_detail *detail)
{
	enum err err = ERR_OK;

	slots->rows = plan_bridge_new();
	for (int set = 0; !err && set < PLAN_BRIDGE_SET_COUNT; set++) {
		const struct plan_bridge_query *query =
		    plan_bridge_query((enum plan_bridge_set)set);
		struct rows all = {
		    json_object_get(rows, query->name + strlen("planning_")),
		    query->sql};

		if (all.list)
			err = plan_bridge_add_rows(
			    slots->rows, (enum plan_bridge_set)set,
			    (int)json_array_size(all.list), field, &all,
			    detail);
	}
	return err;
}

static enum err take_windows(struct slots *slots, const json_t *list,
			     struct err_detail *detail)
{
	size_t count = json_array_size(list) / 2;

	if (count > SLOTS_WINDOWS_MAX)
		return err_set_rule(detail, ERR_RULE, "/grid_min", "range",
				    "these are %zu windows: ask for fewer days "
				    "or a coarser grid",
				    count);
	slots->windows =
	    arena_calloc(slots->arena, count + 1, sizeof(*slots->windows));
	for (size_t i = 0; i < count; i++)
		slots->windows[i] = (struct plan_window){
		    json_integer_value(json_array_get(list, 2 * i)),
		    json_integer_value(json_array_get(list, 2 * i + 1))};
	slots->window_count = (int32_t)count;
	return ERR_OK;
}

static enum err take_question(struct slots *slots, struct err_detail *detail)
{
	const json_t *json = slots->json;
	const json_t *rows = json_object_get(json, "rows");
	char *hold = json_dumps(json_object_get(json, "hold"), JSON_COMPACT);

	if (!hold)
		return err_set(detail, ERR_INTERNAL, "",
			       "the question has an unexpected form");
	slots->answer.hold = arena_strdup(slots->arena, hold);
	free(hold);
	slots->question.territory =
	    json_integer_value(json_object_get(json, "territory"));
	slots->job = json_integer_value(json_object_get(json, "job"));
	if (slots->job) {
		slots->question.jobs = &slots->job;
		slots->question.job_count = 1;
	} else if (take_rows(slots, rows, detail) != ERR_OK) {
		return detail->code;
	}
	return take_windows(slots, json_object_get(json, "windows"), detail);
}

static void on_question(const struct store_reply *reply, void *arg)
{
	struct slots *slots = arg;
	struct err_detail detail = {0};

	if (reply->error) {
		end(slots, reply->error);
		return;
	}
	slots->json = json_loadb(reply->body, reply->length, 0, NULL);
	if (take_question(slots, &detail) != ERR_OK) {
		end(slots, &detail);
		return;
	}
	slots->question.answer = slots_answer;
	slots->question.done = on_done;
	if (desk_ask(slots->loop->daemon->desk, slots->loop->box,
		     &slots->question, &detail) != ERR_OK)
		end(slots, &detail);
}

void slots_ask(struct loop *loop, const struct slots_wish *wish,
	       slots_fn *on_answer, void *arg)
{
	struct slots *slots = xcalloc(1, sizeof(*slots));

	slots->arena = arena_new();
	slots->loop = loop;
	slots->wish = *wish;
	if (wish->choice) {
		slots->choice = *wish->choice;
		slots->wish.choice = &slots->choice;
	}
	slots->on_answer = on_answer;
	slots->arg = arg;
	slot_store_question(loop->store, wish->user_id, wish->ask, on_question,
			    slots);
}
