/* SPDX-License-Identifier: MIT */
/* One request over libcurl; the answer is inflated as it comes in. */
#include "device/link/link.h"

#include "device/link/decode.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>
#include <sodium.h>
#include <zlib.h>

#include <callout/arena.h>
#include <callout/text.h>

#include "config.h"

/* What this program was written for. */
#define CONTRACT "Callout-Contract: 2"
#define APP "callout-device/" PACKAGE_VERSION

struct link {
	CURL *curl;
	char *server; /* without a slash at its end */
	int timeout_s;
};

struct link *link_new(const char *server, int timeout_s)
{
	struct link *link = xcalloc(1, sizeof(*link));
	size_t length = strlen(server);

	while (length > 0 && server[length - 1] == '/')
		length--;
	link->server = xstrdup(server);
	link->server[length] = '\0';
	link->timeout_s = timeout_s;
	return link;
}

void link_free(struct link *link)
{
	if (!link)
		return;
	curl_easy_cleanup(link->curl);
	free(link->server);
	free(link);
}

void link_answer_free(struct link_answer *answer)
{
	buf_free(&answer->body);
}

/* --- the answer --------------------------------------------------------- */

struct exchange {
	CURL *curl;
	const struct link_request *request;
	struct link_answer *answer;
	struct decode *decode;
	bool too_large;
};

static bool on_plain(const char *bytes, size_t length, void *arg)
{
	struct exchange *exchange = arg;
	struct buf *body = &exchange->answer->body;
	long status = 0;

	curl_easy_getinfo(exchange->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status == 200 && exchange->request->on_body)
		return exchange->request->on_body(bytes, length,
						  exchange->request->arg);
	if (body->length + length > LINK_BODY_BYTES_MAX) {
		exchange->too_large = true;
		return false;
	}
	buf_add(body, bytes, length);
	return true;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct exchange *exchange = arg;

	/* Bytes that cannot be read are a cut. */
	return decode_feed(exchange->decode, bytes, size * count) ? size * count
								  : 0;
}

/* </dictionary/HASH>; rel="compression-dictionary" */
static void take_link(const char *value, struct link_answer *answer)
{
	static const char start[] = "</dictionary/";
	const char *hash = value + sizeof(start) - 1;

	if (strncmp(value, start, sizeof(start) - 1) != 0 ||
	    !strstr(value, "compression-dictionary") ||
	    strspn(hash, "0123456789abcdef") != sizeof(answer->dictionary) - 1)
		return;
	memcpy(answer->dictionary, hash, sizeof(answer->dictionary) - 1);
}

static void take_number(const char *value, int64_t *number)
{
	int64_t found;

	if (text_parse_int(value, 0, INT64_MAX, &found))
		*number = found;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *arg)
{
	struct exchange *exchange = arg;
	struct link_answer *answer = exchange->answer;
	size_t length = size * count;
	char line[LINK_TEXT_SIZE];
	char *value;
	size_t used = length < sizeof(line) ? length : sizeof(line) - 1;

	memcpy(line, bytes, used);
	line[used] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	value = strchr(line, ':');
	if (!value)
		return length;
	*value++ = '\0';
	value += strspn(value, " \t");
	if (!strcasecmp(line, "Upload-Offset"))
		take_number(value, &answer->offset);
	else if (!strcasecmp(line, "Callout-Token"))
		answer->wants_renewal = !strcasecmp(value, "renew");
	else if (!strcasecmp(line, "Date"))
		answer->date_us = (int64_t)curl_getdate(value, NULL) * 1000000;
	else if (!strcasecmp(line, "Content-Encoding"))
		decode_set_coding(exchange->decode, value);
	else if (!strcasecmp(line, "Link"))
		take_link(value, answer);
	else if (!strcasecmp(line, "Location"))
		memcpy(answer->location, value, strlen(value) + 1);
	return length;
}

/* --- the request -------------------------------------------------------- */

/* A gzip member (RFC 1952). */
static void compress_body(const void *bytes, size_t length, struct buf *out)
{
	z_stream z = {0};
	size_t bound;
	char *room;
	int rc = deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8,
			      Z_DEFAULT_STRATEGY);

	assert(rc == Z_OK);
	bound = deflateBound(&z, (uLong)length);
	room = xmalloc(bound);
	z.next_in = (Bytef *)bytes;
	z.avail_in = (uInt)length;
	z.next_out = (Bytef *)room;
	z.avail_out = (uInt)bound;
	rc = deflate(&z, Z_FINISH);
	assert(rc == Z_STREAM_END);
	(void)rc;
	buf_add(out, room, bound - z.avail_out);
	deflateEnd(&z);
	free(room);
}

/* ":BASE64:", a byte sequence (RFC 8941). */
static void write_available(const struct link_dictionary *dictionary,
			    struct buf *line)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char base64[64];

	crypto_hash_sha256(hash, (const unsigned char *)dictionary->text,
			   strlen(dictionary->text));
	sodium_bin2base64(base64, sizeof(base64), hash, sizeof(hash),
			  sodium_base64_VARIANT_ORIGINAL);
	buf_printf(line, "Available-Dictionary: :%s:", base64);
}

