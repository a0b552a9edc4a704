/* SPDX-License-Identifier: MIT */
/*
 * Results in our words. A PGresult never leaves this room: rows are read by
 * pg_result_*(), errors become a struct err_detail.
 */
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/log.h>

#include "pg_internal.h"

const struct err_detail pg_no_error = {.code = ERR_OK};

static const struct {
	const char *rule;
	const char *text;
} failures[PG_FAILURE_COUNT] = {
    [PG_OUTCOME_UNKNOWN] =
	{"outcome_unknown",
	 "the connection to the database was lost while it worked on this; it "
	 "is unknown whether it was done: look before you try again"},
    [PG_DATABASE_AWAY] = {"database_away",
			  "the database cannot be reached; try again later"},
    [PG_DATABASE_TIMEOUT] = {"database_timeout",
			     "the database did not answer in time; try again "
			     "later"},
    [PG_QUEUE_FULL] = {"queue_full",
		       "too many requests wait for the database; try again "
		       "later"},
    [PG_CONNECTION_LOST] = {"connection_lost",
			    "the connection to the database was lost; try "
			    "again"},
    [PG_SHUTTING_DOWN] = {"shutting_down",
			  "this process is shutting down; try again"},
};

/* Copy what fits, without half a UTF-8 character at the end. */
static void copy_text(char *ret_text, size_t size, const char *text)
{
	size_t length = strlen(text);

	if (length >= size) {
		length = size - 1;
		while (length > 0 &&
		       ((unsigned char)text[length] & 0xC0) == 0x80)
			length--;
	}
	memcpy(ret_text, text, length);
	ret_text[length] = '\0';
}

bool pg_is_error(const PGresult *pg)
{
	switch (PQresultStatus(pg)) {
	case PGRES_FATAL_ERROR:
	case PGRES_NONFATAL_ERROR:
	case PGRES_BAD_RESPONSE:
	case PGRES_PIPELINE_ABORTED:
		return true;
	default:
		return false;
	}
}

const char *pg_sqlstate(const PGresult *pg)
{
	const char *sqlstate = PQresultErrorField(pg, PG_DIAG_SQLSTATE);

	return sqlstate != NULL ? sqlstate : "";
}

bool pg_is_void_plan(const PGresult *pg)
{
	/* There is no other way to tell it from an unsupported feature. */
	const char *source = PQresultErrorField(pg, PG_DIAG_SOURCE_FUNCTION);

	return strcmp(pg_sqlstate(pg), "0A000") == 0 && source != NULL &&
	       strcmp(source, "RevalidateCachedQuery") == 0;
}

static const char *field(const PGresult *pg, int code)
{
	const char *text = PQresultErrorField(pg, code);

	return text != NULL ? text : "";
}

enum err pg_detail_from_failure(enum pg_failure failure,
				struct err_detail *ret_detail)
{
	return err_set_rule(ret_detail, ERR_UNAVAILABLE, "",
			    failures[failure].rule, "%s",
			    failures[failure].text);
}

enum err pg_detail_from_result(const PGresult *pg,
			       struct err_detail *ret_detail)
{
	const char *sqlstate = pg_sqlstate(pg);
	const char *text = field(pg, PG_DIAG_MESSAGE_PRIMARY);
	const char *hint = field(pg, PG_DIAG_MESSAGE_HINT);
	struct err_detail detail = {0};
	char joined[1024];
	size_t length;

