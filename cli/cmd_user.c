/* SPDX-License-Identifier: MIT */
/* callout user: who may log in. */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include <callout/buf.h>

#include "cli/commands.h"
#include "cli/secret.h"
#include "cli/table.h"

static const struct pg_statement create_statement = {
    .sql = "SELECT user_create($1, $2, $3, $4, string_to_array($5, ','))",
    .param_count = 5,
};

static const struct pg_statement list_statement = {
    .sql = "SELECT login, name, role, territories, created_at, disabled_at "
	   "FROM user_list()",
};

static const struct pg_statement disable_statement = {
    .sql = "SELECT user_disable($1, $2::boolean)",
    .param_count = 2,
};

static const struct pg_statement password_statement = {
    .sql = "SELECT user_password_set($1, $2)",
    .param_count = 2,
};

/* A password is shown only if we made it. */
static void say_password(struct cli_call *call, const char *what,
			 const char *password)
{
	const char *login = cli_operand(call, 0);
	struct buf buf = {0};

	if (cli_json(call)) {
		buf_add_text(&buf, "{\"login\":");
		buf_add_json_string(&buf, login);
		if (!cli_given(call, "password-stdin"))
			buf_printf(&buf, ",\"password\":\"%s\"", password);
		buf_add_text(&buf, "}\n");
	} else {
		buf_printf(&buf, "user %s: %s\n", login, what);
		if (!cli_given(call, "password-stdin"))
			buf_printf(&buf, "password (shown only now): %s\n",
				   password);
	}
	fputs(buf_text(&buf), stdout);
	sodium_memzero(buf.data, buf.length);
	buf_free(&buf);
}

/* Take or make a password, and run a statement that stores its hash: the
 * parameter at `hash_at`. */
static enum err with_password(struct cli_call *call, const char *what,
			      const struct pg_statement *statement,
			      const char **params, size_t hash_at,
			      struct err_detail *detail)
{
	char password[SECRET_PASSWORD_SIZE], hash[SECRET_PASSWORD_HASH_SIZE];
	enum err err = secret_password(cli_given(call, "password-stdin"),
				       password, detail);

	if (!err)
		err = secret_password_hash(password, hash, detail);
	if (!err) {
		params[hash_at] = hash;
		err = cli_exec(call, statement, params, NULL, detail);
	}
	if (!err)
		say_password(call, what, password);
	sodium_memzero(password, sizeof(password));
	return err;
}

/* --- add
 * ------------------------------------------------------------------------- */

static const struct cli_option add_options[] = {
    {"name", "NAME", "name of the person (default: the login)"},
    {"role", "ROLE", "admin, dispatcher, manager or intake; needed"},
    {"territories", "CODES", "only these, between commas (default: all)"},
    {"password-stdin", NULL, "read the password from standard input"},
    {0},
};

static enum err run_add(struct cli_call *call, struct err_detail *detail)
{
	const char *params[] = {cli_operand(call, 0), cli_value(call, "name"),
				cli_value(call, "role"), NULL,
				cli_value(call, "territories")};

	if (!params[2])
		return err_set(detail, ERR_USAGE, "",
			       "--role is needed: admin, dispatcher, manager "
			       "or intake");
	return with_password(call, "added", &create_statement, params, 3,
			     detail);
}

const struct cli_command cmd_user_add = {
    .name = "user add",
    .operands = "LOGIN",
    .operand_min = 1,
    .operand_max = 1,
    .flags = CLI_JSON,
    .summary = "Add a user",
    .description = "Without --password-stdin a password is made and shown "
		   "once.",
    .options = add_options,
    .run = run_add,
};

/* --- password
 * ---------------------------------------------------------------------- */

static const struct cli_option password_options[] = {
    {"password-stdin", NULL, "read the password from standard input"},
    {0},
};

static enum err run_password(struct cli_call *call, struct err_detail *detail)
{
	const char *params[] = {cli_operand(call, 0), NULL};

	return with_password(call, "has a new password", &password_statement,
			     params, 1, detail);
}

const struct cli_command cmd_user_password = {
    .name = "user password",
    .operands = "LOGIN",
    .operand_min = 1,
    .operand_max = 1,
    .flags = CLI_JSON,
    .summary = "Give a user another password; all log-ins end",
    .options = password_options,
    .run = run_password,
};

/* --- disable, enable, list
 * ------------------------------------------------------------ */

static enum err run_disable(struct cli_call *call, struct err_detail *detail)
{
	return cli_exec(call, &disable_statement,
			(const char *const[]){cli_operand(call, 0), "true"},
			NULL, detail);
}

const struct cli_command cmd_user_disable = {
    .name = "user disable",
    .operands = "LOGIN",
    .operand_min = 1,
    .operand_max = 1,
    .summary = "Lock a user out: log-ins and keys stop at once",
    .run = run_disable,
};

static enum err run_enable(struct cli_call *call, struct err_detail *detail)
{
	return cli_exec(call, &disable_statement,
			(const char *const[]){cli_operand(call, 0), "false"},
			NULL, detail);
}

const struct cli_command cmd_user_enable = {
    .name = "user enable",
    .operands = "LOGIN",
    .operand_min = 1,
    .operand_max = 1,
    .summary = "Let a disabled user in again",
    .run = run_enable,
};

static enum err run_list(struct cli_call *call, struct err_detail *detail)
{
	static const char *const names[] = {
	    "login",	  "name",	 "role", "territories",
	    "created_at", "disabled_at", NULL};
	struct pg_result *rows;
	enum err err = cli_exec(call, &list_statement, NULL, &rows, detail);

	if (err)
		return err;
	table_print(rows, names, cli_json(call));
	pg_result_free(rows);
	return ERR_OK;
}

const struct cli_command cmd_user_list = {
    .name = "user list",
    .operands = "",
    .flags = CLI_JSON,
    .summary = "List the users",
    .run = run_list,
};
