/* SPDX-License-Identifier: MIT */
/* callout backup: the organisation as it was at one instant. */
#define _GNU_SOURCE /* nftw */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <callout/buf.h>

#include "config.h"

#include "cli/backup.h"
#include "cli/child.h"
#include "cli/commands.h"
#include "cli/migrate.h"

static const struct cli_option options[] = {
    {"previous", "DIR",
     "share unchanged photos with this backup, by hard links"},
    {0},
};

struct job {
	struct cli_call *call;
	struct arena *arena;
	struct pg_sync *sync;
	const char *schema;
	const char *dir, *part;
	const char *snapshot;
	int part_fd;
	struct backup is;
	size_t linked, damaged;
};

/* --- the directory ------------------------------------------------------ */

static enum err make_part(struct job *job, struct err_detail *detail)
{
	char *dir = arena_strdup(job->arena, cli_operand(job->call, 0));
	size_t length = strlen(dir);
	struct stat stat;

	while (length > 1 && dir[length - 1] == '/')
		dir[--length] = '\0';
	job->dir = dir;
	if (lstat(dir, &stat) == 0)
		return err_set(detail, ERR_CONFLICT, dir,
			       "is there already: a backup is never "
			       "overwritten; name another directory");
	job->part = arena_printf(job->arena, "%s.part", dir);
	if (mkdir(job->part, 0700) != 0 && errno == EEXIST)
		return err_set(detail, ERR_CONFLICT, job->part,
			       "is there already: another backup is under "
			       "way, or one broke off; then remove it");
	job->part_fd = open(job->part, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (job->part_fd < 0)
		return backup_fail("make the directory", job->part, detail);
	return ERR_OK;
}

static int remove_one(const char *path, const struct stat *stat, int type,
		      struct FTW *at)
{
	(void)stat;
	(void)type;
	(void)at;
	return remove(path);
}

static enum err sync_dir(const char *path, struct err_detail *detail)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err err = ERR_OK;

	if (fd < 0 || fsync(fd) != 0)
		err = backup_fail("sync", path, detail);
	if (fd >= 0)
		close(fd);
	return err;
}

static enum err finish(struct job *job, struct err_detail *detail)
{
	char *parent = arena_strdup(job->arena, job->dir);
	char *slash = strrchr(parent, '/');
	enum err err = backup_write(job->part_fd, &job->is, detail);

	if (!err && fsync(job->part_fd) != 0)
		err = backup_fail("sync", job->part, detail);
	if (err)
		return err;
	if (rename(job->part, job->dir) != 0)
		return backup_fail("rename to its name", job->part, detail);
	if (slash)
		slash[slash == parent] = '\0';
	return sync_dir(slash ? parent : ".", detail);
}

/* --- the database ------------------------------------------------------- */

/* One moment, for us and for pg_dump. */
static enum err begin(struct job *job, struct err_detail *detail)
{
	struct buf sql = {0};
	enum err err = pg_sync_begin(job->sync, detail);

	if (err)
		return err;
	buf_printf(&sql,
		   "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;"
		   "SET LOCAL ROLE \"%s_owner\";"
		   "SET LOCAL search_path = \"%s\", pg_temp",
		   job->schema, job->schema);
	err = pg_sync_script(job->sync, buf_text(&sql), detail);
	buf_free(&sql);
	return err;
}

static enum err read_head(struct job *job, struct err_detail *detail)
{
	static const struct pg_statement statement = {
	    .sql = "SELECT pg_export_snapshot(), name, epoch, "
		   "current_setting('server_version'), to_char(now() AT TIME "
		   "ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') "
		   "FROM organisation",
	};
	struct pg_result *row;
	enum err err = pg_sync_exec(job->sync, &statement, NULL, &row, detail);

	if (err)
		return err;
	if (pg_result_rows(row) == 0)
		err = err_set(detail, ERR_RULE, "",
			      "the organisation has no name: run 'callout "
			      "migrate'");
	if (!err) {
		job->snapshot =
		    arena_strdup(job->arena, pg_result_text(row, 0, 0));
		job->is.organisation =
		    arena_strdup(job->arena, pg_result_text(row, 0, 1));
		job->is.epoch = pg_result_int(row, 0, 2);
		job->is.server =
		    arena_strdup(job->arena, pg_result_text(row, 0, 3));
		job->is.taken_at =
		    arena_strdup(job->arena, pg_result_text(row, 0, 4));
	}
	pg_result_free(row);
	return err;
}

static enum err read_blobs(struct job *job, struct err_detail *detail)
{
	static const struct pg_statement statement = {
	    .sql = "SELECT uid, bytes, encode(sha256, 'hex') FROM blob "
		   "WHERE state = 'stored' ORDER BY uid",
	};
	struct pg_result *rows;
	enum err err = pg_sync_exec(job->sync, &statement, NULL, &rows, detail);
	size_t count;

