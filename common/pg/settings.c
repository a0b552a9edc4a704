/* SPDX-License-Identifier: MIT */
/* How patient we are by default, and by the configuration. */
#include <callout/conf.h>

#include "pg_internal.h"

struct pg_settings pg_settings_default(void)
{
	return (struct pg_settings){
	    .read_connections = 2,
	    .read_depth = 16,
	    .write_connections = 4,
	    .queue_limit = 1000,
	    .connect_timeout_ms = 5000,
	    .call_timeout_ms = 10000,
	    .statement_timeout_ms = 8000,
	    .lock_timeout_ms = 4000,
	    .idle_in_transaction_timeout_ms = 10000,
	    .fail_fast_ms = 1000,
	};
}

static int option(const struct conf *conf, const char *key)
{
	return (int)conf_int(conf, "database", key);
}

struct pg_settings pg_settings_from_conf(const struct conf *conf,
					 const char *application_name)
{
	struct pg_settings settings = pg_settings_default();

	settings.conninfo = conf_text(conf, "database", "url");
	settings.schema = conf_text(conf, "database", "schema");
	settings.application_name = application_name;
	settings.read_connections = option(conf, "pool_read");
	settings.write_connections = option(conf, "pool_write");
	settings.statement_timeout_ms = option(conf, "statement_timeout_ms");
	settings.call_timeout_ms = option(conf, "call_timeout_ms");
	/* A lock that does not come is told as such, not as slowness. */
	if (settings.lock_timeout_ms >= settings.statement_timeout_ms)
		settings.lock_timeout_ms = settings.statement_timeout_ms -
					   settings.statement_timeout_ms / 5;
	return settings;
}
