/* SPDX-License-Identifier: MIT */
/*
 * callout doctor: what is wrong with this installation, in plain words. A
 * table of checks, run in order; one that needs the database is left out when
 * there is none. Exit 1 if a check failed; warnings do not count.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <callout/buf.h>
#include <callout/clk.h>

#include "cli/commands.h"
#include "cli/migrate.h"

#define SKEW_WARN_S 2
#define SKEW_FAIL_S 60
/* 2 daemons, 2 loops, 4 + 4 connections; and some for people. */
#define CONNECTIONS_NEEDED 40

enum finding { GOOD, WARNING, FAILURE };

struct doctor {
	struct cli_call *call;
	struct pg_sync *sync; /* NULL: no database */
	const struct conf *conf;
	const char *check; /* that runs */
	struct buf json;
	int failures, warnings;
};

static void tell(struct doctor *doctor, enum finding finding, const char *fmt,
		 ...) __attribute__((format(printf, 3, 4)));

static void tell(struct doctor *doctor, enum finding finding, const char *fmt,
		 ...)
{
	static const char *const names[] = {"ok", "warning", "failed"};
	struct buf text = {0};
	va_list args;

	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	doctor->failures += finding == FAILURE;
	doctor->warnings += finding == WARNING;
	if (cli_json(doctor->call)) {
		buf_printf(&doctor->json,
			   "%s{\"check\":\"%s\",\"finding\":\"%s\",\"text\":",
			   doctor->json.length > 1 ? ",\n" : "", doctor->check,
			   names[finding]);
		buf_add_json_string(&doctor->json, buf_text(&text));
		buf_add_char(&doctor->json, '}');
	} else {
		printf("%-8s %-14s %s\n", names[finding], doctor->check,
		       buf_text(&text));
	}
	buf_free(&text);
}

/* One row, or a failure that is told. The caller frees it. */
static struct pg_result *ask(struct doctor *doctor, const char *sql)
{
	const struct pg_statement statement = {.sql = sql};
	struct err_detail detail = {0};
	struct pg_result *result;

	if (pg_sync_exec(doctor->sync, &statement, NULL, &result, &detail)) {
		tell(doctor, FAILURE, "%s", detail.text);
		return NULL;
	}
	return result;
}

/* --- The checks
 * ----------------------------------------------------------------- */

static void check_configuration(struct doctor *doctor)
{
	const char *path = cli_conf_path(doctor->call);
	struct err_detail detail = {0};
	const char *schema;

	if (cli_conf(doctor->call, &doctor->conf, &detail) ||
	    cli_schema(doctor->call, &schema, &detail)) {
		tell(doctor, FAILURE, "%s%s%s", detail.pointer,
		     detail.pointer[0] ? ": " : "", detail.text);
		doctor->conf = NULL;
		return;
	}
	if (path)
		tell(doctor, GOOD, "%s is readable", path);
	else
		tell(doctor, WARNING,
		     "no --config FILE: these are the defaults; 'callout "
		     "config sample' prints a file to start from");
}

static void check_database(struct doctor *doctor)
{
	struct err_detail detail = {0};
	struct pg_result *row;

	if (cli_connect(doctor->call, &doctor->sync, &detail)) {
		doctor->sync = NULL;
		tell(doctor, FAILURE,
		     "%s. Is PostgreSQL running, is database.url right, and "
		     "did 'callout migrate' make the roles?",
		     detail.text);
		return;
	}
	row = ask(doctor, "SELECT current_setting('server_version_num'), "
			  "current_setting('server_version'), "
			  "current_setting('server_encoding'), current_user");
	if (!row)
		return;
	if (pg_result_int(row, 0, 0) < 150000)
		tell(doctor, FAILURE,
		     "PostgreSQL %s is too old: install 15 or newer",
		     pg_result_text(row, 0, 1));
	else if (strcmp(pg_result_text(row, 0, 2), "UTF8") != 0)
		tell(doctor, FAILURE,
		     "the database's encoding is %s: create it with UTF8",
		     pg_result_text(row, 0, 2));
	else
		tell(doctor, GOOD, "PostgreSQL %s, connected as %s",
		     pg_result_text(row, 0, 1), pg_result_text(row, 0, 3));
	pg_result_free(row);
}

