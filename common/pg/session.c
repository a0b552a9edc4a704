/* SPDX-License-Identifier: MIT */
/*
 * How a connection is opened and set up: the same for the pool and for the
 * command line.
 *
 * libpq walks a list of hosts by itself, but only on an error: in its
 * asynchronous mode nothing bounds the time that one host takes. So the list
 * can be rotated, and an attempt that ran into our timeout is followed by one
 * that starts at the next host.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/buf.h>
#include <callout/clk.h>

#include "pg_internal.h"

enum { EXTRA_KEYWORDS = 4 };

struct pg_session {
	PQconninfoOption *options;
	int option_count; /* with a value */
	char *application_name;
	char *default_user; /* or NULL */
	char *search_path;  /* quoted; NULL leaves the server's */
	int connect_timeout_ms;
	char statement_timeout[24], lock_timeout[24], idle_timeout[24];
	char now_offset[24]; /* "" without one */
};

/* A restore (cli/cmd_restore.c) has the last one for itself: no session lives
 * through it, and none begins meanwhile.
 *
 * Texts come back in one form whatever the server's defaults are, and a
 * server notices within a second that its client is gone. Nothing that a daemon
 * asks lasts as long as it takes to compile it. */
const char pg_setup_sql[] =
    "SELECT set_config('DateStyle', 'ISO, YMD', false),"
    " set_config('TimeZone', 'UTC', false),"
    " set_config('bytea_output', 'hex', false),"
    " set_config('jit', 'off', false),"
    " set_config('client_connection_check_interval', '1s', false),"
    " set_config('statement_timeout', $1, false),"
    " set_config('lock_timeout', $2, false),"
    " set_config('idle_in_transaction_session_timeout', $3, false),"
    " CASE WHEN $4 <> '' THEN"
    "  set_config('callout.now_offset_us', $4, false) END,"
    " CASE WHEN $5 <> '' THEN set_config('search_path', $5, false) END,"
    " CASE WHEN $5 <> '' THEN pg_advisory_lock_shared(hashtext("
    "  'callout session'), hashtext($5))::text END";

void pg_session_setup_params(const struct pg_session *session,
			     const char *ret_params[PG_SETUP_PARAMS])
{
	ret_params[0] = session->statement_timeout;
	ret_params[1] = session->lock_timeout;
	ret_params[2] = session->idle_timeout;
	ret_params[3] = session->now_offset;
	ret_params[4] =
	    session->search_path != NULL ? session->search_path : "";
}

/* "schema", pg_temp: what is last is not searched first, as it would be if
 * it were not named. */
static char *quote_search_path(const char *schema)
{
	struct buf buf = {0};

	buf_add_char(&buf, '"');
	for (const char *c = schema; *c != '\0'; c++) {
		if (*c == '"')
			buf_add_char(&buf, '"');
		buf_add_char(&buf, *c);
	}
	buf_add_text(&buf, "\", pg_temp");
	return buf_take(&buf, NULL);
}

/* libpq quotes what it does not understand, and that may be the half of a
 * password behind a space or an '@'. */
static const char *tell_unreadable(const char *conninfo, const char *message)
{
	if (conninfo != NULL && (strstr(conninfo, "password") != NULL ||
				 strchr(conninfo, '@') != NULL))
		return "it has a password, so what is wrong is not shown; "
		       "quote a value with spaces: password='...'";
	return message != NULL ? message : "out of memory";
}

enum err pg_session_new(const struct pg_settings *settings,
			struct pg_session **ret_session,
			struct err_detail *detail)
{
	struct pg_session *session;
	PQconninfoOption *options;
	char *message = NULL;
	enum err err;

