/* SPDX-License-Identifier: MIT */
/* A short list under a mutex: an organisation has a handful of zones. */
#include "dispatchd/feed/zones.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>

#include "dispatchd/feed/caltext.h"
#include "dispatchd/feed/zonefile.h"

struct entry {
	struct entry *next;
	struct caltext_zone *zone;
};

struct zones {
	pthread_mutex_t mutex;
	struct entry *entries;
};

struct zones *zones_new(void)
{
	struct zones *zones = xcalloc(1, sizeof(*zones));

	pthread_mutex_init(&zones->mutex, NULL);
	return zones;
}

void zones_free(struct zones *zones)
{
	if (!zones)
		return;
	for (struct entry *entry = zones->entries, *next; entry; entry = next) {
		next = entry->next;
		caltext_zone_free(entry->zone);
		free(entry);
	}
	pthread_mutex_destroy(&zones->mutex);
	free(zones);
}

enum err zones_find(struct zones *zones, const char *tzid,
		    const struct caltext_zone **ret_zone,
		    struct err_detail *detail)
{
	struct caltext_zone *zone = NULL;
	enum err err = ERR_OK;

	pthread_mutex_lock(&zones->mutex);
	for (struct entry *entry = zones->entries; entry; entry = entry->next)
		if (!strcmp(caltext_zone_tzid(entry->zone), tzid))
			zone = entry->zone;
	if (!zone) {
		err = caltext_zone_load(tzid, &zone, detail);
		if (err == ERR_OK) {
			struct entry *entry = xmalloc(sizeof(*entry));

			*entry = (struct entry){zones->entries, zone};
			zones->entries = entry;
		}
	}
	pthread_mutex_unlock(&zones->mutex);
	if (err == ERR_OK)
		*ret_zone = zone;
	return err;
}
