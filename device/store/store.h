/* SPDX-License-Identifier: MIT */
/*
 * What the device keeps, in one SQLite file: who it is, its outbox, its job
 * sheets, the files it has yet to upload. A call that returns ERR_OK has its
 * effect on the disk (synchronous=FULL), and each call is one transaction: a
 * device may lose its power between any two of them.
 *
 * Texts that a call returns live in the arena that it was given. Several
 * processes may use one file.
 */
#ifndef DEVICE_STORE_STORE_H
#define DEVICE_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/arena.h>
#include <callout/err.h>

/* Acknowledged mutations are kept for as long as the server may be restored
 * from a backup: then they are sent once more. */
#define STORE_KEEP_US (14LL * 24 * 3600 * 1000000)

struct store;

/* Open the file, or make it: only its owner may read it. */
enum err store_open(const char *path, struct store **ret_store,
		    struct err_detail *detail) ERR_MUST_CHECK;
/* NULL is accepted. */
void store_close(struct store *store);

/* ---- Who it is ---- */

struct store_device {
	const char *server, *token;
	const char *token_before; /* the one that was exchanged, or NULL */
	const char *name, *zone;  /* of the technician */
	int64_t device, technician;
	int64_t epoch, version; /* the cursor; version -1: none, fetch all */
	int64_t acked;		/* last number that the server has for good */
	bool is_fetching;	/* everything, and the cursor is of that */
	bool revoked;
};

/* ERR_UNAUTHENTICATED if it is not enrolled. */
enum err store_read_device(struct store *store, struct arena *arena,
			   struct store_device *ret_device,
			   struct err_detail *detail) ERR_MUST_CHECK;
/* It was enrolled (of `device`: server to epoch), perhaps once more: then
 * what is kept of this technician's outbox is numbered anew from 1, and all of
 * it is sent; the server knows by the uids what it has. What another
 * technician left unsent stays, and is sent when she enrols here again. */
enum err store_enrol(struct store *store, const struct store_device *device,
		     struct err_detail *detail) ERR_MUST_CHECK;
/* The server gave another token for the one that was used. The old one is
 * kept: a server that was restored from a backup knows that one only. Nothing
 * happens if another process was faster. */
enum err store_renew_token(struct store *store, const char *used,
			   const char *token,
			   struct err_detail *detail) ERR_MUST_CHECK;
/* Try the one before instead of the one that was used. */
enum err store_swap_tokens(struct store *store, const char *used,
			   struct err_detail *detail) ERR_MUST_CHECK;
/* The server does not know this device any more: its sheets are wiped, its
 * outbox is kept. */
enum err store_revoke(struct store *store,
		      struct err_detail *detail) ERR_MUST_CHECK;

/* ---- What answers are compressed with: the last one that came ---- */

/* Texts NULL: none is kept. */
enum err store_read_dictionary(struct store *store, struct arena *arena,
			       const char **ret_hash, const char **ret_text,
			       struct err_detail *detail) ERR_MUST_CHECK;
enum err store_keep_dictionary(struct store *store, const char *hash,
			       const char *text,
			       struct err_detail *detail) ERR_MUST_CHECK;

/* ---- The outbox ---- */

struct store_mutation {
	int64_t seq; /* 0: of another technician, waits for her */
	const char *uid;
	int64_t visit; /* 0: none */
	int64_t base;  /* the version of the sheet that she saw; 0: none */
	const char *at;
	const char *content; /* the element, as XML */
	/* What the server said, or NULL */
	const char *verdict, *words;
	bool is_acked;
};

/* A UUID for mutation number `number` (1, 2, 3 ... of this file). */
typedef void store_uuid_fn(int64_t number, char ret_uuid[37], void *arg);

/* Add a mutation; of `mutation` visit, at and content count; the base is the
 * version of the sheet that is here. `upload` (NULL: none) is kept in the same
 * transaction. */
struct store_upload;
enum err store_add_mutation(struct store *store,
			    const struct store_mutation *mutation,
			    const struct store_upload *upload,
			    store_uuid_fn *make_uuid, void *arg,
			    struct arena *arena,
			    struct store_mutation *ret_mutation,
			    struct err_detail *detail) ERR_MUST_CHECK;

struct store_mutations {
	struct store_mutation *rows; /* by ascending seq */
	size_t count;
};

/* How many mutations were ever added. */
enum err store_last_number(struct store *store, int64_t *ret_number,
			   struct err_detail *detail) ERR_MUST_CHECK;

