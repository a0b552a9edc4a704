/* SPDX-License-Identifier: MIT */
/* The members that --explain adds to VROOM's solution. */
#ifndef CLI_PLAN_EXPLAIN_H
#define CLI_PLAN_EXPLAIN_H

#include "cli/plan_vroom.h"

/* How long explaining so many jobs will take, about. */
int64_t vroom_explain_us(const struct vroom *vroom, int64_t unserved,
			 int64_t served);

/* From now on vroom_write() explains this plan, until vroom_explain_free(), or
 * until that time of clk_monotonic_us() (0: to the end). */
void vroom_explain(struct vroom *vroom, const struct plan *plan,
		   int64_t until_us);
void vroom_explain_free(struct vroom *vroom);

/* For the writer; they add nothing where nothing is to be explained. */
void vroom_explain_unassigned(const struct vroom *vroom, int32_t job,
			      struct buf *buf);
void vroom_explain_assigned(const struct vroom *vroom, int32_t job,
			    struct buf *buf);
/* How much was looked at. */
void vroom_explain_end(const struct vroom *vroom, struct buf *buf);

#endif
