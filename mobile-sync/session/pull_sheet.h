/* SPDX-License-Identifier: MIT */
/* A row of sync_pull() as an element of the delta. */
#ifndef MOBILE_SYNC_SESSION_PULL_SHEET_H
#define MOBILE_SYNC_SESSION_PULL_SHEET_H

#include <callout/arena.h>
#include <callout/buf.h>

#include "mobile-sync/store/sync_store.h"

/* What is read of the row lives in the arena. */
void pull_add_sheet(const struct sync_rows *rows, int row, int contract,
		    struct arena *arena, struct buf *out);
void pull_add_van(const struct sync_rows *rows, int row, int contract,
		  struct arena *arena, struct buf *out);

#endif
