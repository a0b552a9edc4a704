/* SPDX-License-Identifier: MIT */
/*
 * A problem file of any format, and behind a line "%%PLAN" a plan for it.
 * Whatever they are, reading them ends in an error that fits on one line, or
 * in a problem whose plan is found valid by the check, at the cost it names.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "cli/plan_solomon.h"
#include "cli/plan_trsp.h"
#include "cli/plan_verify.h"

#define MARK "\n%%PLAN\n"

enum { JOBS = 30, VEHICLES = 8, ITERATIONS = 30 };

static FILE *nowhere;

static void check_error(enum err err, const struct err_detail *detail)
{
	FUZZ_CHECK(err == ERR_INPUT || err == ERR_TOO_LARGE);
	FUZZ_CHECK(detail->code == err && *detail->text);
	FUZZ_CHECK(!strpbrk(detail->text, "\r\n"));
	FUZZ_CHECK(!strpbrk(detail->pointer, "\r\n"));
	FUZZ_CHECK(*detail->pointer == '\0' || *detail->pointer == '/' ||
		   strncmp(detail->pointer, "line ", 5) == 0);
}

static void check_told(const struct vroom *vroom, const char *text,
		       size_t length, bool valid, int64_t cost)
{
	struct arena *arena = arena_new();
	struct err_detail detail = {0};
	struct verify_result result;
	struct told_plan told;
	enum err err =
	    told_read(text, length, vroom_scale(vroom), arena, &told, &detail);

	if (err == ERR_OK) {
		plan_verify(vroom_problem(vroom), &told, arena, &result);
		FUZZ_CHECK(!valid || (result.violation_count == 0 &&
				      result.sums.cost == cost));
	} else {
		FUZZ_CHECK(!valid);
		check_error(err, &detail);
	}
	arena_free(arena);
}

/* Our own plan must pass. */
static void check_plan(const struct vroom *vroom)
{
	const struct plan_problem *problem = vroom_problem(vroom);
	struct plan_settings settings = {.seed = 1, .iterations = ITERATIONS};
	struct err_detail detail;
	struct buf buf = {0};
	struct plan *plan;

	if (plan_problem_job_count(problem) > JOBS ||
	    plan_problem_technician_count(problem) > VEHICLES)
		return;
	vroom_initial_orders(vroom, &settings.initial, &settings.initial_count);
	FUZZ_CHECK(plan_run(problem, &settings, &plan, &detail) == ERR_OK);
	vroom_write(vroom, plan, NULL, &buf);
	check_told(vroom, buf.data, buf.length, true, plan_totals(plan).cost);
	buf_clear(&buf);
	vroom_write_sol(vroom, plan, &buf);
	buf_free(&buf);
	plan_free(plan);
}

static const char *find_mark(const char *text, size_t size)
{
	for (size_t i = 0; i + strlen(MARK) <= size; i++)
		if (memcmp(text + i, MARK, strlen(MARK)) == 0)
			return text + i;
	return NULL;
}

/* The plan behind the mark is one to start from, too. */
static void check_start(const char *text, size_t length, const char *plan,
			size_t plan_length, struct vroom_settings settings)
{
	struct arena *arena = arena_new();
	struct err_detail detail = {0};
	struct vroom *vroom = NULL;
	struct told_plan told;
	enum err err = told_read(plan, plan_length, 1, arena, &told, &detail);

	if (err == ERR_OK) {
		settings.initial = &told;
		err = vroom_read(text, length, &settings, &vroom, &detail);
	}
	if (err == ERR_OK)
		check_plan(vroom);
	else
		check_error(err, &detail);
	vroom_free(vroom);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	const char *mark = find_mark(text, size);
	size_t length = mark == NULL ? size : (size_t)(mark - text) + 1;
	struct vroom_settings settings = {
	    .speed_kmh = 40, .detour = 1.3, .command = "fuzz"};
	struct err_detail detail = {0};
	struct vroom *vroom = NULL;
	enum err err;

	if (nowhere == NULL)
		nowhere = fopen("/dev/null", "w");
	settings.warnings = nowhere;
	err = solomon_is_text(text, length)
		  ? solomon_read(text, length, &vroom, &detail)
	      : trsp_is_text(text, length)
		  ? trsp_read(text, length, &vroom, &detail)
		  : vroom_read(text, length, &settings, &vroom, &detail);
	if (err != ERR_OK) {
		check_error(err, &detail);
		return 0;
	}
	check_plan(vroom);
	if (mark != NULL) {
		size_t rest = (size_t)(text + size - mark) - strlen(MARK);

		check_told(vroom, mark + strlen(MARK), rest, false, 0);
		if (!solomon_is_text(text, length) &&
		    !trsp_is_text(text, length))
			check_start(text, length, mark + strlen(MARK), rest,
				    settings);
	}
	vroom_free(vroom);
	return 0;
}
