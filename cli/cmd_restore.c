/* SPDX-License-Identifier: MIT */
/*
 * callout restore: a backup becomes the organisation, all of it or nothing.
 *
 * One psql reads one transaction from a pipe: what drops the schema, what
 * pg_restore makes of the dump, and what begins a new life of it
 * (schema/restore/). Only we write its COMMIT, after pg_restore has ended
 * well: whoever of the three dies before, nothing has happened.
 */
#define _GNU_SOURCE /* pipe2 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <callout/buf.h>

#include "cli/backup.h"
#include "cli/child.h"
#include "cli/commands.h"
#include "cli/migrate.h"
#include "cli/schema_sql.h"

#define LOCK_TRIES 200
#define LOCK_PAUSE_US 50000

static const struct cli_option options[] = {
    {"check", NULL, "only check that the backup is whole; no database"},
    {"replace", NULL, "instead of what is there, which is lost"},
    {"force", NULL, "also while daemons are connected"},
    {0},
};

struct job {
	struct cli_call *call;
	struct arena *arena;
	struct pg_sync *sync;
	const char *schema, *dir;
	int dir_fd, dump_fd;
	struct backup is;
};

static void say(const char *line)
{
	fprintf(stderr, "%s\n", line);
}

/* --- is it whole? ------------------------------------------------------- */

static enum err check_dump(struct job *job, struct err_detail *detail)
{
	char sha256[BACKUP_SHA256_SIZE];
	int64_t bytes;
	enum err err;

	job->dump_fd = openat(job->dir_fd, BACKUP_DUMP, O_RDONLY | O_CLOEXEC);
	if (job->dump_fd < 0)
		return err_set(detail, ERR_INPUT, BACKUP_DUMP,
			       "cannot be read: %s", strerror(errno));
	err = backup_hash(job->dump_fd, sha256, &bytes, detail);
	if (err)
		return err;
	if (bytes != job->is.dump_bytes ||
	    strcmp(sha256, job->is.dump_sha256) != 0)
		return err_set_rule(detail, ERR_CHECKSUM, BACKUP_DUMP, "sha256",
				    "is damaged: it is not the file that was "
				    "backed up");
	return ERR_OK;
}

/* Look at each photo, or give it its place in `to`. */
static enum err walk_blobs(struct job *job, const struct blob_dir *to,
			   struct err_detail *detail)
{
	struct blob_dir *from;
	enum err err = ERR_OK;

	if (job->is.blob_count == 0)
		return ERR_OK;
	err = blob_dir_open(backup_blobs_path(job->arena, job->dir), false,
			    &from, detail);
	for (size_t i = 0; !err && i < job->is.blob_count; i++) {
		const struct backup_blob *blob = &job->is.blobs[i];
		unsigned char sha256[BLOB_SHA256_BYTES];

		backup_bytes(blob->sha256, sha256);
		if (!to)
			err = blob_check(from, blob->uid, sha256, detail);
		else if (blob_check(to, blob->uid, sha256, detail))
			err = blob_copy(from, to, blob->uid, sha256, detail);
	}
	blob_dir_free(from);
	return err;
}

static enum err check_backup(struct job *job, struct err_detail *detail)
{
	enum err err;

	job->dir = cli_operand(job->call, 0);
	job->dir_fd = open(job->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (job->dir_fd < 0)
		return err_set(detail, ERR_USAGE, job->dir,
			       "cannot be read: %s", strerror(errno));
	err = backup_read(job->dir_fd, job->arena, &job->is, detail);
	if (!err)
		err = check_dump(job, detail);
	if (!err)
		err = walk_blobs(job, NULL, detail);
	return err;
}

/* --- may it be done? ---------------------------------------------------- */

static int newest_migration(void)
{
	int newest = 0;

	for (size_t i = 0; i < schema_file_count; i++) {
		if (schema_files[i].stage == SCHEMA_MIGRATION)
			newest = migrate_number(schema_files[i].name);
	}
	return newest;
}

static enum err check_fits(struct job *job, struct err_detail *detail)
{
	if (strcmp(job->is.schema, job->schema) != 0)
		return err_set(detail, ERR_CONFLICT, "database.schema",
			       "the backup is of the schema %s, the "
			       "configuration says %s",
			       job->is.schema, job->schema);
	if (job->is.migration > newest_migration())
		return err_set_rule(detail, ERR_CONFLICT, "", "database_newer",
				    "the backup has migration %d, this "
				    "program knows them up to %d: install a "
				    "newer Callout",
				    job->is.migration, newest_migration());
	return ERR_OK;
}

/* What `callout migrate` begins with does not count. */
static enum err check_empty(struct job *job, struct err_detail *detail)
{
	static const struct pg_statement statement = {
	    .sql = "SELECT to_regclass(format('%I.organisation', $1::text)) "
		   "IS NOT NULL",
	    .param_count = 1,
	};
	struct pg_result *row;
	bool there;
	enum err err =
	    pg_sync_exec(job->sync, &statement, &job->schema, &row, detail);

