/* SPDX-License-Identifier: MIT */
/* Calendar links and their visits. */
#include "dispatchd/store/calendar_store.h"

#include <stdlib.h>

#include <callout/arena.h>

#include "dispatchd/store/store_internal.h"

static const struct pg_statement link_create = {
    "calendar_link_create",
    "SELECT calendar_link_create($1::bigint, $2::text, $3::bigint, $4::text, "
    "decode($5, 'hex'), $6::text, $7::bool)::text AS body",
    7, PG_WRITE, false};
static const struct pg_statement link_list = {
    "calendar_link_list",
    "SELECT calendar_link_list($1::bigint, $2::bigint, $3::jsonb)::text AS "
    "body",
    3, PG_READ, true};
static const struct pg_statement link_revoke = {
    "calendar_link_revoke",
    "SELECT calendar_link_revoke($1::bigint, $2::text, $3::bigint)::text AS "
    "body",
    3, PG_WRITE, true};
static const struct pg_statement link_find = {
    "calendar_find", "SELECT * FROM calendar_find(decode($1, 'hex'))", 1,
    PG_READ, true};
static const struct pg_statement link_visits = {
    "calendar_visits",
    "SELECT * FROM calendar_visits($1::bigint, $2::date, $3::date)", 3, PG_READ,
    true};

void calendar_store_create(struct store *store, const struct store_actor *actor,
			   const struct calendar_link_wish *wish,
			   store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, wish->technician);
	param_text(&params, wish->label);
	param_text(&params, wish->secret_hash);
	param_text(&params, wish->detail);
	param_bool(&params, wish->show_cancelled);
	store_ask(store, &link_create, &params, on_reply, arg);
}

void calendar_store_list(struct store *store, int64_t user_id,
			 int64_t technician, const char *query,
			 store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_reader(&params, user_id);
	param_int(&params, technician);
	param_text(&params, query);
	store_ask(store, &link_list, &params, on_reply, arg);
}

void calendar_store_revoke(struct store *store, const struct store_actor *actor,
			   int64_t link, store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_actor(&params, actor);
	param_int(&params, link);
	store_ask(store, &link_revoke, &params, on_reply, arg);
}

/* --- the feed ----------------------------------------------------------- */

struct link_question {
	calendar_link_fn *on_link;
	void *arg;
};

static void on_link_row(const struct pg_result *result, void *arg)
{
	struct link_question *question = arg;
	struct calendar_link link = {0};

	if (pg_result_error(result) != ERR_OK) {
		link.error = pg_result_detail(result);
	} else if (pg_result_rows(result) > 0) {
		link.link_id = row_int(result, 0, "link_id");
		link.technician_id = row_int(result, 0, "technician_id");
		link.technician_name = row_text(result, 0, "technician_name");
		link.zone = row_text(result, 0, "zone");
		link.scope_version = row_int(result, 0, "scope_version");
		link.detail = row_text(result, 0, "detail");
		link.show_cancelled = row_bool(result, 0, "show_cancelled");
		link.revoked = row_bool(result, 0, "revoked");
		link.today = row_text(result, 0, "today");
	}
	question->on_link(&link, question->arg);
	free(question);
}

void calendar_store_find(struct store *store, const char *secret_hash,
			 calendar_link_fn *on_link, void *arg)
{
	struct link_question *question = xmalloc(sizeof(*question));
	struct params params = {0};

	*question = (struct link_question){on_link, arg};
	param_text(&params, secret_hash);
	store_call(store, &link_find, &params, on_link_row, question);
}

struct visits_question {
	calendar_rows_fn *on_rows;
	void *arg;
};

static const struct pg_result *result_of(const struct calendar_visits *visits)
{
	return (const struct pg_result *)visits;
}

void calendar_visit_at(const struct calendar_visits *visits, int index,
		       struct calendar_visit *ret_visit)
{
	const struct pg_result *r = result_of(visits);
	int i = index;

	*ret_visit = (struct calendar_visit){
	    .visit_id = row_int(r, i, "visit_id"),
	    .version = row_int(r, i, "version"),
	    .sequence = row_int(r, i, "sequence"),
	    .uid = row_text(r, i, "uid"),
	    .created = row_text(r, i, "created"),
	    .revised = row_text(r, i, "revised"),
	    .start = row_text(r, i, "start"),
	    .end = row_text(r, i, "end"),
	    .state = row_text(r, i, "state"),
	    .title = row_text(r, i, "title"),
	    .description = row_text(r, i, "description"),
	    .job_type = row_text(r, i, "job_type"),
	    .priority = row_int(r, i, "priority"),
	    .site_name = row_text(r, i, "site_name"),
	    .address = row_text(r, i, "address"),
	    .territory = row_text(r, i, "territory"),
	    .has_place = row_text(r, i, "lat") && row_text(r, i, "lon"),
	    .lat = row_double(r, i, "lat"),
	    .lon = row_double(r, i, "lon"),
	    .customer = row_text(r, i, "customer"),
	    .contact = row_text(r, i, "contact"),
	    .phone = row_text(r, i, "phone"),
	    .outcome = row_text(r, i, "outcome"),
	    .outcome_note = row_text(r, i, "outcome_note"),
	};
}

static void on_visit_rows(const struct pg_result *result, void *arg)
{
	struct visits_question *question = arg;
	struct calendar_rows rows = {0};

	if (pg_result_error(result) != ERR_OK) {
		rows.error = pg_result_detail(result);
	} else {
		rows.count = pg_result_rows(result);
		rows.visits = (const struct calendar_visits *)result;
	}
	question->on_rows(&rows, question->arg);
	free(question);
}

void calendar_store_visits(struct store *store, int64_t link_id,
			   const char *from_day, const char *to_day,
			   calendar_rows_fn *on_rows, void *arg)
{
	struct visits_question *question = xmalloc(sizeof(*question));
	struct params params = {0};

	*question = (struct visits_question){on_rows, arg};
	param_int(&params, link_id);
	param_text(&params, from_day);
	param_text(&params, to_day);
	store_call(store, &link_visits, &params, on_visit_rows, question);
}
