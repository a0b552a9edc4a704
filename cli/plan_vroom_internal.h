/* SPDX-License-Identifier: MIT */
/* What the reader keeps for the writer. */
#ifndef CLI_PLAN_VROOM_INTERNAL_H
#define CLI_PLAN_VROOM_INTERNAL_H

#include <jansson.h>

#include "cli/plan_vroom.h"

struct vroom_profile {
	const char *name; /* in the document */
	int32_t number;
};

struct vroom {
	int64_t lists_us; /* see vroom_lists_us() */
	int64_t scale;	  /* see vroom_scale() */
	struct plan_problem *problem;
	/* NULL where the file is no JSON; jansson takes that as empty. */
	json_t *root; /* without its matrices */
	json_t *vehicles, *jobs;
	struct vroom_profile *profiles;
	size_t profile_count;
	bool has_matrix;
	size_t rows;			       /* of a matrix */
	size_t amounts;			       /* dimensions of capacity */
	struct vroom_explanation *explanation; /* plan_explain.h; or NULL */
	/* While reading. */
	const struct vroom_settings *settings;
	struct arena *scratch;
	struct err_detail *detail;
	int64_t default_start_s, default_end_s; /* of a vehicle's time_window */
};

/* What is done with a key; a table of them ends with a nameless one. */
enum vroom_key_use { VROOM_KEY_READ, VROOM_KEY_SKIP, VROOM_KEY_REFUSE };

struct vroom_key {
	const char *name;
	enum vroom_key_use use;
};

/* ERR_INPUT with this pointer. */
enum err vroom_refuse(const struct vroom *vroom, const char *pointer,
		      const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* parent/key and parent/index, in the scratch arena. */
const char *vroom_at(const struct vroom *vroom, const char *parent,
		     const char *key);
const char *vroom_at_index(const struct vroom *vroom, const char *parent,
			   size_t index);
/* The library's own complaint, with our pointer in front of its last member:
 * it counts technicians, the document calls them vehicles. */
enum err vroom_library_refused(struct vroom *vroom, const char *pointer,
			       enum err err);
/* An object with keys from the table. Unknown ones are said once each. */
enum err vroom_check_keys(const struct vroom *vroom, const json_t *object,
			  const char *pointer, const struct vroom_key *keys);
/* A whole number within min..max; a real one is rounded. */
enum err vroom_to_int(const struct vroom *vroom, const json_t *value,
		      const char *pointer, int64_t min, int64_t max,
		      int64_t *ret_value);
/* A number that may be absent: then *ret_value stays. */
enum err vroom_get_int(const struct vroom *vroom, const json_t *object,
		       const char *key, const char *pointer, int64_t min,
		       int64_t max, int64_t *ret_value);
/* An array that may be absent: then NULL. */
enum err vroom_get_array(const struct vroom *vroom, const json_t *object,
			 const char *key, const char *pointer,
			 const json_t **ret_array);
/* The object's own id, which must be there. */
enum err vroom_get_id(const struct vroom *vroom, const json_t *object,
		      const char *pointer, int64_t *ret_id);
/* [start, end]; may be absent where it says get. */
enum err vroom_to_window(const struct vroom *vroom, const json_t *value,
			 const char *pointer, struct plan_window *ret_window);
enum err vroom_get_windows(const struct vroom *vroom, const json_t *object,
			   const char *pointer,
			   const struct plan_window **ret_windows,
			   size_t *ret_count);
/* As many numbers as all others; absent: *ret_amounts stays. */
enum err vroom_get_amounts(const struct vroom *vroom, const json_t *object,
			   const char *key, const char *pointer,
			   const int64_t **ret_amounts);
/* A set of skills. */
enum err vroom_get_skills(const struct vroom *vroom, const json_t *object,
			  const char *pointer, int64_t **ret_skills,
			  size_t *ret_count);

/* The objects of `array`, at "/list", have ids that are all different. */
enum err vroom_check_unique(const struct vroom *vroom, const json_t *array,
			    const char *list);

/* --- Objects, each in its own file --- */

enum err vroom_read_matrices(struct vroom *vroom);
/* The matrix of an object's `profile`; *ret_profile stays without matrices. */
enum err vroom_get_profile(const struct vroom *vroom, const json_t *object,
			   const char *pointer, int32_t *ret_profile);
/* A place by index (with matrices) or by coordinates; if neither is there,
 * *ret_location stays. */
enum err vroom_get_location(const struct vroom *vroom, const json_t *object,
			    const char *key, const char *index_key,
			    const char *pointer, int32_t *ret_location);
enum err vroom_read_vehicle(struct vroom *vroom, const json_t *object,
			    const char *pointer);
enum err vroom_read_job(struct vroom *vroom, const json_t *object,
			const char *pointer);

#endif
