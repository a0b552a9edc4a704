/* SPDX-License-Identifier: MIT */
/* Parsing a JSON document from outside. */
#include "cli/plan_json.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static enum err answer(json_t *root, json_error_t *error, json_t **ret_root,
		       struct err_detail *detail)
{
	char line[40];

	if (root != NULL) {
		*ret_root = root;
		return ERR_OK;
	}
	/* It quotes what it stumbled over, line ends too. */
	for (char *c = error->text; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 127)
			*c = ' ';
	(void)snprintf(line, sizeof(line), "line %d", error->line);
	return err_set(detail, ERR_INPUT, line, "no JSON: %s", error->text);
}

enum err plan_json_load(const char *text, size_t length, json_t **ret_root,
			struct err_detail *detail)
{
	json_error_t error;
	json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);

	return answer(root, &error, ret_root, detail);
}

/* --- Around cuts --- */

/* The text in pieces: up to a cut, what stands for it, its line ends. */
struct feed {
	const char *text;
	size_t length, at;
	const struct matrix_cuts *cuts;
	size_t next; /* cut */
	char stand_in[40];
	size_t stand_in_at, stand_in_length; /* still to give */
	size_t lines;			     /* still to give */
};

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Up to the next cut, or to the end. */
static size_t give_text(struct feed *feed, char *out, size_t room)
{
	bool last = feed->next == feed->cuts->count;
	size_t end = last ? feed->length : feed->cuts->at[feed->next].begin;
	size_t count = least(room, end - feed->at);

	memcpy(out, feed->text + feed->at, count);
	feed->at += count;
	if (feed->at < end || last)
		return count;
	feed->stand_in_length = (size_t)snprintf(
	    feed->stand_in, sizeof(feed->stand_in), "[%zu]", feed->next);
	feed->stand_in_at = 0;
	feed->lines = feed->cuts->at[feed->next].lines;
	feed->at = feed->cuts->at[feed->next].end;
	feed->next++;
	return count;
}

static size_t give_stand_in(struct feed *feed, char *out, size_t room)
{
	size_t count = least(room, feed->stand_in_length - feed->stand_in_at);
	size_t lines = least(room - count, feed->lines);

	memcpy(out, feed->stand_in + feed->stand_in_at, count);
	memset(out + count, '\n', lines);
	feed->stand_in_at += count;
	feed->lines -= lines;
	return count + lines;
}

/* jansson's json_load_callback_t: fills the buffer, 0 is the end. */
static size_t give(void *buffer, size_t room, void *data)
{
	struct feed *feed = data;
	char *out = buffer;
	size_t used = 0;

	while (used < room) {
		size_t count = give_stand_in(feed, out + used, room - used);

		if (count == 0)
			count = give_text(feed, out + used, room - used);
		used += count;
		if (count == 0 && feed->stand_in_at == feed->stand_in_length)
			break;
	}
	return used;
}

enum err plan_json_load_around(const char *text, size_t length,
			       const struct matrix_cuts *cuts,
			       json_t **ret_root, struct err_detail *detail)
{
	struct feed feed = {.text = text, .length = length, .cuts = cuts};
	json_error_t error;

	if (cuts->count == 0)
		return plan_json_load(text, length, ret_root, detail);
	return answer(
	    json_load_callback(give, &feed, JSON_REJECT_DUPLICATES, &error),
	    &error, ret_root, detail);
}
