/* SPDX-License-Identifier: MIT */
/*
 * What an OSRM-compatible table service is asked and what it answers
 * (http://project-osrm.org/docs/v5.24.0/api/#table-service): all ways between
 * some places, in seconds and metres. Pure.
 */
#ifndef DISPATCHD_ENGINE_OSRM_H
#define DISPATCHD_ENGINE_OSRM_H

#include <stddef.h>
#include <stdint.h>

#include <callout/buf.h>
#include <callout/err.h>

#define OSRM_NO_WAY UINT32_MAX
#define OSRM_WAY_MAX_S 604800

/* Append the path that asks for the ways between the middles of these cells
 * (callout/plan_ways.h), each to each. */
void osrm_path(struct buf *path, const char *profile, const int64_t *cells,
	       size_t count);

/* Read the answer: count * count seconds and metres, by rows; OSRM_NO_WAY where
 * there is none, or where no metres are told. Nothing is written on failure.
 * ERR_CONFLICT: it knows no road near one of the places; ERR_UNAVAILABLE: any
 * other refusal, and what is no answer at all. */
enum err osrm_read(int status, const char *body, size_t length, size_t count,
		   uint32_t *ret_seconds, uint32_t *ret_metres,
		   struct err_detail *detail) ERR_MUST_CHECK;

#endif
