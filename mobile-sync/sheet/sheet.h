/* SPDX-License-Identifier: MIT */
/*
 * The documents between mobile-sync and a device: the job sheets that it
 * writes, the pushes that it reads. mobile-sync/contract/ has their schema and
 * docs/PROTOCOL.md what they mean. Pure: no database, socket or clock.
 *
 * What a device sends goes through three gates, in this order:
 * 1. sheet_scan(), one pass over the bytes, which refuses all that makes an
 *    XML parser slow or curious, before the parser sees it;
 * 2. the parser, without DTDs, entities or the network;
 * 3. the contract: the envelope as a whole, then each mutation by itself, so
 *    that one bad mutation never holds up the others.
 */
#ifndef MOBILE_SYNC_SHEET_SHEET_H
#define MOBILE_SYNC_SHEET_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/arena.h>
#include <callout/buf.h>
#include <callout/err.h>

enum {
	SHEET_MUTATIONS_MAX = 200,
	SHEET_TAG_BYTES_MAX = 8 * 1024,
	SHEET_TAG_ATTRIBUTES_MAX = 32,
	SHEET_NAMESPACES_MAX = 16, /* declared around one element */
	SHEET_DEPTH_MAX = 32,
	SHEET_PLACES_MAX = 500,	 /* of one `positions` */
	SHEET_NODES_MAX = 10000, /* elements and attributes */
};

/* ---- Writing ----
 * Texts are UTF-8; instants are RFC 3339. What the contract bounds is cut to
 * its bound, so that a document always keeps the contract. */

/* The newest contract that we speak, which comes in Callout-Contract. What is
 * written is what a device of `contract` knows. */
enum { SHEET_CONTRACT = 2 };
/* Devices may be so many contracts behind. */
enum { SHEET_CONTRACTS_BACK = 2 };

struct sheet_skill {
	const char *code;
	int64_t level;
};

struct sheet_sla {
	const char *kind; /* "respond" or "resolve" */
	const char *state;
	const char *due; /* NULL: the clock is paused */
};

struct sheet_asset {
	int64_t id;
	const char *name, *model, *serial;
	const char *installed, *warranty; /* days */
};

/* A visit that is over. */
struct sheet_past {
	const char *at, *by, *type, *outcome, *text;
};

struct sheet_task {
	int64_t id, position;
	const char *state, *text;
	bool required;
};

struct sheet_part {
	const char *code, *name;
	int64_t quantity;
};

struct sheet_site_note {
	int64_t id;
	const char *at, *text;
};

struct sheet_photo {
	const char *uid, *type;
	int64_t bytes;
};

/* One visit with all that its technician needs. */
struct sheet_visit {
	int64_t visit, version; /* version: of the feed */
	const char *state, *start, *end;
	int64_t travel_s;
	bool pinned;
	const char *window_from, *window_to; /* NULL: nothing was promised */
	const char *outcome;		     /* NULL until it is completed */

	int64_t job;
	const char *job_state, *job_type, *opened, *title;
	const char *due;	 /* NULL: no hurry */
	const char *description; /* NULL or "": none */
	int64_t priority, duration_min, crew_size;
	const struct sheet_skill *skills;
	size_t skill_count;

	int64_t site;
	double lat, lon;
	const char *site_name, *customer;
	const char *address, *access_notes; /* NULL or "": none */

	const char *contact; /* NULL: the site has none */
	const char *phone, *email;

	const struct sheet_sla *slas;
	size_t sla_count;

	const struct sheet_asset *asset; /* NULL: none */
	const struct sheet_past *past;
	size_t past_count;
	const struct sheet_task *tasks;
	size_t task_count;
	const struct sheet_part *parts;
	size_t part_count;
	const struct sheet_site_note *notes;
	size_t note_count;
	const struct sheet_photo *photos;
	size_t photo_count;
};

struct sheet_van {
	int64_t version;
	const struct sheet_part *parts;
	size_t count;
};

