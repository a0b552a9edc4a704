/* SPDX-License-Identifier: MIT */
/* The operations: one row each. */
#include <assert.h>

#include "dispatchd/api/call.h"
#include "dispatchd/api/handlers.h"
#include "dispatchd/api/shapes.h"

#define PLAN (ROLE_ADMIN | ROLE_DISPATCHER)
#define SEE (PLAN | ROLE_MANAGER)
#define TAKE_IN (PLAN | ROLE_INTAKE)

#define API "/api/v1"
#define ROW(m, p, op) .method = HTTP_##m, .pattern = (p), .run = (op)

/* Master data, all alike: list and create at `all`, the rest at `each`. `n` is
 * what its shapes are called, `One` and `Many` end the operations' names. */
/* clang-format off */
#define RESOURCE_AT(all, under, each, res, n, One, Many, one, many, readers,  \
		    writers)                                                   \
	{ROW(GET, API all, resource_list), .resource = (res),                  \
	 .parent = (under), .roles = (readers), .query = query_##n,            \
	 .answer = &shape_##n##_list, .refusals = "404 422", .tag = "master",  \
	 .operation = "list" Many, .summary = "List " many},                   \
	{ROW(POST, API all, resource_create), .resource = (res),               \
	 .parent = (under), .roles = (writers), .body = &shape_##n##_new,      \
	 .answer = &shape_##n, .success = 201, .location = API each,           \
	 .refusals = "404 409 422", .tag = "master",                           \
	 .operation = "create" One, .summary = "Make " one},                   \
	{ROW(GET, API each "/{id}", resource_get), .resource = (res),          \
	 .roles = (readers), .flags = API_ETAG, .answer = &shape_##n,          \
	 .tag = "master", .operation = "get" One, .summary = "Read " one},     \
	{ROW(PATCH, API each "/{id}", resource_change), .resource = (res),     \
	 .roles = (writers), .flags = API_ETAG | API_NEED_MATCH,               \
	 .body = &shape_##n##_change, .answer = &shape_##n,                    \
	 .refusals = "409 422", .tag = "master",                               \
	 .operation = "change" One, .summary = "Change " one},                 \
	{ROW(DELETE, API each "/{id}", resource_delete), .resource = (res),    \
	 .roles = (writers), .flags = API_NEED_MATCH, .query = query_delete,   \
	 .success = 204, .refusals = "409", .tag = "master",                   \
	 .operation = "delete" One,                                            \
	 .summary = "Delete " one ", if nothing refers to it"},                \
	{ROW(GET, API each "/{id}/audit", resource_audit), .resource = (res),  \
	 .roles = (readers) & SEE, .query = query_page, .answer = &shape_audit, .tag = "master",    \
	 .operation = "get" One "Audit", .summary = "Who did what to " one}
#define RESOURCE(all, res, n, One, Many, one, many, readers, writers)         \
	RESOURCE_AT(all, NULL, all, res, n, One, Many, one, many, readers,     \
		    writers)
/* clang-format on */

