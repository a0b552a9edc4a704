/* SPDX-License-Identifier: MIT */
/*
 * The link: one HTTP conversation with mobile-sync, over libcurl. It knows
 * requests and answers, and nothing of what the documents say.
 *
 * A network that a technician drives through has three faces, and a caller
 * must tell them apart:
 * - no answer: link_ask() fails with ERR_UNAVAILABLE. The server may have done
 *   what was asked, or not;
 * - an answer that was cut: `cut` is set, and what came before the cut is good;
 * - an answer: `status` says what became of the request.
 */
#ifndef DEVICE_LINK_LINK_H
#define DEVICE_LINK_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include <callout/buf.h>
#include <callout/err.h>

enum {
	LINK_BODY_BYTES_MAX = 1 << 20, /* of a body that is kept whole */
	LINK_TEXT_SIZE = 256,
};

struct link; /* keeps its connection between requests */

/* `server` is as "https://sync.example.org"; a request that moves nothing for
 * `timeout_s` seconds fails. */
struct link *link_new(const char *server, int timeout_s);
/* NULL is accepted. */
void link_free(struct link *link);

/* Takes a piece of the body as it comes in; false: no more of it, then the
 * answer is cut. */
typedef bool link_body_fn(const char *bytes, size_t length, void *arg);

/* What answers may be compressed with (RFC 9842). */
struct link_dictionary {
	const char *hash; /* its sha256 in hex */
	const char *text;
};

/* Asked about once a second while a request is under way. */
typedef bool link_stop_fn(void *arg);

struct link_request {
	const char *method; /* "GET" */
	const char *path;   /* "/sync?since=1.57" */
	const char *token;  /* NULL: none */
	const char *type;   /* of the body */
	const void *body;   /* NULL: none */
	size_t length;
	int wait_s;		    /* the server may keep quiet so long */
	bool gzip;		    /* send the body compressed */
	const char *const *headers; /* more of them: "Name: value"; NULL ends;
				     * may be NULL */
	bool wants_dictionary;	    /* "dcz" would be taken */
	const struct link_dictionary *dictionary; /* with this; NULL: none */
	link_stop_fn *stop; /* true: give it up; NULL: never */
	void *stop_arg;
	link_body_fn *on_body; /* of an answer 200; NULL: keep the body */
	void *arg;
};

struct link_answer {
	int status;
	bool cut;	       /* less of the body came than was meant */
	struct buf body;       /* unless on_body took it */
	int64_t retry_after_s; /* 0: the server did not say */
	int64_t date_us;       /* the server's clock; 0: it did not say */
	bool wants_renewal;    /* of the token */
	int64_t offset;	       /* of an upload; -1: it did not say */
	char location[LINK_TEXT_SIZE];
	bool is_dcz;	     /* compressed with the dictionary */
	char dictionary[65]; /* hash of one that would have been of use */
};

/* Ask, and wait for the answer. ERR_UNAVAILABLE if there was none. Free the
 * answer by link_answer_free(), also after a failure. */
enum err link_ask(struct link *link, const struct link_request *request,
		  struct link_answer *ret_answer,
		  struct err_detail *detail) ERR_MUST_CHECK;
void link_answer_free(struct link_answer *answer);

/* What a refusal says (RFC 9457, docs/PROTOCOL.md). */
struct link_problem {
	char rule[48];	/* of the first of `errors`, or "" */
	char text[400]; /* for a person */
	int64_t acked;	/* of a gap; -1: it did not say */
};
/* Whatever the body is: an answer that is no problem document gives empty
 * texts. */
void link_read_problem(const struct link_answer *answer,
		       struct link_problem *ret_problem);

#endif
