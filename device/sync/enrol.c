/* SPDX-License-Identifier: MIT */
/* A one-time code becomes a token. */
#include "device/sheets/sheets.h"
#include "device/sync/sync_internal.h"

#include "config.h"

static enum err keep(struct device *device, const char *server,
		     const struct link_answer *answer, struct arena *arena,
		     struct err_detail *detail)
{
	struct sheets_enrolled enrolled;
	enum err err =
	    sheets_read_enrolled(buf_text(&answer->body), answer->body.length,
				 arena, &enrolled, detail);

	if (err)
		return err;
	if (!enrolled.token || enrolled.device == 0 || enrolled.epoch == 0)
		return err_set(detail, ERR_UNAVAILABLE, "",
			       "the answer says nothing of a device");
	return store_enrol(device->store,
			   &(struct store_device){
			       .server = server,
			       .token = enrolled.token,
			       .name = enrolled.name ? enrolled.name : "",
			       .zone = enrolled.zone ? enrolled.zone : "UTC",
			       .device = enrolled.device,
			       .technician = enrolled.technician,
			       .epoch = enrolled.epoch,
			   },
			   detail);
}

/* Once only: the code is used up also when the answer was lost. */
enum err sync_enrol(struct device *device, const char *server, const char *code,
		    const char *name, struct err_detail *detail)
{
	struct arena *arena = arena_new();
	struct link_answer answer;
	struct buf body = {0};
	enum err err;

	sheets_add_enrol(&body, code, name, PACKAGE_VERSION);
	err = link_ask(device_link(device, server),
		       &(struct link_request){
			   .method = "POST",
			   .path = "/enrol",
			   .type = "application/xml",
			   .body = buf_text(&body),
			   .length = body.length,
		       },
		       &answer, detail);
	if (!err && answer.status != 201)
		err = sync_refusal(device, &answer, NULL, detail);
	else if (!err)
		err = keep(device, server, &answer, arena, detail);
	link_answer_free(&answer);
	buf_free(&body);
	arena_free(arena);
	return err;
}
