/* SPDX-License-Identifier: MIT */
/* The API's description: OpenAPI 3.1 from the table of operations. */
#ifndef DISPATCHD_API_OPENAPI_H
#define DISPATCHD_API_OPENAPI_H

#include <callout/buf.h>

#include "dispatchd/api/call.h"

/* Append the document. PURE: the same table gives the same bytes. */
void openapi_build(const struct api_operation *operations, size_t count,
		   const char *version, struct buf *out);

#endif
