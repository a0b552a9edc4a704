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
    .neighbour_cost = 3600,
    .day_gap_min_s = 11 * 3600,
    .day_gap_max_s = 4 * 86400,
    .hard_promise = 1,
};

#define AT(name) offsetof(struct plan_bridge_policy, name)
static const struct {
	const char *key;
	size_t offset;
	bool whole; /* int64_t, else double */
} fields[] = {
    {"respond_rate", AT(respond_rate), false},
    {"resolve_rate", AT(resolve_rate), false},
    {"window_rate", AT(window_rate), false},
    {"promise_rate", AT(promise_rate), false},
    {"move_cost", AT(move_cost), true},
    {"move_promised_cost", AT(move_promised_cost), true},
    {"move_frozen_cost", AT(move_frozen_cost), true},
    {"frozen_s", AT(frozen_s), true},
    {"slide_rate", AT(slide_rate), false},
    {"slide_s", AT(slide_s), true},
    {"preferred_bonus", AT(preferred_bonus), true},
    {"continuity_bonus", AT(continuity_bonus), true},
    {"overtime_max_s", AT(overtime_max_s), true},
    {"overtime_rate", AT(overtime_rate), false},
    {"max_travel_s", AT(max_travel_s), true},
    {"balance_rate", AT(balance_rate), false},
    {"neighbour_cost", AT(neighbour_cost), true},
    {"day_gap_min_s", AT(day_gap_min_s), true},
    {"day_gap_max_s", AT(day_gap_max_s), true},
    {"off_skill", AT(off_skill), true},
    {"off_level", AT(off_level), true},
    {"off_certificate", AT(off_certificate), true},
    {"off_excluded", AT(off_excluded), true},
    {"off_required", AT(off_required), true},
    {"off_after", AT(off_after), true},
    {"off_break", AT(off_break), true},
    {"off_access", AT(off_access), true},
    {"hard_promise", AT(hard_promise), true},
    {"promise_slack_s", AT(promise_slack_s), true},
    {"sla_margin_s", AT(sla_margin_s), true},
    {"off_tools", AT(off_tools), true},
    {"off_parts", AT(off_parts), true},
    {"off_window", AT(off_window), true},
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
