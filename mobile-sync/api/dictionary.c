/* SPDX-License-Identifier: MIT */
/* GET /dictionary/{hash}: what answers are compressed with (RFC 9842). It lies
 * under its own hash, so it is good for as long as it is of use. */
#include <string.h>

#include "mobile-sync/api/api.h"
#include "mobile-sync/daemon.h"

void dictionary_get(struct http_request *req)
{
	const struct loop *loop = http_loop_context(req);
	const struct http_dictionary *dictionary = loop->daemon->dictionary;
	const char *hash = http_dictionary_hash(dictionary);
	const char *bytes;
	size_t length;

	if (strcmp(http_path_param(req, "hash"), hash) != 0) {
		http_reply_error(req, ERR_NOT_FOUND, "",
				 "this dictionary is not, or no longer, in "
				 "use");
		return;
	}
	http_header_add(req, "Cache-Control",
			"public, max-age=31536000, immutable");
	http_header_add(req, "Use-As-Dictionary", "match=\"/*\"");
	if (http_reply_if_unchanged(req, hash))
		return;
	bytes = http_dictionary_bytes(dictionary, &length);
	http_reply(req, 200, "text/plain; charset=utf-8", bytes, length);
}