static struct curl_slist *make_headers(const struct link_request *request)
{
	struct curl_slist *list = curl_slist_append(NULL, CONTRACT);
	struct buf line = {0};

	list = curl_slist_append(list, "Callout-App: " APP);
	/* curl would wait for "100 Continue" before a larger body. */
	list = curl_slist_append(list, "Expect:");
	if (request->token) {
		buf_printf(&line, "Authorization: Bearer %s", request->token);
		list = curl_slist_append(list, buf_text(&line));
		buf_clear(&line);
	}
	if (request->type) {
		buf_printf(&line, "Content-Type: %s", request->type);
		list = curl_slist_append(list, buf_text(&line));
	}
	if (request->gzip)
		list = curl_slist_append(list, "Content-Encoding: gzip");
	/* Not curl's to inflate: it does not know the one. */
	list = curl_slist_append(list, request->wants_dictionary
					   ? "Accept-Encoding: gzip, dcz"
					   : "Accept-Encoding: gzip");
	if (request->dictionary) {
		buf_clear(&line);
		write_available(request->dictionary, &line);
		list = curl_slist_append(list, buf_text(&line));
	}
	for (size_t i = 0; request->headers && request->headers[i]; i++)
		list = curl_slist_append(list, request->headers[i]);
	buf_free(&line);
	return list;
}

static int on_progress(void *arg, curl_off_t of_down, curl_off_t down,
		       curl_off_t of_up, curl_off_t up)
{
	const struct link_request *request = arg;

	(void)of_down;
	(void)down;
	(void)of_up;
	(void)up;
	return request->stop(request->stop_arg);
}

static void set_options(struct link *link, const struct link_request *request,
			const char *url, struct curl_slist *headers,
			const struct buf *body)
{
	CURL *curl = link->curl;

	/* Keeps the connection, forgets the rest. */
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_USERAGENT, APP);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)link->timeout_s);
	/* Not how long it may take, but how long it may stand still. */
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME,
			 (long)link->timeout_s + request->wait_s);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
	if (!strcmp(request->method, "HEAD"))
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	if (request->stop) {
		curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
		curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
		curl_easy_setopt(curl, CURLOPT_XFERINFODATA, request);
	}
	if (request->body) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)body->length);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, buf_text(body));
	}
}

static enum err perform(struct exchange *exchange, struct err_detail *detail)
{
	struct link_answer *answer = exchange->answer;
	char words[CURL_ERROR_SIZE] = "";
	curl_off_t wait_s = 0;
	long status = 0;
	CURLcode code;

	curl_easy_setopt(exchange->curl, CURLOPT_ERRORBUFFER, words);
	curl_easy_setopt(exchange->curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(exchange->curl, CURLOPT_WRITEDATA, exchange);
	curl_easy_setopt(exchange->curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(exchange->curl, CURLOPT_HEADERDATA, exchange);
	code = curl_easy_perform(exchange->curl);
	curl_easy_setopt(exchange->curl, CURLOPT_ERRORBUFFER, NULL);
	curl_easy_getinfo(exchange->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(exchange->curl, CURLINFO_RETRY_AFTER, &wait_s);
	answer->status = (int)status;
	answer->retry_after_s = wait_s;
	answer->is_dcz = decode_is_dcz(exchange->decode);
	answer->cut = code != CURLE_OK ||
		      (answer->status == 200 &&
		       strcmp(exchange->request->method, "HEAD") != 0 &&
		       !decode_is_whole(exchange->decode));
	if (exchange->too_large || status == 0)
		return err_set(detail, ERR_UNAVAILABLE, "", "%.400s",
			       words[0] ? words : curl_easy_strerror(code));
	return ERR_OK;
}

enum err link_ask(struct link *link, const struct link_request *request,
		  struct link_answer *ret_answer, struct err_detail *detail)
{
	struct exchange exchange = {.request = request, .answer = ret_answer};
	struct buf url = {0}, body = {0};
	struct curl_slist *headers;
	enum err err;

	*ret_answer = (struct link_answer){.offset = -1};
	if (!link->curl)
		link->curl = curl_easy_init();
	if (!link->curl)
		return err_set(detail, ERR_INTERNAL, "", "no libcurl");
	exchange.curl = link->curl;
	exchange.decode = decode_new(request->dictionary, on_plain, &exchange);
	buf_printf(&url, "%s%s", link->server, request->path);
	if (request->gzip)
		compress_body(request->body, request->length, &body);
	else if (request->body)
		buf_add(&body, request->body, request->length);
	headers = make_headers(request);
	set_options(link, request, buf_text(&url), headers, &body);
	err = perform(&exchange, detail);
	curl_slist_free_all(headers);
	decode_free(exchange.decode);
	buf_free(&url);
	buf_free(&body);
	return err;
}
