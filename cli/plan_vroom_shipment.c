/* SPDX-License-Identifier: MIT */
/* A shipment of the document becomes two jobs of ours, tied to each other. */
#include "cli/plan_vroom_internal.h"

static const struct vroom_key shipment_keys[] = {
    {"pickup", VROOM_KEY_READ},	  {"delivery", VROOM_KEY_READ},
    {"amount", VROOM_KEY_READ},	  {"skills", VROOM_KEY_READ},
    {"priority", VROOM_KEY_READ}, {NULL, VROOM_KEY_READ}};
static const struct vroom_key task_keys[] = {
    {"id", VROOM_KEY_READ},
    {"description", VROOM_KEY_SKIP},
    {"location", VROOM_KEY_READ},
    {"location_index", VROOM_KEY_READ},
    {"setup", VROOM_KEY_READ},
    {"service", VROOM_KEY_READ},
    {"setup_per_type", VROOM_KEY_READ},
    {"service_per_type", VROOM_KEY_READ},
    {"time_windows", VROOM_KEY_READ},
    {NULL, VROOM_KEY_READ}};

/* `common`: what both ends share. */
static enum err read_end(struct vroom *vroom, const json_t *shipment,
			 const char *key, enum told_kind kind,
			 const char *pointer, const struct plan_job *common)
{
	const json_t *object = json_object_get(shipment, key);
	const struct vroom_visit visit = {
	    vroom_repeat_task(vroom, object), kind,
	    plan_problem_job_count(vroom->problem), 1, 1};
	struct plan_job spec = *common;
	int32_t now;
	enum err err;

	if (object == NULL)
		return vroom_refuse(vroom, pointer, "'%s' is missing", key);
	pointer = vroom_at(vroom, pointer, key);
	if ((err = vroom_check_keys(vroom, object, pointer, task_keys)) !=
		ERR_OK ||
	    (err = vroom_read_task(vroom, object, pointer, &spec)) != ERR_OK)
		return err;
	err = vroom_initial_take(vroom, kind, spec.id, visit.first, 1, &now);
	if (err != ERR_OK)
		return err;
	vroom_set_current(vroom, now, &spec);
	if (kind == TOLD_DELIVERY)
		spec.pickup = NULL; /* what was picked up is brought here */
	return vroom_add_visit(vroom, pointer, &spec, &visit);
}

enum err vroom_read_shipment(struct vroom *vroom, const json_t *object,
			     const char *pointer)
{
	int32_t first = plan_problem_job_count(vroom->problem);
	const struct plan_link link = {
	    .kind = PLAN_LINK_SHIPMENT, .job = first, .other = first + 1};
	struct plan_job common = PLAN_JOB_DEFAULTS;
	enum err err;

	if ((err = vroom_check_keys(vroom, object, pointer, shipment_keys)) !=
		ERR_OK ||
	    (err = vroom_get_priority(vroom, object, pointer,
				      &common.priority)) != ERR_OK ||
	    (err = vroom_read_needs(vroom, object, pointer, &common)) !=
		ERR_OK ||
	    (err = vroom_get_amounts(vroom, object, "amount", pointer,
				     &common.pickup)) != ERR_OK ||
	    (err = read_end(vroom, object, "pickup", TOLD_PICKUP, pointer,
			    &common)) != ERR_OK ||
	    (err = read_end(vroom, object, "delivery", TOLD_DELIVERY, pointer,
			    &common)) != ERR_OK)
		return err;
	return vroom_add_link(vroom, pointer, &link);
}
