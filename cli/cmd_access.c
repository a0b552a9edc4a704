/* SPDX-License-Identifier: MIT */
/* callout key, link, device: what lets programs, calendars and devices in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include <callout/buf.h>
#include <callout/qr.h>
#include <callout/text.h>

#include "cli/commands.h"
#include "cli/secret.h"
#include "cli/table.h"

static const struct pg_statement key_create = {
    .sql = "SELECT key_create($1, $2, $3::bytea, $4::integer)",
    .param_count = 4,
};
static const struct pg_statement key_list = {
    .sql = "SELECT id, login, label, created_at, expires_at, revoked_at, "
	   "last_used_at FROM key_list()",
};
static const struct pg_statement key_revoke = {
    .sql = "SELECT key_revoke($1::bigint)",
    .param_count = 1,
};
static const struct pg_statement link_create = {
    .sql = "SELECT calendar_link_create(NULL, NULL, technician_find($1), $2, "
	   "$3::bytea, $4, $5::boolean)",
    .param_count = 5,
};
static const struct pg_statement link_list = {
    .sql = "SELECT l->>'id', l->>'label', l->>'detail', l->>'created_at', "
	   "l->>'revoked_at', l->>'last_used_at' FROM json_array_elements("
	   "calendar_link_list(NULL, technician_find($1), '{\"limit\": 500}')"
	   " -> 'items') AS l",
    .param_count = 1,
};
static const struct pg_statement link_revoke = {
    .sql = "SELECT calendar_link_revoke(NULL, NULL, $1::bigint)",
    .param_count = 1,
};
static const struct pg_statement code_create = {
    .sql = "SELECT enrol_code_create(NULL, NULL, technician_find($1), "
	   "$2::bytea, $3::integer)->>'expires_at'",
    .param_count = 3,
};
static const struct pg_statement device_list = {
    .sql = "SELECT d->>'id', d->>'name', d->>'enrolled_at', "
	   "d->>'last_seen_at', d->>'revoked_at' FROM json_array_elements("
	   "device_list(NULL, json_build_object('technician', "
	   "technician_find($1), 'limit', 500)::jsonb)"
	   " -> 'items') AS d",
    .param_count = 1,
};
static const struct pg_statement device_revoke = {
    .sql = "SELECT device_revoke(NULL, NULL, $1::bigint)",
    .param_count = 1,
};

static enum err print_rows(struct cli_call *call,
			   const struct pg_statement *statement,
			   const char *const *names, struct err_detail *detail)
{
	const char *operand = cli_operand(call, 0);
	struct pg_result *rows;
	enum err err = cli_exec(call, statement, &operand, &rows, detail);

	if (err)
		return err;
	table_print(rows, names, cli_json(call));
	pg_result_free(rows);
	return ERR_OK;
}

/* Revoke by the number that the list shows. */
static enum err revoke_by_id(struct cli_call *call,
			     const struct pg_statement *statement,
			     struct err_detail *detail)
{
	const char *id = cli_operand(call, 0);
	int64_t number;

	if (!text_parse_int(id, 1, INT64_MAX, &number))
		return err_set(detail, ERR_USAGE, "",
			       "'%s' is no id: the list shows them", id);
	return cli_exec(call, statement, &id, NULL, detail);
}

/* Pairs of key and text, NULL-ended, as one JSON object or as lines. */
static void print_pairs(struct cli_call *call, const char *const *pairs)
{
	struct buf buf = {0};

	for (size_t i = 0; pairs[i]; i += 2) {
		if (!cli_json(call)) {
			buf_printf(&buf, "%s: %s\n", pairs[i],
				   pairs[i + 1] ? pairs[i + 1] : "-");
			continue;
		}
		buf_printf(&buf, "%s\"%s\":", i ? "," : "{", pairs[i]);
		if (pairs[i + 1])
			buf_add_json_string(&buf, pairs[i + 1]);
		else
			buf_add_text(&buf, "null");
	}
	if (cli_json(call))
		buf_add_text(&buf, "}\n");
	fputs(buf_text(&buf), stdout);
	sodium_memzero(buf.data, buf.length);
	buf_free(&buf);
}

/* --- key
 * -------------------------------------------------------------------------- */

static const struct cli_option key_options[] = {
    {"label", "TEXT", "who or what uses the key; needed"},
    {"days", "N", "good for so many days (default: for ever)"},
    {0},
};