/* A delta: start, then sheets and tombstones in order of version, then end. */
struct sheet_delta {
	int64_t epoch, since, version;
	bool more;
	const char *check; /* NULL: more is to come, or nobody asked */
};
void sheet_add_delta_start(struct buf *out, const struct sheet_delta *delta);
void sheet_add_visit(struct buf *out, const struct sheet_visit *visit,
		     int contract);
void sheet_add_van(struct buf *out, const struct sheet_van *van, int contract);
void sheet_add_gone(struct buf *out, int64_t visit, int64_t version);
void sheet_add_delta_end(struct buf *out);

void sheet_add_reset(struct buf *out, int64_t epoch);

struct sheet_enrolled {
	int64_t device, technician, epoch;
	const char *name, *zone, *token;
};
void sheet_add_enrolled(struct buf *out, const struct sheet_enrolled *enrolled);

/* `until`: the old one holds no longer. */
void sheet_add_token(struct buf *out, const char *token, const char *until);

/* The answer to a push: start, a verdict for each mutation, end. */
void sheet_add_pushed_start(struct buf *out, int64_t acked, int64_t version);
void sheet_add_verdict(struct buf *out, int64_t seq, const char *verdict,
		       const char *text);
void sheet_add_pushed_end(struct buf *out);

/* ---- Reading ---- */

/* Once in the process, before a thread reads: what libxml2 keeps for all of
 * them. From then on it never fetches anything. */
void sheet_init(void);

/* The compiled contract. It belongs to one thread: libxml2 does not promise
 * that a schema may be used by several at once. */
struct sheet_contract;

/* Compile the schema, which the build put into the program. ERR_INTERNAL if
 * it does not compile. */
enum err sheet_contract_new(struct sheet_contract **ret_contract,
			    struct err_detail *detail) ERR_MUST_CHECK;
/* NULL is accepted. */
void sheet_contract_free(struct sheet_contract *contract);

/* The first gate. Linear in `length`. ERR_INPUT, with "line N" in
 * detail->pointer; ERR_TOO_LARGE for too many elements and attributes. */
enum err sheet_scan(const char *bytes, size_t length,
		    struct err_detail *detail) ERR_MUST_CHECK;

struct sheet_enrol {
	const char *code, *name;
	const char *model, *app; /* NULL: not said */
};

/* All three gates. Results live in `arena`. ERR_INPUT names the line. */
enum err sheet_read_enrol(struct sheet_contract *contract, const char *bytes,
			  size_t length, struct arena *arena,
			  struct sheet_enrol *ret_enrol,
			  struct err_detail *detail) ERR_MUST_CHECK;

/* One mutation. If `invalid` is set, it breaks the contract: `xml` is then its
 * content as it came (or the whole of it, if its own attributes are bad), and
 * of the rest there is what could be read of the envelope. */
struct sheet_mutation {
	int64_t seq;
	const char *uid;
	int64_t job, visit; /* 0: none */
	int64_t base;	    /* version of the sheet that was seen; 0: none */
	const char *at;	    /* normalised to UTC; NULL: invalid */
	const char *kind;   /* the content's name, cut after 64 bytes */
	const char *invalid, *xml;
	const char *body; /* its content as a JSON object; NULL: invalid */
};

struct sheet_push {
	const char *sent; /* normalised to UTC */
	int64_t unsent;	  /* more that wait on the device; -1: not said */
	struct sheet_mutation *mutations; /* by ascending seq */
	size_t count;
};

/* All three gates. ERR_INPUT names the line and the mutation; ERR_TOO_LARGE
 * for too many mutations, or elements and attributes. */
enum err sheet_read_push(struct sheet_contract *contract, const char *bytes,
			 size_t length, struct arena *arena,
			 struct sheet_push *ret_push,
			 struct err_detail *detail) ERR_MUST_CHECK;

/* What is typical of these documents, for compressing them. */
extern const char sheet_dictionary[];

#endif
