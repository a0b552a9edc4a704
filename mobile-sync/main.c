/* SPDX-License-Identifier: MIT */
/*
 * mobile-sync, the sync daemon: wiring only. What any daemon does (command
 * line, signals, listening) is in common/daemon.
 */
#include <stdio.h>
#include <string.h>

#include <callout/blob.h>
#include <callout/daemon.h>
#include <callout/log.h>
#include <callout/work.h>

#include "mobile-sync/api/api.h"
#include "mobile-sync/daemon.h"
#include "mobile-sync/session/hub.h"
#include "mobile-sync/session/throttle.h"
#include "mobile-sync/sheet/sheet.h"

/* Threads that write and read blobs, and what may wait for one. A piece is
 * 1 MB: more threads would only make a disk seek. */
#define DISK_THREADS 2
#define DISK_WAITING 256

/* The one of this process: the hooks below have no other way to it. */
static struct mobile_sync mobile_sync;

static enum err start_blobs(const struct conf *conf, struct err_detail *detail)
{
	const char *path = conf_text(conf, "blob", "dir");
	enum err err;

	mobile_sync.blob_max_bytes = conf_int(conf, "blob", "max_bytes");
	mobile_sync.blob_open_days = (int)conf_int(conf, "blob", "open_days");
	mobile_sync.blob_orphan_days =
	    (int)conf_int(conf, "blob", "orphan_days");
	if (!path)
		return ERR_OK;
	err = blob_dir_open(path, true, &mobile_sync.blob_dir, detail);
	if (err == ERR_OK)
		err = work_pool_new(DISK_THREADS, DISK_WAITING,
				    &mobile_sync.disk, detail);
	return err;
}

static void on_reload(const struct conf *conf)
{
	int64_t contract_min = conf_int(conf, "mobile-sync", "contract_min");

	if (contract_min > SHEET_CONTRACT) {
		log_event(LOG_LEVEL_WARNING, "contract_min_too_high",
			  LOG_NUM("asked", contract_min),
			  LOG_NUM("newest", SHEET_CONTRACT));
		contract_min = SHEET_CONTRACT;
	}
	if (contract_min < SHEET_CONTRACT - SHEET_CONTRACTS_BACK)
		contract_min = SHEET_CONTRACT - SHEET_CONTRACTS_BACK;
	mobile_sync.contract_min = (int)contract_min;
	mobile_sync.token_days =
	    (int)conf_int(conf, "mobile-sync", "token_days");
}

static void start_dictionary(void)
{
	mobile_sync.dictionary =
	    http_dictionary_new(sheet_dictionary, strlen(sheet_dictionary));
	snprintf(mobile_sync.dictionary_path,
		 sizeof(mobile_sync.dictionary_path), "/dictionary/%s",
		 http_dictionary_hash(mobile_sync.dictionary));
}

static enum err on_start(struct daemon_process *process,
			 const struct conf *conf, struct err_detail *detail)
{
	mobile_sync.loop_count = daemon_loop_count(process);
	mobile_sync.sync_limit =
	    (int)conf_int(conf, "mobile-sync", "sync_limit");
	mobile_sync.enrol_throttle = throttle_new();
	mobile_sync.hub = hub_new(mobile_sync.loop_count);
	sheet_init();
	start_dictionary();
	return start_blobs(conf, detail);
}

static void *on_loop_start(struct daemon_process *process,
			   struct event_base *base, unsigned index)
{
	mobile_sync.server = daemon_server(process);
	return loop_new(&mobile_sync, daemon_pg_settings(process), base, index);
}

static void on_loop_stop(void *loop_context, unsigned index)
{
	(void)index;
	loop_free(loop_context);
}

static void on_end(struct daemon_process *process)
{
	(void)process;
	work_pool_free(mobile_sync.disk);
	blob_dir_free(mobile_sync.blob_dir);
	throttle_free(mobile_sync.enrol_throttle);
	hub_free(mobile_sync.hub);
	http_dictionary_free(mobile_sync.dictionary);
}

int main(int argc, char **argv)
{
	static const struct daemon_program program = {
	    .name = "mobile-sync",
	    .conf = CONF_MOBILE_SYNC,
	    .role = "mobile",
	    .routes = api_routes,
	    .authenticate = api_authenticate,
	    .on_start = on_start,
	    .on_loop_start = on_loop_start,
	    .on_loop_stop = on_loop_stop,
	    .on_reload = on_reload,
	    .on_end = on_end,
	};

	return daemon_main(argc, argv, &program);
}
