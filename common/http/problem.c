/* SPDX-License-Identifier: MIT */
/* Errors as JSON (RFC 9457), and the phrases of status lines. */
#include "http_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const phrases[600] = {
    [100] = "Continue",
    [200] = "OK",
    [201] = "Created",
    [202] = "Accepted",
    [204] = "No Content",
    [206] = "Partial Content",
    [207] = "Multi-Status",
    [301] = "Moved Permanently",
    [302] = "Found",
    [303] = "See Other",
    [304] = "Not Modified",
    [307] = "Temporary Redirect",
    [308] = "Permanent Redirect",
    [400] = "Bad Request",
    [401] = "Unauthorized",
    [403] = "Forbidden",
    [404] = "Not Found",
    [405] = "Method Not Allowed",
    [406] = "Not Acceptable",
    [408] = "Request Timeout",
    [409] = "Conflict",
    [410] = "Gone",
    [411] = "Length Required",
    [412] = "Precondition Failed",
    [413] = "Content Too Large",
    [414] = "URI Too Long",
    [415] = "Unsupported Media Type",
    [417] = "Expectation Failed",
    [422] = "Unprocessable Content",
    [423] = "Locked",
    [426] = "Upgrade Required",
    [428] = "Precondition Required",
    [429] = "Too Many Requests",
    [431] = "Request Header Fields Too Large",
    [460] = "Checksum Mismatch",
    [500] = "Internal Server Error",
    [501] = "Not Implemented",
    [502] = "Bad Gateway",
    [503] = "Service Unavailable",
    [504] = "Gateway Timeout",
    [505] = "HTTP Version Not Supported",
};

const char *http_status_phrase(int status)
{
	if (status < 0 || status >= 600 || phrases[status] == NULL)
		return "";
	return phrases[status];
}

static void add_member(struct buf *out, const char *key, const char *value)
{
	buf_printf(out, ",\"%s\":", key);
	buf_add_json_string(out, value);
}

static bool has_place(const struct err_detail *error)
{
	return error->pointer[0] != '\0' || error->rule[0] != '\0';
}

static void add_errors(struct buf *out, const struct err_detail *errors,
		       size_t count)
{
	buf_add_text(out, ",\"errors\":[");
	for (size_t i = 0; i < count; i++) {
		buf_add_text(out, i > 0 ? ",{\"pointer\":" : "{\"pointer\":");
		buf_add_json_string(out, errors[i].pointer);
		add_member(out, "rule", errors[i].rule);
		add_member(out, "detail", errors[i].text);
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
}

void http_problem_print(struct buf *out, const char *type, const char *title,
			int status, const char *text, const char *request_id,
			const struct err_detail *errors, size_t count)
{
	buf_add_text(out, "{\"type\":");
	buf_add_json_string(out, type);
	add_member(out, "title", title);
	buf_printf(out, ",\"status\":%d", status);
	add_member(out, "detail", text);
	add_member(out, "request_id", request_id);
	if (count > 0)
		add_errors(out, errors, count);
	buf_add_char(out, '}');
}

/* ---- Replies ---- */

static void reply_problem(struct http_request *req,
			  const struct err_detail *summary, struct buf *body)
{
	const struct err_info *info = err_info(summary->code);

	/* RFC 9110, section 15.5.2: a 401 says how to do better. */
	if (info->http_status == 401 &&
	    !http_extra_is_set(req, "WWW-Authenticate"))
		http_header_add(req, "WWW-Authenticate", "Bearer");
	http_reply_buf(req, info->http_status, "application/problem+json",
		       body);
}

static void print_summary(struct buf *body, struct http_request *req,
			  const struct err_detail *summary,
			  const struct err_detail *errors, size_t count)
{
	const struct err_info *info = err_info(summary->code);
	char type[80];

	snprintf(type, sizeof(type), "urn:callout:problem:%s", info->name);
	http_problem_print(body, type, info->title, info->http_status,
			   summary->text, req->id, errors, count);
}

void http_reply_problems(struct http_request *req,
			 const struct err_detail *summary,
			 const struct err_detail *errors, size_t count)
{
	struct buf body = {0};

	print_summary(&body, req, summary, errors, count);
	reply_problem(req, summary, &body);
}

void http_reply_problem_json(struct http_request *req,
			     const struct err_detail *summary,
			     const char *errors)
{
	struct buf body = {0};

	print_summary(&body, req, summary, NULL, 0);
	body.length--; /* the closing brace */
	buf_printf(&body, ",\"errors\":%s}", errors);
	reply_problem(req, summary, &body);
}

void http_reply_problem(struct http_request *req,
			const struct err_detail *detail)
{
	http_reply_problems(req, detail, detail, has_place(detail) ? 1 : 0);
}

void http_reply_error(struct http_request *req, enum err code,
		      const char *pointer, const char *fmt, ...)
{
	struct err_detail detail;
	va_list args;
	char text[sizeof(detail.text)];

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	(void)err_set(&detail, code, pointer, "%s", text);
	http_reply_problem(req, &detail);
}

void http_refuse(struct http_request *req, int status, const char *detail)
{
	struct buf body = {0};

	http_problem_print(&body, "about:blank", http_status_phrase(status),
			   status, detail, req->id, NULL, 0);
	http_reply_buf(req, status, "application/problem+json", &body);
}
