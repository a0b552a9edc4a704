/* SPDX-License-Identifier: MIT */
/* The JSON objects of the API, as tables of fields. */
#ifndef DISPATCHD_API_SHAPES_H
#define DISPATCHD_API_SHAPES_H

#include "dispatchd/api/field.h"

/* What is sent. */
extern const struct field_schema shape_log_in, shape_password, shape_job_new,
    shape_job_change, shape_cancel, shape_assign, shape_unassign,
    shape_visit_change, shape_proposal_new, shape_accept, shape_revert,
    shape_link_new, shape_emergency_new;

/* What is answered. */
extern const struct field_schema shape_user, shape_job, shape_job_made,
    shape_job_list, shape_visit, shape_candidates, shape_emergency, shape_audit,
    shape_facts, shape_photos, shape_clocks, shape_board, shape_proposal,
    shape_proposal_list, shape_link, shape_link_made, shape_link_list,
    shape_code, shape_device, shape_device_list, shape_problem;

/* Slots (shapes_slots.c). */
extern const struct field_schema shape_slot_ask, shape_slot_hold_new,
    shape_slot_book_new, shape_slot, shape_slot_list, shape_hold,
    shape_slot_booked;
/* Parts that several of them have. */
extern const struct field_schema shape_skill_need, shape_technician_wish;

/* Master data (shapes_master.c): NAME as it is read, NAME_new, NAME_change,
 * NAME_list, and the query of its list. */
#define SHAPES_OF_RESOURCE(n)                                        \
	extern const struct field_schema shape_##n, shape_##n##_new, \
	    shape_##n##_change, shape_##n##_list;                    \
	extern const struct field query_##n[]
SHAPES_OF_RESOURCE(customer);
SHAPES_OF_RESOURCE(contact);
SHAPES_OF_RESOURCE(site);
SHAPES_OF_RESOURCE(asset);
SHAPES_OF_RESOURCE(site_note);
SHAPES_OF_RESOURCE(territory);
SHAPES_OF_RESOURCE(skill);
SHAPES_OF_RESOURCE(job_type);
SHAPES_OF_RESOURCE(calendar);
SHAPES_OF_RESOURCE(sla_policy);

/* People (shapes_people.c). */
SHAPES_OF_RESOURCE(technician);
SHAPES_OF_RESOURCE(shift);
SHAPES_OF_RESOURCE(absence);
SHAPES_OF_RESOURCE(tool);
SHAPES_OF_RESOURCE(part);
extern const struct field_schema shape_week, shape_week_new, shape_policy,
    shape_policy_change, shape_notice, shape_notice_list;
extern const struct field_schema shape_device_change;
extern const struct field query_notice[], query_device[];

/* Reports (shapes_reports.c). */
extern const struct field_schema shape_timeline, shape_review,
    shape_review_list, shape_settle;
extern const struct field query_review[];

/* Parts that both sides have. */
extern const struct field_schema shape_skill_need, shape_job_skill, shape_place,
    shape_part_amount, shape_task_new;

/* Query parameters. */
extern const struct field query_jobs[], query_board[], query_candidates[],
    query_stream[], query_delete[], query_proposals[], query_page[];

#endif
