/* SPDX-License-Identifier: MIT */
/*
 * dispatchd, the dispatcher daemon: wiring only. The process has a few loops,
 * each a thread with its own store, and a few small pools of workers; what any
 * daemon does (command line, signals, listening) is in common/daemon.
 */
#include "config.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <callout/blob.h>
#include <callout/daemon.h>
#include <callout/work.h>

#include "dispatchd/api/call.h"
#include "dispatchd/api/openapi.h"
#include "dispatchd/daemon.h"
#include "dispatchd/engine/desk.h"
#include "dispatchd/engine/leases.h"
#include "dispatchd/engine/planning.h"
#include "dispatchd/feed/zones.h"
#include "dispatchd/loop.h"
#include "dispatchd/stream/ring.h"

#define PASSWORDS_AT_ONCE 2 /* 64 MiB each */
#define PASSWORDS_WAITING 16
#define FILES_AT_ONCE 2
#define FILES_WAITING 256
#define RING_PIECES 20000
#define RING_BYTES ((size_t)8 << 20)

/* The one of this process: the hooks below have no other way to it. */
static struct daemon dispatchd;

static void on_reload(const struct conf *conf)
{
	struct tunables *tunables = &dispatchd.tunables;

	tunables->session_idle_s =
	    conf_int(conf, "dispatchd", "session_idle_s");
	tunables->session_max_s = conf_int(conf, "dispatchd", "session_max_s");
	tunables->planner_time_ms = conf_int(conf, "planner", "time_ms");
	tunables->position_days = conf_int(conf, "dispatchd", "position_days");
	tunables->enrol_code_s = conf_int(conf, "mobile-sync", "enrol_code_s");
}

static enum err start_workers(const struct daemon_process *process,
			      const struct conf *conf,
			      struct err_detail *detail)
{
	unsigned desks = (unsigned)conf_int(conf, "dispatchd", "desks");
	const char *photos = conf_text(conf, "blob", "dir");
	enum err err = work_pool_new(PASSWORDS_AT_ONCE, PASSWORDS_WAITING,
				     &dispatchd.passwords, detail);

	if (err == ERR_OK)
		err = work_pool_new(dispatchd.loop_count, PLANNING_QUEUE_MAX,
				    &dispatchd.planners, detail);
	if (err == ERR_OK)
		err = work_pool_new(FILES_AT_ONCE, FILES_WAITING,
				    &dispatchd.disk, detail);
	if (err == ERR_OK && photos)
		err = blob_dir_open(photos, false, &dispatchd.blob_dir, detail);
	if (err == ERR_OK)
		err = desk_new(&dispatchd, daemon_pg_settings(process), desks,
			       &dispatchd.desk, detail);
	if (err == ERR_OK)
		err = leases_new(conf_int(conf, "planner", "territories"),
				 &dispatchd.leases, detail);
	return err;
}

static enum err on_start(struct daemon_process *process,
			 const struct conf *conf, struct err_detail *detail)
{
	const struct api_operation *operations;
	size_t count;

	dispatchd.loop_count = (unsigned)conf_int(conf, "dispatchd", "loops");
	dispatchd.planner_speed_kmh =
	    (double)conf_int(conf, "planner", "speed_kmh");
	dispatchd.planner_detour =
	    (double)conf_int(conf, "planner", "detour_permille") / 1000;
	dispatchd.planner_seed = conf_int(conf, "planner", "seed");
	dispatchd.planner_threads = (int)conf_int(conf, "planner", "threads");
	dispatchd.calendar_base_url =
	    conf_text(conf, "dispatchd", "calendar_base_url");
	dispatchd.mobile_url = conf_text(conf, "dispatchd", "mobile_url");
	if (travel_settings_read(conf, &dispatchd.travel.settings, detail) !=
	    ERR_OK)
		return detail->code;
	operations = api_operations(&count);
	dispatchd.routes = api_routes();
	dispatchd.zones = zones_new();
	dispatchd.ring = ring_new(RING_PIECES, RING_BYTES);
	dispatchd.news_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (dispatchd.news_fd < 0)
		return err_set(detail, ERR_INTERNAL, "",
			       "cannot make an eventfd");
	openapi_build(operations, count, PACKAGE_VERSION, &dispatchd.openapi);
	return start_workers(process, conf, detail);
}

static const struct http_route *routes(size_t *ret_count)
{
	(void)api_operations(ret_count);
	return dispatchd.routes;
}

static void *on_loop_start(struct daemon_process *process,
			   struct event_base *base, unsigned index)
{
	return loop_new(&dispatchd, process, base, index);
}

static void on_loop_stop(void *loop_context, unsigned index)
{
	(void)index;
	if (loop_context)
		loop_free(loop_context);
}

static void on_end(struct daemon_process *process)
{
	(void)process;
	desk_free(dispatchd.desk);
	leases_free(dispatchd.leases);
	work_pool_free(dispatchd.passwords);
	work_pool_free(dispatchd.planners);
	work_pool_free(dispatchd.disk);
	blob_dir_free(dispatchd.blob_dir);
	zones_free(dispatchd.zones);
	ring_free(dispatchd.ring);
	if (dispatchd.news_fd > 0)
		close(dispatchd.news_fd);
	buf_free(&dispatchd.openapi);
	free((void *)dispatchd.routes);
}

int main(int argc, char **argv)
{
	static const struct daemon_program program = {
	    .name = "dispatchd",
	    .conf = CONF_DISPATCHD,
	    .role = "dispatchd",
	    .routes = routes,
	    .authenticate = api_authenticate,
	    .on_start = on_start,
	    .on_reload = on_reload,
	    .on_loop_start = on_loop_start,
	    .on_loop_stop = on_loop_stop,
	    .on_end = on_end,
	};

	return daemon_main(argc, argv, &program);
}