	if (err)
		return err;
	there = pg_result_bool(row, 0, 0);
	pg_result_free(row);
	if (there && !cli_given(job->call, "replace"))
		return err_set(detail, ERR_CONFLICT, "",
			       "the schema %s is there already: with --replace "
			       "the backup takes its place, and what is there "
			       "is lost",
			       job->schema);
	return ERR_OK;
}

/* Every session of the organisation has this lock, shared, as long as it lives
 * (common/pg/session.c). */
#define SESSION_LOCK                    \
	"hashtext('callout session'), " \
	"hashtext(format('\"%s\", pg_temp', $1::text))"
#define SESSIONS                                                    \
	"FROM (SELECT " SESSION_LOCK ") k (a, b) "                  \
	"JOIN pg_locks l ON l.locktype = 'advisory' AND l.granted " \
	"AND l.classid = (k.a::bigint & 4294967295)::oid "          \
	"AND l.objid = (k.b::bigint & 4294967295)::oid "            \
	"AND l.database = (SELECT oid FROM pg_database "            \
	"WHERE datname = current_database()) "                      \
	"AND l.pid <> pg_backend_pid() "                            \
	"JOIN pg_stat_activity a ON a.pid = l.pid"

static enum err check_alone(struct job *job, struct err_detail *detail)
{
	static const struct pg_statement statement = {
	    .sql = "SELECT string_agg(format('%s (%s connections as %s)', "
		   "name, n, usename), ', ') FROM (SELECT a.application_name, "
		   "a.usename, count(*) " SESSIONS
		   " GROUP BY 1, 2 ORDER BY 1, 2) a (name, usename, n)",
	    .param_count = 1,
	};
	struct pg_result *row;
	enum err err =
	    pg_sync_exec(job->sync, &statement, &job->schema, &row, detail);

	if (err)
		return err;
	if (!pg_result_is_null(row, 0, 0) && !cli_given(job->call, "force"))
		err =
		    err_set_rule(detail, ERR_CONFLICT, "", "daemons_connected",
				 "these are connected: %s; stop them, or "
				 "add --force: they lose their connections, "
				 "and go on with what was restored",
				 pg_result_text(row, 0, 0));
	pg_result_free(row);
	return err;
}

/* A statement that waited for us would look at the new tables with an old
 * snapshot, and find them empty: so nobody's session lives through the swap,
 * and none begins before it is over. If we die, the lock is gone. */
static enum err keep_out(struct job *job, struct err_detail *detail)
{
	static const struct pg_statement cut = {
	    .sql = "SELECT pg_terminate_backend(a.pid) " SESSIONS,
	    .param_count = 1,
	};
	static const struct pg_statement lock = {
	    .sql = "SELECT pg_try_advisory_lock(" SESSION_LOCK ")",
	    .param_count = 1,
	};
	bool taken = false;
	enum err err = ERR_OK;

	for (int i = 0; !err && !taken && i < LOCK_TRIES; i++) {
		struct pg_result *row = NULL;

		if (cli_given(job->call, "force"))
			err = pg_sync_exec(job->sync, &cut, &job->schema, NULL,
					   detail);
		if (!err)
			err = pg_sync_exec(job->sync, &lock, &job->schema, &row,
					   detail);
		taken = !err && pg_result_bool(row, 0, 0);
		pg_result_free(row);
		if (!err && !taken)
			usleep(LOCK_PAUSE_US);
	}
	if (!err && !taken)
		err = check_alone(job, detail);
	if (!err && !taken)
		err = err_set(detail, ERR_CONFLICT, "",
			      "others connect faster than they can be cut: "
			      "stop the daemons");
	return err;
}

/* --- the photos --------------------------------------------------------- */

/* Before the database: what no row names does no harm. */
static enum err restore_blobs(struct job *job, struct err_detail *detail)
{
	struct blob_dir *to;
	const struct conf *conf;
	const char *dir;
	enum err err = cli_conf(job->call, &conf, detail);

	if (err || job->is.blob_count == 0)
		return err;
	dir = conf_text(conf, "blob", "dir");
	if (!dir)
		return err_set(detail, ERR_USAGE, "blob.dir",
			       "the backup has %zu photos, but their directory "
			       "is not configured",
			       job->is.blob_count);
	err = blob_dir_open(dir, true, &to, detail);
	if (err)
		return err;
	err = walk_blobs(job, to, detail);
	blob_dir_free(to);
	return err;
}

/* --- the database ------------------------------------------------------- */

static bool write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t done = write(fd, bytes, length);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		length -= (size_t)done;
	}
	return true;
}

/* Nobody reads any more: then psql says why. */
static void write_stage(int fd, enum schema_stage stage)
{
	for (size_t i = 0; i < schema_file_count; i++) {
		if (schema_files[i].stage == stage)
			(void)write_all(fd, schema_files[i].text,
					strlen(schema_files[i].text));
	}
}

static void write_head(struct job *job, int fd)
{
	struct buf sql = {0};

	buf_printf(&sql,
		   "BEGIN;\nSET LOCAL client_min_messages = warning;\n"
		   "SELECT set_config('callout.schema', '%s', true);\n",
		   job->schema);
	(void)write_all(fd, sql.data, sql.length);
	buf_free(&sql);
	write_stage(fd, SCHEMA_BEFORE);
}

