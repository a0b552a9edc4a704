/* SPDX-License-Identifier: MIT */
/* The photos and signatures of a job. */
#include "dispatchd/api/handlers.h"

#include <string.h>
#include <unistd.h>

#include "dispatchd/api/call.h"
#include "dispatchd/engine/photo.h"
#include "dispatchd/store/job_store.h"

void jobs_photos(struct api_call *call)
{
	job_store_photos(call->loop->store, call->actor.user_id, call->id,
			 api_reply, call);
}

/* It came from outside: nothing in it may run in the console's name. */
static void on_photo(const struct err_detail *error, const struct photo *photo,
		     void *arg)
{
	struct api_call *call = arg;
	struct http_request *req = call->req;

	if (error) {
		api_fail(call, error);
		return;
	}
	http_header_add(req, "Cache-Control", "private, max-age=86400");
	http_header_add(req, "Content-Security-Policy",
			"sandbox; default-src 'none'");
	http_header_add(req, "Cross-Origin-Resource-Policy", "same-origin");
	if (http_reply_if_unchanged(req, photo->sha256))
		(void)close(photo->fd);
	else
		http_reply_file(req, 200, photo->type, photo->fd, photo->bytes);
}

void photos_get(struct api_call *call)
{
	photo_open(call->loop, call->actor.user_id,
		   http_path_param(call->req, "uid"), http_arena(call->req),
		   on_photo, call);
}