	if (err)
		return err;
	count = (size_t)pg_result_rows(rows);
	job->is.blobs =
	    arena_calloc(job->arena, count + 1, sizeof(*job->is.blobs));
	job->is.missing =
	    arena_calloc(job->arena, count + 1, sizeof(*job->is.missing));
	for (size_t i = 0; i < count; i++) {
		struct backup_blob *blob = &job->is.blobs[i];

		blob->uid =
		    arena_strdup(job->arena, pg_result_text(rows, (int)i, 0));
		blob->bytes = pg_result_int(rows, (int)i, 1);
		snprintf(blob->sha256, sizeof(blob->sha256), "%s",
			 pg_result_text(rows, (int)i, 2));
	}
	job->is.blob_count = count;
	pg_result_free(rows);
	return ERR_OK;
}

static enum err dump_to(struct job *job, int fd, struct err_detail *detail)
{
	const char *const arguments[] = {
	    "pg_dump",
	    "--format=custom",
	    "--no-password",
	    "--no-unlogged-table-data",
	    "--lock-wait-timeout=60s",
	    "--strict-names",
	    arena_printf(job->arena, "--schema=%s", job->schema),
	    arena_printf(job->arena, "--role=%s_owner", job->schema),
	    arena_printf(job->arena, "--snapshot=%s", job->snapshot),
	    NULL};
	char **environment;
	struct child child;
	enum err err =
	    cli_environment(job->call, job->arena, &environment, detail);

	if (!err)
		err =
		    child_start(&child, arguments, environment, -1, fd, detail);
	if (!err)
		err = child_wait(&child, detail);
	if (!err && fsync(fd) != 0)
		err = backup_fail("sync", BACKUP_DUMP, detail);
	if (!err)
		err = backup_hash(fd, job->is.dump_sha256, &job->is.dump_bytes,
				  detail);
	return err;
}

static enum err dump(struct job *job, struct err_detail *detail)
{
	int fd = openat(job->part_fd, BACKUP_DUMP,
			O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	enum err err;

	if (fd < 0)
		return backup_fail("write", BACKUP_DUMP, detail);
	err = dump_to(job, fd, detail);
	close(fd);
	return err;
}

static enum err take_database(struct job *job, struct err_detail *detail)
{
	struct migrate_status status;
	enum err err = migrate_check(job->sync, job->schema, &status, detail);

	if (!err && status.applied == 0)
		err = err_set(detail, ERR_NOT_FOUND, "",
			      "there is no schema %s: nothing to back up",
			      job->schema);
	if (err)
		return err;
	job->is.migration = status.applied;
	err = begin(job, detail);
	if (!err)
		err = read_head(job, detail);
	if (!err)
		err = read_blobs(job, detail);
	if (!err)
		err = dump(job, detail);
	pg_sync_rollback(job->sync);
	return err;
}

/* --- the photos --------------------------------------------------------- */

/* Files never change, and those that a row calls stored are whole; so a copy
 * made after the snapshot has all that the snapshot knows. One may have gone
 * since: nobody had named it for weeks. */
static enum err is_still_stored(struct job *job, const char *uid,
				bool *ret_stored, struct err_detail *detail)
{
	struct pg_statement statement = {.param_count = 1};
	struct pg_result *row;
	enum err err;

	statement.sql = arena_printf(job->arena,
				     "SELECT FROM \"%s\".blob WHERE uid = "
				     "$1::uuid AND state = 'stored'",
				     job->schema);
	err = pg_sync_exec(job->sync, &statement, &uid, &row, detail);
	if (err)
		return err;
	*ret_stored = pg_result_rows(row) > 0;
	pg_result_free(row);
	return ERR_OK;
}

static enum err miss(struct job *job, const char *uid,
		     const struct err_detail *why, struct err_detail *detail)
{
	bool stored;
	enum err err = is_still_stored(job, uid, &stored, detail);

	if (err)
		return err;
	job->is.missing[job->is.missing_count++] = uid;
	if (stored) {
		job->damaged++;
		fprintf(stderr, "%s: left out\n", why->text);
	}
	return ERR_OK;
}

static enum err take_one(struct job *job, const struct blob_dir *from,
			 const struct blob_dir *previous,
			 const struct blob_dir *to,
			 const struct backup_blob *blob,
			 struct err_detail *detail)
{
	unsigned char sha256[BLOB_SHA256_BYTES];

	backup_bytes(blob->sha256, sha256);
	if (previous &&
	    blob_link(previous, to, blob->uid, sha256, detail) == ERR_OK) {
		job->linked++;
		return ERR_OK;
	}
	return blob_copy(from, to, blob->uid, sha256, detail);
}

static enum err take_all(struct job *job, const struct blob_dir *from,
			 const struct blob_dir *previous,
			 const struct blob_dir *to, struct err_detail *detail)
{
	size_t kept = 0;

	for (size_t i = 0; i < job->is.blob_count; i++) {
		const struct backup_blob *blob = &job->is.blobs[i];
		struct err_detail why = {0};
		enum err err = take_one(job, from, previous, to, blob, &why);

		if (!err) {
			job->is.blobs[kept++] = *blob;
		} else if (err == ERR_NOT_FOUND || err == ERR_CHECKSUM) {
			err = miss(job, blob->uid, &why, detail);
			if (err)
				return err;
		} else {
			if (detail)
				*detail = why;
			return err;
		}
	}
	job->is.blob_count = kept;
	return ERR_OK;
}

static enum err open_previous(struct job *job, struct blob_dir **ret_dir,
			      struct err_detail *detail)
{
	const char *previous = cli_value(job->call, "previous");

