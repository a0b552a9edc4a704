/* SPDX-License-Identifier: MIT */
/*
 * Errors: two tables. The first says what each code means to an HTTP client,
 * to the log and to a shell; the second maps SQLSTATEs to codes. The second
 * is documented in schema/ERRORS.md; build-aux/check-docs compares them.
 */
#include <callout/err.h>

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <callout/log.h>

/* A client's mistake is news (info), a guessed credential may be an attack
 * (warning), only our own fault is an error: somebody is woken up by those. */
static const struct err_info infos[ERR_COUNT] = {
    [ERR_OK] = {"ok", "OK", 200, LOG_LEVEL_DEBUG, 0},
    [ERR_USAGE] = {"usage", "Bad usage", 400, LOG_LEVEL_INFO, 2},
    [ERR_INPUT] = {"input", "Bad input", 400, LOG_LEVEL_INFO, 2},
    [ERR_UNAUTHENTICATED] = {"unauthenticated", "Not authenticated", 401,
			     LOG_LEVEL_WARNING, 1},
    [ERR_FORBIDDEN] = {"forbidden", "Forbidden", 403, LOG_LEVEL_WARNING, 1},
    [ERR_NOT_FOUND] = {"not_found", "Not found", 404, LOG_LEVEL_INFO, 1},
    [ERR_METHOD] = {"method", "Method not allowed", 405, LOG_LEVEL_INFO, 1},
    [ERR_TIMEOUT] = {"timeout", "Request timeout", 408, LOG_LEVEL_INFO, 1},
    [ERR_CONFLICT] = {"conflict", "Conflict", 409, LOG_LEVEL_INFO, 1},
    [ERR_GONE] = {"gone", "Gone", 410, LOG_LEVEL_INFO, 1},
    [ERR_STALE] = {"stale", "Precondition failed", 412, LOG_LEVEL_INFO, 1},
    [ERR_TOO_LARGE] = {"too_large", "Too large", 413, LOG_LEVEL_INFO, 2},
    [ERR_MEDIA_TYPE] = {"media_type", "Unsupported media type", 415,
			LOG_LEVEL_INFO, 2},
    [ERR_RULE] = {"rule", "A rule forbids this", 422, LOG_LEVEL_INFO, 1},
    [ERR_LOCKED] = {"locked", "Locked", 423, LOG_LEVEL_INFO, 1},
    [ERR_UPGRADE] = {"upgrade", "Upgrade required", 426, LOG_LEVEL_INFO, 1},
    [ERR_PRECONDITION] = {"precondition", "Precondition required", 428,
			  LOG_LEVEL_INFO, 1},
    [ERR_RATE] = {"rate", "Too many requests", 429, LOG_LEVEL_WARNING, 1},
    [ERR_CHECKSUM] = {"checksum", "Checksum mismatch", 460, LOG_LEVEL_INFO, 1},
    [ERR_INTERNAL] = {"internal", "Internal error", 500, LOG_LEVEL_ERROR, 1},
    [ERR_UNAVAILABLE] = {"unavailable", "Service unavailable", 503,
			 LOG_LEVEL_WARNING, 1},
};

struct sqlstate_row {
	const char *prefix;
	enum err code;
};

/* The first row whose prefix matches wins: whole codes stand before classes.
 * build-aux/check-docs reads it: one row a line, with its meaning. */
