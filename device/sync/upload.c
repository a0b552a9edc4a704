/* SPDX-License-Identifier: MIT */
/*
 * Files by tus 1.0 (https://tus.io/protocols/resumable-upload), in pieces
 * with a checksum each. Only the server knows how far an upload is: ask
 * (HEAD), then go on from there (PATCH).
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "device/sync/sync_internal.h"

enum {
	PIECE_BYTES = 1 << 20,
	BASE64_SIZE = 64, /* of what stands in a header */
	RESTARTS_MAX = 5, /* of one file, in one run */
	TUS_CHECKSUM_MISMATCH = 460,
};

static const char tus[] = "Tus-Resumable: 1.0.0";

struct upload {
	struct device *device;
	struct sync_report *report;
	struct sync_tries tries;
	struct arena *arena;
	struct store_device who;
	const struct store_upload *file;
	char url[LINK_TEXT_SIZE]; /* "": not made yet */
	int64_t offset;		  /* -1: ask */
	int restarts;
	int fd;
	bool is_done;
};

/* --- requests ----------------------------------------------------------- */

static enum err ask(struct upload *upload, const char *method, const char *path,
		    const char *const *headers, const void *piece,
		    size_t length, struct link_answer *ret_answer,
		    struct err_detail *detail)
{
	enum err err = sync_ask(
	    upload->device, upload->arena, &upload->who,
	    &(struct link_request){
		.method = method,
		.path = path,
		.type = length ? "application/offset+octet-stream" : NULL,
		.body = piece,
		.length = length,
		.headers = headers,
	    },
	    ret_answer, detail);

	upload->tries.after_s = ret_answer->retry_after_s;
	return err;
}

static const char *base64(const void *bytes, size_t length,
			  char ret_text[BASE64_SIZE])
{
	return sodium_bin2base64(ret_text, BASE64_SIZE, bytes, length,
				 sodium_base64_VARIANT_ORIGINAL);
}

/* What became of a step that is refused: the upload is not there any more,
 * or somebody else was faster (perhaps we, before an answer got lost): look
 * again. */
static enum err look_again(struct upload *upload,
			   const struct link_answer *answer,
			   struct err_detail *detail)
{
	bool is_gone = answer->status == 404 || answer->status == 410;

	if ((!is_gone && answer->status != 409 &&
	     answer->status != TUS_CHECKSUM_MISMATCH) ||
	    upload->restarts++ == RESTARTS_MAX)
		return sync_refusal(upload->device, answer, NULL, detail);
	if (is_gone)
		upload->url[0] = '\0';
	upload->offset = -1;
	return ERR_OK;
}

/* A whole address, or its path. */
static const char *path_of(const char *location)
{
	const char *host = strstr(location, "://");
	const char *path = host ? strchr(host + 3, '/') : location;

	return path && path[0] == '/' ? path : "";
}

/* 409: it is there already, an answer got lost. */
static enum err keep_url(struct upload *upload,
			 const struct link_answer *answer,
			 struct err_detail *detail)
{
	const char *path = path_of(answer->location);

	if (answer->status == 409)
		snprintf(upload->url, sizeof(upload->url), "/blob/%s",
			 upload->file->uid);
	else if (answer->status != 201 && answer->status != 200)
		return sync_refusal(upload->device, answer, NULL, detail);
	else if (*path)
		snprintf(upload->url, sizeof(upload->url), "%s", path);
	else
		return err_set(detail, ERR_UNAVAILABLE, "",
			       "the server did not say where to");
	return store_set_upload(upload->device->store, upload->file->uid,
				upload->url, false, detail);
}

static enum err create(struct upload *upload, struct err_detail *detail)
{
	const struct store_upload *file = upload->file;
	char id[BASE64_SIZE], sha256[2 * BASE64_SIZE], type[BASE64_SIZE];
	char length[64], metadata[4 * BASE64_SIZE];
	const char *const headers[] = {tus, length, metadata, NULL};
	struct link_answer answer;
	enum err err;

	snprintf(length, sizeof(length), "Upload-Length: %" PRId64,
		 file->bytes);
	sodium_bin2base64(sha256, sizeof(sha256),
			  (const unsigned char *)file->sha256,
			  strlen(file->sha256), sodium_base64_VARIANT_ORIGINAL);
	snprintf(metadata, sizeof(metadata),
		 "Upload-Metadata: id %s,sha256 %s,type %s",
		 base64(file->uid, strlen(file->uid), id), sha256,
		 base64(file->type, strlen(file->type), type));
	err = ask(upload, "POST", "/blob", headers, "", 0, &answer, detail);
	if (!err)
		err = keep_url(upload, &answer, detail);
	link_answer_free(&answer);
	return err;
}

static enum err find_offset(struct upload *upload, struct err_detail *detail)
{
	const char *const headers[] = {tus, NULL};
	struct link_answer answer;
	enum err err =
	    ask(upload, "HEAD", upload->url, headers, NULL, 0, &answer, detail);

