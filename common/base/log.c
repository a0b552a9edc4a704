/* SPDX-License-Identifier: MIT */
/*
 * The log: a line is built in a fixed buffer on the stack (no allocation: it
 * must work when memory is out) and leaves by one write(). It is no longer
 * than PIPE_BUF, so that lines of several threads do not mix in a pipe.
 */
#include <callout/log.h>

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include <callout/clk.h>
#include <callout/text.h>

#include "common/base/utf8_internal.h"

enum { LINE_MAX_BYTES = PIPE_BUF, VALUE_MAX_BYTES = 1024, FIELDS_MAX = 16 };

#define TAIL " cut=1\n"

struct line {
	char text[LINE_MAX_BYTES]; /* no NUL */
	size_t length;
	bool full; /* something did not fit */
};

static const char *const level_names[LOG_LEVEL_COUNT] = {
    [LOG_LEVEL_DEBUG] = "debug",
    [LOG_LEVEL_INFO] = "info",
    [LOG_LEVEL_WARNING] = "warning",
    [LOG_LEVEL_ERROR] = "error",
};

static _Atomic int lowest_level = LOG_LEVEL_INFO;

/* What does not fit is dropped and remembered; TAIL always has its bytes. */
static void add(struct line *line, const char *bytes, size_t length)
{
	if (length > sizeof(line->text) - strlen(TAIL) - line->length) {
		line->full = true;
		return;
	}
	memcpy(line->text + line->length, bytes, length);
	line->length += length;
	assert(line->length <= sizeof(line->text) - strlen(TAIL));
}

static void add_text(struct line *line, const char *text)
{
	add(line, text, strlen(text));
}

/* A value without these characters stands bare, as logfmt readers expect. */
static bool needs_quotes(const char *value)
{
	if (*value == '\0')
		return true;
	for (; *value != '\0'; value++) {
		unsigned char c = (unsigned char)*value;

		if (c <= ' ' || c >= 0x7f || c == '"' || c == '=' || c == '\\')
			return true;
	}
	return false;
}

/* One character of a quoted value: a line of ours has no control character
 * and is UTF-8, whatever a stranger put into it. Returns the bytes read. */
static size_t add_quoted_char(struct line *line, const char *value, size_t left)
{
	uint32_t code_point = 0;
	size_t step = utf8_sequence(value, left, &code_point);
	char escaped[8];

	if (step == 0) {
		snprintf(escaped, sizeof(escaped), "\\x%02x",
			 (unsigned char)*value);
		add_text(line, escaped);
		return 1;
	}
	if (code_point == '"' || code_point == '\\') {
		add(line, "\\", 1);
		add(line, value, 1);
	} else if (code_point == '\n') {
		add(line, "\\n", 2);
	} else if (code_point < 0x20 ||
		   (code_point >= 0x7f && code_point < 0xa0)) {
		snprintf(escaped, sizeof(escaped), "\\u%04x",
			 (unsigned)code_point & 0xff);
		add_text(line, escaped);
	} else {
		add(line, value, step);
	}
	return step;
}

static void add_value(struct line *line, const char *value)
{
	size_t left = strlen(value), read = 0;

	if (!needs_quotes(value) && left <= VALUE_MAX_BYTES) {
		add(line, value, left);
		return;
	}
	add(line, "\"", 1);
	while (left > 0 && read < VALUE_MAX_BYTES) {
		size_t step = add_quoted_char(line, value, left);

		value += step;
		read += step;
		left -= step;
	}
	if (left > 0)
		add_text(line, "...");
	add(line, "\"", 1);
}

/* A field is written whole or not at all: a line stays readable. */
static void add_field(struct line *line, const struct log_field *field)
{
	size_t before = line->length;
	char number[24];

	assert(*field->key != '\0' && !needs_quotes(field->key));
	add(line, " ", 1);
	add_text(line, field->key);
	add(line, "=", 1);
	if (field->text != NULL) {
		add_value(line, field->text);
	} else {
		snprintf(number, sizeof(number), "%" PRId64, field->number);
		add_text(line, number);
	}
	if (line->full)
		line->length = before;
}

/* A log that cannot be written must not stop the work: other errors than an
 * interruption are dropped. */
static void emit(const struct line *line)
{
	size_t done = 0;

	while (done < line->length) {
		ssize_t n = write(STDERR_FILENO, line->text + done,
				  line->length - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		done += (size_t)n;
	}
}

void log_write(enum log_level level, const char *event,
	       const struct log_field *fields, size_t count)
{
	int saved_errno = errno;
	struct line line;
	const char *tail;
	char now[32];

	assert((unsigned)level < LOG_LEVEL_COUNT);
	assert(count <= FIELDS_MAX);
	assert(*event != '\0' && !needs_quotes(event));
	if ((int)level < atomic_load(&lowest_level))
		return;
	line.length = 0;
	line.full = false;
	add_text(&line, "ts=");
	add_text(&line, text_format_instant(clk_now_us(), now));
	add_text(&line, " level=");
	add_text(&line, level_names[level]);
	add_text(&line, " event=");
	add_text(&line, event);
	for (size_t i = 0; i < count && !line.full; i++)
		add_field(&line, &fields[i]);
	tail = line.full ? TAIL : "\n";
	memcpy(line.text + line.length, tail, strlen(tail));
	line.length += strlen(tail);
	emit(&line);
	errno = saved_errno;
}

void log_set_level(enum log_level level)
{
	assert((unsigned)level < LOG_LEVEL_COUNT);
	atomic_store(&lowest_level, (int)level);
}

bool log_level_parse(const char *name, enum log_level *ret_level)
{
	for (int i = 0; i < LOG_LEVEL_COUNT; i++) {
		if (strcmp(name, level_names[i]) == 0) {
			*ret_level = (enum log_level)i;
			return true;
		}
	}
	return false;
}

static uint32_t boot;

static void choose_boot(void)
{
	if (getrandom(&boot, sizeof(boot), 0) != (ssize_t)sizeof(boot))
		boot = (uint32_t)clk_monotonic_us();
}

void log_request_id(char ret_id[24])
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	static _Atomic uint64_t counter;

	pthread_once(&once, choose_boot);
	snprintf(ret_id, 24, "%08" PRIx32 "-%" PRIx64, boot,
		 atomic_fetch_add(&counter, 1) & 0xffffffffffffff);
}
