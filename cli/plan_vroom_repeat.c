/* SPDX-License-Identifier: MIT */
/*
 * What the answer repeats of the document, as it will stand there: so that the
 * document, many times as large, can go before the planning begins.
 */
#include "cli/plan_vroom_internal.h"

#include <stdlib.h>
#include <string.h>

enum { FLAGS = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15) };

static void add_member(struct buf *buf, const json_t *object, const char *key,
		       const char *as)
{
	const json_t *value = json_object_get(object, key);
	char room[200], *text = room;
	size_t length;

	if (value == NULL)
		return;
	length = json_dumpb(value, room, sizeof(room), FLAGS);
	if (length == 0)
		return;
	if (length > sizeof(room)) {
		text = json_dumps(value, FLAGS);
		if (text == NULL)
			return;
	}
	buf_add_text(buf, ",\"");
	buf_add_text(buf, as);
	buf_add_text(buf, "\":");
	buf_add(buf, text, length);
	if (text != room)
		free(text);
}

/* Members of an object, and what the answer calls them; a nameless one ends. */
struct repeated {
	const char *key, *as;
};

static const char *repeat(struct vroom *vroom, const json_t *object,
			  const struct repeated *members)
{
	struct buf *buf = &vroom->repeat;
	char *text;

	buf_clear(buf);
	for (; members->key != NULL; members++)
		add_member(buf, object, members->key, members->as);
	if (buf->length == 0)
		return "";
	text = arena_alloc(vroom->keep, buf->length + 1);
	memcpy(text, buf->data, buf->length);
	text[buf->length] = '\0';
	return text;
}

const char *vroom_repeat_task(struct vroom *vroom, const json_t *object)
{
	static const struct repeated members[] = {
	    {"location", "location"},
	    {"location_index", "location_index"},
	    {"description", "description"},
	    {NULL, NULL}};

	return repeat(vroom, object, members);
}

const char *vroom_repeat_depot(struct vroom *vroom)
{
	const json_t *depot = json_object_get(vroom->root, "depot");
	const struct repeated members[] = {
	    {"depot", json_is_array(depot) ? "location" : "location_index"},
	    {NULL, NULL}};

	return repeat(vroom, vroom->root, members);
}

static void repeat_rests(struct vroom *vroom, const json_t *object,
			 struct vroom_vehicle *vehicle)
{
	static const struct repeated members[] = {
	    {"description", "description"}, {NULL, NULL}};
	const json_t *breaks = json_object_get(object, "breaks");
	struct vroom_rest *rests;
	size_t count = 0;

	for (size_t i = 0; i < json_array_size(breaks); i++)
		count += json_object_get(json_array_get(breaks, i),
					 "description") != NULL;
	if (count == 0)
		return;
	rests = arena_calloc(vroom->keep, count, sizeof(*rests));
	vehicle->rests = rests;
	for (size_t i = 0; i < json_array_size(breaks); i++) {
		const json_t *rest = json_array_get(breaks, i);

		if (json_object_get(rest, "description") != NULL)
			rests[vehicle->rest_count++] = (struct vroom_rest){
			    json_integer_value(json_object_get(rest, "id")),
			    repeat(vroom, rest, members)};
	}
}

const struct vroom_vehicle *vroom_repeat_vehicle(struct vroom *vroom,
						 const json_t *object)
{
	static const struct repeated members[][3] = {
	    {{"start", "location"}, {"start_index", "location_index"}},
	    {{"end", "location"}, {"end_index", "location_index"}},
	    {{"description", "description"}},
	    {{"profile", "profile"}}};
	struct vroom_vehicle *vehicle =
	    arena_calloc(vroom->keep, 1, sizeof(*vehicle));

	vehicle->start = repeat(vroom, object, members[0]);
	vehicle->end = repeat(vroom, object, members[1]);
	vehicle->description = repeat(vroom, object, members[2]);
	vehicle->profile = repeat(vroom, object, members[3]);
	repeat_rests(vroom, object, vehicle);
	return vehicle;
}
