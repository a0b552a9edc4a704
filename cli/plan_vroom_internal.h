/* SPDX-License-Identifier: MIT */
/* What the reader keeps for the writer. */
#ifndef CLI_PLAN_VROOM_INTERNAL_H
#define CLI_PLAN_VROOM_INTERNAL_H

#include <jansson.h>

#include "cli/plan_told.h"
#include "cli/plan_matrix.h"
#include "cli/plan_vroom.h"

/* Where no time window ends it. */
#define VROOM_HORIZON_S (200 * INT64_C(86400))

struct vroom_profile {
	const char *name; /* in the document */
	int32_t number;
	bool has_distances, has_costs; /* beside the durations */
};

/* What the answer repeats of a vehicle, each as members that are not the first
 * (",\"location\":[0,0]"), or "". */
struct vroom_rest {
	int64_t id; /* of a break */
	const char *text;
};
struct vroom_vehicle {
	const char *start, *end, *description, *profile;
	const struct vroom_rest *rests; /* those that have something */
	size_t rest_count;
};

/* What a technician of the problem is in the document: one shift of a vehicle.
 */
struct vroom_shift {
	const struct vroom_vehicle *vehicle;
	int32_t number; /* from 0; PLAN_NONE: it has no `shifts` */
};

/* What a job of the problem is in the document: one visit of a task. */
struct vroom_visit {
	const char *text;     /* that the answer repeats, as of vehicles */
	enum told_kind kind;  /* job, pickup or delivery */
	int32_t first, count; /* the task's visits */
	int32_t crew;	      /* of them begin together */
};

/* The technicians of a vehicle's shifts, or the visits of a task. */
struct vroom_id {
	int64_t id;
	size_t index; /* in the document's array */
	int32_t first, count;
};

/* By id, once they are sorted. */
struct vroom_ids {
	struct vroom_id *at;
	size_t count;
};

struct vroom {
	int64_t lists_us; /* see vroom_lists_us() */
	int64_t scale;	  /* see vroom_scale() */
	struct plan_problem *problem;
	const char *depot; /* that the answer repeats; NULL if no JSON */
	struct vroom_shift *shifts; /* by technician; NULL if no JSON */
	struct vroom_visit *visits; /* by job; the same */
	size_t shift_capacity, visit_capacity;
	int32_t most_shifts; /* of one vehicle */
	struct vroom_ids vehicle_ids, task_ids[TOLD_KIND_COUNT];
	struct vroom_profile *profiles;
	size_t profile_count;
	bool has_matrix;
	bool has_distances; /* some matrix has; or a vehicle asks for them */
	json_t *types;	    /* name -> number; or NULL */
	size_t rows;	    /* of a matrix */
	size_t amounts;	    /* dimensions of capacity */
	struct vroom_explanation *explanation; /* plan_explain.h; or NULL */
	struct vroom_initial *initial; /* the plan to start from, or NULL */
	/* While reading. */
	json_t *root; /* the document without the numbers of its matrices */
	json_t *vehicles, *jobs, *shipments;
	struct buf repeat;
	struct matrix_cuts cuts; /* of the text: root has their numbers */
	const struct vroom_settings *settings;
	struct arena *keep;	    /* for as long as the vroom */
	struct arena *scratch;	    /* for one object, or the same */
	const char **link_pointers; /* of what was added by vroom_add_link() */
	size_t link_count, link_capacity;
	struct err_detail *detail;
	json_t *unknown;			/* keys, and how often again */
	int64_t default_start_s, default_end_s; /* of a vehicle's time_window */
	int64_t move_cost;			/* `stability` */
};

/* An empty problem in the file's seconds; freed by vroom_free(). */
struct vroom *vroom_new(void);

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
/* An object with keys from the table. Unknown ones are noted. */
enum err vroom_check_keys(const struct vroom *vroom, const json_t *object,
			  const char *pointer, const struct vroom_key *keys);
/* Say them, once the document is found good: an error is one line. */
void vroom_warn_of_unknown(const struct vroom *vroom);
/* A whole number within min..max; a real one is rounded. */
enum err vroom_to_int(const struct vroom *vroom, const json_t *value,
		      const char *pointer, int64_t min, int64_t max,
		      int64_t *ret_value);
