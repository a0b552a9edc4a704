/* SPDX-License-Identifier: MIT */
/*
 * Requests with a token. Tokens are exchanged while both are good, and the
 * new one is on the disk before it is used: so no answer that gets lost, and
 * no power cut, locks a device out.
 */
#include <string.h>

#include "device/sheets/sheets.h"
#include "device/sync/sync_internal.h"

static bool is_stopped(void *arg)
{
	return device_is_stopped(arg);
}

/* A request with the token that `who` has. */
static enum err ask_once(struct device *device, const struct store_device *who,
			 const struct link_request *request,
			 struct link_answer *ret_answer,
			 struct err_detail *detail)
{
	struct link_request signed_in = *request;
	enum err err;

	signed_in.token = who->token;
	if (!signed_in.stop && device->stop) {
		signed_in.stop = is_stopped;
		signed_in.stop_arg = device;
	}
	err = link_ask(device_link(device, who->server), &signed_in, ret_answer,
		       detail);
	if (ret_answer->wants_renewal)
		device->wants_renewal = true;
	return err;
}

static enum err renew(struct device *device, struct arena *arena,
		      struct store_device *who, struct err_detail *detail)
{
	struct link_answer answer;
	const char *token;
	enum err err = ask_once(device, who,
				&(struct link_request){
				    .method = "POST",
				    .path = "/token",
				    .body = "",
				},
				&answer, detail);

	if (!err && answer.status != 200)
		err = sync_refusal(device, &answer, NULL, detail);
	else if (!err)
		err = sheets_read_token(buf_text(&answer.body),
					answer.body.length, arena, &token,
					detail);
	link_answer_free(&answer);
	if (!err)
		err =
		    store_renew_token(device->store, who->token, token, detail);
	if (!err)
		err = store_read_device(device->store, arena, who, detail);
	if (!err)
		device->wants_renewal = false;
	return err;
}

/* Is there another token to ask with? Then `who` has it. */
static enum err find_token(struct device *device, struct arena *arena,
			   struct store_device *who,
			   const struct link_answer *answer, bool *ret_found,
			   struct err_detail *detail)
{
	struct link_problem problem = {0};
	enum err err = ERR_OK;

	*ret_found = false;
	if (answer->status == 401)
		link_read_problem(answer, &problem);
	if (!strcmp(problem.rule, "token_exchanged")) {
		err = renew(device, arena, who, detail);
		*ret_found = err == ERR_OK;
	} else if (!strcmp(problem.rule, "unknown_token") &&
		   !device->tried_before && who->token_before) {
		device->tried_before = *ret_found = true;
		err = store_swap_tokens(device->store, who->token, detail);
		if (!err)
			err = store_read_device(device->store, arena, who,
						detail);
	}
	return err;
}

enum err sync_ask(struct device *device, struct arena *arena,
		  struct store_device *who, const struct link_request *request,
		  struct link_answer *ret_answer, struct err_detail *detail)
{
	enum { TOKENS = 3 }; /* this one, the one before, one for that */
	enum err err = ask_once(device, who, request, ret_answer, detail);
	bool found = true;

	for (int i = 1; i < TOKENS && !err && found; i++) {
		err =
		    find_token(device, arena, who, ret_answer, &found, detail);
		if (err || !found)
			break;
		link_answer_free(ret_answer);
		err = ask_once(device, who, request, ret_answer, detail);
	}
	return err;
}

enum err sync_renew(struct device *device, struct sync_report *report,
		    struct err_detail *detail)
{
	struct arena *arena = arena_new();
	struct store_device who;
	enum err err = store_read_device(device->store, arena, &who, detail);

	(void)report;
	if (!err)
		err = renew(device, arena, &who, detail);
	arena_free(arena);
	return err;
}