	*ret_dir = NULL;
	if (!previous)
		return ERR_OK;
	return blob_dir_open(backup_blobs_path(job->arena, previous), false,
			     ret_dir, detail);
}

static enum err take_blobs(struct job *job, struct err_detail *detail)
{
	struct blob_dir *from = NULL, *to = NULL, *previous = NULL;
	char *path = backup_blobs_path(job->arena, job->part);
	const struct conf *conf;
	const char *dir;
	enum err err = cli_conf(job->call, &conf, detail);

	if (err)
		return err;
	dir = conf_text(conf, "blob", "dir");
	if (!dir && job->is.blob_count > 0)
		return err_set(detail, ERR_USAGE, "blob.dir",
			       "there are %zu photos, but their directory is "
			       "not configured",
			       job->is.blob_count);
	err = blob_dir_open(path, true, &to, detail);
	if (!err && dir)
		err = blob_dir_open(dir, false, &from, detail);
	if (!err)
		err = open_previous(job, &previous, detail);
	if (!err && from)
		err = take_all(job, from, previous, to, detail);
	blob_dir_free(from);
	blob_dir_free(previous);
	blob_dir_free(to);
	if (!err && rmdir(arena_printf(job->arena, "%s/incoming", path)) != 0)
		err = backup_fail("remove", path, detail);
	return err ? err : sync_dir(path, detail);
}

/* --- the command -------------------------------------------------------- */

static void tell(struct job *job)
{
	int64_t bytes = job->is.dump_bytes;

	for (size_t i = 0; i < job->is.blob_count; i++)
		bytes += job->is.blobs[i].bytes;
	if (cli_json(job->call))
		printf(
		    "{\"taken_at\":\"%s\",\"migration\":%d,\"epoch\":%" PRId64
		    ",\"dump_bytes\":%" PRId64 ",\"blobs\":%zu,"
		    "\"linked\":%zu,\"missing\":%zu,\"bytes\":%" PRId64 "}\n",
		    job->is.taken_at, job->is.migration, job->is.epoch,
		    job->is.dump_bytes, job->is.blob_count, job->linked,
		    job->is.missing_count, bytes);
	else
		printf("%s: %s as of %s, %zu photos, %.1f MB\n", job->dir,
		       job->is.organisation, job->is.taken_at,
		       job->is.blob_count, (double)bytes / 1e6);
}

static enum err make(struct job *job, struct err_detail *detail)
{
	enum err err = take_database(job, detail);

	if (!err)
		err = take_blobs(job, detail);
	if (!err)
		err = finish(job, detail);
	if (err) /* it is ours, and of no use */
		(void)nftw(job->part, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return err;
}

static enum err run(struct cli_call *call, struct err_detail *detail)
{
	struct job job = {.call = call,
			  .arena = arena_new(),
			  .part_fd = -1,
			  .is.program = "Callout " PACKAGE_VERSION};
	enum err err = cli_schema(call, &job.schema, detail);

	job.is.schema = job.schema;
	if (!err)
		err = cli_connect_bare(call, &job.sync, detail);
	if (!err)
		err = make_part(&job, detail);
	if (!err)
		err = make(&job, detail);
	if (!err)
		tell(&job);
	if (!err && job.damaged)
		err = err_set(detail, ERR_RULE, job.dir,
			      "the backup is made, but %zu photos are missing "
			      "or damaged in the directory of the photos",
			      job.damaged);
	if (job.part_fd >= 0)
		close(job.part_fd);
	pg_sync_close(job.sync);
	arena_free(job.arena);
	return err;
}

const struct cli_command cmd_backup = {
    .name = "backup",
    .operands = "DIR",
    .operand_min = 1,
    .operand_max = 1,
    .flags = CLI_JSON,
    .summary = "Back the organisation up, while the daemons run",
    .description =
	"Makes the directory DIR: the database as of one instant (by pg_dump "
	"of\nPostgreSQL's client), all photos of that instant, and a manifest "
	"with the sha256\nof each. It is made as DIR.part and gets its name "
	"when all of it is on the disk.\nConnects as the user in database.url, "
	"who must be a superuser or a member of the\norganisation's owner "
	"role, and reads the directory of [blob] dir. Exit 1 also if\nphotos "
	"are missing or damaged: the backup is made then, without them.",
    .options = options,
    .run = run,
};