/* The same, not rounded. */
enum err vroom_to_whole(const struct vroom *vroom, const json_t *value,
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
/* A cost, fractions allowed, in our thousandths; absent: *ret_cost stays. */
enum err vroom_get_cost(const struct vroom *vroom, const json_t *object,
			const char *key, const char *pointer, int64_t max,
			int64_t *ret_cost);
/* A set of numbers of 0 and up; twice is once. Absent: *ret_count is 0. */
enum err vroom_get_set(const struct vroom *vroom, const json_t *object,
		       const char *key, const char *pointer, int32_t **ret_set,
		       size_t *ret_count);
/* An object that may be absent: then NULL. */
enum err vroom_get_object(const struct vroom *vroom, const json_t *object,
			  const char *key, const char *pointer,
			  const json_t **ret_object);
/* A member's name that is a number of 0 and up: "7". */
enum err vroom_to_number(const struct vroom *vroom, const char *name,
			 const char *pointer, int64_t max, int64_t *ret_number);
/* What they are; a file that is no JSON has single visits without objects. */
struct vroom_visit vroom_visit_of(const struct vroom *vroom, int32_t job);
struct vroom_shift vroom_shift_of(const struct vroom *vroom,
				  int32_t technician);
/* The tables in the vroom, once the vehicles or all tasks were added. */
enum err vroom_ids_of_vehicles(struct vroom *vroom);
enum err vroom_ids_of_tasks(struct vroom *vroom);
/* The objects of `array`, at `list`, have ids that are all different. */
enum err vroom_check_unique(const struct vroom *vroom, const json_t *array,
			    const char *list);

/* Sort them; ERR_INPUT if two are the same: `path` is where the id stands
 * below /list/index, "id". */
enum err vroom_ids_sort(const struct vroom *vroom, struct vroom_ids *ids,
			const char *list, const char *path);
const struct vroom_id *vroom_ids_find(const struct vroom_ids *ids, int64_t id);
/* Add to the problem and note what it is in the document. */
enum err vroom_add_technician(struct vroom *vroom, const char *pointer,
			      const struct plan_technician *spec,
			      const struct vroom_shift *shift);
enum err vroom_add_visit(struct vroom *vroom, const char *pointer,
			 const struct plan_job *spec,
			 const struct vroom_visit *visit);

/* --- What a route breaks --- */

enum {
	VROOM_LEAD_TIME = 1 << 0,
	VROOM_DELAY = 1 << 1,
	VROOM_LOAD = 1 << 2,
	VROOM_MAX_TASKS = 1 << 3,
	VROOM_SKILLS = 1 << 4,
	VROOM_MAX_TRAVEL_TIME = 1 << 5,
	VROOM_MAX_DISTANCE = 1 << 6
};

struct vroom_broken {
	unsigned causes; /* VROOM_... */
	int64_t lead_s, delay_s;
};

/* May it break anything? O(steps). */
bool vroom_is_forced(const struct vroom *vroom, const struct plan_route *route);
/* At its i-th step, after which this is on board; and by the whole of it. */
struct vroom_broken vroom_broken_step(const struct vroom *vroom,
				      const struct plan_route *route, size_t i,
				      const int64_t *load);
struct vroom_broken vroom_broken_limits(const struct vroom *vroom,
					const struct plan_route *route);
void vroom_broken_add(struct vroom_broken *sum, const struct vroom_broken *one);
/* As a member. */
void vroom_write_broken(const struct vroom *vroom,
			const struct vroom_broken *broken, struct buf *buf);

/* --- The plan to start from --- */

/* A vehicle's `steps`, unless another plan is given. */
enum err vroom_read_steps(struct vroom *vroom, const json_t *object,
			  const char *pointer);
/* Between vehicles and jobs. */
enum err vroom_initial_open(struct vroom *vroom);
/* Who has the task's visits, which will be jobs from `first` on: PLAN_NONE, or
 * a technician. Call it once for each task. */
enum err vroom_initial_take(const struct vroom *vroom, enum told_kind kind,
			    int64_t id, int32_t first, int32_t count,
			    int32_t *technicians);
/* After all jobs: ERR_INPUT if there is one that nobody took. */
enum err vroom_initial_close(struct vroom *vroom);
/* What of --initial is not in the problem: said once, on one line. */
void vroom_warn_of_lost(const struct vroom *vroom);
void vroom_initial_free(struct vroom_initial *initial); /* NULL is accepted */
/* The jobs that are not where it had them, as a member. */
void vroom_write_moved(const struct vroom *vroom, const struct plan *plan,
		       struct buf *buf);

/* --- Objects, each in its own file --- */

enum err vroom_read_matrices(struct vroom *vroom);
/* The matrix of a vehicle's `profile`: NULL without matrices. */
enum err vroom_get_profile(const struct vroom *vroom, const json_t *object,
			   const char *pointer,
			   const struct vroom_profile **ret_profile);
/* A place by index (with matrices) or by coordinates; if neither is there,
 * *ret_location stays. */
enum err vroom_get_location(const struct vroom *vroom, const json_t *object,
			    const char *key, const char *index_key,
			    const char *pointer, int32_t *ret_location);
/* A vehicle's `type` by number; *ret_type stays if there is none. */
enum err vroom_get_type(struct vroom *vroom, const json_t *object,
			const char *pointer, int32_t *ret_type);
/* setup_per_type and service_per_type of a job (or of a shipment's end) whose
 * setup_s and service_s were read; vehicles must be read before. */
enum err vroom_get_typed_services(const struct vroom *vroom,
				  const json_t *object, const char *pointer,
				  struct plan_job *spec);
/* What the answer repeats of an object: for as long as the vroom. */
const char *vroom_repeat_task(struct vroom *vroom, const json_t *object);
const char *vroom_repeat_depot(struct vroom *vroom);
const struct vroom_vehicle *vroom_repeat_vehicle(struct vroom *vroom,
						 const json_t *object);
enum err vroom_read_vehicle(struct vroom *vroom, const json_t *object,
			    const char *pointer);
enum err vroom_get_depot(const struct vroom *vroom, int32_t *ret_location);
enum err vroom_read_job(struct vroom *vroom, const json_t *object,
			const char *pointer);
enum err vroom_read_shipment(struct vroom *vroom, const json_t *object,
			     const char *pointer);
/* What jobs and the ends of shipments have in common. */
enum err vroom_read_task(const struct vroom *vroom, const json_t *object,
			 const char *pointer, struct plan_job *spec);
enum err vroom_get_priority(const struct vroom *vroom, const json_t *object,
			    const char *pointer, int32_t *ret_priority);
/* Moving it costs, if somebody has it. */
void vroom_set_current(const struct vroom *vroom, int32_t technician,
		       struct plan_job *spec);
/* `after` and `same_vehicle`, once all jobs are known. */
enum err vroom_read_links(struct vroom *vroom, const json_t *object,
			  const char *pointer);
enum err vroom_add_link(struct vroom *vroom, const char *pointer,
			const struct plan_link *link);
/* What the library says of a link is said of where it comes from. */
enum err vroom_blame_link(struct vroom *vroom, enum err err);
/* Tie a job's own visits: visit first + day * crew + member. */
enum err vroom_link_visits(struct vroom *vroom, const char *pointer,
			   int32_t first, int32_t crew, int32_t days);
/* What somebody has: `skills`, `levels`, `certified`, `tools`, `parts`. */
enum err vroom_read_means(const struct vroom *vroom, const json_t *object,
			  const char *pointer, struct plan_technician *spec);
/* What a job needs of it. */
enum err vroom_read_needs(const struct vroom *vroom, const json_t *object,
			  const char *pointer, struct plan_job *spec);
/* Who: `required`, `excluded`, `preferred`. */
enum err vroom_read_who(const struct vroom *vroom, const json_t *object,
			const char *pointer, struct plan_job *spec);
/* The k-th visit's share of `pinned`, which is an object, or an array of them
 * for several visits. */
enum err vroom_read_pinned(const struct vroom *vroom, const json_t *object,
			   const char *pointer, int32_t k, int32_t count,
			   struct plan_job *spec);

#endif