	assert(pg_is_error(pg));
	/* Without an SQLSTATE it is libpq that speaks, of the connection. */
	if (sqlstate[0] == '\0')
		return pg_detail_from_failure(PG_CONNECTION_LOST, ret_detail);
	detail.code = err_from_sqlstate(sqlstate);
	copy_text(detail.sqlstate, sizeof(detail.sqlstate), sqlstate);
	copy_text(detail.rule, sizeof(detail.rule),
		  field(pg, PG_DIAG_CONSTRAINT_NAME));
	/* Only our own functions keep the promise that DETAIL is a pointer. */
	if (strncmp(sqlstate, "CO", 2) == 0)
		copy_text(detail.pointer, sizeof(detail.pointer),
			  field(pg, PG_DIAG_MESSAGE_DETAIL));
	length = strlen(text);
	if (hint[0] != '\0')
		snprintf(joined, sizeof(joined), "%s%s %s", text,
			 length > 0 && text[length - 1] == '.' ? "" : ".",
			 hint);
	else
		snprintf(joined, sizeof(joined), "%s", text);
	copy_text(detail.text, sizeof(detail.text), joined);
	if (ret_detail != NULL)
		*ret_detail = detail;
	return detail.code;
}

const char *pg_connection_message(const PGconn *pg, char *ret_text, size_t size)
{
	size_t length;

	copy_text(ret_text, size, PQerrorMessage(pg));
	for (char *c = ret_text; *c != '\0'; c++)
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	length = strlen(ret_text);
	while (length > 0 && ret_text[length - 1] == ' ')
		ret_text[--length] = '\0';
	return length > 0 ? ret_text : "the server closed the connection";
}

void pg_log_notice(void *arg, const PGresult *notice)
{
	(void)arg;
	log_event(
	    LOG_LEVEL_INFO, "pg_notice",
	    LOG_TEXT("severity", field(notice, PG_DIAG_SEVERITY_NONLOCALIZED)),
	    LOG_TEXT("sqlstate", pg_sqlstate(notice)),
	    LOG_TEXT("text", field(notice, PG_DIAG_MESSAGE_PRIMARY)));
}

/* --- what the stores read --- */

enum err pg_result_error(const struct pg_result *result)
{
	return result->detail->code;
}

const struct err_detail *pg_result_detail(const struct pg_result *result)
{
	return result->detail;
}

int pg_result_rows(const struct pg_result *result)
{
	return result->pg != NULL ? PQntuples(result->pg) : 0;
}

int pg_result_columns(const struct pg_result *result)
{
	return result->pg != NULL ? PQnfields(result->pg) : 0;
}

int pg_result_column(const struct pg_result *result, const char *name)
{
	for (int i = 0; i < pg_result_columns(result); i++)
		if (strcmp(PQfname(result->pg, i), name) == 0)
			return i;
	return -1;
}

bool pg_result_is_null(const struct pg_result *result, int row, int column)
{
	assert(row >= 0 && row < pg_result_rows(result));
	assert(column >= 0 && column < pg_result_columns(result));
	return PQgetisnull(result->pg, row, column) != 0;
}

const char *pg_result_text(const struct pg_result *result, int row, int column)
{
	if (pg_result_is_null(result, row, column))
		return NULL;
	return PQgetvalue(result->pg, row, column);
}

size_t pg_result_length(const struct pg_result *result, int row, int column)
{
	if (pg_result_is_null(result, row, column))
		return 0;
	return (size_t)PQgetlength(result->pg, row, column);
}

int64_t pg_result_int(const struct pg_result *result, int row, int column)
{
	const char *text = pg_result_text(result, row, column);
	char *end;
	long long value;

	if (text == NULL)
		return 0;
	errno = 0;
	value = strtoll(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' ? value : 0;
}

double pg_result_double(const struct pg_result *result, int row, int column)
{
	const char *text = pg_result_text(result, row, column);
	char *end;
	double value;

	if (text == NULL)
		return 0;
	value = strtod(text, &end);
	return end != text && *end == '\0' && isfinite(value) ? value : 0;
}

bool pg_result_bool(const struct pg_result *result, int row, int column)
{
	const char *text = pg_result_text(result, row, column);

	return text != NULL && strcmp(text, "t") == 0;
}

int64_t pg_result_affected(const struct pg_result *result)
{
	if (result->pg == NULL)
		return 0;
	return strtoll(PQcmdTuples(result->pg), NULL, 10);
}
