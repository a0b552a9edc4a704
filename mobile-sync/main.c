/* SPDX-License-Identifier: MIT */
/*
 * mobile-sync, the sync daemon: wiring only. What any daemon does (command
 * line, signals, listening) is in common/daemon.
 */
#include <callout/daemon.h>

#include "mobile-sync/api/api.h"
#include "mobile-sync/daemon.h"
#include "mobile-sync/session/throttle.h"
#include "mobile-sync/sheet/sheet.h"

/* The one of this process: the hooks below have no other way to it. */
static struct mobile_sync mobile_sync;

static enum err on_start(struct daemon_process *process,
			 const struct conf *conf, struct err_detail *detail)
{
	(void)detail;
	mobile_sync.loop_count = daemon_loop_count(process);
	mobile_sync.sync_limit =
	    (int)conf_int(conf, "mobile-sync", "sync_limit");
	mobile_sync.enrol_throttle = throttle_new();
	sheet_init();
	return ERR_OK;
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
	throttle_free(mobile_sync.enrol_throttle);
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
	    .on_end = on_end,
	};

	return daemon_main(argc, argv, &program);
}
