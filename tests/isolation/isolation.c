/* SPDX-License-Identifier: MIT */
/*
 * isolation CONNINFO SPEC: run a spec of several sessions (spec.h), print what
 * each step answered. The output depends on nothing but the order of events:
 * no times, no process ids.
 *
 * A step that does not answer is waiting when the server says that its session
 * is blocked by one of the others; then the next step begins. A step whose
 * session still waits has to wait for that. After each step, those that wait
 * are looked at until each is done or blocked.
 *
 * Exit codes: 0 ran to its end, 1 did not, 2 bad usage or spec.
 */
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include <callout/arena.h>
#include <callout/buf.h>
#include <callout/clk.h>

#include "spec.h"

enum { TICK_MS = 5, PATIENCE_S = 60, FILE_MAX_BYTES = 1 << 20 };

/* One session while a permutation runs. */
struct actor {
	PGconn *conn;
	int step;	   /* that was sent and not printed as done; -1: none */
	int turn;	   /* when it began to wait: the order of printing */
	bool done;	   /* all of its answer is in */
	struct buf answer; /* of the step, as text */
};

struct runner {
	struct spec spec;
	const char *conninfo;
	struct actor control;
	struct actor actors[SPEC_SESSIONS_MAX];
	int turns;
	char pids[256]; /* of all sessions: "{1,2}" */
};

/* --- what is printed --- */

static void add_error(struct buf *buf, const PGresult *pg)
{
	const char *text = PQresultErrorField(pg, PG_DIAG_MESSAGE_PRIMARY);
	const char *sqlstate = PQresultErrorField(pg, PG_DIAG_SQLSTATE);
	const char *rule = PQresultErrorField(pg, PG_DIAG_CONSTRAINT_NAME);

	buf_printf(buf, "ERROR %s: %s",
		   sqlstate != NULL ? sqlstate : "(connection)",
		   text != NULL ? text : PQresultErrorMessage(pg));
	if (rule != NULL)
		buf_printf(buf, " [%s]", rule);
	buf_add_char(buf, '\n');
}

static void add_rows(struct buf *buf, const PGresult *pg)
{
	int columns = PQnfields(pg);

	for (int c = 0; c < columns; c++)
		buf_printf(buf, "%s%s", c > 0 ? " | " : "  ", PQfname(pg, c));
	buf_add_text(buf, "\n  --\n");
	for (int r = 0; r < PQntuples(pg); r++) {
		for (int c = 0; c < columns; c++)
			buf_printf(buf, "%s%s", c > 0 ? " | " : "  ",
				   PQgetisnull(pg, r, c)
				       ? "<null>"
				       : PQgetvalue(pg, r, c));
		buf_add_char(buf, '\n');
	}
	buf_printf(buf, "  (%d)\n", PQntuples(pg));
}

static void add_result(struct buf *buf, const PGresult *pg)
{
	switch (PQresultStatus(pg)) {
	case PGRES_TUPLES_OK:
		add_rows(buf, pg);
		break;
	case PGRES_COMMAND_OK:
	case PGRES_EMPTY_QUERY:
		break;
	default:
		add_error(buf, pg);
		break;
	}
}

static void on_notice(void *arg, const PGresult *notice)
{
	struct actor *actor = arg;

	buf_printf(&actor->answer, "%s: %s\n",
		   PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED),
		   PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY));
}

static void print_answer(struct actor *actor)
{
	fputs(buf_text(&actor->answer), stdout);
	buf_clear(&actor->answer);
}

/* --- steps --- */

static bool is_blocked(struct runner *runner, const struct actor *actor)
{
	char pid[16];
	const char *params[] = {pid, runner->pids};
	PGresult *pg;
	bool blocked;

	snprintf(pid, sizeof(pid), "%d", PQbackendPID(actor->conn));
	pg = PQexecParams(runner->control.conn,
			  "SELECT pg_catalog."
			  "pg_isolation_test_session_is_blocked($1, $2)",
			  2, NULL, params, NULL, NULL, 0);
	blocked = PQntuples(pg) == 1 && PQgetvalue(pg, 0, 0)[0] == 't';
	PQclear(pg);
	return blocked;
}

/* Take what is there. An error alone is not the end of an answer: its
 * transaction has let go of its locks when the server is ready again. */
static void take_input(struct actor *actor)
{
	PGresult *pg;

	(void)PQconsumeInput(actor->conn); /* a loss is told by PQgetResult */
	while (!PQisBusy(actor->conn)) {
		pg = PQgetResult(actor->conn);
		if (pg == NULL) {
			actor->done = true;
			return;
		}
		add_result(&actor->answer, pg);
		PQclear(pg);
	}
}