static enum err run_key_add(struct cli_call *call, struct err_detail *detail)
{
	char key[SECRET_SIZE], hash[SECRET_HASH_SIZE];
	const char *label = cli_value(call, "label");
	const char *params[] = {cli_operand(call, 0), label, hash,
				cli_value(call, "days")};
	int64_t days;
	enum err err = cli_int(call, "days", 1, 36500, 0, &days, detail);

	if (err)
		return err;
	if (!label)
		return err_set(detail, ERR_USAGE, "", "--label is needed");
	secret_make("cak_", key);
	secret_hash(key, hash);
	err = cli_exec(call, &key_create, params, NULL, detail);
	if (!err)
		print_pairs(call,
			    (const char *const[]){"login", params[0], "label",
						  label, "key", key, NULL});
	sodium_memzero(key, sizeof(key));
	return err;
}

const struct cli_command cmd_key_add = {
    .name = "key add",
    .operands = "LOGIN",
    .operand_min = 1,
    .operand_max = 1,
    .flags = CLI_JSON,
    .summary = "Make an API key for a user; it is shown once",
    .options = key_options,
    .run = run_key_add,
};

static enum err run_key_list(struct cli_call *call, struct err_detail *detail)
{
	static const char *const names[] = {
	    "#id",	  "login",	"label",	"created_at",
	    "expires_at", "revoked_at", "last_used_at", NULL};

	return print_rows(call, &key_list, names, detail);
}

const struct cli_command cmd_key_list = {
    .name = "key list",
    .operands = "",
    .flags = CLI_JSON,
    .summary = "List the API keys",
    .run = run_key_list,
};

static enum err run_key_revoke(struct cli_call *call, struct err_detail *detail)
{
	return revoke_by_id(call, &key_revoke, detail);
}

const struct cli_command cmd_key_revoke = {
    .name = "key revoke",
    .operands = "ID",
    .operand_min = 1,
    .operand_max = 1,
    .summary = "End an API key",
    .run = run_key_revoke,
};

/* --- link
 * ------------------------------------------------------------------------- */

static const struct cli_option link_options[] = {
    {"label", "TEXT", "who uses the link; needed"},
    {"detail", "LEVEL", "full, no_personal or busy (default: full)"},
    {"hide-cancelled", NULL, "leave cancelled visits out"},
    {0},
};

/* The address that subscribers use. */
static enum err link_url(struct cli_call *call, const char *path,
			 struct buf *url, struct err_detail *detail)
{
	const struct conf *conf;
	const char *base;
	size_t length;
	enum err err = cli_conf(call, &conf, detail);

	if (err)
		return err;
	base = conf_text(conf, "dispatchd", "calendar_base_url");
	length = base ? strlen(base) : 0;
	while (length && base[length - 1] == '/')
		length--;
	if (length)
		buf_add(url, base, length);
	else
		buf_printf(url, "http://%s:%lld",
			   conf_text(conf, "dispatchd", "listen"),
			   (long long)conf_int(conf, "dispatchd", "port"));
	buf_add_text(url, path);
	return ERR_OK;
}

static enum err run_link_add(struct cli_call *call, struct err_detail *detail)
{
	char secret[SECRET_SIZE], hash[SECRET_HASH_SIZE];
	char path[SECRET_SIZE + 20];
	const char *level = cli_value(call, "detail");
	const char *params[] = {cli_operand(call, 0), cli_value(call, "label"),
				hash, level ? level : "full",
				cli_given(call, "hide-cancelled") ? "false"
								  : "true"};
	struct buf url = {0};
	enum err err;

	if (!params[1])
		return err_set(detail, ERR_USAGE, "", "--label is needed");
	secret_make("", secret);
	secret_hash(secret, hash);
	snprintf(path, sizeof(path), "/calendar/%s.ics", secret);
	err = link_url(call, path, &url, detail);
	if (!err)
		err = cli_exec(call, &link_create, params, NULL, detail);
	if (!err)
		print_pairs(call, (const char *const[]){"technician", params[0],
							"secret", secret,
							"path", path, "url",
							buf_text(&url), NULL});
	sodium_memzero(secret, sizeof(secret));
	buf_free(&url);
	return err;
}

const struct cli_command cmd_link_add = {
    .name = "link add",
    .operands = "TECHNICIAN",
    .operand_min = 1,
    .operand_max = 1,
    .flags = CLI_JSON,
    .summary = "Make a calendar link to a technician's schedule",
    .description = "Who has the link may read the calendar; it is shown once.",
    .options = link_options,
    .run = run_link_add,
};

static enum err run_link_list(struct cli_call *call, struct err_detail *detail)
{
	static const char *const names[] = {
	    "#id",	  "label",	  "detail", "created_at",
	    "revoked_at", "last_used_at", NULL};

