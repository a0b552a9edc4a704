/* SPDX-License-Identifier: MIT */
/* What a connection string says, as the environment of PostgreSQL's own
 * programs: there a password is seen by nobody else. */
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/buf.h>
#include <callout/pg_sync.h>

#include "pg_internal.h"

extern char **environ;

static const PQconninfoOption *find(const PQconninfoOption *options,
				    const char *entry)
{
	size_t length = strcspn(entry, "=");

	for (const PQconninfoOption *o = options; o->keyword; o++) {
		if (o->val && o->envvar && strlen(o->envvar) == length &&
		    strncmp(o->envvar, entry, length) == 0)
			return o;
	}
	return NULL;
}

static enum err check(const PQconninfoOption *options,
		      struct err_detail *detail)
{
	for (const PQconninfoOption *o = options; o->keyword; o++) {
		if (o->val && strcmp(o->keyword, "sslpassword") == 0)
			return err_set(detail, ERR_USAGE, "database.url",
				       "sslpassword cannot be passed on to "
				       "PostgreSQL's programs: use a key "
				       "without a password");
	}
	return ERR_OK;
}

/* What is there already, but for what the string says better. */
static char **merge(struct arena *arena, const PQconninfoOption *options)
{
	size_t count = 0, n = 0;
	char **entries;

	while (environ[count])
		count++;
	for (const PQconninfoOption *o = options; o->keyword; o++)
		count++;
	entries = arena_calloc(arena, count + 1, sizeof(*entries));
	for (char **entry = environ; *entry; entry++) {
		if (!find(options, *entry))
			entries[n++] = arena_strdup(arena, *entry);
	}
	for (const PQconninfoOption *o = options; o->keyword; o++) {
		if (o->val && o->envvar)
			entries[n++] =
			    arena_printf(arena, "%s=%s", o->envvar, o->val);
	}
	return entries;
}

enum err pg_environment(struct arena *arena, const char *conninfo,
			char ***ret_environment, struct err_detail *detail)
{
	PQconninfoOption *options =
	    PQconninfoParse(conninfo ? conninfo : "", NULL);
	enum err err;

	if (!options)
		return err_set(detail, ERR_USAGE, "database.url",
			       "the connection string cannot be read");
	err = check(options, detail);
	if (!err)
		*ret_environment = merge(arena, options);
	PQconninfoFree(options);
	return err;
}
