/* SPDX-License-Identifier: MIT */
/* callout migrate: make or update the organisation's schema. */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/migrate.h"
#include "cli/schema_sql.h"

static const struct cli_option options[] = {
    {"organisation", "NAME", "name of the organisation (default: Callout)"},
    {"status", NULL, "only say what is applied and what is pending"},
    {"print", NULL, "only print the SQL, without a database"},
    {0},
};

static void print_sql(const char *schema)
{
	printf("-- Run each part in one transaction, as callout migrate does.\n"
	       "SET callout.schema = '%s';\n",
	       schema);
	for (size_t i = 0; i < schema_file_count; i++) {
		if (schema_files[i].stage <= SCHEMA_REPEATABLE)
			printf("\n-- schema/%s\n%s", schema_files[i].name,
			       schema_files[i].text);
	}
}

static void print_status(struct cli_call *call, const char *schema,
			 const struct migrate_status *status)
{
	if (cli_json(call)) {
		printf("{\"schema\":\"%s\",\"known\":%d,\"applied\":%d,"
		       "\"pending\":%d,\"current\":%s}\n",
		       schema, status->known, status->applied, status->pending,
		       status->current ? "true" : "false");
		return;
	}
	if (status->current)
		printf("schema %s is current: migration %d\n", schema,
		       status->applied);
	else
		printf("schema %s is at migration %d of %d (%d pending)%s: "
		       "run 'callout migrate'\n",
		       schema, status->applied, status->known, status->pending,
		       status->pending ? "" : "; functions or grants changed");
}

static void say(const char *line)
{
	fprintf(stderr, "%s\n", line);
}

static enum err run(struct cli_call *call, struct err_detail *detail)
{
	struct pg_sync *sync;
	const char *schema;
	struct migrate_status status;
	enum err err = cli_schema(call, &schema, detail);

	if (err)
		return err;
	if (cli_given(call, "print")) {
		print_sql(schema);
		return ERR_OK;
	}
	err = cli_connect_bare(call, &sync, detail);
	if (err)
		return err;
	if (!cli_given(call, "status"))
		err = migrate_run(sync, schema, cli_value(call, "organisation"),
				  say, detail);
	if (!err)
		err = migrate_check(sync, schema, &status, detail);
	if (!err)
		print_status(call, schema, &status);
	pg_sync_close(sync);
	return err;
}

const struct cli_command cmd_migrate = {
    .name = "migrate",
    .operands = "",
    .flags = CLI_JSON,
    .summary = "Make the schema, or bring it up to date",
    .description =
	"Connects as the user in database.url (--database-url=... overrides "
	"it), who must\nbe a superuser, or own the database and have "
	"CREATEROLE. Applies each pending\nmigration in one transaction; run "
	"it again after any failure. Waits for another\nmigration that is "
	"under way. Refuses a database that is newer than the program,\nand "
	"migrations whose text has changed.",
    .options = options,
    .run = run,
};
