/* SPDX-License-Identifier: MIT */
/*
 * What a calendar of 200 visits costs: all entries written anew by libical,
 * beside putting the feed together from kept texts with one entry written
 * anew (a visit has moved), and with none. Prints CPU time and, last, the
 * ratios.
 *
 *	make bench/caltext/caltext_bench && bench/caltext/caltext_bench
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dispatchd/feed/caltext.h"
#include "dispatchd/feed/zonefile.h"

#define EVENTS 200
#define ROUNDS 200
#define JULY_S INT64_C(1782896400) /* 2026-07-01 09:00 UTC */

static const char description[] =
    "Contact: Ana Jones, 617 555 0100\nAccess: ring at the back door; the "
    "boiler is in the cellar, next to the stairs.\nReported: no hot water "
    "since Tuesday, error E119 on the display. Serial 8A-2231-77.\nParts: "
    "ignition electrode, gasket set.\nChecklist: gas leak test; flue gas "
    "reading; hot water at the tap; signature.";
static const char *const categories[] = {"Boiler service", "P2"};

struct bench {
	struct caltext_feed feed;
	struct buf kept[EVENTS];
};

static double cpu_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void must(enum err err, const struct err_detail *detail)
{
	if (err != ERR_OK) {
		fprintf(stderr, "caltext_bench: %s\n", detail->text);
		exit(1);
	}
}

static void render(const struct bench *bench, int i, struct buf *out)
{
	struct err_detail detail = {0};
	char uid[64], summary[64];
	int64_t start_s = JULY_S + i / 8 * 86400 + i % 8 * 3600;
	struct caltext_event event = {
	    .uid = uid,
	    .sequence = i,
	    .dtstamp_us_utc = JULY_S * 1000000,
	    .last_modified_us_utc = JULY_S * 1000000,
	    .created_us_utc = JULY_S * 1000000,
	    .start_us_utc = start_s * 1000000,
	    .end_us_utc = (start_s + 3000) * 1000000,
	    .status = CALTEXT_CONFIRMED,
	    .summary = summary,
	    .location = "12 Elm Street, Dorchester, MA 02122",
	    .has_place = true,
	    .lat = 42.3,
	    .lon = -71.05,
	    .description = description,
	    .url = "https://callout.example/visits/12",
	    .categories = categories,
	    .category_count = 2,
	};

	snprintf(uid, sizeof(uid), "6f1c2a9e-0000-4000-8000-%012d@callout", i);
	snprintf(summary, sizeof(summary), "Boiler service %d, Jones", i);
	must(caltext_render_event(&bench->feed, &event, out, &detail), &detail);
}

/* A whole feed, of which the first `anew` entries are written. */
static void make_feed(const struct bench *bench, int anew, struct buf *out)
{
	struct err_detail detail = {0};

	buf_clear(out);
	must(caltext_begin(&bench->feed, out, &detail), &detail);
	for (int i = 0; i < EVENTS; i++) {
		if (i < anew)
			render(bench, i, out);
		else
			buf_add(out, bench->kept[i].data,
				bench->kept[i].length);
	}
	caltext_end(out);
}

static double measure(const struct bench *bench, const char *what, int anew)
{
	struct buf out = {0};
	double start_ms, ms;

	make_feed(bench, anew, &out); /* warm */
	start_ms = cpu_ms();
	for (int round = 0; round < ROUNDS; round++)
		make_feed(bench, anew, &out);
	ms = (cpu_ms() - start_ms) / ROUNDS;
	printf("%-36s %8.3f ms of CPU, %zu bytes\n", what, ms, out.length);
	buf_free(&out);
	return ms;
}

int main(void)
{
	static struct bench bench = {
	    .feed = {.name = "Ana", .refresh_s = 1800, .detail = CALTEXT_FULL},
	};
	struct err_detail detail = {0};
	struct caltext_zone *zone;
	double cold_ms, one_ms, kept_ms;

	must(caltext_zone_load("America/New_York", &zone, &detail), &detail);
	bench.feed.zone = zone;
	for (int i = 0; i < EVENTS; i++)
		render(&bench, i, &bench.kept[i]);
	printf("feed of %d entries, %d rounds\n", EVENTS, ROUNDS);
	cold_ms = measure(&bench, "all entries written by libical", EVENTS);
	one_ms = measure(&bench, "one entry written, others kept", 1);
	kept_ms = measure(&bench, "all entries kept", 0);
	printf("ratio: all written / one written = %.0f\n", cold_ms / one_ms);
	printf("ratio: all written / all kept = %.0f\n", cold_ms / kept_ms);
	for (int i = 0; i < EVENTS; i++)
		buf_free(&bench.kept[i]);
	caltext_zone_free(zone);
	return 0;
}
