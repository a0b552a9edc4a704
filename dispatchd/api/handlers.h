/* SPDX-License-Identifier: MIT */
/* The handlers that the table of operations names, by file. */
#ifndef DISPATCHD_API_HANDLERS_H
#define DISPATCHD_API_HANDLERS_H

struct api_call;
struct store_reply;

/* session.c */
void session_log_in(struct api_call *call);
void session_show(struct api_call *call);
void session_log_out(struct api_call *call);
void password_put(struct api_call *call);

/* people.c */
void notices_seen(struct api_call *call);
void board_get(struct api_call *call);
void stream_get(struct api_call *call);

/* jobs.c */
void jobs_create(struct api_call *call);
void jobs_get(struct api_call *call);
void jobs_update(struct api_call *call);
void jobs_cancel(struct api_call *call);
void jobs_audit(struct api_call *call);
void jobs_facts(struct api_call *call);
void jobs_timeline(struct api_call *call);
void jobs_photos(struct api_call *call);
void photos_get(struct api_call *call);
void jobs_clocks(struct api_call *call);
void jobs_assign(struct api_call *call);
void visits_get(struct api_call *call);
void visits_update(struct api_call *call);
void visits_unassign(struct api_call *call);

/* resource.c */
void resource_list(struct api_call *call);
void resource_get(struct api_call *call);
void resource_audit(struct api_call *call);
void resource_create(struct api_call *call);
void resource_change(struct api_call *call);
void resource_delete(struct api_call *call);

/* candidates.c */
void jobs_candidates(struct api_call *call);
void jobs_emergency(struct api_call *call);

/* proposals.c */
void proposals_list(struct api_call *call);
void proposals_start(struct api_call *call);
void proposals_get(struct api_call *call);
void proposals_accept(struct api_call *call);
void proposals_discard(struct api_call *call);
void proposals_cancel(struct api_call *call);
void proposals_revert(struct api_call *call);

/* slots.c */
void slots_offer(struct api_call *call);
void slots_hold(struct api_call *call);
void slots_book(struct api_call *call);
void holds_get(struct api_call *call);
void holds_release(struct api_call *call);

/* devices.c */
void calendar_links_create(struct api_call *call);
void calendar_links_list(struct api_call *call);
void calendar_links_revoke(struct api_call *call);
void enrolment_codes_create(struct api_call *call);
/* The same answers again. */
void calendar_links_replay(const struct store_reply *reply, void *call);
void enrolment_codes_replay(const struct store_reply *reply, void *call);
void devices_revoke(struct api_call *call);

/* health.c */
void health_live(struct api_call *call);
void health_ready(struct api_call *call);
void health_metrics(struct api_call *call);
void openapi_get(struct api_call *call);

/* feed/calendar_http.c */
void calendar_get(struct api_call *call);

#endif