static void check_migrations(struct doctor *doctor)
{
	struct migrate_status status;
	struct err_detail detail = {0};

	if (migrate_check_as_admin(doctor->sync, &status, &detail)) {
		bool missing = strcmp(detail.sqlstate, "42883") == 0 ||
			       strcmp(detail.sqlstate, "3F000") == 0;

		if (missing)
			tell(doctor, FAILURE,
			     "the schema is not there: run 'callout migrate'");
		else
			tell(doctor, FAILURE, "%s%s%s", detail.pointer,
			     detail.pointer[0] ? ": " : "", detail.text);
		return;
	}
	if (status.current)
		tell(doctor, GOOD, "the schema is current: migration %d",
		     status.applied);
	else
		tell(doctor, FAILURE,
		     "the schema is behind this program (migration %d of %d): "
		     "run 'callout migrate'",
		     status.applied, status.known);
}

static void check_roles(struct doctor *doctor)
{
	struct pg_result *rows = ask(
	    doctor,
	    "SELECT n.name, r.rolcanlogin, r.rolsuper, "
	    "has_schema_privilege(r.oid, current_schema(), 'USAGE'), "
	    "has_schema_privilege(r.oid, current_schema(), 'CREATE') "
	    "FROM unnest(ARRAY['dispatchd', 'mobile', 'admin']) AS s (suffix), "
	    "LATERAL (SELECT current_schema() || '_' || suffix) AS n (name) "
	    "LEFT JOIN pg_roles r ON r.rolname = n.name");
	int bad = 0;

	if (!rows)
		return;
	for (int i = 0; i < pg_result_rows(rows); i++) {
		const char *name = pg_result_text(rows, i, 0);
		const char *wrong = NULL;

		if (!name || pg_result_is_null(rows, i, 1))
			wrong = "is not there";
		else if (!pg_result_bool(rows, i, 1))
			wrong = "may not log in";
		else if (pg_result_bool(rows, i, 2))
			wrong = "is a superuser: no fence is left";
		else if (!pg_result_bool(rows, i, 3))
			wrong = "may not use the schema";
		else if (pg_result_bool(rows, i, 4))
			wrong = "may create things in the schema";
		if (wrong)
			tell(doctor, FAILURE,
			     "the role %s %s: run 'callout migrate', or set "
			     "it right by ALTER ROLE",
			     name ? name : "of the organisation", wrong);
		bad += wrong != NULL;
	}
	if (!bad)
		tell(doctor, GOOD, "the roles are there and confined");
	pg_result_free(rows);
}

static void check_grants(struct doctor *doctor)
{
	struct pg_result *row = ask(
	    doctor, "SELECT count(*) FILTER (WHERE has_function_privilege("
		    "'public', p.oid, 'EXECUTE')), "
		    "count(*) FILTER (WHERE p.proname = 'board_get' AND "
		    "has_function_privilege(current_schema() || '_dispatchd', "
		    "p.oid, 'EXECUTE')), "
		    "count(*) FILTER (WHERE p.proname = 'sync_pull' AND "
		    "has_function_privilege(current_schema() || '_mobile', "
		    "p.oid, 'EXECUTE')) FROM pg_proc p "
		    "WHERE p.pronamespace = current_schema()::regnamespace");

	if (!row)
		return;
	if (pg_result_int(row, 0, 0) > 0)
		tell(doctor, FAILURE,
		     "everybody may call %d functions: grants were changed by "
		     "hand",
		     (int)pg_result_int(row, 0, 0));
	else if (!pg_result_int(row, 0, 1) || !pg_result_int(row, 0, 2))
		tell(doctor, FAILURE,
		     "a daemon may not call its functions: grants were "
		     "changed by hand, restore them from schema/grants.sql");
	else
		tell(doctor, GOOD,
		     "the daemons may call their functions, "
		     "nobody else may");
	pg_result_free(row);
}