/* Into psql's stdin. */
static enum err feed(struct job *job, char *const *environment, int fd,
		     struct err_detail *detail)
{
	static const char *const arguments[] = {"pg_restore", "--file=-", NULL};
	struct child restore;
	enum err err;

	write_head(job, fd);
	if (lseek(job->dump_fd, 0, SEEK_SET) != 0)
		return backup_fail("read", BACKUP_DUMP, detail);
	err = child_start(&restore, arguments, environment, job->dump_fd, fd,
			  detail);
	if (!err)
		err = child_wait(&restore, detail);
	if (err) /* without COMMIT */
		return err;
	write_stage(fd, SCHEMA_AFTER);
	(void)write_all(fd, "COMMIT;\n", strlen("COMMIT;\n"));
	return ERR_OK;
}

static enum err swap(struct job *job, struct err_detail *detail)
{
	static const char *const arguments[] = {
	    "psql", "--no-psqlrc",     "--quiet",  "--no-password",
	    "-v",   "ON_ERROR_STOP=1", "--file=-", NULL};
	struct err_detail fed = {0};
	char **environment;
	struct child psql;
	int fds[2];
	enum err err, feeding;

	err = cli_environment(job->call, job->arena, &environment, detail);
	if (err)
		return err;
	if (pipe2(fds, O_CLOEXEC) != 0)
		return backup_fail("make a pipe", "", detail);
	err = child_start(&psql, arguments, environment, fds[0], -1, detail);
	close(fds[0]);
	feeding = err ? ERR_OK : feed(job, environment, fds[1], &fed);
	close(fds[1]);
	if (!err)
		err = child_wait(&psql, detail);
	if (!err && feeding) {
		*detail = fed;
		err = feeding;
	}
	return err;
}

static enum err restore_database(struct job *job, struct err_detail *detail)
{
	enum err err = migrate_bootstrap(job->sync, job->schema, detail);

	if (!err)
		err = keep_out(job, detail);
	if (!err)
		err = swap(job, detail);
	if (err)
		return err;
	/* From here on it is done; what may fail can be done again. */
	err = migrate_run(job->sync, job->schema, NULL, NULL, detail);
	if (!err)
		err = pg_sync_script(job->sync,
				     "SET client_min_messages = error; ANALYZE",
				     detail);
	if (err)
		fprintf(stderr, "the backup is restored, but its functions "
				"and grants are not current: run 'callout "
				"migrate'\n");
	return err;
}

/* --- the command -------------------------------------------------------- */

static void tell(struct job *job, const char *what)
{
	if (cli_json(job->call))
		printf("{\"done\":\"%s\",\"taken_at\":\"%s\",\"migration\":%d,"
		       "\"blobs\":%zu,\"missing\":%zu}\n",
		       what, job->is.taken_at, job->is.migration,
		       job->is.blob_count, job->is.missing_count);
	else
		printf("%s: %s as of %s, %zu photos: %s\n", job->dir,
		       job->is.organisation, job->is.taken_at,
		       job->is.blob_count, what);
}

static enum err restore(struct job *job, struct err_detail *detail)
{
	enum err err = check_fits(job, detail);

	if (!err)
		err = cli_connect_bare(job->call, &job->sync, detail);
	if (!err)
		err = migrate_lock(job->sync, say, detail);
	if (!err)
		err = check_empty(job, detail);
	if (!err)
		err = check_alone(job, detail);
	if (!err)
		err = restore_blobs(job, detail);
	if (!err)
		err = restore_database(job, detail);
	return err;
}

static enum err run(struct cli_call *call, struct err_detail *detail)
{
	struct job job = {
	    .call = call, .arena = arena_new(), .dir_fd = -1, .dump_fd = -1};
	bool check = cli_given(call, "check");
	enum err err = cli_schema(call, &job.schema, detail);

	signal(SIGPIPE, SIG_IGN);
	if (!err)
		err = check_backup(&job, detail);
	if (!err && !check)
		err = restore(&job, detail);
	if (!err)
		tell(&job, check ? "whole" : "restored");
	pg_sync_close(job.sync);
	if (job.dump_fd >= 0)
		close(job.dump_fd);
	if (job.dir_fd >= 0)
		close(job.dir_fd);
	arena_free(job.arena);
	return err;
}

const struct cli_command cmd_restore = {
    .name = "restore",
    .operands = "DIR",
    .operand_min = 1,
    .operand_max = 1,
    .flags = CLI_JSON,
    .summary = "Make a backup the organisation again",
    .description =
	"Checks each file of the backup first, then puts the photos back that "
	"are not\nthere, then the database, in one transaction: whatever "
	"fails, the database is as\nit was. Connects like 'callout migrate', "
	"and brings an older schema up to date.\nA new epoch tells devices and "
	"daemons that this is another life: devices fetch\nall anew and send "
	"again what they had reported within the last 14 days. Log-ins,\n"
	"enrolment codes, leases, held slots and planning runs of the backup "
	"end. With\n--replace, whoever was revoked since the backup stays "
	"revoked.",
    .options = options,
    .run = run,
};