/* Wait until the session's step is done, or blocked. */
static enum err await_actor(struct runner *runner, struct actor *actor,
			    struct err_detail *detail)
{
	int64_t end_us = clk_monotonic_us() + PATIENCE_S * INT64_C(1000000);

	while (!actor->done) {
		struct pollfd pollfd = {.fd = PQsocket(actor->conn),
					.events = POLLIN};

		if (poll(&pollfd, 1, TICK_MS) > 0)
			take_input(actor);
		else if (is_blocked(runner, actor))
			return ERR_OK;
		else if (clk_monotonic_us() > end_us)
			return err_set(detail, ERR_TIMEOUT, "",
				       "step %s neither ends nor waits",
				       runner->spec.steps[actor->step].name);
	}
	return ERR_OK;
}

/* Of those that waited and are done, the one that began first. */
static struct actor *first_done(struct runner *runner)
{
	struct actor *first = NULL;

	for (int i = 0; i < runner->spec.session_count; i++) {
		struct actor *actor = &runner->actors[i];

		if (actor->step >= 0 && actor->done &&
		    (first == NULL || actor->turn < first->turn))
			first = actor;
	}
	return first;
}

/* Look at all who wait until each is done or blocked, and only then print:
 * the order must not depend on who was looked at first. */
static enum err settle(struct runner *runner, struct err_detail *detail)
{
	struct actor *actor;
	bool changed = true;

	while (changed) {
		changed = false;
		for (int i = 0; i < runner->spec.session_count; i++) {
			enum err err;

			actor = &runner->actors[i];
			if (actor->step < 0 || actor->done)
				continue;
			err = await_actor(runner, actor, detail);
			if (err != ERR_OK)
				return err;
			changed |= actor->done;
		}
	}
	while ((actor = first_done(runner)) != NULL) {
		printf("step %s: <... completed>\n",
		       runner->spec.steps[actor->step].name);
		print_answer(actor);
		actor->step = -1;
	}
	return ERR_OK;
}

/* The session must be free: wait while it is not. */
static enum err await_free(struct runner *runner, struct actor *actor,
			   struct err_detail *detail)
{
	int64_t end_us = clk_monotonic_us() + PATIENCE_S * INT64_C(1000000);
	enum err err;