/* The next ones to send: at most `count_max`, and no more than
 * `bytes_max` of content unless the first alone has more. */
enum err store_read_waiting(struct store *store, int count_max,
			    size_t bytes_max, struct arena *arena,
			    struct store_mutations *ret_mutations,
			    struct err_detail *detail) ERR_MUST_CHECK;
/* All that is kept. */
enum err store_read_outbox(struct store *store, struct arena *arena,
			   struct store_mutations *ret_mutations,
			   struct err_detail *detail) ERR_MUST_CHECK;
enum err store_count_waiting(struct store *store, int64_t *ret_count,
			     struct err_detail *detail) ERR_MUST_CHECK;

struct store_verdict {
	int64_t seq;
	const char *verdict, *words;
};

/* The server has all up to `acked` for good, which is the mutation `uid`: if
 * that has another number by now, nothing is done. `server_us` is its clock,
 * which also decides what is old enough to be forgotten: our own may jump. */
enum err store_acknowledge(struct store *store, int64_t acked, const char *uid,
			   const struct store_verdict *verdicts, size_t count,
			   int64_t server_us,
			   struct err_detail *detail) ERR_MUST_CHECK;
/* The server has no more than `acked`: what comes after it waits again. Where
 * some of that is not kept any more, the rest gets the numbers that follow on
 * `acked`; *ret_lost is how many neither has. */
enum err store_go_back(struct store *store, int64_t acked, int64_t *ret_lost,
		       struct err_detail *detail) ERR_MUST_CHECK;

/* ---- The sheets ---- */

struct store_change {
	int64_t visit, version;
	const char *xml; /* the sheet; NULL: gone */
};

/* What one answer brought, whole or not. */
struct store_page {
	int64_t epoch;
	int64_t since_epoch, since;	    /* asked for; since -1: for all */
	int64_t version;		    /* the cursor from now on */
	bool last;			    /* there is no more */
	const struct store_change *changes; /* in order of version */
	size_t count;
	int64_t now_us;
};

/* Take the changes and move the cursor. *ret_taken is false, and nothing is
 * done, if another process moved the cursor meanwhile. A page of another epoch
 * than ours means that a backup was restored: then the last acknowledged
 * mutation is sent once more, to learn how far back the server is, and the
 * uploads are looked at again. */
enum err store_apply(struct store *store, const struct store_page *page,
		     bool *ret_taken, struct err_detail *detail) ERR_MUST_CHECK;
/* Fetch all: what is kept stays until the last page of that has come. */
enum err store_fetch_all(struct store *store,
			 struct err_detail *detail) ERR_MUST_CHECK;

struct store_sheet {
	int64_t visit, version;
	bool gone;
	const char *xml;  /* NULL: it was gone before we had it */
	const char *done; /* the content of the last status that the server
			   * does not have yet, or NULL */
};
struct store_sheets {
	struct store_sheet *rows; /* by visit */
	size_t count;
};

/* Of one visit (0: the van), or -1: all. */
enum err store_read_sheets(struct store *store, int64_t visit,
			   struct arena *arena, struct store_sheets *ret_sheets,
			   struct err_detail *detail) ERR_MUST_CHECK;
/* What the server calls `check`: of what is here. */
enum err store_check(struct store *store, char ret_check[17],
		     struct err_detail *detail) ERR_MUST_CHECK;

/* ---- Files to upload ---- */

struct store_upload {
	const char *uid;    /* of the blob */
	const char *sha256; /* in hex */
	const char *type;
	const char *path; /* our own copy */
	int64_t bytes;
	const char *url; /* where the server takes it; NULL: not asked yet */
	bool is_done;
};
struct store_uploads {
	struct store_upload *rows;
	size_t count;
};

/* Those of this technician that are not done, or all. */
enum err store_read_uploads(struct store *store, bool all, struct arena *arena,
			    struct store_uploads *ret_uploads,
			    struct err_detail *detail) ERR_MUST_CHECK;
/* Drop those that are done and whose mutation is not kept any more; what they
 * were, for who removes the files. */
enum err store_forget_uploads(struct store *store, struct arena *arena,
			      struct store_uploads *ret_uploads,
			      struct err_detail *detail) ERR_MUST_CHECK;
/* The server takes it at `url` (NULL: nowhere yet); or has it. */
enum err store_set_upload(struct store *store, const char *uid, const char *url,
			  bool is_done,
			  struct err_detail *detail) ERR_MUST_CHECK;

#endif
