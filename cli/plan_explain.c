/* SPDX-License-Identifier: MIT */
/* Explanations as JSON. */
#include "cli/plan_explain.h"

#include <inttypes.h>
#include <string.h>

#include <callout/clk.h>
#include <callout/plan_explain.h>

#include "cli/plan_progress.h"
#include "cli/plan_vroom_internal.h"

/* What is explained stays a matter of seconds and megabytes; it depends on the
 * problem only, so that the answer is repeatable. */
enum {
	EVALUATIONS_MAX = 400000,
	UNASSIGNED_WORTH = 10, /* evaluations for each technician */
	LINKED_WORTH = 10,     /* of one that asks where others could be */
	TECHNICIANS_MIN = 20,
	UNASSIGNED_MAX = 2000,
	ASSIGNED_MAX = 20000
};

struct vroom_explanation {
	struct plan_explainer *explainer;
	int32_t technicians;	      /* for each unassigned job */
	int64_t unassigned, assigned; /* done so far */
	bool stopped_before;
	int64_t until_us; /* 0: as long as it takes */
};

/* Microseconds, with a margin; measured for 1,000 technicians. */
int64_t vroom_explain_us(const struct vroom *vroom, int64_t unserved,
			 int64_t served)
{
	int64_t technicians = plan_problem_technician_count(vroom->problem);

	if (unserved > UNASSIGNED_MAX)
		unserved = UNASSIGNED_MAX;
	if (served > ASSIGNED_MAX)
		served = ASSIGNED_MAX;
	return technicians * 20 + unserved * (200 + technicians * 2 / 5) +
	       served * (20 + technicians / 20);
}

/* What one evaluation takes, of the mean job. */
static int64_t mean_worth(const struct vroom *vroom)
{
	int64_t links = (int64_t)plan_problem_common(vroom->problem).link_count;
	int64_t jobs = plan_problem_job_count(vroom->problem);

	links = links < jobs ? links : jobs;
	return jobs == 0 ? 1 : 1 + (LINKED_WORTH - 1) * links / jobs;
}

void vroom_explain(struct vroom *vroom, const struct plan *plan,
		   int64_t until_us)
{
	struct vroom_explanation *own = xcalloc(1, sizeof(*own));
	struct plan_totals totals = plan_totals(plan);
	int64_t unserved =
	    totals.unserved < UNASSIGNED_MAX ? totals.unserved : UNASSIGNED_MAX;
	int64_t served =
	    totals.served < ASSIGNED_MAX ? totals.served : ASSIGNED_MAX;
	int64_t weight =
	    (unserved * UNASSIGNED_WORTH + served) * mean_worth(vroom);
	int64_t most = weight == 0 ? EVALUATIONS_MAX : EVALUATIONS_MAX / weight;
	int32_t all = plan_problem_technician_count(vroom->problem);

	most = most < TECHNICIANS_MIN ? TECHNICIANS_MIN : most;
	own->technicians = most < all ? (int32_t)most : all;
	own->explainer =
	    plan_explainer_new(vroom->problem, plan, own->technicians);
	own->stopped_before = plan_stop_wanted();
	own->until_us = until_us;
	vroom->explanation = own;
}

void vroom_explain_free(struct vroom *vroom)
{
	if (vroom->explanation == NULL)
		return;
	plan_explainer_free(vroom->explanation->explainer);
	free(vroom->explanation);
	vroom->explanation = NULL;
}

/* Ctrl-C while explaining leaves the rest unexplained, and so does the end of
 * the time; a Ctrl-C that ended the search does not. */
static bool is_wanted(const struct vroom *vroom)
{
	const struct vroom_explanation *own = vroom->explanation;

	return own != NULL && (own->stopped_before || !plan_stop_wanted()) &&
	       (own->until_us == 0 || clk_monotonic_us() < own->until_us);
}

/* --- In the file's own words --- */

static const char *say_time(void *arg, int64_t s, char ret_text[64])
{
	const struct vroom *vroom = arg;
	struct buf buf = {0};

	vroom_write_scaled(vroom->scale, s, &buf);
	buf_add_char(&buf, '\0');
	snprintf(ret_text, 64, "%s", (const char *)buf.data);
	buf_free(&buf);
	return ret_text;
}

static const char *say_job(void *arg, int32_t job, char ret_text[64])
{
	const struct vroom *vroom = arg;

	snprintf(ret_text, 64, "%s %" PRId64,
		 told_kind_name(vroom_visit_of(vroom, job).kind),
		 plan_problem_job(vroom->problem, job)->id);
	return ret_text;
}

static void add_text(struct buf *buf, const char *text)
{
	json_t *value = json_string(text);
	char *quoted =
	    value == NULL ? NULL : json_dumps(value, JSON_ENCODE_ANY);

	buf_printf(buf, ",\"text\":%s", quoted == NULL ? "\"\"" : quoted);
	free(quoted);
	json_decref(value);
}