	while (actor->step >= 0) {
		if (clk_monotonic_us() > end_us)
			return err_set(detail, ERR_TIMEOUT, "",
				       "step %s is blocked for good",
				       runner->spec.steps[actor->step].name);
		err = settle(runner, detail);
		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static enum err run_step(struct runner *runner, int index,
			 struct err_detail *detail)
{
	const struct step *step = &runner->spec.steps[index];
	struct actor *actor = &runner->actors[step->session];
	enum err err;

	err = await_free(runner, actor, detail);
	if (err != ERR_OK)
		return err;
	printf("step %s: %s", step->name, step->sql);
	if (PQsendQuery(actor->conn, step->sql) != 1)
		return err_set(detail, ERR_UNAVAILABLE, "",
			       "cannot send step %s", step->name);
	actor->step = index;
	actor->turn = runner->turns++;
	actor->done = false;
	err = await_actor(runner, actor, detail);
	if (err != ERR_OK)
		return err;
	if (actor->done) {
		putchar('\n');
		print_answer(actor);
		actor->step = -1;
	} else {
		printf(" <waiting ...>\n");
	}
	return settle(runner, detail);
}

/* --- permutations --- */

static enum err run_block(struct actor *actor, const char *what,
			  const char *sql, struct err_detail *detail)
{
	enum err err = ERR_OK;
	PGresult *pg;

	if (sql == NULL)
		return ERR_OK;
	pg = PQexec(actor->conn, sql);
	if (PQresultStatus(pg) == PGRES_TUPLES_OK)
		add_rows(&actor->answer, pg);
	else if (PQresultStatus(pg) != PGRES_COMMAND_OK)
		err = err_set(detail, ERR_INPUT, "", "%s failed: %s", what,
			      PQresultErrorMessage(pg));
	print_answer(actor);
	PQclear(pg);
	return err;
}

static enum err open_actor(struct runner *runner, const char *name,
			   struct actor *actor, struct err_detail *detail)
{
	const char *keywords[] = {"dbname", "application_name",
				  "client_encoding", NULL};
	const char *values[] = {runner->conninfo, name, "UTF8", NULL};

	actor->step = -1;
	actor->conn = PQconnectdbParams(keywords, values, 1);
	if (PQstatus(actor->conn) != CONNECTION_OK)
		return err_set(detail, ERR_UNAVAILABLE, "", "%s",
			       PQerrorMessage(actor->conn));
	PQclear(PQexec(actor->conn, "SET client_min_messages = warning"));
	PQsetNoticeReceiver(actor->conn, on_notice, actor);
	return ERR_OK;
}

static void close_actor(struct actor *actor)
{
	PQfinish(actor->conn);
	buf_free(&actor->answer);
	*actor = (struct actor){.step = -1};
}

static enum err open_actors(struct runner *runner, struct err_detail *detail)
{
	const struct spec *spec = &runner->spec;
	struct buf pids = {0};
	enum err err = ERR_OK;

	for (int i = 0; i < spec->session_count && err == ERR_OK; i++) {
		err = open_actor(runner, spec->sessions[i].name,
				 &runner->actors[i], detail);
		buf_printf(&pids, "%c%d", i == 0 ? '{' : ',',
			   PQbackendPID(runner->actors[i].conn));
	}
	snprintf(runner->pids, sizeof(runner->pids), "%s}", buf_text(&pids));
	buf_free(&pids);
	return err;
}

static enum err run_steps(struct runner *runner,
			  const struct permutation *permutation,
			  struct err_detail *detail)
{
	const struct spec *spec = &runner->spec;
	enum err err = ERR_OK;

	for (int i = 0; i < spec->setup_count && err == ERR_OK; i++)
		err = run_block(&runner->control, "setup", spec->setups[i],
				detail);
	for (int i = 0; i < spec->session_count && err == ERR_OK; i++)
		err = run_block(&runner->actors[i], "session's setup",
				spec->sessions[i].setup, detail);
	for (int i = 0; i < permutation->count && err == ERR_OK; i++)
		err = run_step(runner, permutation->steps[i], detail);
	for (int i = 0; i < spec->session_count && err == ERR_OK; i++)
		err = await_free(runner, &runner->actors[i], detail);
	for (int i = 0; i < spec->session_count && err == ERR_OK; i++)
		err = run_block(&runner->actors[i], "session's teardown",
				spec->sessions[i].teardown, detail);
	return err;
}

/* Sessions are new for each: nothing is left of the one before. */
static enum err run_permutation(struct runner *runner,
				const struct permutation *permutation,
				struct err_detail *detail)
{
	enum err err;

	printf("\npermutation:");
	for (int i = 0; i < permutation->count; i++)
		printf(" %s", runner->spec.steps[permutation->steps[i]].name);
	putchar('\n');
	err = open_actors(runner, detail);
	if (err == ERR_OK)
		err = run_steps(runner, permutation, detail);
	for (int i = 0; i < runner->spec.session_count; i++)
		close_actor(&runner->actors[i]);
	if (err == ERR_OK)
		err = run_block(&runner->control, "teardown",
				runner->spec.teardown, detail);
	return err;
}

static enum err run_spec(struct runner *runner, struct err_detail *detail)
{
	enum err err = open_actor(runner, "control", &runner->control, detail);

	for (int i = 0; i < runner->spec.permutation_count && err == ERR_OK;
	     i++)
		err = run_permutation(runner, &runner->spec.permutations[i],
				      detail);
	close_actor(&runner->control);
	return err;
}

static char *read_file(const char *path)
{
	char *text = xmalloc(FILE_MAX_BYTES + 1);
	FILE *file = fopen(path, "r");
	size_t length;

	if (file == NULL) {
		free(text);
		return NULL;
	}
	length = fread(text, 1, FILE_MAX_BYTES, file);
	text[length] = '\0';
	fclose(file);
	return text;
}

int main(int argc, char **argv)
{
	struct runner *runner;
	struct err_detail detail;
	enum err err;
	char *text;

	if (argc != 3) {
		fprintf(stderr, "usage: isolation CONNINFO SPEC\n");
		return 2;
	}
	text = read_file(argv[2]);
	if (text == NULL) {
		fprintf(stderr, "isolation: cannot read %s\n", argv[2]);
		return 2;
	}
	runner = xcalloc(1, sizeof(*runner));
	runner->conninfo = argv[1];
	err = spec_parse(text, &runner->spec, &detail);
	if (err == ERR_OK)
		err = run_spec(runner, &detail);
	fflush(stdout);
	if (err != ERR_OK)
		fprintf(stderr, "isolation: %s: %s\n", argv[2], detail.text);
	free(runner);
	free(text);
	return err == ERR_OK ? 0 : err_info(err)->exit_code;
}