	return print_rows(call, &link_list, names, detail);
}

const struct cli_command cmd_link_list = {
    .name = "link list",
    .operands = "TECHNICIAN",
    .operand_min = 1,
    .operand_max = 1,
    .flags = CLI_JSON,
    .summary = "List a technician's calendar links",
    .run = run_link_list,
};

static enum err run_link_revoke(struct cli_call *call,
				struct err_detail *detail)
{
	return revoke_by_id(call, &link_revoke, detail);
}

const struct cli_command cmd_link_revoke = {
    .name = "link revoke",
    .operands = "ID",
    .operand_min = 1,
    .operand_max = 1,
    .summary = "End a calendar link",
    .run = run_link_revoke,
};

/* --- device
 * ----------------------------------------------------------------------- */

static const struct cli_option code_options[] = {
    {"qr", NULL, "draw it as a QR code, too (needs mobile_url)"},
    {0},
};

/* What a device's camera reads; empty without a mobile_url. As dispatchd
 * makes it. */
static void add_enrolment_uri(const struct conf *conf, const char *code,
			      struct buf *out)
{
	const char *base = conf_text(conf, "dispatchd", "mobile_url");
	size_t length = base ? strlen(base) : 0;

	while (length && base[length - 1] == '/')
		length--;
	if (!length)
		return;
	buf_add(out, base, length);
	buf_add_text(out, "/#enrol=");
	for (; *code; code++)
		if (*code != '-')
			buf_add_char(out, *code);
}

static enum err draw(const char *uri, struct err_detail *detail)
{
	struct buf picture = {0};
	enum err err =
	    qr_add_blocks(&picture, uri, isatty(STDOUT_FILENO), detail);

	if (!err)
		fputs(buf_text(&picture), stdout);
	buf_free(&picture);
	return err;
}

static enum err run_device_code(struct cli_call *call,
				struct err_detail *detail)
{
	struct buf uri = {0};
	char code[SECRET_CODE_SIZE], hash[SECRET_HASH_SIZE], ttl[24];
	const char *params[] = {cli_operand(call, 0), hash, ttl};
	const struct conf *conf;
	struct pg_result *result;
	enum err err = cli_conf(call, &conf, detail);

	if (err)
		return err;
	snprintf(ttl, sizeof(ttl), "%lld",
		 (long long)conf_int(conf, "mobile-sync", "enrol_code_s"));
	secret_make_code(code, hash);
	add_enrolment_uri(conf, code, &uri);
	if (cli_given(call, "qr") && !uri.length) {
		buf_free(&uri);
		return err_set(detail, ERR_USAGE, "",
			       "--qr needs the setting mobile_url in "
			       "[dispatchd]: where devices reach mobile-sync");
	}
	err = cli_exec(call, &code_create, params, &result, detail);
	if (!err) {
		print_pairs(
		    call, (const char *const[]){
			      "technician", params[0], "code", code,
			      "expires_at", pg_result_text(result, 0, 0), "uri",
			      uri.length ? buf_text(&uri) : NULL, NULL});
		pg_result_free(result);
	}
	if (!err && cli_given(call, "qr") && !cli_json(call))
		err = draw(buf_text(&uri), detail);
	buf_free(&uri);
	sodium_memzero(code, sizeof(code));
	return err;
}

const struct cli_command cmd_device_code = {
    .name = "device code",
    .operands = "TECHNICIAN",
    .operand_min = 1,
    .operand_max = 1,
    .flags = CLI_JSON,
    .summary = "Make a code that enrols one device of a technician",
    .options = code_options,
    .run = run_device_code,
};

static enum err run_device_list(struct cli_call *call,
				struct err_detail *detail)
{
	static const char *const names[] = {
	    "#id", "name", "enrolled_at", "last_seen_at", "revoked_at", NULL};

	return print_rows(call, &device_list, names, detail);
}

const struct cli_command cmd_device_list = {
    .name = "device list",
    .operands = "TECHNICIAN",
    .operand_min = 1,
    .operand_max = 1,
    .flags = CLI_JSON,
    .summary = "List a technician's devices",
    .run = run_device_list,
};

static enum err run_device_revoke(struct cli_call *call,
				  struct err_detail *detail)
{
	return revoke_by_id(call, &device_revoke, detail);
}

const struct cli_command cmd_device_revoke = {
    .name = "device revoke",
    .operands = "ID",
    .operand_min = 1,
    .operand_max = 1,
    .summary = "Lock a device out: it wipes at its next sync",
    .run = run_device_revoke,
};
