/* SPDX-License-Identifier: MIT */
/* The database of a command: as the configuration says, with no timeouts. */
#include <stdio.h>
#include <string.h>

#include "cli/command_internal.h"

/* 40 bytes leave room for the suffixes of the roles. */
static bool is_identifier(const char *text)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz_";
	static const char rest[] = "abcdefghijklmnopqrstuvwxyz_0123456789";

	return text[0] && strchr(first, text[0]) &&
	       strspn(text, rest) == strlen(text) && strlen(text) <= 40 &&
	       strncmp(text, "pg_", 3) != 0;
}

enum err cli_schema(struct cli_call *call, const char **ret_schema,
		    struct err_detail *detail)
{
	const struct conf *conf;
	const char *schema;
	enum err err = cli_conf(call, &conf, detail);

	if (err)
		return err;
	schema = conf_text(conf, "database", "schema");
	if (!schema || !is_identifier(schema))
		return err_set(detail, ERR_USAGE, "database.schema",
			       "'%s' is no name for a schema: use up to 40 "
			       "lower-case letters, digits and _",
			       schema ? schema : "");
	*ret_schema = schema;
	return ERR_OK;
}

static enum err connect_with(struct cli_call *call, bool bare,
			     struct pg_sync **ret_sync,
			     struct err_detail *detail)
{
	struct pg_settings settings = pg_settings_default();
	const struct conf *conf;
	const char *schema;
	char role[64]; /* a schema's name has 40 at most */
	enum err err = cli_conf(call, &conf, detail);

	if (err)
		return err;
	err = cli_schema(call, &schema, detail);
	if (err)
		return err;
	settings.conninfo = conf_text(conf, "database", "url");
	settings.schema = bare ? NULL : schema;
	if (!bare) {
		snprintf(role, sizeof(role), "%s_admin", schema);
		settings.default_user = role;
	}
	settings.application_name = "callout";
	/* A person waits, and can press ^C. */
	settings.statement_timeout_ms = 0;
	settings.lock_timeout_ms = 0;
	settings.idle_in_transaction_timeout_ms = 0;
	return pg_sync_open(&settings, ret_sync, detail);
}

enum err cli_connect(struct cli_call *call, struct pg_sync **ret_sync,
		     struct err_detail *detail)
{
	return connect_with(call, false, ret_sync, detail);
}

enum err cli_connect_bare(struct cli_call *call, struct pg_sync **ret_sync,
			  struct err_detail *detail)
{
	return connect_with(call, true, ret_sync, detail);
}

enum err cli_environment(struct cli_call *call, struct arena *arena,
			 char ***ret_environment, struct err_detail *detail)
{
	const struct conf *conf;
	enum err err = cli_conf(call, &conf, detail);

	if (err)
		return err;
	return pg_environment(arena, conf_text(conf, "database", "url"),
			      ret_environment, detail);
}

enum err cli_exec(struct cli_call *call, const struct pg_statement *statement,
		  const char *const *params, struct pg_result **ret_result,
		  struct err_detail *detail)
{
	struct pg_sync *sync;
	enum err err = cli_connect(call, &sync, detail);

	if (err)
		return err;
	err = pg_sync_exec(sync, statement, params, ret_result, detail);
	pg_sync_close(sync);
	return err;
}
