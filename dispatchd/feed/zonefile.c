/* SPDX-License-Identifier: MIT */
/*
 * Reads a zone's file from the system. See zonefile.h; the pure reader of its
 * bytes is caltext_zone.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dispatchd/feed/caltext.h"
#include "dispatchd/feed/zonefile.h"

#define DIRECTORY "/usr/share/zoneinfo/"
/* The greatest zones have 4 kB. */
#define FILE_MAX 65536

enum err caltext_zone_load(const char *tzid, struct caltext_zone **ret_zone,
			   struct err_detail *detail)
{
	unsigned char bytes[FILE_MAX];
	char path[256];
	size_t length;
	FILE *file;
	enum err err;

	/* The name comes from a database or a file: it must not lead out of
	 * the directory. */
	if (!caltext_tzid_is_name(tzid))
		return err_set(detail, ERR_INPUT, "",
			       "\"%.64s\" is no name of a time zone; say "
			       "\"Area/City\"",
			       tzid);
	snprintf(path, sizeof(path), "%s%s", DIRECTORY, tzid);
	file = fopen(path, "rbe");
	if (file == NULL)
		return err_set(detail,
			       errno == ENOENT || errno == ENOTDIR
				   ? ERR_NOT_FOUND
				   : ERR_INTERNAL,
			       "", "time zone %.64s: %s: %s; is tzdata there?",
			       tzid, path, strerror(errno));
	length = fread(bytes, 1, sizeof(bytes), file);
	if (ferror(file))
		err = err_set(detail, ERR_INTERNAL, "", "%s: %s", path,
			      strerror(errno));
	else
		err = caltext_zone_parse(tzid, bytes, length, ret_zone, detail);
	fclose(file);
	return err;
}
