/* SPDX-License-Identifier: MIT */
/* How a territory weighs: the defaults, and the rows that change them. */
#include <string.h>

#include "dispatchd/engine/plan_bridge_internal.h"

/* A second too late costs as much as so many of travel: lateness leads, but
 * nobody drives an hour to save a minute. Arrival (respond) first. To give a
 * visit that is planned to somebody else is worth ten minutes' drive. A job of
 * several days goes on after a night (longer than any two ends of one shift lie
 * apart), at the latest after a long weekend. */
const struct plan_bridge_policy plan_bridge_policy_default = {
    .respond_rate = 4,
    .resolve_rate = 2,
    .window_rate = 8,
    .promise_rate = 12,
    .move_cost = 600,
    .move_promised_cost = 1800,
    .move_frozen_cost = 1200,
    .frozen_s = 2 * 3600,
    .slide_rate = 1,
    .slide_s = 1800,
    .preferred_bonus = 600,
    .continuity_bonus = 300,
    .day_gap_min_s = 11 * 3600,
    .day_gap_max_s = 4 * 86400,
    .hard_promise = 1,
};

#define FIELD(name, whole)                                              \
	{                                                               \
#name, offsetof(struct plan_bridge_policy, name), whole \
	}

static const struct {
	const char *key;
	size_t offset;
	bool whole; /* int64_t, else double */
} fields[] = {
    FIELD(respond_rate, false),	   FIELD(resolve_rate, false),
    FIELD(window_rate, false),	   FIELD(promise_rate, false),
    FIELD(move_cost, true),	   FIELD(move_promised_cost, true),
    FIELD(move_frozen_cost, true), FIELD(frozen_s, true),
    FIELD(slide_rate, false),	   FIELD(slide_s, true),
    FIELD(preferred_bonus, true),  FIELD(continuity_bonus, true),
    FIELD(overtime_max_s, true),   FIELD(overtime_rate, false),
    FIELD(max_travel_s, true),	   FIELD(balance_rate, false),
    FIELD(day_gap_min_s, true),	   FIELD(day_gap_max_s, true),
    FIELD(off_skill, true),	   FIELD(off_level, true),
    FIELD(off_certificate, true),  FIELD(off_excluded, true),
    FIELD(off_required, true),	   FIELD(off_after, true),
    FIELD(off_break, true),	   FIELD(off_access, true),
    FIELD(hard_promise, true),
};

/* A key that is not known is newer than we are, or somebody else's. */
void bridge_read_policy(struct plan_bridge *bridge)
{
	const struct row_policy *rows =
	    BRIDGE_ROWS(bridge, PLAN_BRIDGE_POLICY, row_policy);

	bridge->policy = plan_bridge_policy_default;
	for (size_t i = 0; i < bridge->sets[PLAN_BRIDGE_POLICY].count; i++) {
		for (size_t k = 0; k < sizeof(fields) / sizeof(*fields); k++) {
			char *target =
			    (char *)&bridge->policy + fields[k].offset;

			if (strcmp(rows[i].key, fields[k].key) != 0)
				continue;
			if (fields[k].whole)
				*(int64_t *)(void *)target =
				    (int64_t)rows[i].value;
			else
				*(double *)(void *)target = rows[i].value;
		}
	}
}

int64_t bridge_rate(double rate)
{
	double cost = rate * PLAN_COST_SECOND;

	if (!(cost > 0))
		return 0;
	return cost < PLAN_RATE_MAX ? (int64_t)cost : PLAN_RATE_MAX;
}

int64_t bridge_cost(int64_t seconds)
{
	if (seconds <= 0)
		return 0;
	return seconds < PLAN_SPAN_MAX
		   ? seconds * PLAN_COST_SECOND
		   : (int64_t)PLAN_SPAN_MAX * PLAN_COST_SECOND;
}
