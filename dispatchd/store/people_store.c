/* SPDX-License-Identifier: MIT */
/* Territories, notices, boards, devices. */
#include "dispatchd/store/people_store.h"

#include <stdlib.h>

#include <callout/arena.h>

#include "dispatchd/store/store_internal.h"

static const struct pg_statement territory_day = {
    "territory_day",
    "SELECT instant_text(starts) AS starts, instant_text(ends) AS ends FROM "
    "territory_day($1::bigint, $2::bigint, $3::date)",
    3, PG_READ, true};
static const struct pg_statement notice_seen = {
    "notice_seen",
    "SELECT notice_seen($1::bigint, $2::text, $3::bigint)::text AS body", 3,
    PG_WRITE, true};
static const struct pg_statement board_get = {
    "board_get",
    "SELECT body::text, tag FROM board_get($1::bigint, $2::bigint, $3::date, "
    "$4::date)",
    4, PG_READ, true};
static const struct pg_statement enrol_code_create = {
    "enrol_code_create",
    "SELECT enrol_code_create($1::bigint, $2::text, $3::bigint, "
    "decode($4, 'hex'), $5::int)::text AS body",
    5, PG_WRITE, false};
static const struct pg_statement device_revoke = {
    "device_revoke",
    "SELECT device_revoke($1::bigint, $2::text, $3::bigint)::text AS body", 3,
    PG_WRITE, true};

struct day_question {
	territory_day_fn *on_day;
	void *arg;
};

static void on_day_row(const struct pg_result *result, void *arg)
{
	struct day_question *question = arg;
	struct territory_day day = {0};

	if (pg_result_error(result) != ERR_OK) {
		day.error = pg_result_detail(result);
	} else {
		day.starts = row_text(result, 0, "starts");
		day.ends = row_text(result, 0, "ends");
	}
	question->on_day(&day, question->arg);
	free(question);
}

void territory_store_day(struct store *store, int64_t user_id,
			 int64_t territory, const char *day,
			 territory_day_fn *on_day, void *arg)
{
	struct day_question *question = xmalloc(sizeof(*question));
	struct params params = {0};

	*question = (struct day_question){on_day, arg};
	param_reader(&params, user_id);
	param_int(&params, territory);
	param_text(&params, day);
	store_call(store, &territory_day, &params, on_day_row, question);
}

void notice_store_seen(struct store *store, const struct store_actor *actor,
		       int64_t notice, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, notice);
	store_ask(store, &notice_seen, &params, on_reply, arg);
}

void board_store_get(struct store *store, int64_t user_id, int64_t territory,
		     const char *from_day, const char *to_day,
		     store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_reader(&params, user_id);
	param_int(&params, territory);
	param_text(&params, from_day);
	param_text(&params, to_day);
	store_ask(store, &board_get, &params, on_reply, arg);
}

void device_store_code(struct store *store, const struct store_actor *actor,
		       int64_t technician, const char *code_hash, int64_t ttl_s,
		       store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, technician);
	param_text(&params, code_hash);
	param_int(&params, ttl_s);
	store_ask(store, &enrol_code_create, &params, on_reply, arg);
}

void device_store_revoke(struct store *store, const struct store_actor *actor,
			 int64_t device, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, device);
	store_ask(store, &device_revoke, &params, on_reply, arg);
}
