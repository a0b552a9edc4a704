/* SPDX-License-Identifier: MIT */
/* callout check: a problem file and a plan for it in, what is wrong out. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/plan_file.h"
#include "cli/plan_verify.h"

static const struct cli_option options[] = {
    {"format", "NAME", "of PROBLEM: " PLAN_FILE_FORMATS},
    {"initial", "PLAN", "that the plan began with: for the cost of moves"},
    {"speed-kmh", "V", "where no matrix is given (default: 40)"},
    {"detour", "F", "road over straight line (default: 1.3)"},
    {0},
};

static void add_id(struct buf *buf, const char *key, int64_t id)
{
	buf_printf(buf, ",\"%s\":", key);
	if (id == VERIFY_NOBODY)
		buf_add_text(buf, "null");
	else
		buf_printf(buf, "%" PRId64, id);
}

static void add_result(struct buf *buf, const struct verify_result *result,
		       int64_t scale)
{
	buf_printf(buf,
		   "{\"valid\":%s,\"objective\":{\"priority\":%" PRId64
		   ",\"assigned\":%" PRId32 ",\"unassigned\":%" PRId32
		   ",\"cost\":",
		   result->violation_count == 0 ? "true" : "false",
		   result->priority, result->assigned, result->unassigned);
	vroom_write_scaled(scale, result->cost, buf);
	buf_add_text(buf, "},\"violations\":[");
	for (size_t i = 0; i < result->violation_count; i++) {
		const struct verify_violation *one = &result->violations[i];

		buf_printf(buf, "%s{\"rule\":\"%s\"", i > 0 ? "," : "",
			   verify_rule_info(one->rule)->name);
		add_id(buf, "vehicle", one->vehicle);
		add_id(buf, "job", one->job);
		buf_add_text(buf, ",\"amount\":");
		vroom_write_scaled(one->timed ? scale : 1, one->amount, buf);
		buf_add_text(buf, ",\"text\":");
		buf_add_json_string(buf, one->text);
		buf_add_char(buf, '}');
	}
	buf_add_text(buf, "]}\n");
}

static enum err print(const struct verify_result *result, int64_t scale,
		      struct err_detail *detail)
{
	struct buf buf = {0};
	enum err err = ERR_OK;

	add_result(&buf, result, scale);
	if (fwrite(buf.data, 1, buf.length, stdout) != buf.length ||
	    fflush(stdout) != 0)
		err = err_set(detail, ERR_INTERNAL, "",
			      "the result cannot be written: %s",
			      strerror(errno));
	buf_free(&buf);
	return err;
}

static enum err read_told(const char *name, int64_t scale, struct arena *arena,
			  struct told_plan *ret_plan, struct err_detail *detail)
{
	char *text = NULL;
	size_t length = 0;
	enum err err = plan_file_load(name, &text, &length, detail);

	if (err == ERR_OK)
		err = told_read(text, length, scale, arena, ret_plan, detail);
	free(text);
	return err;
}

static enum err run(struct cli_call *call, struct err_detail *detail)
{
	const char *problem = cli_operand(call, 0),
		   *plan = cli_operand(call, 1),
		   *initial = cli_value(call, "initial");
	struct arena *arena;
	struct vroom *vroom = NULL;
	struct verify_result result;
	struct told_plan told;
	enum err err;

	if (strcmp(plan, "-") == 0 &&
	    (strcmp(problem, "-") == 0 ||
	     (initial != NULL && strcmp(initial, "-") == 0)))
		return err_set(detail, ERR_USAGE, "",
			       "only one of them can be standard input");
	err = plan_file_read(call, problem, initial, &vroom, detail);
	if (err != ERR_OK)
		return err;
	arena = arena_new();
	err = read_told(plan, vroom_scale(vroom), arena, &told, detail);
	if (err != ERR_OK) {
		err = plan_file_blame(plan, err, detail);
		goto out;
	}
	plan_verify(vroom_problem(vroom), &told, arena, &result);
	err = print(&result, vroom_scale(vroom), detail);
	if (err == ERR_OK && result.violation_count > 0)
		err = err_set(detail, ERR_RULE, "",
			      "the plan is not valid: %zu violations",
			      result.violation_count);
out:
	arena_free(arena);
	vroom_free(vroom);
	return err;
}

const struct cli_command cmd_check = {
    .name = "check",
    .operands = "PROBLEM PLAN",
    .operand_min = 2,
    .operand_max = 2,
    .summary = "Check a plan against its problem file",
    .description =
	"PROBLEM is what 'callout plan' reads, PLAN is VROOM's solution JSON, "
	"from\n'callout plan' or from VROOM; one of them may be '-'. Every "
	"rule is checked anew.\nPrints JSON: valid, objective, violations. A "
	"plan that is not valid is exit code 1.",
    .options = options,
    .run = run,
};
