/* SPDX-License-Identifier: MIT */
/* usage: day_bench REQUESTS.csv [--seeds N] [--days N] [--load F] ... */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/day/day.h"

static const char *const way_names[WAY_COUNT] = {
    [WAY_FOLLOW] = "a plan that follows",
    [WAY_NEAREST] = "the nearest who is free",
    [WAY_MORNING] = "one plan in the morning",
};

enum measure { MET, URGENT, TRAVEL, VISITS, USED, OVERTIME, MOVES, MEASURES };

static const struct {
	const char *name;
	double scale;
} measures[MEASURES] = {
    [MET] = {"promises met %", 100},	[URGENT] = {"urgent ones %", 100},
    [TRAVEL] = {"travel share %", 100}, [VISITS] = {"jobs a day each", 1},
    [USED] = {"utilisation %", 100},	[OVERTIME] = {"overtime min a day", 1},
    [MOVES] = {"moves an event", 1},
};

struct options {
	const char *path;
	int seeds, first;
	double load;
	struct replay_settings replay;
};

static double share(int64_t part, int64_t whole)
{
	return whole ? (double)part / (double)whole : 0;
}

static void measure(const struct figures *f, double ret[MEASURES])
{
	ret[MET] = share(f->met, f->jobs);
	ret[URGENT] = share(f->urgent_met, f->urgent);
	ret[TRAVEL] = share(f->travel_s, f->travel_s + f->service_s);
	ret[VISITS] = share(f->visits, f->technician_days);
	ret[USED] = share(f->travel_s + f->service_s, f->shift_s);
	ret[OVERTIME] = share(f->overtime_s, f->technician_days * 60);
	ret[MOVES] = share(f->moves, f->events);
}

static void tell(const char *name, const double *values, int count,
		 double scale)
{
	double sum = 0, square = 0, mean, low = values[0], high = values[0];

	for (int i = 0; i < count; i++) {
		sum += values[i];
		square += values[i] * values[i];
		low = fmin(low, values[i]);
		high = fmax(high, values[i]);
	}
	mean = sum / count;
	printf("  %-20s %8.2f  +- %6.2f  (%.2f to %.2f)\n", name, mean * scale,
	       sqrt(fmax(square / count - mean * mean, 0)) * scale, low * scale,
	       high * scale);
}

static void tell_all(const struct options *options,
		     double (*values)[WAY_COUNT][MEASURES])
{
	double *column = calloc((size_t)options->seeds, sizeof(*column));

	for (int way = 0; way < WAY_COUNT; way++) {
		printf("%s\n", way_names[way]);
		for (int m = 0; m < MEASURES; m++) {
			for (int i = 0; i < options->seeds; i++)
				column[i] = values[i][way][m];
			if (m != MOVES || way == WAY_FOLLOW)
				tell(measures[m].name, column, options->seeds,
				     measures[m].scale);
		}
	}
	for (int way = 1; way < WAY_COUNT; way++) {
		printf("%s beats %s by\n", way_names[WAY_FOLLOW],
		       way_names[way]);
		for (int m = 0; m < USED; m++) {
			for (int i = 0; i < options->seeds; i++)
				column[i] = values[i][WAY_FOLLOW][m] -
					    values[i][way][m];
			tell(measures[m].name, column, options->seeds,
			     measures[m].scale);
		}
	}
	free(column);
}

static int usage(FILE *out)
{
	fprintf(
	    out,
	    "usage: day_bench REQUESTS.csv [OPTION VALUE]...\n\n"
	    "  --seeds N       towns and lucks, 20\n"
	    "  --days N        of the data, 30\n"
	    "  --load F        share of the shifts that work takes, 0.97\n"
	    "  --plan N        iterations of the plan in the morning, 3000\n"
	    "  --repair N      iterations after an event, 40\n"
	    "  --moves N       visits that may move for an event, 6\n");
	return out == stderr ? 2 : 0;
}

static bool read_options(int argc, char **argv, struct options *options)
{
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] != '-') {
			options->path = argv[i];
			continue;
		}
		if (i + 1 == argc)
			return false;
		double value = strtod(argv[i + 1], NULL);

		if (!strcmp(argv[i], "--seeds"))
			options->seeds = (int)value;
		else if (!strcmp(argv[i], "--first"))
			options->first = (int)value;
		else if (!strcmp(argv[i], "--days"))
			options->replay.days = (int)value;
		else if (!strcmp(argv[i], "--load"))
			options->load = value;
		else if (!strcmp(argv[i], "--plan"))
			options->replay.plan_iterations = (uint64_t)value;
		else if (!strcmp(argv[i], "--repair"))
			options->replay.repair_iterations = (uint64_t)value;
		else if (!strcmp(argv[i], "--moves"))
			options->replay.max_moves = (int32_t)value;
		else
			return false;
		i++;
	}
	return options->path && options->seeds > 0 && options->load > 0 &&
	       options->replay.days > 0 && options->replay.days <= DAYS_MAX;
}

int main(int argc, char **argv)
{
	struct options options = {
	    .seeds = 20,
	    .first = 1,
	    .load = 0.97,
	    .replay = {.days = 30,
		       .plan_iterations = 3000,
		       .repair_iterations = 40,
		       .max_moves = 6},
	};
	double(*values)[WAY_COUNT][MEASURES];
	struct requests requests;
	int64_t repair_us = 0, events = 0, worst_us = 0;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return usage(stdout);
	if (!read_options(argc, argv, &options))
		return usage(stderr);
	if (!requests_read(options.path, &requests))
		return 2;
	values = calloc((size_t)options.seeds, sizeof(*values));
	for (int i = 0; i < options.seeds; i++)
		for (int way = 0; way < WAY_COUNT; way++) {
			struct figures figures;
			struct town town;

			town_make(&town, &requests,
				  (uint64_t)(options.first + i), options.load);
			if (i == 0 && way == 0)
				printf("%d requests, %d days, %d technicians "
				       "(made up, as are durations and luck)\n",
				       requests.count, options.replay.days,
				       town.technician_count);
			replay(&town, (enum way)way, &options.replay, &figures);
			measure(&figures, values[i][way]);
			town_free(&town);
			if (way != WAY_FOLLOW)
				continue;
			repair_us += figures.repair_us;
			events += figures.events;
			if (figures.repair_worst_us > worst_us)
				worst_us = figures.repair_worst_us;
		}
	tell_all(&options, values);
	printf("a repair takes %.2f ms of CPU time on average, %.2f ms at "
	       "most\n",
	       share(repair_us, events) / 1000, (double)worst_us / 1000);
	free(values);
	requests_free(&requests);
	return 0;
}