static void add_who(const struct vroom *vroom, int32_t technician,
		    struct buf *buf)
{
	int32_t shift = vroom_shift_of(vroom, technician).number;

	buf_printf(buf, "{\"vehicle\":%" PRId64,
		   plan_problem_technician(vroom->problem, technician)->id);
	if (shift != PLAN_NONE)
		buf_printf(buf, ",\"shift\":%" PRId32, shift);
}

static void add_amount(const struct vroom *vroom, const char *unit,
		       int64_t amount, struct buf *buf)
{
	buf_add_text(buf, ",\"amount\":");
	vroom_write_scaled(strcmp(unit, "s") == 0 ? vroom->scale : 1, amount,
			   buf);
}

/* Spans in words are of seconds; a file with another unit has only what the
 * rule is about. */
static void add_reason(const struct vroom *vroom,
		       const struct plan_rejection *rejection, struct buf *buf)
{
	const struct plan_words words = {
	    .arg = (void *)vroom, .time = say_time, .job = say_job};
	const struct plan_rule_info *info =
	    plan_rule_info(rejection->verdict.rule);
	char text[200], more[256];

	add_who(vroom, rejection->technician, buf);
	if (rejection->broken == 0) {
		buf_add_text(buf, ",\"rule\":\"none\",\"amount\":0");
		add_text(buf, "has room: a longer search would serve it");
		buf_add_char(buf, '}');
		return;
	}
	buf_printf(buf, ",\"rule\":\"%s\"", info->name);
	add_amount(vroom, info->unit, rejection->verdict.amount, buf);
	if (vroom->scale == 1)
		plan_verdict_text(&rejection->verdict, &words, text,
				  sizeof(text));
	else
		snprintf(text, sizeof(text), "broken: %s", info->help);
	snprintf(more, sizeof(more),
		 rejection->broken > 2	  ? "%s, and %d other rules"
		 : rejection->broken == 2 ? "%s, and %d other rule"
					  : "%s",
		 text, (int)rejection->broken - 1);
	add_text(buf, more);
	buf_add_char(buf, '}');
}

static void add_relaxation(const struct vroom *vroom,
			   const struct plan_relaxation *relaxation,
			   struct buf *buf)
{
	const struct plan_change_info *info =
	    plan_change_info(relaxation->change);
	char text[200];

	if (relaxation->technician == PLAN_NONE) {
		buf_add_text(buf, "null");
		return;
	}
	add_who(vroom, relaxation->technician, buf);
	buf_printf(buf, ",\"rule\":\"%s\",\"change\":\"%s\"",
		   relaxation->change == PLAN_CHANGE_NONE
		       ? "none"
		       : plan_rule_info(info->rule)->name,
		   info->name);
	add_amount(vroom, info->unit, relaxation->amount, buf);
	plan_relaxation_text(relaxation, text, sizeof(text));
	add_text(buf, vroom->scale == 1 ? text : info->name);
	buf_add_char(buf, '}');
}

/* --- For the writer --- */

void vroom_explain_unassigned(const struct vroom *vroom, int32_t job,
			      struct buf *buf)
{
	struct vroom_explanation *own = vroom->explanation;
	const struct plan_rejection *rejections;
	struct plan_relaxation relaxation;
	size_t count;

	if (!is_wanted(vroom) || own->unassigned >= UNASSIGNED_MAX)
		return;
	own->unassigned++;
	plan_explain_unassigned(own->explainer, job, &rejections, &count,
				&relaxation);
	buf_add_text(buf, ",\"reasons\":[");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_add_char(buf, ',');
		add_reason(vroom, &rejections[i], buf);
	}
	buf_add_text(buf, "],\"relaxation\":");
	add_relaxation(vroom, &relaxation, buf);
}

void vroom_explain_assigned(const struct vroom *vroom, int32_t job,
			    struct buf *buf)
{
	struct vroom_explanation *own = vroom->explanation;
	int32_t technician;
	int64_t extra;

	if (!is_wanted(vroom) || own->assigned >= ASSIGNED_MAX)
		return;
	own->assigned++;
	buf_add_text(buf, ",\"alternative\":");
	if (!plan_explain_assigned(own->explainer, job, &technician, &extra)) {
		buf_add_text(buf, "null");
		return;
	}
	add_who(vroom, technician, buf);
	extra += extra < 0 ? -PLAN_COST_SECOND / 2 : PLAN_COST_SECOND / 2;
	buf_add_text(buf, ",\"extra_cost\":");
	vroom_write_scaled(vroom->scale, extra / PLAN_COST_SECOND, buf);
	buf_add_char(buf, '}');
}

void vroom_explain_end(const struct vroom *vroom, struct buf *buf)
{
	const struct vroom_explanation *own = vroom->explanation;

	if (own == NULL)
		return;
	buf_printf(buf,
		   ",\"explanation\":{\"vehicles_per_job\":%" PRId32
		   ",\"unassigned\":%" PRId64 ",\"assigned\":%" PRId64 "}",
		   own->technicians, own->unassigned, own->assigned);
}
