/* SPDX-License-Identifier: MIT */
/*
 * Keeps the travel times of the database up to date: what ways of a territory
 * nobody knows yet is asked of the road router that is configured, in the
 * background, a block at a time. No plan waits for it: plans read what is
 * there, and estimate the rest. Of several daemons each takes the turns that
 * no other has.
 */
#ifndef DISPATCHD_ENGINE_TRAVEL_H
#define DISPATCHD_ENGINE_TRAVEL_H

#include <stdbool.h>
#include <stdint.h>

#include <callout/conf.h>
#include <callout/err.h>

struct loop;
struct travel;

/* Of the section [travel]; texts are the configuration's. */
struct travel_settings {
	const char *provider, *url, *profile;
	int64_t timeout_ms, max_table, pause_ms, every_s;
	bool learn;
};

/* ERR_USAGE for what does not go together. */
enum err travel_settings_read(const struct conf *conf,
			      struct travel_settings *ret_settings,
			      struct err_detail *detail) ERR_MUST_CHECK;

/* Begins by itself as soon as the database is there. */
struct travel *travel_new(struct loop *loop);
void travel_free(struct travel *travel); /* NULL is accepted */

#endif