	options = PQconninfoParse(
	    settings->conninfo != NULL ? settings->conninfo : "", &message);
	if (options == NULL) {
		const char *text = tell_unreadable(settings->conninfo, message);

		err = err_set(detail, ERR_USAGE, "",
			      "the connection string cannot be read: %.*s",
			      (int)strcspn(text, "\n"), text);
		PQfreemem(message);
		return err;
	}
	session = xcalloc(1, sizeof(*session));
	session->options = options;
	for (const PQconninfoOption *o = options; o->keyword != NULL; o++)
		if (o->val != NULL)
			session->option_count++;
	session->application_name = xstrdup(settings->application_name != NULL
						? settings->application_name
						: "callout");
	if (settings->default_user != NULL)
		session->default_user = xstrdup(settings->default_user);
	if (settings->schema != NULL)
		session->search_path = quote_search_path(settings->schema);
	session->connect_timeout_ms = settings->connect_timeout_ms;
	snprintf(session->statement_timeout, sizeof(session->statement_timeout),
		 "%d", settings->statement_timeout_ms);
	snprintf(session->lock_timeout, sizeof(session->lock_timeout), "%d",
		 settings->lock_timeout_ms);
	snprintf(session->idle_timeout, sizeof(session->idle_timeout), "%d",
		 settings->idle_in_transaction_timeout_ms);
	if (clk_offset_us() != 0)
		snprintf(session->now_offset, sizeof(session->now_offset),
			 "%" PRId64, clk_offset_us());
	*ret_session = session;
	return ERR_OK;
}

void pg_session_free(struct pg_session *session)
{
	if (session == NULL)
		return;
	PQconninfoFree(session->options);
	free(session->application_name);
	free(session->default_user);
	free(session->search_path);
	free(session);
}

/* "a,b,c" rotated by one is "b,c,a". One entry stands for all hosts. */
static char *rotate_list(const char *list, int by)
{
	struct buf buf = {0};
	const char *cut = list;
	int count = 1;

	for (const char *c = list; *c != '\0'; c++)
		count += *c == ',';
	for (by %= count; by > 0; by--)
		cut = strchr(cut, ',') + 1;
	buf_add_text(&buf, cut);
	if (cut != list) {
		buf_add_char(&buf, ',');
		buf_add(&buf, list, (size_t)(cut - list - 1));
	}
	return buf_take(&buf, NULL);
}

static bool is_host_list(const char *keyword)
{
	return strcmp(keyword, "host") == 0 ||
	       strcmp(keyword, "hostaddr") == 0 || strcmp(keyword, "port") == 0;
}

PGconn *pg_session_connect(const struct pg_session *session, int first_host,
			   bool blocking)
{
	size_t room = (size_t)(session->option_count + EXTRA_KEYWORDS + 1);
	struct arena *arena = arena_new();
	const char **keywords = arena_calloc(arena, room, sizeof(char *));
	const char **values = arena_calloc(arena, room, sizeof(char *));
	int n = 0;
	PGconn *pg;

	/* In front, so that the connection string's own comes later and wins.
	 */
	keywords[n] = "fallback_application_name";
	values[n++] = session->application_name;
	if (session->default_user != NULL) {
		keywords[n] = "user";
		values[n++] = session->default_user;
	}
	keywords[n] = "connect_timeout"; /* libpq honours it if blocking */
	values[n++] = arena_printf(arena, "%d",
				   (session->connect_timeout_ms + 999) / 1000);
	for (const PQconninfoOption *o = session->options; o->keyword != NULL;
	     o++) {
		char *rotated;

		if (o->val == NULL)
			continue;
		keywords[n] = o->keyword;
		if (first_host > 0 && is_host_list(o->keyword)) {
			rotated = rotate_list(o->val, first_host);
			values[n++] = arena_strdup(arena, rotated);
			free(rotated);
		} else {
			values[n++] = o->val;
		}
	}
	keywords[n] = "client_encoding";
	values[n++] = "UTF8";
	assert((size_t)n < room);
	pg = blocking ? PQconnectdbParams(keywords, values, 0)
		      : PQconnectStartParams(keywords, values, 0);
	arena_free(arena);
	return pg;
}

enum err pg_settings_check(const struct pg_settings *settings,
			   struct err_detail *detail)
{
	struct pg_session *session;
	enum err err = pg_session_new(settings, &session, detail);

	if (err == ERR_OK)
		pg_session_free(session);
	return err;
}