static void check_organisation(struct doctor *doctor)
{
	struct pg_result *row =
	    ask(doctor, "SELECT name, users, territories, technicians, "
			"zones_unknown FROM organisation_counts()");

	if (!row)
		return;
	if (pg_result_rows(row) == 0)
		tell(doctor, FAILURE,
		     "the organisation has no name: run 'callout migrate'");
	else if (pg_result_int(row, 0, 4) > 0)
		tell(doctor, FAILURE,
		     "%d territories have a time zone that PostgreSQL does "
		     "not know: update its zone data",
		     (int)pg_result_int(row, 0, 4));
	else if (pg_result_int(row, 0, 1) == 0)
		tell(doctor, WARNING,
		     "there is no user: 'callout user add LOGIN --role admin'");
	else if (pg_result_int(row, 0, 3) == 0)
		tell(doctor, WARNING,
		     "there are no technicians: 'callout import technicians "
		     "FILE.csv'");
	else
		tell(doctor, GOOD,
		     "%s: %d users, %d territories, %d technicians",
		     pg_result_text(row, 0, 0), (int)pg_result_int(row, 0, 1),
		     (int)pg_result_int(row, 0, 2),
		     (int)pg_result_int(row, 0, 3));
	pg_result_free(row);
}

static void check_clock(struct doctor *doctor)
{
	int64_t before_us = clk_now_us() - clk_offset_us(), after_us, skew_us;
	struct pg_result *row = ask(
	    doctor,
	    "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");

	if (!row)
		return;
	after_us = clk_now_us() - clk_offset_us();
	skew_us = pg_result_int(row, 0, 0) - (before_us + after_us) / 2;
	pg_result_free(row);
	if (llabs(skew_us) > SKEW_WARN_S * 1000000LL)
		tell(doctor,
		     llabs(skew_us) > SKEW_FAIL_S * 1000000LL ? FAILURE
							      : WARNING,
		     "the database's clock is %.1f s %s ours: run a time "
		     "service on both",
		     (double)llabs(skew_us) / 1e6,
		     skew_us > 0 ? "ahead of" : "behind");
	else
		tell(doctor, GOOD, "the clocks agree within %d s", SKEW_WARN_S);
}

static void check_server(struct doctor *doctor)
{
	struct pg_result *row =
	    ask(doctor, "SELECT (SELECT setting::bigint * 8 / 1024 FROM "
			"pg_settings WHERE name = 'shared_buffers'), "
			"current_setting('max_connections')::integer, "
			"current_setting('fsync')");

	if (!row)
		return;
	if (pg_result_int(row, 0, 1) < CONNECTIONS_NEEDED)
		tell(doctor, WARNING,
		     "max_connections is %d; both daemons as they come take "
		     "%d",
		     (int)pg_result_int(row, 0, 1), CONNECTIONS_NEEDED);
	else if (strcmp(pg_result_text(row, 0, 2), "on") != 0)
		tell(doctor, WARNING,
		     "fsync is off: a crash of the machine "
		     "may lose the database");
	else if (pg_result_int(row, 0, 0) < 128)
		tell(doctor, WARNING,
		     "shared_buffers is %d MB: a quarter of the memory is "
		     "usual",
		     (int)pg_result_int(row, 0, 0));
	else
		tell(doctor, GOOD, "the server's settings will do");
	pg_result_free(row);
}

static void check_zones(struct doctor *doctor)
{
	static const char probe[] = "/usr/share/zoneinfo/America/New_York";

	if (access(probe, R_OK) == 0)
		tell(doctor, GOOD, "zone data is there");
	else
		tell(doctor, FAILURE,
		     "%s cannot be read: install the package tzdata; "
		     "calendars need it",
		     probe);
}

/* --- Ports
 * ------------------------------------------------------------------------ */

static int connect_to(const char *host, const char *port)
{
	const struct addrinfo hints = {.ai_family = AF_UNSPEC,
				       .ai_socktype = SOCK_STREAM};
	const struct timeval patience = {.tv_sec = 2};
	struct addrinfo *list = NULL;
	int fd = -1;

	if (getaddrinfo(host, port, &hints, &list) != 0)
		return -1;
	for (struct addrinfo *a = list; a && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (fd < 0)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
			   sizeof(patience));
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
			   sizeof(patience));
		if (connect(fd, a->ai_addr, a->ai_addrlen) < 0) {
			close(fd);
			fd = -1;
		}
	}
	freeaddrinfo(list);
	return fd;
}

