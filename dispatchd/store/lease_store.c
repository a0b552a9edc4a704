/* SPDX-License-Identifier: MIT */
/* Leases. */
#include "dispatchd/store/lease_store.h"

#include <stdlib.h>

#include <callout/arena.h>

#include "dispatchd/store/store_internal.h"

/* All may be sent twice: a holder that has what it wants keeps it, and a run
 * that was claimed by an answer that got lost falls silent and is claimed
 * anew. */
static const struct pg_statement take = {
    "lease_take",
    "SELECT territory, epoch, left_ms FROM "
    "lease_take($1::uuid, $2::text, $3::int, $4::int)",
    4, PG_WRITE, true};

static const struct pg_statement give_up = {
    "lease_give_up", "SELECT lease_give_up($1::uuid) AS id", 1, PG_WRITE, true};

static const struct pg_statement claim = {
    "proposal_claim",
    "SELECT id, territory, epoch, horizon_from, horizon_to, time_ms, move, "
    "jobs, technicians FROM proposal_claim($1::uuid, $2::int) ORDER BY id",
    2, PG_WRITE, true};

struct take_question {
	lease_taken_fn *on_taken;
	void *arg;
};

struct claim_question {
	lease_run_fn *on_run;
	void *arg;
};

static void on_take_result(const struct pg_result *result, void *arg)
{
	struct take_question *question = arg;
	struct lease *leases;
	size_t count = 0;

	if (pg_result_error(result) != ERR_OK) {
		question->on_taken(NULL, 0, pg_result_detail(result),
				   question->arg);
		free(question);
		return;
	}
	count = (size_t)pg_result_rows(result);
	leases = xcalloc(count + 1, sizeof(*leases));
	for (size_t i = 0; i < count; i++)
		leases[i] = (struct lease){
		    .territory = row_int(result, (int)i, "territory"),
		    .epoch = row_int(result, (int)i, "epoch"),
		    .left_ms = row_int(result, (int)i, "left_ms"),
		};
	question->on_taken(leases, count, NULL, question->arg);
	free(leases);
	free(question);
}

void lease_store_take(struct store *store, const struct lease_holder *holder,
		      int ttl_s, lease_taken_fn *on_taken, void *arg)
{
	struct take_question *question = xmalloc(sizeof(*question));
	struct params params = {0};

	*question = (struct take_question){on_taken, arg};
	param_text(&params, holder->id);
	param_text(&params, holder->name);
	param_int(&params, ttl_s);
	param_int(&params, holder->most);
	store_call(store, &take, &params, on_take_result, question);
}

void lease_store_give_up(struct store *store, const char *holder,
			 store_reply_fn *on_reply, void *arg)
{
	struct params params = {0};

	param_text(&params, holder);
	store_ask(store, &give_up, &params, on_reply, arg);
}

static void on_claim_result(const struct pg_result *result, void *arg)
{
	struct claim_question *question = arg;
	const struct err_detail *error = NULL;
	int count = 0;

	if (pg_result_error(result) != ERR_OK)
		error = pg_result_detail(result);
	else
		count = pg_result_rows(result);
	for (int i = 0; i < count; i++)
		question->on_run(
		    &(struct lease_run){
			.proposal = row_int(result, i, "id"),
			.territory = row_int(result, i, "territory"),
			.epoch = row_int(result, i, "epoch"),
			.time_ms = row_int(result, i, "time_ms"),
			.from = row_text(result, i, "horizon_from"),
			.to = row_text(result, i, "horizon_to"),
			.move = row_text(result, i, "move"),
			.jobs = row_text(result, i, "jobs"),
			.technicians = row_text(result, i, "technicians"),
		    },
		    NULL, question->arg);
	question->on_run(NULL, error, question->arg);
	free(question);
}

void lease_store_claim(struct store *store, const char *holder, int limit,
		       lease_run_fn *on_run, void *arg)
{
	struct claim_question *question = xmalloc(sizeof(*question));
	struct params params = {0};

	*question = (struct claim_question){on_run, arg};
	param_text(&params, holder);
	param_int(&params, limit);
	store_call(store, &claim, &params, on_claim_result, question);
}
