/* SPDX-License-Identifier: MIT */
/* A job of the document becomes one of ours. */
#include "cli/plan_vroom_internal.h"

static const struct vroom_key job_keys[] = {
    {"id", VROOM_KEY_READ},
    {"description", VROOM_KEY_SKIP},
    {"location", VROOM_KEY_READ},
    {"location_index", VROOM_KEY_READ},
    {"setup", VROOM_KEY_READ},
    {"service", VROOM_KEY_READ},
    {"delivery", VROOM_KEY_READ},
    {"pickup", VROOM_KEY_READ},
    {"skills", VROOM_KEY_READ},
    {"priority", VROOM_KEY_READ},
    {"time_windows", VROOM_KEY_READ},
    {"setup_per_type", VROOM_KEY_REFUSE},
    {"service_per_type", VROOM_KEY_REFUSE},
    {"amount", VROOM_KEY_REFUSE},
    {NULL, VROOM_KEY_READ}};

static enum err read_needs(const struct vroom *vroom, const json_t *object,
			   const char *pointer, struct plan_job *spec)
{
	struct plan_need *needs;
	int64_t *ids;
	enum err err =
	    vroom_get_skills(vroom, object, pointer, &ids, &spec->need_count);

	if (err != ERR_OK || spec->need_count == 0)
		return err;
	needs = arena_calloc(vroom->scratch, spec->need_count, sizeof(*needs));
	for (size_t i = 0; i < spec->need_count; i++)
		needs[i] = (struct plan_need){(int32_t)ids[i], 1};
	spec->needs = needs;
	return ERR_OK;
}

enum err vroom_read_job(struct vroom *vroom, const json_t *object,
			const char *pointer)
{
	struct plan_job spec = PLAN_JOB_DEFAULTS;
	int64_t priority = 0;
	int32_t ignored;
	enum err err;

	if ((err = vroom_check_keys(vroom, object, pointer, job_keys)) !=
		ERR_OK ||
	    (err = vroom_get_id(vroom, object, pointer, &spec.id)) != ERR_OK ||
	    (err =
		 vroom_get_location(vroom, object, "location", "location_index",
				    pointer, &spec.location)) != ERR_OK)
		return err;
	if (spec.location == PLAN_NONE)
		return vroom_refuse(vroom, pointer, "'%s' is missing",
				    vroom->has_matrix ? "location_index"
						      : "location");
	if ((err = vroom_get_int(vroom, object, "setup", pointer, 0,
				 PLAN_SPAN_MAX, &spec.setup_s)) != ERR_OK ||
	    (err = vroom_get_int(vroom, object, "service", pointer, 0,
				 PLAN_SPAN_MAX, &spec.service_s)) != ERR_OK ||
	    (err = vroom_get_int(vroom, object, "priority", pointer, 0,
				 PLAN_PRIORITY_MAX, &priority)) != ERR_OK ||
	    (err = read_needs(vroom, object, pointer, &spec)) != ERR_OK ||
	    (err = vroom_get_windows(vroom, object, pointer, &spec.windows,
				     &spec.window_count)) != ERR_OK ||
	    (err = vroom_get_amounts(vroom, object, "delivery", pointer,
				     &spec.delivery)) != ERR_OK ||
	    (err = vroom_get_amounts(vroom, object, "pickup", pointer,
				     &spec.pickup)) != ERR_OK)
		return err;
	spec.priority = (int32_t)priority;
	err = plan_problem_add_job(vroom->problem, &spec, &ignored,
				   vroom->detail);
	return err == ERR_OK ? ERR_OK
			     : vroom_library_refused(vroom, pointer, err);
}
