/* SPDX-License-Identifier: MIT */
/*
 * render_samples CASES.json FOLDER: writes one .ics file for each feed of the
 * cases, by the same calls as the daemon makes. What each client must read is
 * known to test_clients.py, which wrote the cases; this program only renders.
 *
 *	[{"file": "a.ics", "tzid": "Europe/Berlin", "level": 0, "name": "A",
 *	  "events": [{"uid": "1", "start_s": 0, "end_s": 0, "start_day": 0,
 *	    "end_day": 0, "all_day": false, "status": 1, "summary": "..",
 *	    "impersonal": "..", "location": "..", "description": ".."}]}]
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dispatchd/feed/caltext.h"
#include "dispatchd/feed/zonefile.h"
#include "tests/support/caltext_lint.h"

#define REVISED_S INT64_C(1767225600) /* 2026-01-01 */

static void die(const char *what, const char *why)
{
	fprintf(stderr, "render_samples: %s: %s\n", what, why);
	exit(1);
}

static const char *text(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static int64_t number(json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void render_event(const struct caltext_feed *feed, json_t *json,
			 struct buf *out)
{
	static const char *const categories[] = {"Boiler, gas", "P1"};
	struct err_detail detail = {0};
	struct caltext_event event = {
	    .uid = text(json, "uid"),
	    .sequence = 2,
	    .dtstamp_us_utc = REVISED_S * 1000000,
	    .last_modified_us_utc = REVISED_S * 1000000,
	    .created_us_utc = REVISED_S * 1000000,
	    .all_day = json_is_true(json_object_get(json, "all_day")),
	    .start_us_utc = number(json, "start_s") * 1000000,
	    .end_us_utc = number(json, "end_s") * 1000000,
	    .start_day = (int32_t)number(json, "start_day"),
	    .end_day = (int32_t)number(json, "end_day"),
	    .status = (enum caltext_status)number(json, "status"),
	    .summary = text(json, "summary"),
	    .summary_impersonal = text(json, "impersonal"),
	    .location = text(json, "location"),
	    .has_place = true,
	    .lat = 42.3,
	    .lon = -71.05,
	    .description = text(json, "description"),
	    .url = "https://callout.example/visits/1?a=1,2;b",
	    .categories = categories,
	    .category_count = 2,
	};

	if (caltext_render_event(feed, &event, out, &detail) != ERR_OK)
		die(event.uid, detail.text);
}

static void write_file(const char *folder, const char *name,
		       const struct buf *content)
{
	struct buf path = {0};
	FILE *file;

	buf_printf(&path, "%s/%s", folder, name);
	file = fopen(path.data, "wb");
	if (file == NULL ||
	    fwrite(content->data, 1, content->length, file) !=
		content->length ||
	    fclose(file) != 0)
		die(path.data, "cannot be written");
	buf_free(&path);
}

static void render_feed(json_t *json, const char *folder)
{
	struct caltext_feed feed = {
	    .name = text(json, "name"),
	    .color = "teal",
	    .page_url = "https://callout.example/calendars",
	    .source_url = "https://callout.example/calendar/x.ics",
	    .refresh_s = 1800,
	    .detail = (enum caltext_detail)number(json, "level"),
	};
	struct buf out = {0}, complaint = {0};
	struct err_detail detail = {0};
	struct caltext_zone *zone;
	json_t *event;
	size_t i;

	if (caltext_zone_load(text(json, "tzid"), &zone, &detail) != ERR_OK)
		die(text(json, "tzid"), detail.text);
	feed.zone = zone;
	if (caltext_begin(&feed, &out, &detail) != ERR_OK)
		die(text(json, "file"), detail.text);
	json_array_foreach(json_object_get(json, "events"), i, event)
	    render_event(&feed, event, &out);
	caltext_end(&out);
	if (!caltext_lint(out.data, out.length, feed.detail, &complaint))
		die(text(json, "file"), complaint.data);
	write_file(folder, text(json, "file"), &out);
	buf_free(&out);
	caltext_zone_free(zone);
}

int main(int argc, char **argv)
{
	json_error_t error;
	json_t *cases, *feed;
	size_t i;

	if (argc != 3)
		die("usage", "render_samples CASES.json FOLDER");
	cases = json_load_file(argv[1], 0, &error);
	if (cases == NULL)
		die(argv[1], error.text);
	json_array_foreach(cases, i, feed) render_feed(feed, argv[2]);
	json_decref(cases);
	return 0;
}