static const struct sqlstate_row sqlstates[] = {
    /* Ours: what the functions of schema/api raise. */
    {"CO400", ERR_INPUT},	    /* malformed or impossible input */
    {"CO401", ERR_UNAUTHENTICATED}, /* no credential, or a wrong one */
    {"CO403", ERR_FORBIDDEN},	    /* known, but not allowed */
    {"CO404", ERR_NOT_FOUND}, /* not there, or not visible to this caller */
    {"CO409", ERR_CONFLICT},  /* another object is in the way */
    {"CO410", ERR_GONE},      /* was there, was revoked */
    {"CO412", ERR_STALE},     /* changed since it was read (If-Match) */
    {"CO422", ERR_RULE},      /* well formed, but a rule forbids it */
    {"CO429", ERR_RATE},      /* too many attempts */
    /* PostgreSQL's own. */
    {"00000", ERR_OK},		/* success */
    {"23P01", ERR_CONFLICT},	/* exclusion constraint: an overlap */
    {"23505", ERR_CONFLICT},	/* unique */
    {"23503", ERR_RULE},	/* foreign key */
    {"23001", ERR_RULE},	/* restrict */
    {"23514", ERR_INPUT},	/* check */
    {"23502", ERR_INPUT},	/* not null */
    {"22", ERR_INPUT},		/* data exception */
    {"40001", ERR_CONFLICT},	/* serialization; callers retry first */
    {"40P01", ERR_CONFLICT},	/* deadlock; callers retry first */
    {"25006", ERR_UNAVAILABLE}, /* read only: a standby, a switchover */
    {"55P03", ERR_UNAVAILABLE}, /* lock timeout */
    {"57014", ERR_UNAVAILABLE}, /* statement timeout, cancel */
    {"57P0", ERR_UNAVAILABLE},	/* shutdown, crash, starting up */
    {"08", ERR_UNAVAILABLE},	/* connection */
    {"53", ERR_UNAVAILABLE},	/* out of connections, memory, disk */
    {"42501", ERR_INTERNAL},	/* a grant is missing: our own fault */
};

const struct err_info *err_info(enum err code)
{
	if ((unsigned)code >= ERR_COUNT)
		code = ERR_INTERNAL;
	return &infos[code];
}

/* Copy what fits, and never cut a UTF-8 sequence in two. */
static void copy_text(char *target, size_t size, const char *text)
{
	size_t length = strlen(text);

	if (length >= size) {
		length = size - 1;
		while (length > 0 &&
		       ((unsigned char)text[length] & 0xc0) == 0x80)
			length--;
	}
	memmove(target, text, length);
	target[length] = '\0';
}

/* The arguments may point into `detail` itself (a caller that wraps an
 * error), so the new one is complete before the old one goes. */
static __attribute__((format(printf, 5, 0))) void
fill(struct err_detail *detail, enum err code, const char *pointer,
     const char *rule, const char *fmt, va_list args)
{
	struct err_detail fresh = {.code = code};
	char text[sizeof(fresh.text) + 4];

	assert((unsigned)code < ERR_COUNT);
	vsnprintf(text, sizeof(text), fmt, args);
	copy_text(fresh.text, sizeof(fresh.text), text);
	copy_text(fresh.pointer, sizeof(fresh.pointer), pointer ? pointer : "");
	copy_text(fresh.rule, sizeof(fresh.rule), rule ? rule : "");
	*detail = fresh;
}

enum err err_set(struct err_detail *detail, enum err code, const char *pointer,
		 const char *fmt, ...)
{
	va_list args;

	if (detail == NULL)
		return code;
	va_start(args, fmt);
	fill(detail, code, pointer, NULL, fmt, args);
	va_end(args);
	return code;
}

enum err err_set_rule(struct err_detail *detail, enum err code,
		      const char *pointer, const char *rule, const char *fmt,
		      ...)
{
	va_list args;

	if (detail == NULL)
		return code;
	va_start(args, fmt);
	fill(detail, code, pointer, rule, fmt, args);
	va_end(args);
	return code;
}

enum err err_from_sqlstate(const char *sqlstate)
{
	if (sqlstate == NULL || strlen(sqlstate) != 5)
		return ERR_INTERNAL;
	for (size_t i = 0; i < sizeof(sqlstates) / sizeof(*sqlstates); i++) {
		const struct sqlstate_row *row = &sqlstates[i];

		if (strncmp(sqlstate, row->prefix, strlen(row->prefix)) == 0)
			return row->code;
	}
	return ERR_INTERNAL;
}
