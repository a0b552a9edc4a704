/* SPDX-License-Identifier: MIT */
/* /blob: tus 1.0 (https://tus.io/protocols/resumable-upload), and GET for who
 * may see a photo. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <callout/text.h>

#include "mobile-sync/api/api.h"
#include "mobile-sync/daemon.h"
#include "mobile-sync/session/upload.h"

#define PIECE "application/offset+octet-stream"

/* --- headers ------------------------------------------------------------ */

static void add_number(struct http_request *req, const char *name,
		       int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	http_header_add(req, name, text);
}

static void add_state(struct http_request *req,
		      const struct upload_state *state)
{
	time_t expires_s = (time_t)state->expires_s;
	struct tm parts;
	char text[40];

	add_number(req, "Upload-Offset", state->received);
	if (state->stored || !gmtime_r(&expires_s, &parts))
		return;
	/* No daemon sets a locale, so these are English names. */
	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &parts);
	http_header_add(req, "Upload-Expires", text);
}

static void add_location(struct http_request *req, const char *uid)
{
	http_header_add(req, "Location",
			arena_printf(http_arena(req), "/blob/%s", uid));
}

/* A header with a number; false when it was answered. */
static bool read_number(struct http_request *req, const char *name,
			int64_t *ret_value)
{
	const char *text = http_header(req, name);
	struct err_detail detail;

	if (text && text_parse_int(text, 0, INT64_MAX, ret_value))
		return true;
	(void)err_set_rule(&detail, ERR_INPUT,
			   arena_printf(http_arena(req), "/%s", name),
			   text ? "format" : "required",
			   "%s is needed: a number of bytes", name);
	api_refuse(req, &detail);
	return false;
}

/* The rules of every request but OPTIONS and GET; false when it was answered.
 */
static bool check_tus(struct http_request *req)
{
	const char *version = http_header(req, "Tus-Resumable");
	struct err_detail detail;

	if (!version || strcmp(version, TUS_VERSION) != 0) {
		http_header_add(req, "Tus-Version", TUS_VERSION);
		(void)err_set_rule(&detail, ERR_STALE, "/Tus-Resumable",
				   "tus_version",
				   "this server speaks tus " TUS_VERSION
				   ": send Tus-Resumable: " TUS_VERSION);
		api_refuse(req, &detail);
		return false;
	}
	if (upload_check(http_loop_context(req), &detail) == ERR_OK)
		return true;
	api_refuse(req, &detail);
	return false;
}

/* The path's id; NULL when it was answered. */
static const char *uid_of(struct http_request *req)
{
	const char *uid = http_path_param(req, "uid");

	if (blob_is_uid(uid))
		return uid;
	http_reply_error(req, ERR_NOT_FOUND, "", "there is no such upload");
	return NULL;
}

static void refuse(struct http_request *req, const struct err_detail *error,
		   const struct upload_state *state)
{
	if (state)
		add_state(req, state);
	api_refuse(req, error);
}

/* --- OPTIONS ------------------------------------------------------------ */

void blob_options(struct http_request *req)
{
	const struct loop *loop = http_loop_context(req);

	http_header_add(req, "Tus-Resumable", TUS_VERSION);
	http_header_add(req, "Tus-Version", TUS_VERSION);
	http_header_add(req, "Tus-Extension", TUS_EXTENSIONS);
	http_header_add(req, "Tus-Checksum-Algorithm", TUS_CHECKSUMS);
	add_number(req, "Tus-Max-Size", loop->daemon->blob_max_bytes);
	http_header_add(req, "Allow",
			strchr(http_route(req)->pattern, '{')
			    ? "GET, HEAD, PATCH, DELETE, OPTIONS"
			    : "POST, OPTIONS");
	http_reply_empty(req, 204);
}

/* --- PATCH -------------------------------------------------------------- */

static bool is_piece(struct http_request *req)
{
	return http_body_is(req, PIECE);
}

/* The body as a piece at `offset`; false when it was answered. */
static bool read_piece(struct http_request *req, const char *uid,
		       int64_t offset, struct upload_piece *ret_piece)
{
	struct err_detail detail;
	struct upload_piece piece = {.uid = uid, .offset = offset};

	if (!is_piece(req)) {
		http_reply_error(req, ERR_MEDIA_TYPE, "",
				 "a piece is sent as Content-Type: " PIECE);
		return false;
	}
	if (tus_read_checksum(http_header(req, "Upload-Checksum"),
			      &piece.checksum, &detail) != ERR_OK) {
		api_refuse(req, &detail);
		return false;
	}
	piece.bytes = http_body(req, &piece.length);
	*ret_piece = piece;
	return true;
}

static void on_added(const struct err_detail *error,
		     const struct upload_state *state, void *arg)
{
	struct http_request *req = arg;

	if (error) {
		refuse(req, error, state);
		return;
	}
	add_state(req, state);
	http_reply_empty(req, http_method(req) == HTTP_POST ? 201 : 204);
}

