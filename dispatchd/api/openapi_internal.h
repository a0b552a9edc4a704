/* SPDX-License-Identifier: MIT */
/* The parts of the API's description: schemas, examples, problems. */
#ifndef DISPATCHD_API_OPENAPI_INTERNAL_H
#define DISPATCHD_API_OPENAPI_INTERNAL_H

#include "dispatchd/api/openapi.h"
#include "dispatchd/api/shapes.h"

/* {"$ref": ...}; the schema joins `schemas` at its first mention. */
json_t *openapi_refer(const struct field_schema *schema, json_t *schemas);
json_t *openapi_schema_of(const struct field *field, json_t *schemas);

/* An object of that shape. What is `sent` has what is required and what the
 * table of examples knows for that shape; an answer has all. */
json_t *openapi_example(const struct field_schema *schema, bool sent);
/* One field's; `schema` is its shape's name. */
json_t *openapi_example_of(const char *schema, const struct field *field,
			   int depth);
/* {"example": ...} of an answer that is a text. */
json_t *openapi_text_example(const struct api_operation *operation);

/* The components: what each status says, and by which rules. */
json_t *openapi_problems(json_t *schemas);

/* Why something is refused: `rule` of an entry of a problem's errors[]. */
struct openapi_rule {
	const char *name;
	const char *statuses; /* "409 422" */
	const char *meaning;
};
const struct openapi_rule *openapi_rules(size_t *ret_count);

#endif
