/* SPDX-License-Identifier: MIT */
/* Slots: what is asked, offered, held and booked. */
#include "dispatchd/api/shapes_internal.h"

/* --- sent --------------------------------------------------------------- */

SHAPE(slot_place, "Where: a site, or coordinates.", {.name = "site", ID},
      {.name = "lat", .type = FIELD_NUMBER, .low = -90, .high = 90},
      {.name = "lon", .type = FIELD_NUMBER, .low = -180, .high = 180});

SHAPE(slot_ask,
      "What for: a job that waits, or the type and the place of a new one.",
      {.name = "territory",
       ID,
       .help = "Without it the site's, or the one around the place."},
      {.name = "job", ID, .help = "Instead of type and place."},
      {.name = "type",
       .type = FIELD_TEXT,
       .min = 1,
       .max = 120,
       .help = "Code of the job type."},
      {.name = "place", .type = FIELD_OBJECT, .schema = &shape_slot_place},
      {.name = "from", .type = FIELD_INSTANT},
      {.name = "to",
       .type = FIELD_INSTANT,
       .help = "Up to 14 days from now; without it as the policy says."},
      {.name = "window_min",
       .type = FIELD_INT,
       .min = 5,
       .max = 1440,
       .help = "How long the windows are; without it as the policy says."},
      {.name = "grid_min",
       .type = FIELD_INT,
       .min = 5,
       .max = 1440,
       .help = "One begins every so many minutes of the local day."},
      {.name = "skills",
       .type = FIELD_LIST,
       .max = 20,
       .schema = &shape_skill_need,
       .help = "Instead of the type's."},
      {.name = "duration_min", .type = FIELD_INT, .min = 1, .max = 14400},
      {.name = "priority", .type = FIELD_INT, .min = 1, .max = 5},
      {.name = "technicians",
       .type = FIELD_LIST,
       .max = 50,
       .schema = &shape_technician_wish},
      {.name = "limit",
       .type = FIELD_INT,
       .min = 1,
       .max = 1000,
       .help = "The best so many; 50 without it."},
      {.name = "per_day",
       .type = FIELD_INT,
       .min = 1,
       .max = 100,
       .help = "The best so many of each day."},
      {.name = "rejected",
       .type = FIELD_BOOL,
       .help = "Tell of the windows that are not possible, and why."});

SHAPE(slot_hold_new, "For whom.",
      {.name = "customer", .type = FIELD_TEXT, .min = 1, .max = 200},
      {.name = "note", .type = FIELD_NOTE, .max = 2000});

SHAPE(slot_site_new, "The name of a place that was only coordinates.",
      {.name = "name", .type = FIELD_TEXT, .min = 1, .max = 200},
      {.name = "address", .type = FIELD_TEXT, .max = 500},
      {.name = "customer", .type = FIELD_TEXT, .min = 1, .max = 200});

SHAPE(slot_book_new,
      "The new job's fields; or a job that waits. What the slot was computed "
      "for is known.",
      {.name = "job", ID},
      {.name = "title", .type = FIELD_TEXT, .min = 1, .max = 200},
      {.name = "description", .type = FIELD_NOTE, .max = 8192},
      {.name = "priority", .type = FIELD_INT, .min = 1, .max = 5},
      {.name = "site",
       .type = FIELD_ID_OR_OBJECT,
       .schema = &shape_slot_site_new},
      {.name = "source", .type = FIELD_TEXT, .min = 1, .max = 64},
      {.name = "external_id", .type = FIELD_TEXT, .min = 1, .max = 200});

/* --- answered ----------------------------------------------------------- */

SHAPE(slot_technician, "Who would come.", {.name = "id", .flags = NEED, ID},
      {.name = "name", .type = FIELD_NOTE, .flags = NEED});

#define INSTANT(n, f)                                        \
	{                                                    \
		.name = n, .type = FIELD_INSTANT, .flags = f \
	}

