/* SPDX-License-Identifier: MIT */
/* Trusted proxies: a list of addresses and prefixes. IPv4 is kept as
 * ::ffff:a.b.c.d, so there is one comparison. */
#include "proxy_internal.h"

#include <callout/text.h>

#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct prefix {
	unsigned char bytes[16];
	int bits;
};

struct http_proxies {
	size_t count;
	struct prefix prefixes[];
};

static bool parse_address(const char *text, unsigned char ret_bytes[16],
			  bool *ret_is_v4)
{
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

	*ret_is_v4 = inet_pton(AF_INET, text, ret_bytes + 12) == 1;
	if (*ret_is_v4)
		memcpy(ret_bytes, mapped, sizeof(mapped));
	return *ret_is_v4 || inet_pton(AF_INET6, text, ret_bytes) == 1;
}

static bool parse_prefix(char *text, struct prefix *ret_prefix)
{
	char *slash = strchr(text, '/');
	int64_t bits;
	bool is_v4;

	if (slash != NULL)
		*slash = '\0';
	if (!parse_address(text, ret_prefix->bytes, &is_v4))
		return false;
	bits = is_v4 ? 32 : 128;
	if (slash != NULL && !text_parse_int(slash + 1, 0, bits, &bits))
		return false;
	ret_prefix->bits = (int)bits + (is_v4 ? 96 : 0);
	return true;
}

enum err http_proxies_new(const char *list, struct http_proxies **ret_proxies,
			  struct err_detail *detail)
{
	size_t room = list != NULL ? strlen(list) / 2 + 1 : 0;
	struct http_proxies *proxies =
	    xcalloc(1, sizeof(*proxies) + room * sizeof(struct prefix));
	char *copy = xstrdup(list != NULL ? list : "");
	char *rest = copy, *word;
	enum err result = ERR_OK;

	while ((word = strsep(&rest, ", \t")) != NULL) {
		if (*word == '\0')
			continue;
		assert(proxies->count < room);
		if (!parse_prefix(word, &proxies->prefixes[proxies->count])) {
			result = err_set(detail, ERR_USAGE, "",
					 "trusted proxy `%s` is no numeric "
					 "address or prefix, like 10.0.0.5 or "
					 "192.168.7.0/24",
					 word);
			break;
		}
		proxies->count++;
	}
	free(copy);
	if (result == ERR_OK)
		*ret_proxies = proxies;
	else
		http_proxies_free(proxies);
	return result;
}

void http_proxies_free(struct http_proxies *proxies)
{
	free(proxies);
}

static bool contains(const struct prefix *prefix, const unsigned char *bytes)
{
	int whole = prefix->bits / 8, rest = prefix->bits % 8;
	unsigned char mask = (unsigned char)(0xff << (8 - rest));

	if (memcmp(prefix->bytes, bytes, (size_t)whole) != 0)
		return false;
	return rest == 0 || ((prefix->bytes[whole] ^ bytes[whole]) & mask) == 0;
}

bool http_proxies_trust(const struct http_proxies *proxies, const char *address)
{
	unsigned char bytes[16];
	bool is_v4;

	if (proxies->count == 0 || !parse_address(address, bytes, &is_v4))
		return false;
	for (size_t i = 0; i < proxies->count; i++)
		if (contains(&proxies->prefixes[i], bytes))
			return true;
	return false;
}

void http_proxies_client(const struct http_proxies *proxies, const char *peer,
			 const char *forwarded_for,
			 char ret_client[PROXY_ADDRESS_SIZE])
{
	char entry[PROXY_ADDRESS_SIZE];
	unsigned char bytes[16];
	const char *end = NULL;
	bool is_v4;

	snprintf(ret_client, PROXY_ADDRESS_SIZE, "%s", peer);
	if (forwarded_for == NULL || !http_proxies_trust(proxies, peer))
		return;
	/* Each proxy appends the peer that it saw, so only the entries from
	 * the right, up to the first stranger, were written by ours. */
	end = forwarded_for + strlen(forwarded_for);
	while (end > forwarded_for) {
		const char *start = end;
		size_t length;

		while (start > forwarded_for && start[-1] != ',')
			start--;
		length = strcspn(start + strspn(start, " \t"), " \t,");
		snprintf(entry, sizeof(entry), "%.*s", (int)length,
			 start + strspn(start, " \t"));
		if (length >= sizeof(entry) ||
		    !parse_address(entry, bytes, &is_v4))
			return;
		if (!http_proxies_trust(proxies, entry)) {
			memcpy(ret_client, entry, PROXY_ADDRESS_SIZE);
			return;
		}
		end = start > forwarded_for ? start - 1 : start;
	}
}
