/* SPDX-License-Identifier: MIT */
/*
 * The evaluator against the rules that SQL holds: random assignments (made and
 * judged by world.sql, in the tables question and answer) are judged by
 * plan_evaluate(), with the board as the bridge gives it. Both must say the
 * same of each rule.
 *
 *	evaluator URL TERRITORY
 *
 * Prints how often each rule was broken; exits with 1 where they differ.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "dispatchd/engine/plan_bridge.h"

#define FROM_S 1772427600 /* 2026-03-02 in New York */
#define TO_S (FROM_S + 6 * 86400)
#define SHOWN_MOST 10

enum rule {
	EMPLOYMENT,
	SKILL,
	LEVEL,
	CERTIFICATE,
	EXCLUDED,
	REQUIRED,
	OVERLAP,
	AFTER,
	RULES
};

static const char *const names[RULES] = {"employment",	"skill",    "level",
					 "certificate", "excluded", "required",
					 "overlap",	"after"};

/* The planner does not know a certificate that is over before the plan begins,
 * and may name two of these at once: they are one answer. */
#define ABILITY                                          \
	(1u << PLAN_RULE_SKILL | 1u << PLAN_RULE_LEVEL | \
	 1u << PLAN_RULE_CERTIFICATE)
#define ABILITY_IN_SQL (1u << SKILL | 1u << LEVEL | 1u << CERTIFICATE)

/* What the planner calls them. Of one that is not employed there is no shift
 * that day; a visit upon another one makes one of them late. */
static const unsigned meanings[RULES] = {
    [EMPLOYMENT] = 1u << PLAN_RULE_SHIFT,
    [SKILL] = ABILITY,
    [LEVEL] = ABILITY,
    [CERTIFICATE] = ABILITY,
    [EXCLUDED] = 1u << PLAN_RULE_EXCLUDED,
    [REQUIRED] = 1u << PLAN_RULE_REQUIRED,
    [OVERLAP] = 1u << PLAN_RULE_PINNED | 1u << PLAN_RULE_TIME_WINDOW,
    [AFTER] = 1u << PLAN_RULE_AFTER,
};

static int broken[RULES], shown;

static void die(const char *text)
{
	fprintf(stderr, "evaluator: %s\n", text);
	exit(2);
}

static PGresult *ask(PGconn *connection, const char *sql, const char *territory)
{
	const char *const parameters[] = {territory,
					  "2026-03-02 00:00 America/New_York",
					  "2026-03-08 00:00 America/New_York"};
	PGresult *result =
	    PQexecParams(connection, sql, territory ? 3 : 0, NULL,
			 territory ? parameters : NULL, NULL, NULL, 0);

	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		die(PQerrorMessage(connection));
	return result;
}

static const char *field(void *arg, int row, int column)
{
	PGresult *result = arg;

	return PQgetisnull(result, row, column)
		   ? NULL
		   : PQgetvalue(result, row, column);
}

static struct plan_bridge *load(PGconn *connection, const char *territory)
{
	const struct plan_bridge_settings settings = {
	    .from_s = FROM_S,
	    .to_s = TO_S,
	    .frozen_until_s = FROM_S,
	    .speed_kmh = 40,
	    .detour = 1.3,
	    .pin_visits = true,
	};
	struct plan_bridge *bridge = plan_bridge_new();
	struct err_detail detail = {0};

	for (int i = 0; i < PLAN_BRIDGE_SET_COUNT; i++) {
		enum plan_bridge_set set = (enum plan_bridge_set)i;
		PGresult *rows =
		    ask(connection, plan_bridge_query(set)->sql, territory);

		if (plan_bridge_add_rows(bridge, set, PQntuples(rows), field,
					 rows, &detail))
			die(detail.text);
		PQclear(rows);
	}
	if (plan_bridge_build(bridge, &settings, &detail))
		die(detail.text);
	return bridge;
}

static void complain(int n, enum rule rule, bool sql, unsigned planner)
{
	if (shown++ < SHOWN_MOST)
		fprintf(stderr,
			"question %d: %s is %s in SQL, the planner's broken "
			"rules are %x\n",
			n, names[rule], sql ? "broken" : "kept", planner);
}

/* Who is not there at all has no other rule worth a comparison: her shift of
 * another day was asked. And where visits lie upon each other, the day may get
 * too long as well. */
static void compare(int n, unsigned sql, unsigned planner)
{
	for (int i = 0; i < RULES; i++) {
		bool says = (sql & 1u << i) != 0;
		bool finds = (planner & meanings[i]) != 0;

		broken[i] += says;
		if (meanings[i] == ABILITY)
			says = (sql & ABILITY_IN_SQL) != 0;
		if (i != EMPLOYMENT && (sql & 1u << EMPLOYMENT))
			continue;
		if (i == EMPLOYMENT && !says && (sql & 1u << OVERLAP))
			continue;
		if (says != finds)
			complain(n, (enum rule)i, says, planner);
	}
}

static unsigned judge(const struct plan_bridge *bridge, const PGresult *rows,
		      int row)
{
	int64_t job_id = strtoll(PQgetvalue(rows, row, 1), NULL, 10);
	int64_t technician_id = strtoll(PQgetvalue(rows, row, 2), NULL, 10);
	int64_t start_s = strtoll(PQgetvalue(rows, row, 3), NULL, 10);
	struct plan_evaluation found;
	int32_t job, technician;
	unsigned planner = 0;

	if (!plan_bridge_find(bridge, job_id, technician_id, start_s, &job,
			      &technician))
		return 1u << PLAN_RULE_SHIFT;
	plan_evaluate(plan_bridge_problem(bridge), NULL, job, technician,
		      start_s, &found);
	for (int i = 0; i < PLAN_RULE_COUNT; i++)
		if (plan_rule_info((enum plan_rule)i)->hard &&
		    found.verdicts[i].amount > 0)
			planner |= 1u << i;
	return planner;
}

static unsigned rules_of(const char *list)
{
	unsigned sql = 0;

	for (int i = 0; i < RULES; i++)
		if (strstr(list, names[i]))
			sql |= 1u << i;
	return sql;
}

int main(int argc, char **argv)
{
	struct plan_bridge *bridge;
	PGconn *connection;
	PGresult *rows;

	if (argc != 3)
		die("usage: evaluator URL TERRITORY");
	connection = PQconnectdb(argv[1]);
	if (PQstatus(connection) != CONNECTION_OK)
		die(PQerrorMessage(connection));
	bridge = load(connection, argv[2]);
	rows = ask(connection,
		   "SELECT q.n, q.job, q.technician, epoch_s(q.starts), "
		   "coalesce((SELECT string_agg(a.rule, ' ') FROM answer a "
		   "WHERE a.n = q.n), '') FROM question q ORDER BY q.n",
		   NULL);
	for (int i = 0; i < PQntuples(rows); i++)
		compare(atoi(PQgetvalue(rows, i, 0)),
			rules_of(PQgetvalue(rows, i, 4)),
			judge(bridge, rows, i));
	printf("%d", PQntuples(rows));
	for (int i = 0; i < RULES; i++)
		printf(" %s %d", names[i], broken[i]);
	printf(" differ %d\n", shown);
	PQclear(rows);
	PQfinish(connection);
	plan_bridge_free(bridge);
	return shown != 0;
}
