/* SPDX-License-Identifier: MIT */
/* What can be imported: one table of columns for each kind of file. */
#include <string.h>

#include "cli/import.h"

#define CODE(required, help)                               \
	{                                                  \
		"code", IMPORT_CODE, required, 1, 64, help \
	}
#define NAME                                                                   \
	{                                                                      \
		"name", IMPORT_TEXT, false, 1, 200, "name (default: the code)" \
	}

static const struct import_column calendars[] = {
    CODE(true, "code of the business calendar"),
    NAME,
    {"hours", IMPORT_HOURS, true, 0, 0,
     "ISO weekdays and hours: 1-5 08:00-17:00; 6 09:00-12:00"},
    {"holidays", IMPORT_HOLIDAYS, false, 0, 0,
     "days and names: 2026-12-25 Christmas; 2027-01-01 New Year"},
    {0},
};

static const struct import_column sla_policies[] = {
    CODE(true, "code of the policy"),
    NAME,
    {"calendar", IMPORT_CODE, false, 1, 64,
     "business calendar (default: the territory's)"},
    {"priority", IMPORT_INT, true, 1, 5, "1 the most urgent, 5 the least"},
    {"respond_min", IMPORT_INT, false, 1, 525600,
     "business minutes from opening to arrival"},
    {"resolve_min", IMPORT_INT, false, 1, 525600,
     "business minutes from opening to completion"},
    {0},
};

static const struct import_column territories[] = {
    CODE(true, "code of the territory"),
    NAME,
    {"zone", IMPORT_TEXT, true, 1, 64, "IANA time zone: Europe/Berlin"},
    {"calendar", IMPORT_CODE, true, 1, 64, "business calendar"},
    {"boundary", IMPORT_BOUNDARY, false, 0, 0,
     "corners: lat,lon lat,lon lat,lon"},
    {0},
};

static const struct import_column skills[] = {
    CODE(true, "code of the skill"),
    NAME,
    {0},
};

static const struct import_column job_types[] = {
    CODE(true, "code of the job type"),
    NAME,
    {"duration_min", IMPORT_INT, true, 1, 14400, "minutes on site"},
    {"priority", IMPORT_INT, false, 1, 5, "1 the most urgent (default 3)"},
    {"sla_policy", IMPORT_CODE, false, 1, 64, "code of the SLA policy"},
    {"skills", IMPORT_SKILLS, false, 0, 0, "needed: GAS:2 WATER"},
    {0},
};

static const struct import_column technicians[] = {
    CODE(true, "code of the technician"),
    {"name", IMPORT_TEXT, true, 1, 200, "name"},
    {"phone", IMPORT_TEXT, false, 1, 64, "telephone number"},
    {"email", IMPORT_TEXT, false, 3, 254, "mail address"},
    {"territory", IMPORT_TEXT, true, 1, 64, "code of the territory"},
    {"start_lat", IMPORT_LAT, true, 0, 0, "where the day begins"},
    {"start_lon", IMPORT_LON, true, 0, 0, "where the day begins"},
    {"end_lat", IMPORT_LAT, false, 0, 0,
     "where the day ends (default: where it begins)"},
    {"end_lon", IMPORT_LON, false, 0, 0, "where the day ends"},
    {"employed_from", IMPORT_DATE, false, 0, 0, "first day"},
    {"employed_to", IMPORT_DATE, false, 0, 0, "last day"},
    {"skills", IMPORT_SKILLS, false, 0, 0, "GAS:2 WATER"},
    {"weekdays", IMPORT_WEEKDAYS, false, 0, 0, "ISO weekdays of work: 12345"},
    {"shift_start", IMPORT_TIME, false, 0, 0, "08:00"},
    {"shift_end", IMPORT_TIME, false, 0, 0, "16:30"},
    {"break_from", IMPORT_TIME, false, 0, 0, "a break not before"},
    {"break_to", IMPORT_TIME, false, 0, 0, "and over by"},
    {"break_min", IMPORT_INT, false, 1, 240, "minutes of the break"},
    {0},
};

static const struct import_column requests[] = {
    {"external_id", IMPORT_TEXT, true, 1, 200, "the source's own id"},
    {"opened_at", IMPORT_STAMP, true, 0, 0, "when it was reported"},
    {"type", IMPORT_TEXT, true, 1, 200, "job type: code or name"},
    {"lat", IMPORT_LAT, true, 0, 0, "latitude of the place, degrees"},
    {"lon", IMPORT_LON, true, 0, 0, "longitude of the place, degrees"},
    {"title", IMPORT_TEXT, false, 1, 200, "default: the job type's name"},
    {"description", IMPORT_TEXT, false, 1, 8192, "text"},
    {"skill", IMPORT_TEXT, false, 1, 200, "needed skill: code or name"},
    {"territory", IMPORT_TEXT, false, 1, 200,
     "code or name (default: by the place)"},
    {"site_id", IMPORT_TEXT, false, 1, 200, "the source's id of the place"},
    {"site_name", IMPORT_TEXT, false, 1, 200, "default: the address"},
    {"address", IMPORT_TEXT, false, 1, 500, "address"},
    {"access_notes", IMPORT_TEXT, false, 1, 2000, "how to get in"},
    {"customer", IMPORT_TEXT, false, 1, 200, "name of the customer"},
    {"customer_id", IMPORT_TEXT, false, 1, 200, "the source's id of it"},
    {"priority", IMPORT_INT, false, 1, 5, "default: the job type's"},
    {"duration_min", IMPORT_INT, false, 1, 14400, "default: the job type's"},
    {"crew_size", IMPORT_INT, false, 1, 20, "technicians at the same time"},
    {"earliest_start", IMPORT_STAMP, false, 0, 0, "arrival not before"},
    {"due_at", IMPORT_STAMP, false, 0, 0, "arrival not after"},
    {"target_at", IMPORT_STAMP, false, 0, 0, "the source's target: a fact"},
    {"closed_at", IMPORT_STAMP, false, 0, 0, "closed in the source"},
    {"on_time", IMPORT_FLAG, false, 0, 0, "the source's verdict: yes, no"},
    {"outcome", IMPORT_OUTCOME, false, 0, 0, "of a closed request"},
    {0},
};

static const struct import_kind kinds[] = {
    {"calendars", "business calendars", calendars},
    {"sla-policies", "SLA targets", sla_policies},
    {"territories", "territories", territories},
    {"skills", "skills", skills},
    {"job-types", "job types", job_types},
    {"technicians", "technicians", technicians},
    {"requests", "requests", requests},
};

const struct import_kind *import_kinds(size_t *ret_count)
{
	*ret_count = sizeof(kinds) / sizeof(*kinds);
	return kinds;
}

const struct import_kind *import_kind_find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	}
	return NULL;
}

size_t import_column_count(const struct import_kind *kind)
{
	size_t count = 0;

	while (kind->columns[count].name)
		count++;
	return count;
}

int import_column_find(const struct import_kind *kind, const char *name)
{
	for (int i = 0; kind->columns[i].name; i++) {
		if (strcmp(kind->columns[i].name, name) == 0)
			return i;
	}
	return -1;
}
