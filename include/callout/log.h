/* SPDX-License-Identifier: MIT */
/*
 * The log: one line an event, logfmt, on stderr (the service manager keeps
 * it). A line is an event and its ids:
 *
 *	ts=2026-11-21T08:00:00.123456Z level=info event=visit_accepted
 *	    request=7f3a visit=12 device=4
 *
 * Never log a secret: no token, password, code, link or body.
 * Thread safe: a line is one write().
 */
#ifndef CALLOUT_LOG_H
#define CALLOUT_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level {
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_INFO,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_ERROR,
	LOG_LEVEL_COUNT
};

struct log_field {
	const char *key;
	const char *text; /* NULL: use number */
	int64_t number;
};

#define LOG_TEXT(k, v) ((struct log_field){.key = (k), .text = (v) ? (v) : ""})
#define LOG_NUM(k, v) ((struct log_field){.key = (k), .number = (v)})

/* `log_event(LOG_LEVEL_INFO, "listening", LOG_TEXT("address", a),
 * LOG_NUM("port", p))`: an event name and 1 to 16 fields. */
#define log_event(level, event, ...)                                   \
	log_write((level), (event), (struct log_field[]){__VA_ARGS__}, \
		  sizeof((struct log_field[]){__VA_ARGS__}) /          \
		      sizeof(struct log_field))

/* One line of at most PIPE_BUF bytes; a value is cut after 1024, and fields
 * that do not fit are left out (cut=1). Keeps errno. */
void log_write(enum log_level level, const char *event,
	       const struct log_field *fields, size_t count);
/* Lines below this level are dropped. Default: info. */
void log_set_level(enum log_level level);
/* "debug", "info", "warning", "error"; false for anything else. */
bool log_level_parse(const char *name, enum log_level *ret_level);
/* A short id for one request, unique in this process: boot and a counter in
 * hex. `ret_id` has room for 24 bytes. */
void log_request_id(char ret_id[24]);

#endif