SHAPE(slot, "An offer.",
      {.name = "id",
       .type = FIELD_NOTE,
       .flags = NEED,
       .help = "To hold or book it."},
      {.name = "from",
       .type = FIELD_INSTANT,
       .flags = NEED,
       .help = "The window to tell the customer: arrival from then"},
      INSTANT("to", NEED),
      {.name = "start",
       .type = FIELD_INSTANT,
       .flags = NEED,
       .help = "As it would be planned now."},
      INSTANT("end", NEED),
      {.name = "technician",
       .type = FIELD_OBJECT,
       .flags = NEED,
       .schema = &shape_slot_technician},
      {.name = "travel_s", .type = FIELD_INT, .flags = NEED},
      {.name = "cost_s",
       .type = FIELD_INT,
       .flags = NEED,
       .help = "All that it costs, in seconds of driving."},
      {.name = "extra_travel_s",
       .type = FIELD_INT,
       .flags = NEED,
       .help = "How much more is driven."},
      {.name = "grade",
       .type = FIELD_TEXT,
       .flags = NEED,
       .choices = "ideal|good|possible",
       .help = "Within 5 and 20 minutes of driving of the best."},
      {.name = "why", .type = FIELD_NOTE, .flags = NEED});

SHAPE(slot_rejection, "A window that is not possible.", INSTANT("from", NEED),
      INSTANT("to", NEED), {.name = "why", .type = FIELD_NOTE, .flags = NEED});

SHAPE(
    slot_list, "Offers, the cheapest first.",
    {.name = "items", .type = FIELD_LIST, .flags = NEED, .schema = &shape_slot},
    {.name = "asked",
     .type = FIELD_INT,
     .flags = NEED,
     .help = "So many windows were looked at,"},
    {.name = "possible",
     .type = FIELD_INT,
     .flags = NEED,
     .help = "so many of them are possible."},
    {.name = "not_possible",
     .type = FIELD_LIST,
     .flags = NEED,
     .schema = &shape_slot_rejection});

SHAPE(arrival_window_of, "What the customer was told.", INSTANT("from", NEED),
      INSTANT("to", NEED));

SHAPE(hold, "A slot that is held.", {.name = "id", .flags = NEED, ID},
      {.name = "state",
       .type = FIELD_TEXT,
       .flags = NEED,
       .choices = "held|booked|released|expired"},
      {.name = "territory", .type = FIELD_INT, .flags = NEED},
      {.name = "technician", .type = FIELD_INT, .flags = NEED},
      INSTANT("start", NEED), INSTANT("end", NEED),
      {.name = "travel_s", .type = FIELD_INT, .flags = NEED},
      {.name = "arrival_window",
       .type = FIELD_OBJECT,
       .flags = NEED,
       .schema = &shape_arrival_window_of},
      {.name = "site", .type = FIELD_INT, .flags = MAYBE},
      {.name = "lat", .type = FIELD_NUMBER, .flags = NEED},
      {.name = "lon", .type = FIELD_NUMBER, .flags = NEED},
      {.name = "job", .type = FIELD_INT, .flags = MAYBE},
      {.name = "visit", .type = FIELD_INT, .flags = MAYBE},
      {.name = "customer", .type = FIELD_NOTE, .flags = MAYBE},
      {.name = "note", .type = FIELD_NOTE, .flags = MAYBE},
      INSTANT("created_at", NEED), INSTANT("expires_at", NEED),
      INSTANT("ended_at", MAYBE),
      {.name = "version", .type = FIELD_INT, .flags = NEED});

SHAPE(
    slot_booked, "A slot that was booked.",
    {.name = "hold",
     .type = FIELD_OBJECT,
     .flags = NEED,
     .schema = &shape_hold},
    {.name = "visit",
     .type = FIELD_OBJECT,
     .flags = NEED,
     .schema = &shape_visit},
    {.name = "job", .type = FIELD_OBJECT, .flags = NEED, .schema = &shape_job});
