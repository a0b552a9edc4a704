/* SPDX-License-Identifier: MIT */
/* On the desk's thread: what is wrong with the day, and how it is put right. */
#include "dispatchd/engine/follow_internal.h"

static void add_new(struct follow_look *look, struct mend *mend,
		    struct desk_model *model)
{
	for (size_t i = 0; i < look->job_count; i++) {
		const struct follow_job *own = &look->jobs[i];
		const struct desk_job *job = desk_model_job(model, own->id);
		int32_t live;

		/* Somebody has it by now. */
		if (job && !job->visit && job->version == own->version)
			(void)mend_add(mend, job, own->name, &live);
	}
}

/* Visits that cannot stay as they are, with all of their windows. */
static void add_wide(struct follow_look *look, struct mend *mend,
		     struct desk_model *model)
{
	for (size_t i = look->job_count; i < look->question.job_count; i++) {
		const struct desk_job *job =
		    desk_model_job(model, look->ids[i]);
		int32_t live;

		if (job && job->visit)
			(void)mend_add(mend, job, "a visit", &live);
	}
}

static bool presses(const struct follow_look *look, int64_t job)
{
	for (size_t i = 0; i < look->job_count; i++)
		if (look->jobs[i].id == job)
			return look->jobs[i].presses;
	return true;
}

static void take_left(struct follow_look *look, struct mend *mend)
{
	const struct mend_left *left;
	size_t count = mend_left(mend, &left);

	look->left = arena_calloc(look->arena, count + 1, sizeof(*look->left));
	look->left_count = count;
	for (size_t i = 0; i < count; i++)
		look->left[i] = (struct follow_left){
		    .job = left[i].job,
		    .version = left[i].version,
		    .visit = left[i].visit ? left[i].visit->id : 0,
		    .rule = plan_rule_info(left[i].rule)->name,
		    .text = left[i].text,
		    .presses = presses(look, left[i].job),
		};
}

enum err follow_judge(struct desk_question *question, struct desk_model *model,
		      struct err_detail *detail)
{
	struct follow_look *look = (struct follow_look *)question;
	struct mend *mend = mend_new(model, &look->policy, look->arena);

	(void)detail;
	buf_clear(&look->changes);
	buf_clear(&look->seen);
	buf_clear(&look->cause);
	add_new(look, mend, model);
	add_wide(look, mend, model);
	mend_repair(mend);
	mend_tell(mend, &look->changes, &look->seen, &look->sum);
	mend_cause(mend, &look->sum, &look->cause);
	take_left(look, mend);
	mend_free(mend);
	return ERR_OK;
}
