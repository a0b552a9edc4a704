/* SPDX-License-Identifier: MIT */
/* Clock, chance, and the connection of one device. */
#include "device/device.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <callout/clk.h>
#include <callout/text.h>

int64_t device_now_us(const struct device *device)
{
	return clk_now_us() + device->clock_offset_us;
}

/* 32 bytes of chance, or of the seed's: by what for, and which one. */
static void draw(const struct device *device, const char *what, uint64_t number,
		 unsigned char ret_bytes[32])
{
	char text[96];
	int length;

	if (!device->has_seed) {
		randombytes_buf(ret_bytes, 32);
		return;
	}
	length = snprintf(text, sizeof(text), "%s %" PRIu64 " %" PRIu64, what,
			  device->seed, number);
	crypto_hash_sha256(ret_bytes, (const unsigned char *)text,
			   (unsigned long long)length);
}

bool device_is_stopped(const struct device *device)
{
	return device->stop && *device->stop;
}

uint64_t device_random(struct device *device, uint64_t bound)
{
	unsigned char bytes[32];
	uint64_t number;

	assert(bound > 0);
	draw(device, "wait", device->draws++, bytes);
	memcpy(&number, bytes, sizeof(number));
	return number % bound;
}

/* RFC 9562: version 4 and its variant. */
void device_uuid(int64_t number, char ret_uuid[37], void *arg)
{
	unsigned char bytes[32];
	char hex[33];

	draw(arg, "mutation", (uint64_t)number, bytes);
	bytes[6] = (bytes[6] & 0x0f) | 0x40;
	bytes[8] = (bytes[8] & 0x3f) | 0x80;
	text_hex(bytes, 16, hex);
	snprintf(ret_uuid, 37, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8,
		 hex + 12, hex + 16, hex + 20);
}

struct link *device_link(struct device *device, const char *server)
{
	if (device->link && strcmp(device->link_server, server) != 0) {
		link_free(device->link);
		device->link = NULL;
	}
	if (!device->link) {
		free(device->link_server);
		device->link_server = xstrdup(server);
		device->link = link_new(server, device->timeout_s);
	}
	return device->link;
}

void device_close(struct device *device)
{
	link_free(device->link);
	store_close(device->store);
	free(device->link_server);
	free(device->path);
	device->link = NULL;
	device->store = NULL;
	device->link_server = NULL;
	device->path = NULL;
}
