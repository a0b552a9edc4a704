/* SPDX-License-Identifier: MIT */
/*
 * What each level of detail shows: the table of caltext.h. A text that a
 * level does not name is not shown, so a new field is hidden until somebody
 * decides otherwise.
 */
#include <assert.h>
#include <string.h>

#include "dispatchd/feed/caltext_internal.h"

#define FIELD(member) (offsetof(struct caltext_event, member) + 1)
#define NOTHING 0

/* Where the text of a field comes from at each level, and what stands there
 * when that is absent. */
static const struct text_row {
	size_t field;
	size_t source[CALTEXT_DETAIL_COUNT];
	const char *otherwise[CALTEXT_DETAIL_COUNT];
} text_rows[] = {
    {FIELD(summary),
     {FIELD(summary), FIELD(summary_impersonal), NOTHING},
     {"Visit", "Visit", "Busy"}},
    {FIELD(location),
     {FIELD(location), FIELD(area), NOTHING},
     {NULL, NULL, NULL}},
    {FIELD(description),
     {FIELD(description), NOTHING, NOTHING},
     {NULL, NULL, NULL}},
    {FIELD(url), {FIELD(url), FIELD(url), NOTHING}, {NULL, NULL, NULL}},
};

static const char *text_at(const struct caltext_event *event, size_t field)
{
	const char *text;

	if (field == NOTHING)
		return NULL;
	memcpy(&text, (const char *)event + field - 1, sizeof(text));
	return caltext_is_blank(text) ? NULL : text;
}

static void set_text(struct caltext_event *event, size_t field,
		     const char *text)
{
	memcpy((char *)event + field - 1, &text, sizeof(text));
}

void caltext_apply_detail(const struct caltext_event *event,
			  enum caltext_detail level,
			  struct caltext_event *ret_event)
{
	struct caltext_event shown = {
	    .uid = event->uid,
	    .sequence = event->sequence,
	    .dtstamp_us_utc = event->dtstamp_us_utc,
	    .last_modified_us_utc = event->last_modified_us_utc,
	    .all_day = event->all_day,
	    .start_us_utc = event->start_us_utc,
	    .end_us_utc = event->end_us_utc,
	    .start_day = event->start_day,
	    .end_day = event->end_day,
	    .status = event->status,
	    /* A cancelled visit blocks nobody's time. */
	    .transparent =
		event->transparent || event->status == CALTEXT_CANCELLED,
	};

	assert(level >= 0 && level < CALTEXT_DETAIL_COUNT);
	for (size_t i = 0; i < sizeof(text_rows) / sizeof(text_rows[0]); i++) {
		const struct text_row *row = &text_rows[i];
		const char *text = text_at(event, row->source[level]);

		set_text(&shown, row->field,
			 text != NULL ? text : row->otherwise[level]);
	}
	if (level != CALTEXT_BUSY_ONLY) {
		shown.created_us_utc = event->created_us_utc;
		shown.categories = event->categories;
		shown.category_count = event->category_count;
	}
	if (level == CALTEXT_FULL) {
		shown.has_place = event->has_place;
		shown.lat = event->lat;
		shown.lon = event->lon;
	}
	*ret_event = shown;
}