void blob_patch(struct http_request *req)
{
	struct upload_piece piece;
	const char *uid;
	int64_t offset;

	if (!check_tus(req) || !(uid = uid_of(req)) ||
	    !read_number(req, "Upload-Offset", &offset) ||
	    !read_piece(req, uid, offset, &piece))
		return;
	upload_add(http_loop_context(req), http_user(req), &piece,
		   http_arena(req), on_added, req);
}

/* --- POST --------------------------------------------------------------- */

struct creation {
	struct http_request *req;
	const char *uid;
};

/* The upload is there; a body is its first piece. */
static void on_begun(const struct err_detail *error,
		     const struct upload_state *state, void *arg)
{
	const struct creation *creation = arg;
	struct http_request *req = creation->req;
	struct upload_piece piece;
	size_t length;

	if (error) {
		refuse(req, error, state);
		return;
	}
	add_location(req, creation->uid);
	(void)http_body(req, &length);
	if (length == 0 || state->received > 0) {
		on_added(NULL, state, req);
		return;
	}
	if (read_piece(req, creation->uid, 0, &piece))
		upload_add(http_loop_context(req), http_user(req), &piece,
			   http_arena(req), on_added, req);
}

static bool check_length(struct http_request *req, int64_t bytes)
{
	const struct loop *loop = http_loop_context(req);
	int64_t most = loop->daemon->blob_max_bytes;
	struct err_detail detail;

	if (bytes >= 1 && bytes <= most)
		return true;
	(void)err_set_rule(&detail, bytes < 1 ? ERR_INPUT : ERR_TOO_LARGE,
			   "/Upload-Length", "range",
			   "an upload has 1 to %" PRId64 " bytes", most);
	api_refuse(req, &detail);
	return false;
}

void blob_post(struct http_request *req)
{
	struct creation *creation;
	struct tus_metadata metadata;
	struct err_detail detail;
	int64_t bytes;

	if (!check_tus(req) || !read_number(req, "Upload-Length", &bytes) ||
	    !check_length(req, bytes))
		return;
	if (tus_read_metadata(http_header(req, "Upload-Metadata"),
			      http_arena(req), &metadata, &detail) != ERR_OK) {
		api_refuse(req, &detail);
		return;
	}
	creation = arena_alloc(http_arena(req), sizeof(*creation));
	*creation = (struct creation){req, metadata.id};
	upload_begin(http_loop_context(req), http_user(req), &metadata, bytes,
		     http_arena(req), on_begun, creation);
}

/* --- HEAD, GET ---------------------------------------------------------- */

static void on_asked(const struct err_detail *error,
		     const struct upload_state *state, void *arg)
{
	struct http_request *req = arg;
	struct buf metadata = {0};

	if (error) {
		refuse(req, error, NULL);
		return;
	}
	add_state(req, state);
	add_number(req, "Upload-Length", state->bytes);
	tus_add_metadata(&metadata, &(struct tus_metadata){
					.id = http_path_param(req, "uid"),
					.sha256 = state->sha256,
					.type = blob_type_find(state->type),
				    });
	http_header_add(req, "Upload-Metadata", buf_text(&metadata));
	buf_free(&metadata);
	http_reply_empty(req, 200);
}

static void on_file(const struct err_detail *error,
		    const struct upload_file *file, void *arg)
{
	struct http_request *req = arg;

	if (error) {
		api_refuse(req, error);
		return;
	}
	http_header_add(req, "Cache-Control", "private, max-age=86400");
	http_header_add(req, "Content-Security-Policy",
			"sandbox; default-src 'none'");
	if (http_reply_if_unchanged(req, file->sha256))
		(void)close(file->fd);
	else
		http_reply_file(req, 200, file->type, file->fd, file->bytes);
}

/* HEAD asks how far an upload is, GET fetches a whole one. */
void blob_get(struct http_request *req)
{
	const char *uid;
	struct err_detail detail;

	if (http_method(req) == HTTP_HEAD) {
		if (check_tus(req) && (uid = uid_of(req)))
			upload_ask(http_loop_context(req), http_user(req), uid,
				   http_arena(req), on_asked, req);
		return;
	}
	if (upload_check(http_loop_context(req), &detail) != ERR_OK)
		api_refuse(req, &detail);
	else if ((uid = uid_of(req)))
		upload_read(http_loop_context(req), http_user(req), uid,
			    http_arena(req), on_file, req);
}

/* --- DELETE ------------------------------------------------------------- */

static void on_dropped(const struct err_detail *error,
		       const struct upload_state *state, void *arg)
{
	struct http_request *req = arg;

	(void)state;
	if (error)
		refuse(req, error, NULL);
	else
		http_reply_empty(req, 204);
}

void blob_delete(struct http_request *req)
{
	const char *uid;

	if (check_tus(req) && (uid = uid_of(req)))
		upload_drop(http_loop_context(req), http_user(req), uid,
			    http_arena(req), on_dropped, req);
}
