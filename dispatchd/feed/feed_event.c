/* SPDX-License-Identifier: MIT */
/* A visit as a calendar entry. */
#include "dispatchd/feed/feed_event.h"

#include <inttypes.h>
#include <string.h>

#include <sodium.h>

#include <callout/text.h>

enum caltext_detail feed_detail_parse(const char *name)
{
	if (name && !strcmp(name, "full"))
		return CALTEXT_FULL;
	if (name && !strcmp(name, "no_personal"))
		return CALTEXT_NO_PERSONAL;
	return CALTEXT_BUSY_ONLY;
}

static enum caltext_status status_of(const char *state)
{
	static const struct {
		const char *state;
		enum caltext_status status;
	} rows[] = {
	    {"planned", CALTEXT_TENTATIVE},    {"cancelled", CALTEXT_CANCELLED},
	    {"declined", CALTEXT_CANCELLED},   {"missed", CALTEXT_CANCELLED},
	    {"dispatched", CALTEXT_CONFIRMED},
	};

	for (size_t i = 0; state && i < sizeof(rows) / sizeof(*rows); i++)
		if (!strcmp(rows[i].state, state))
			return rows[i].status;
	return CALTEXT_CONFIRMED;
}

static bool has(const char *text)
{
	return text && *text;
}

/* "left<between>right", or the one that is there. */
static const char *join(struct arena *arena, const char *left,
			const char *between, const char *right)
{
	if (has(left) && has(right))
		return arena_printf(arena, "%s%s%s", left, between, right);
	return has(left) ? left : has(right) ? right : NULL;
}

static void add_line(struct buf *out, const char *label, const char *text)
{
	if (has(text))
		buf_printf(out, "%s%s%s", out->length ? "\n" : "", label, text);
}

static const char *describe(const struct calendar_visit *visit,
			    struct arena *arena)
{
	struct buf out = {0};
	const char *text;

	add_line(&out, "", visit->description);
	add_line(&out,
		 "Contact: ", join(arena, visit->contact, ", ", visit->phone));
	if (visit->priority > 0)
		add_line(&out, "Priority: ",
			 arena_printf(arena, "%" PRId64, visit->priority));
	add_line(&out, "State: ", visit->state);
	add_line(&out, "Outcome: ",
		 join(arena, visit->outcome, ": ", visit->outcome_note));
	text = arena_strdup(arena, buf_text(&out));
	buf_free(&out);
	return text;
}

/* Length before bytes: no two rows give the same stream. */
static void hash_text(crypto_generichash_state *state, const char *text)
{
	size_t length = text ? strlen(text) + 1 : 0;

	crypto_generichash_update(state, (unsigned char *)&length,
				  sizeof(length));
	crypto_generichash_update(state, (const unsigned char *)text,
				  text ? length - 1 : 0);
}

#define HASH(state, value)                                                  \
	crypto_generichash_update((state), (const unsigned char *)&(value), \
				  sizeof(value))

static void make_key(struct feed_event *made, const struct caltext_feed *feed)
{
	const struct caltext_event *event = &made->event;
	const char *texts[] = {
	    event->uid,
	    event->summary,
	    event->summary_impersonal,
	    event->location,
	    event->area,
	    event->description,
	    made->category[0],
	    caltext_zone_tzid(feed->zone),
	};
	const int64_t numbers[] = {
	    event->sequence,	       event->dtstamp_us_utc,
	    event->created_us_utc,     event->start_us_utc,
	    event->end_us_utc,	       (int64_t)event->status,
	    (int64_t)event->has_place, (int64_t)feed->detail,
	};
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, sizeof(made->key));
	HASH(&state, numbers);
	HASH(&state, event->lat);
	HASH(&state, event->lon);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		hash_text(&state, texts[i]);
	crypto_generichash_final(&state, made->key, sizeof(made->key));
}

static bool read_times(const struct calendar_visit *visit,
		       struct caltext_event *event)
{
	if (!visit->start || !visit->end || !visit->revised ||
	    !text_parse_instant(visit->start, &event->start_us_utc) ||
	    !text_parse_instant(visit->end, &event->end_us_utc) ||
	    !text_parse_instant(visit->revised, &event->dtstamp_us_utc))
		return false;
	event->last_modified_us_utc = event->dtstamp_us_utc;
	if (visit->created)
		(void)text_parse_instant(visit->created,
					 &event->created_us_utc);
	return true;
}

bool feed_event_make(const struct calendar_visit *visit,
		     const struct caltext_feed *feed, struct arena *arena,
		     struct feed_event *ret_event)
{
	*ret_event = (struct feed_event){
	    .visit_id = visit->visit_id,
	    .category = {visit->job_type},
	    .event =
		{
		    .uid = visit->uid,
		    .sequence = visit->sequence,
		    .status = status_of(visit->state),
		    .summary =
			join(arena, visit->title, " - ", visit->customer),
		    .summary_impersonal = visit->job_type,
		    .location =
			join(arena, visit->site_name, ", ", visit->address),
		    .area = visit->territory,
		    .has_place = visit->has_place,
		    .lat = visit->lat,
		    .lon = visit->lon,
		    .description = describe(visit, arena),
		    .category_count = has(visit->job_type),
		},
	};
	if (!read_times(visit, &ret_event->event))
		return false;
	/* Not in the initializer: it points into the result. */
	ret_event->event.categories = ret_event->category;
	make_key(ret_event, feed);
	return true;
}