	if (!err && answer.status != 200 && answer.status != 204)
		err = look_again(upload, &answer, detail);
	else if (!err && answer.offset < 0)
		err = err_set(detail, ERR_UNAVAILABLE, "",
			      "the server did not say how far it is");
	else if (!err)
		upload->offset = answer.offset;
	link_answer_free(&answer);
	return err;
}

/* --- pieces ------------------------------------------------------------- */

static enum err send_bytes(struct upload *upload, const void *piece,
			   size_t length, struct err_detail *detail)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char text[BASE64_SIZE], offset[64], checksum[2 * BASE64_SIZE];
	const char *const headers[] = {tus, offset, checksum, NULL};
	struct link_answer answer;
	enum err err;

	crypto_hash_sha256(hash, piece, length);
	snprintf(offset, sizeof(offset), "Upload-Offset: %" PRId64,
		 upload->offset);
	snprintf(checksum, sizeof(checksum), "Upload-Checksum: sha256 %s",
		 base64(hash, sizeof(hash), text));
	err = ask(upload, "PATCH", upload->url, headers, piece, length, &answer,
		  detail);
	upload->report->bytes += (int64_t)length;
	if (!err && answer.status != 204 && answer.status != 200)
		err = look_again(upload, &answer, detail);
	else if (!err && answer.offset <= upload->offset &&
		 upload->restarts++ == RESTARTS_MAX)
		err = err_set(detail, ERR_UNAVAILABLE, "",
			      "the server takes pieces and does not go on");
	else if (!err)
		upload->offset = answer.offset;
	link_answer_free(&answer);
	/* It may have arrived. */
	if (err)
		upload->offset = -1;
	return err;
}

static enum err send_piece(struct upload *upload, struct err_detail *detail)
{
	char *piece = xmalloc(PIECE_BYTES);
	ssize_t length =
	    pread(upload->fd, piece, PIECE_BYTES, (off_t)upload->offset);
	enum err err;

	if (length <= 0)
		err = err_set(detail, ERR_INTERNAL, "", "%s: %s",
			      upload->file->path,
			      length ? strerror(errno) : "it is too short");
	else
		err = send_bytes(upload, piece, (size_t)length, detail);
	free(piece);
	return err;
}

static enum err finish(struct upload *upload, struct err_detail *detail)
{
	upload->is_done = true;
	upload->report->uploaded++;
	return store_set_upload(upload->device->store, upload->file->uid,
				upload->url, true, detail);
}

/* One step of where it stands. */
static enum err go_on(struct upload *upload, struct err_detail *detail)
{
	if (!upload->url[0])
		return create(upload, detail);
	if (upload->offset < 0)
		return find_offset(upload, detail);
	if (upload->offset >= upload->file->bytes)
		return finish(upload, detail);
	return send_piece(upload, detail);
}

static enum err send_file(struct upload *upload,
			  const struct store_upload *file,
			  struct err_detail *detail)
{
	enum err err;

	upload->file = file;
	upload->offset = -1;
	upload->restarts = 0;
	upload->is_done = false;
	snprintf(upload->url, sizeof(upload->url), "%s",
		 file->url ? file->url : "");
	upload->fd = open(file->path, O_RDONLY | O_CLOEXEC);
	if (upload->fd < 0)
		return err_set(detail, ERR_INTERNAL, "", "%s: %s", file->path,
			       strerror(errno));
	do {
		err = go_on(upload, detail);
		if (!err)
			upload->tries.count = 0;
	} while (err ? sync_try_again(upload->device, &upload->tries, err)
		     : !upload->is_done);
	close(upload->fd);
	return err;
}

/* What was sent, and whose mutation need not be kept any more. */
static enum err remove_old(struct device *device, struct arena *arena,
			   struct err_detail *detail)
{
	struct store_uploads old = {0};
	enum err err = store_forget_uploads(device->store, arena, &old, detail);

	for (size_t i = 0; i < old.count; i++)
		(void)unlink(old.rows[i].path);
	return err;
}

static enum err send_files(struct device *device, struct arena *arena,
			   struct sync_report *report,
			   struct err_detail *detail)
{
	struct upload upload = {
	    .device = device, .report = report, .arena = arena};
	struct store_uploads files = {0};
	enum err first, err;

	first = store_read_device(device->store, arena, &upload.who, detail);
	if (!first)
		first = store_read_uploads(device->store, false, arena, &files,
					   detail);
	for (size_t i = 0; i < files.count; i++) {
		struct err_detail own = {0};

		err = send_file(&upload, &files.rows[i], &own);
		if (err && (!first || sync_is_hopeless(err))) {
			first = err;
			*detail = own;
		}
		if (sync_is_hopeless(err))
			break;
	}
	return first;
}

/* A file that cannot be sent does not hold up the others. */
enum err sync_upload(struct device *device, struct sync_report *report,
		     struct err_detail *detail)
{
	struct arena *arena = arena_new();
	enum err err = send_files(device, arena, report, detail);

	if (!err)
		err = remove_old(device, arena, detail);
	arena_free(arena);
	return err;
}