/* Ask for /readyz: the status, or 0 for anything that is not HTTP. */
static int ask_ready(int fd)
{
	static const char request[] = "GET /readyz HTTP/1.1\r\nHost: "
				      "localhost\r\nConnection: close\r\n\r\n";
	char answer[64] = "";
	size_t used = 0;
	ssize_t length;
	int status = 0;

	if (send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) < 0)
		return 0;
	while (used < sizeof(answer) - 1 &&
	       (length =
		    recv(fd, answer + used, sizeof(answer) - 1 - used, 0)) > 0)
		used += (size_t)length;
	return sscanf(answer, "HTTP/1.1 %d", &status) == 1 ? status : 0;
}

static void check_port(struct doctor *doctor, const char *daemon)
{
	const char *host = conf_text(doctor->conf, daemon, "listen");
	int64_t number = conf_int(doctor->conf, daemon, "port");
	char port[8];
	int fd, status;

	if (number == 0) {
		tell(doctor, GOOD, "%s takes any free port", daemon);
		return;
	}
	snprintf(port, sizeof(port), "%d", (int)number);
	fd = connect_to(host, port);
	if (fd < 0) {
		tell(doctor, WARNING,
		     "%s does not run: nobody listens on %s "
		     "port %s",
		     daemon, host, port);
		return;
	}
	status = ask_ready(fd);
	close(fd);
	if (status == 200)
		tell(doctor, GOOD, "%s is ready on %s port %s", daemon, host,
		     port);
	else if (status == 503)
		tell(doctor, FAILURE,
		     "%s runs on port %s but is not ready: its log says why",
		     daemon, port);
	else if (status == 0)
		tell(doctor, WARNING,
		     "somebody listens on %s port %s, but does not speak "
		     "plain HTTP: good if %s has a certificate",
		     host, port, daemon);
	else
		tell(doctor, FAILURE,
		     "another program has %s port %s: stop it, or change "
		     "%s.port",
		     host, port, daemon);
}

static void check_ports(struct doctor *doctor)
{
	check_port(doctor, "dispatchd");
	check_port(doctor, "mobile-sync");
}

/* --- The command
 * ---------------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*run)(struct doctor *doctor);
	bool needs_database;
} checks[] = {
    {"configuration", check_configuration, false},
    {"database", check_database, false},
    {"migrations", check_migrations, true},
    {"roles", check_roles, true},
    {"grants", check_grants, true},
    {"organisation", check_organisation, true},
    {"clock", check_clock, true},
    {"server", check_server, true},
    {"zones", check_zones, false},
    {"ports", check_ports, false},
};

static enum err run(struct cli_call *call, struct err_detail *detail)
{
	struct doctor doctor = {.call = call};

	buf_add_char(&doctor.json, '[');
	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
		bool possible = i == 0 || doctor.conf;

		if (!possible || (checks[i].needs_database && !doctor.sync))
			continue;
		doctor.check = checks[i].name;
		checks[i].run(&doctor);
	}
	buf_add_text(&doctor.json, "]\n");
	if (cli_json(call))
		fputs(buf_text(&doctor.json), stdout);
	buf_free(&doctor.json);
	pg_sync_close(doctor.sync);
	if (doctor.failures)
		return err_set(detail, ERR_RULE, "",
			       "%d of the checks failed, %d warned",
			       doctor.failures, doctor.warnings);
	return ERR_OK;
}

const struct cli_command cmd_doctor = {
    .name = "doctor",
    .operands = "",
    .flags = CLI_JSON,
    .summary = "Say what is wrong with this installation",
    .run = run,
};

/* --- config sample
 * ------------------------------------------------------------------- */

static enum err run_sample(struct cli_call *call, struct err_detail *detail)
{
	(void)call;
	(void)detail;
	conf_print_sample(stdout);
	return ERR_OK;
}

const struct cli_command cmd_config_sample = {
    .name = "config sample",
    .operands = "",
    .summary = "Print a configuration file to start from",
    .run = run_sample,
};