static const struct api_operation operations[] = {
    /* --- who --- */
    {ROW(POST, API "/session", session_log_in), .body = &shape_log_in,
     .answer = &shape_user, .http_flags = HTTP_ROUTE_NO_GZIP,
     .refusals = "401 403 429", .tag = "session", .operation = "logIn",
     .summary = "Log in; the answer sets the session's cookie"},
    {ROW(GET, API "/session", session_show), .roles = ROLE_ALL,
     .answer = &shape_user, .tag = "session", .operation = "getSession",
     .summary = "Who am I"},
    {ROW(DELETE, API "/session", session_log_out), .roles = ROLE_ALL,
     .flags = API_SESSION_ONLY | API_NO_KEY, .success = 204, .tag = "session",
     .operation = "logOut", .summary = "Log out"},
    {ROW(PUT, API "/password", password_put), .roles = ROLE_ALL,
     .flags = API_SESSION_ONLY | API_SECRET_BODY, .body = &shape_password,
     .success = 204, .refusals = "429", .tag = "session",
     .operation = "changePassword",
     .summary = "Change my password; my other sessions end"},

    /* --- who and where --- */
    {ROW(GET, API "/board", board_get), .roles = SEE, .flags = API_ETAG,
     .query = query_board, .answer = &shape_board, .refusals = "404",
     .tag = "planning", .operation = "getBoard",
     .summary = "A territory's days: shifts, visits, unplanned jobs"},
    {ROW(GET, API "/stream", stream_get), .roles = SEE, .query = query_stream,
     .media_type = "text/event-stream", .tag = "planning",
     .operation = "streamChanges",
     .summary = "What changes on the boards, as it happens"},

    /* --- master data --- */
    RESOURCE("/customers", RESOURCE_CUSTOMER, customer, "Customer", "Customers",
	     "a customer", "customers", ROLE_ALL, TAKE_IN),
    RESOURCE("/contacts", RESOURCE_CONTACT, contact, "Contact", "Contacts",
	     "a contact", "contacts", ROLE_ALL, TAKE_IN),
    RESOURCE("/sites", RESOURCE_SITE, site, "Site", "Sites", "a site", "sites",
	     ROLE_ALL, TAKE_IN),
    RESOURCE_AT("/sites/{id}/notes", "site", "/site-notes", RESOURCE_SITE_NOTE,
		site_note, "SiteNote", "SiteNotes", "a note for a site",
		"the notes for a site", ROLE_ALL, TAKE_IN),
    RESOURCE("/assets", RESOURCE_ASSET, asset, "Asset", "Assets", "an asset",
	     "assets", ROLE_ALL, TAKE_IN),
    RESOURCE("/territories", RESOURCE_TERRITORY, territory, "Territory",
	     "Territories", "a territory", "my territories", ROLE_ALL,
	     ROLE_ADMIN),
    RESOURCE("/skills", RESOURCE_SKILL, skill, "Skill", "Skills", "a skill",
	     "skills", ROLE_ALL, ROLE_ADMIN),
    RESOURCE("/job-types", RESOURCE_JOB_TYPE, job_type, "JobType", "JobTypes",
	     "a job type", "job types", ROLE_ALL, ROLE_ADMIN),
    RESOURCE("/calendars", RESOURCE_CALENDAR, calendar, "BusinessCalendar",
	     "BusinessCalendars", "a business calendar", "business calendars",
	     ROLE_ALL, ROLE_ADMIN),
    RESOURCE("/sla-policies", RESOURCE_SLA_POLICY, sla_policy, "SlaPolicy",
	     "SlaPolicies", "an SLA policy", "SLA policies", ROLE_ALL,
	     ROLE_ADMIN),

    /* --- people and their time --- */
    RESOURCE("/technicians", RESOURCE_TECHNICIAN, technician, "Technician",
	     "Technicians", "a technician", "technicians of my territories",
	     SEE, PLAN),
    {ROW(GET, API "/technicians/{id}/week", resource_get),
     .resource = RESOURCE_WEEK, .roles = SEE, .flags = API_ETAG,
     .answer = &shape_week, .tag = "master", .operation = "getWeek",
     .summary = "Read a technician's usual week"},
    {ROW(PUT, API "/technicians/{id}/week", resource_change),
     .resource = RESOURCE_WEEK, .roles = PLAN,
     .flags = API_ETAG | API_NEED_MATCH, .body = &shape_week_new,
     .answer = &shape_week, .refusals = "422", .tag = "master",
     .operation = "putWeek",
     .summary = "Say what week a technician usually has"},
    RESOURCE_AT("/technicians/{id}/shifts", "technician", "/shifts",
		RESOURCE_SHIFT, shift, "Shift", "Shifts", "a shift",
		"a technician's shifts", SEE, PLAN),
    RESOURCE_AT("/technicians/{id}/absences", "technician", "/absences",
		RESOURCE_ABSENCE, absence, "Absence", "Absences", "an absence",
		"a technician's absences", SEE, PLAN),
    RESOURCE("/tools", RESOURCE_TOOL, tool, "Tool", "Tools", "a tool", "tools",
	     ROLE_ALL, PLAN),
    RESOURCE("/parts", RESOURCE_PART, part, "Part", "Parts", "a part", "parts",
	     ROLE_ALL, PLAN),

    /* --- how a territory is planned, what dispatchers are told --- */
    {ROW(GET, API "/territories/{id}/policy", resource_get),
     .resource = RESOURCE_POLICY, .roles = SEE, .flags = API_ETAG,
     .answer = &shape_policy, .tag = "master", .operation = "getPolicy",
     .summary = "Read how a territory is planned"},
    {ROW(PATCH, API "/territories/{id}/policy", resource_change),
     .resource = RESOURCE_POLICY, .roles = PLAN,
     .flags = API_ETAG | API_NEED_MATCH, .body = &shape_policy_change,
     .answer = &shape_policy, .refusals = "422", .tag = "master",
     .operation = "changePolicy",
     .summary = "Change how a territory is planned"},
    {ROW(PUT, API "/territories/{id}/policy", resource_change),
     .resource = RESOURCE_POLICY_WHOLE, .roles = PLAN,
     .flags = API_ETAG | API_NEED_MATCH, .body = &shape_policy_change,
     .answer = &shape_policy, .refusals = "422", .tag = "master",
     .operation = "putPolicy",
     .summary = "Say how a territory is planned; the rest is the default"},
    {ROW(GET, API "/notices", resource_list), .resource = RESOURCE_NOTICE,
     .roles = SEE, .query = query_notice, .answer = &shape_notice_list,
     .refusals = "404", .tag = "planning", .operation = "listNotices",
     .summary = "List what dispatchers should look at, the newest first"},
    {ROW(POST, API "/notices/{id}/seen", notices_seen), .roles = PLAN,
     .answer = &shape_notice, .tag = "planning", .operation = "seeNotice",
     .summary = "Somebody has seen a notice: it leaves the boards"},
    {ROW(GET, API "/reviews", resource_list), .resource = RESOURCE_REVIEW,
     .roles = SEE, .query = query_review, .answer = &shape_review_list,
     .refusals = "404", .tag = "planning", .operation = "listReviews",
     .summary = "List what a person has to decide on, the newest first"},
    {ROW(GET, API "/reviews/{id}", resource_get), .resource = RESOURCE_REVIEW,
     .roles = SEE, .flags = API_ETAG, .answer = &shape_review,
     .tag = "planning", .operation = "getReview",
     .summary = "A review, with the reports that led to it"},
    {ROW(POST, API "/reviews/{id}/settle", resource_change),
     .resource = RESOURCE_REVIEW, .roles = PLAN,
     .flags = API_ETAG | API_NEED_MATCH, .body = &shape_settle,
     .answer = &shape_review, .refusals = "409 422", .tag = "planning",
     .operation = "settleReview",
     .summary = "Decide on a review, and do what that asks for"},

    /* --- jobs --- */
    {ROW(GET, API "/jobs", resource_list), .resource = RESOURCE_JOB,
     .roles = ROLE_ALL, .query = query_jobs, .answer = &shape_job_list,
     .refusals = "404 422", .tag = "jobs", .operation = "listJobs",
     .summary = "Jobs, page by page"},
    {ROW(POST, API "/jobs", jobs_create), .roles = TAKE_IN,
     .body = &shape_job_new, .answer = &shape_job_made, .success = 201,
     .location = API "/jobs", .refusals = "404 409 422", .tag = "jobs",
     .operation = "createJob", .summary = "Take in a job"},
    {ROW(GET, API "/jobs/{id}", jobs_get), .roles = ROLE_ALL, .flags = API_ETAG,
     .answer = &shape_job, .tag = "jobs", .operation = "getJob",
     .summary = "A job with its visits"},
    {ROW(PATCH, API "/jobs/{id}", jobs_update), .roles = PLAN,
     .flags = API_ETAG | API_NEED_MATCH, .body = &shape_job_change,
     .answer = &shape_job, .refusals = "409 422", .tag = "jobs",
     .operation = "updateJob", .summary = "Change a job"},
    {ROW(POST, API "/jobs/{id}/cancel", jobs_cancel), .roles = PLAN,
     .flags = API_ETAG | API_NEED_MATCH, .body = &shape_cancel,
     .answer = &shape_job, .refusals = "409 422", .tag = "jobs",
     .operation = "cancelJob", .summary = "Cancel a job and its visits"},
    {ROW(GET, API "/jobs/{id}/audit", jobs_audit), .roles = SEE,
     .query = query_page, .answer = &shape_audit, .tag = "jobs",
     .operation = "getJobAudit", .summary = "Who did what to a job"},
    {ROW(GET, API "/jobs/{id}/facts", jobs_facts), .roles = SEE,
     .answer = &shape_facts, .tag = "jobs", .operation = "getJobFacts",
     .summary = "What devices reported of a job"},
    {ROW(GET, API "/jobs/{id}/timeline", jobs_timeline), .roles = SEE,
     .answer = &shape_timeline, .tag = "jobs", .operation = "getJobTimeline",
     .summary = "What happened to a job, reported and done, in one list"},
    {ROW(GET, API "/jobs/{id}/photos", jobs_photos), .roles = SEE,
     .answer = &shape_photos, .tag = "jobs", .operation = "getJobPhotos",
     .summary = "The photos and signatures of a job"},
    {ROW(GET, API "/photos/{uid}", photos_get), .roles = SEE,
     .flags = API_ETAG, .media_type = "image/*", .refusals = "404",
     .tag = "jobs", .operation = "getPhoto",
     .summary = "A photo or signature"},
    {ROW(GET, API "/jobs/{id}/clocks", jobs_clocks), .roles = ROLE_ALL,
     .answer = &shape_clocks, .tag = "jobs", .operation = "getJobClocks",
     .summary = "The promises' clocks, with the derivation of their times"},
    {ROW(GET, API "/jobs/{id}/candidates", jobs_candidates), .roles = SEE,
     .query = query_candidates, .answer = &shape_candidates, .refusals = "409",
     .tag = "planning", .operation = "listCandidates",
     .summary = "Who can take a job, how well, and what is in the others' way"},
    {ROW(POST, API "/jobs/{id}/assign", jobs_assign), .roles = PLAN,
     .flags = API_ETAG | API_IF_MATCH, .body = &shape_assign,
     .answer = &shape_visit, .refusals = "409 422", .tag = "planning",
     .operation = "assignJob",
     .summary = "Give a job to a technician, or move its visit"},
    {ROW(POST, API "/jobs/{id}/emergency", jobs_emergency), .roles = PLAN,
     .flags = API_IF_MATCH | API_NO_BODY_OK, .body = &shape_emergency_new,
     .answer = &shape_emergency, .refusals = "409 422", .tag = "planning",
     .operation = "startEmergency",
     .summary = "Send somebody at once: the nearest able, least harm done"},
    {ROW(GET, API "/visits/{id}", visits_get), .roles = ROLE_ALL,
     .flags = API_ETAG, .answer = &shape_visit, .tag = "planning",
     .operation = "getVisit", .summary = "A visit"},
    {ROW(PATCH, API "/visits/{id}", visits_update), .roles = PLAN,
     .flags = API_ETAG | API_NEED_MATCH, .body = &shape_visit_change,
     .answer = &shape_visit, .refusals = "409 422", .tag = "planning",
     .operation = "updateVisit",
     .summary = "Pin a visit, or say what its customer was told"},
    {ROW(POST, API "/visits/{id}/unassign", visits_unassign), .roles = PLAN,
     .flags = API_ETAG | API_IF_MATCH | API_NO_BODY_OK, .body = &shape_unassign,
     .answer = &shape_visit, .refusals = "409 422", .tag = "planning",
     .operation = "unassignVisit", .summary = "Put a job back to the pool"},

    /* --- slots --- */
    {ROW(POST, API "/slots", slots_offer), .roles = TAKE_IN,
     .body = &shape_slot_ask, .answer = &shape_slot_list, .refusals = "404 422",
     .tag = "slots", .operation = "offerSlots",
     .summary = "Arrival windows to offer to a customer, the best first"},
    {ROW(POST, API "/slots/{slot}/hold", slots_hold), .roles = TAKE_IN,
     .flags = API_NO_BODY_OK, .body = &shape_slot_hold_new,
     .answer = &shape_hold, .success = 201, .location = API "/slots/holds",
     .refusals = "404 409 422", .tag = "slots", .operation = "holdSlot",
     .summary = "Keep a slot for some minutes"},
    {ROW(POST, API "/slots/{slot}/book", slots_book), .roles = TAKE_IN,
     .flags = API_IF_MATCH, .body = &shape_slot_book_new,
     .answer = &shape_slot_booked, .success = 201, .location = API "/jobs",
     .refusals = "404 409 410 422", .tag = "slots", .operation = "bookSlot",
     .summary = "Book a slot, held or not: a job with its promised visit"},
    {ROW(GET, API "/slots/holds/{id}", holds_get), .roles = ROLE_ALL,
     .flags = API_ETAG, .answer = &shape_hold, .tag = "slots",
     .operation = "getHold", .summary = "A hold"},
    {ROW(DELETE, API "/slots/holds/{id}", holds_release), .roles = TAKE_IN,
     .flags = API_IF_MATCH, .success = 204, .refusals = "409", .tag = "slots",
     .operation = "releaseHold", .summary = "Give a held slot back"},

    /* --- proposals --- */
    {ROW(GET, API "/proposals", proposals_list), .roles = SEE,
     .query = query_proposals, .answer = &shape_proposal_list,
     .refusals = "404", .tag = "planning", .operation = "listProposals",
     .summary = "Proposals, the latest first, page by page"},
    {ROW(POST, API "/proposals", proposals_start), .roles = PLAN,
     .body = &shape_proposal_new, .answer = &shape_proposal, .success = 202,
     .location = API "/proposals", .refusals = "404 409 422", .tag = "planning",
     .operation = "startProposal",
     .summary = "Plan a territory; poll the Location until it is ready"},
    {ROW(GET, API "/proposals/{id}", proposals_get), .roles = SEE,
     .flags = API_ETAG, .answer = &shape_proposal, .tag = "planning",
     .operation = "getProposal", .summary = "A proposal"},
    {ROW(POST, API "/proposals/{id}/accept", proposals_accept), .roles = PLAN,
     .flags = API_IF_MATCH | API_NO_BODY_OK, .body = &shape_accept,
     .answer = &shape_proposal, .refusals = "409 422", .tag = "planning",
     .operation = "acceptProposal",
     .summary = "Accept a proposal, whole or in part"},
    {ROW(POST, API "/proposals/{id}/discard", proposals_discard), .roles = PLAN,
     .flags = API_IF_MATCH, .answer = &shape_proposal, .refusals = "409",
     .tag = "planning", .operation = "discardProposal",
     .summary = "Throw a proposal away"},
    {ROW(POST, API "/proposals/{id}/cancel", proposals_cancel), .roles = PLAN,
     .flags = API_IF_MATCH, .answer = &shape_proposal, .refusals = "409",
     .tag = "planning", .operation = "cancelProposal",
     .summary = "Stop a planning run"},
    {ROW(POST, API "/proposals/{id}/revert", proposals_revert), .roles = PLAN,
     .flags = API_IF_MATCH | API_NO_BODY_OK, .body = &shape_revert,
     .answer = &shape_proposal, .success = 201, .location = API "/proposals",
     .refusals = "409 422", .tag = "planning", .operation = "revertProposal",
     .summary = "Take back what was accepted, by a proposal of its own"},

    /* --- access for others --- */
    {ROW(GET, API "/technicians/{id}/calendar-links", calendar_links_list),
     .roles = SEE, .query = query_page, .answer = &shape_link_list,
     .tag = "access", .operation = "listCalendarLinks",
     .summary = "Calendar links of a technician"},
    {ROW(POST, API "/technicians/{id}/calendar-links", calendar_links_create),
     .replay = calendar_links_replay, .roles = SEE, .body = &shape_link_new,
     .answer = &shape_link_made, .success = 201,
     .http_flags = HTTP_ROUTE_NO_GZIP, .tag = "access",
     .operation = "createCalendarLink",
     .summary = "Make a calendar link; its secret is shown once"},
    {ROW(DELETE, API "/calendar-links/{id}", calendar_links_revoke),
     .roles = SEE, .success = 204, .tag = "access",
     .operation = "revokeCalendarLink", .summary = "Revoke a calendar link"},
    {ROW(POST, API "/technicians/{id}/enrolment-codes", enrolment_codes_create),
     .replay = enrolment_codes_replay, .roles = PLAN, .answer = &shape_code,
     .success = 201, .http_flags = HTTP_ROUTE_NO_GZIP, .tag = "access",
     .operation = "createEnrolmentCode",
     .summary = "Make a code that enrols a device, once"},
    {ROW(GET, API "/technicians/{id}/devices", resource_list),
     .resource = RESOURCE_DEVICE, .parent = "technician", .roles = SEE,
     .query = query_page, .answer = &shape_device_list, .tag = "access",
     .operation = "listTechnicianDevices",
     .summary = "Devices of a technician"},
    {ROW(GET, API "/devices", resource_list), .resource = RESOURCE_DEVICE,
     .roles = SEE, .query = query_device, .answer = &shape_device_list,
     .refusals = "404 422", .tag = "access", .operation = "listDevices",
     .summary = "Devices: when each was here, and what waits on it"},
    {ROW(GET, API "/devices/{id}", resource_get), .resource = RESOURCE_DEVICE,
     .roles = SEE, .flags = API_ETAG, .answer = &shape_device, .tag = "access",
     .operation = "getDevice", .summary = "Read a device"},
    {ROW(PATCH, API "/devices/{id}", resource_change),
     .resource = RESOURCE_DEVICE, .roles = PLAN,
     .flags = API_ETAG | API_NEED_MATCH, .body = &shape_device_change,
     .answer = &shape_device, .refusals = "422", .tag = "access",
     .operation = "changeDevice", .summary = "Give a device another name"},
    {ROW(GET, API "/devices/{id}/audit", resource_audit),
     .resource = RESOURCE_DEVICE, .roles = SEE, .query = query_page,
     .answer = &shape_audit, .tag = "access", .operation = "getDeviceAudit",
     .summary = "Who did what to a device"},
    {ROW(DELETE, API "/devices/{id}", devices_revoke), .roles = PLAN,
     .success = 204, .tag = "access", .operation = "revokeDevice",
     .summary = "Revoke a device"},

    /* --- for everybody --- */
    {ROW(GET, "/calendar/{secret}.ics", calendar_get),
     .flags = API_ANY_QUERY | API_ETAG, .media_type = "text/calendar",
     .refusals = "404 410", .tag = "calendar", .operation = "getCalendar",
     .summary = "A technician's calendar, for whoever has the link"},
    {ROW(GET, API "/openapi.json", openapi_get),
     .media_type = "application/json", .tag = "service",
     .operation = "getDescription", .summary = "This description"},
    {ROW(GET, "/healthz", health_live), .flags = API_ANY_QUERY,
     .http_flags = HTTP_ROUTE_QUIET, .media_type = "text/plain",
     .tag = "service", .operation = "getHealth", .summary = "Is it alive"},
    {ROW(GET, "/readyz", health_ready), .flags = API_ANY_QUERY,
     .http_flags = HTTP_ROUTE_QUIET, .media_type = "text/plain",
     .tag = "service", .operation = "getReadiness",
     .summary = "Can it do its work"},
    {ROW(GET, "/metrics", health_metrics), .flags = API_ANY_QUERY,
     .http_flags = HTTP_ROUTE_QUIET, .media_type = "text/plain",
     .tag = "service", .operation = "getMetrics",
     .summary = "Figures in Prometheus' text format"},
};

#define COUNT (sizeof(operations) / sizeof(*operations))

const struct api_operation *api_operations(size_t *ret_count)
{
	*ret_count = COUNT;
	return operations;
}

struct http_route *api_routes(void)
{
	struct http_route *routes = xcalloc(COUNT, sizeof(*routes));

	for (size_t i = 0; i < COUNT; i++)
		routes[i] = (struct http_route){
		    .method = operations[i].method,
		    .pattern = operations[i].pattern,
		    .handler = api_enter,
		    .auth = operations[i].roles,
		    .flags = operations[i].http_flags,
		    .max_body_bytes = 256 << 10,
		    .operation = operations[i].operation,
		    .summary = operations[i].summary,
		};
	return routes;
}

const struct api_operation *api_operation_of(struct http_request *req)
{
	const struct loop *loop = http_loop_context(req);

	size_t index = (size_t)(http_route(req) - loop->daemon->routes);

	assert(index < COUNT);
	return &operations[index];
}
