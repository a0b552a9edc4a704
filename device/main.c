/* SPDX-License-Identifier: MIT */
/* callout-device: the table of commands, and what they all need. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>
#include <sodium.h>

#include <callout/clk.h>
#include <callout/text.h>

#include "device/commands.h"

static enum err run_man(struct cli_call *call,
			struct err_detail *detail) ERR_MUST_CHECK;

static const struct cli_command cmd_man = {
    .name = "man",
    .operands = "",
    .flags = CLI_HIDDEN,
    .summary = "Print the manual page",
    .run = run_man,
};

/* In the order of --help: come in, talk, look, report, the rest. */
static const struct cli_command *const commands[] = {
    &cmd_enrol,	 &cmd_sync,	&cmd_push,	&cmd_upload,  &cmd_pull,
    &cmd_fetch,	 &cmd_renew,	&cmd_show,	&cmd_outbox,  &cmd_info,
    &cmd_status, &cmd_note,	&cmd_time,	&cmd_part,    &cmd_meter,
    &cmd_task,	 &cmd_photo,	&cmd_signature, &cmd_contact, &cmd_address,
    &cmd_window, &cmd_followup, &cmd_positions, &cmd_correct, &cmd_raw,
    &cmd_run,	 &cmd_clock,	&cmd_man,	NULL,
};

static const struct cli_option options[] = {
    {"store", "FILE",
     "what the device keeps (default: CALLOUT_DEVICE_STORE, or "
     "~/.callout-device.db)"},
    {"timeout", "S", "give up a request that stands still (default: 30)"},
    {"tries", "N", "try a request so often (default: 4)"},
    {"backoff", "MS", "wait before the second try, then longer (default: 500)"},
    {"limit", "N", "changes in one answer (default: as the server likes)"},
    {"gzip", NULL, "take no answers that need a dictionary"},
    {"seed", "N", "make ids and waits of this number, for simulations"},
    {0},
};

static const struct cli_program program = {
    .name = "callout-device",
    .title = "reference client of mobile-sync, a device without a screen",
    .options = options,
    .commands = commands,
    .exit_code = commands_exit_code,
    .exit_help = "0 done, 1 failed, 2 bad usage or input, 3 try later, "
		 "4 enrol first",
    .description =
	"A technician's device on the command line.\n"
	"What is reported is kept in the store first, and sent by\n.Cm sync\n"
	"whenever there is a network.\n"
	"A command ends well when its effect is on the disk.\n"
	"Every command knows\n.Fl \\-help\nand\n",
    .see_also = ".Xr callout 1 ,\n.Xr mobile-sync 8\n",
};

static enum err run_man(struct cli_call *call, struct err_detail *detail)
{
	(void)call;
	(void)detail;
	cli_print_man(stdout, &program);
	return ERR_OK;
}

/* --- for the commands --------------------------------------------------- */

int commands_exit_code(enum err err)
{
	switch (err) {
	case ERR_UNAVAILABLE:
	case ERR_RATE:
		return 3;
	case ERR_UNAUTHENTICATED:
		return 4;
	default:
		return err_info(err)->exit_code;
	}
}

static enum err read_options(struct cli_call *call, struct device *device,
			     struct err_detail *detail)
{
	struct {
		const char *name;
		int64_t min, max, absent, value;
	} rows[] = {
	    {"timeout", 1, 3600, 30},	{"tries", 1, 1000, 4},
	    {"backoff", 0, 60000, 500}, {"limit", 1, 200, 0},
	    {"seed", 0, INT64_MAX, -1},
	};
	enum err err = ERR_OK;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows) && !err; i++)
		err = cli_int(call, rows[i].name, rows[i].min, rows[i].max,
			      rows[i].absent, &rows[i].value, detail);
	if (err)
		return err;
	device->timeout_s = (int)rows[0].value;
	device->tries = (int)rows[1].value;
	device->backoff_ms = (int)rows[2].value;
	device->limit = (int)rows[3].value;
	device->gzip_only = cli_given(call, "gzip");
	device->has_seed = rows[4].value >= 0;
	device->seed = (uint64_t)rows[4].value;
	return ERR_OK;
}

static char *store_path(struct cli_call *call)
{
	const char *path = cli_value(call, "store");
	const char *home = getenv("HOME");
	struct buf made = {0};

	if (!path)
		path = getenv("CALLOUT_DEVICE_STORE");
	if (path && *path)
		return xstrdup(path);
	buf_printf(&made, "%s/.callout-device.db", home ? home : ".");
	return buf_take(&made, NULL);
}

enum err commands_device(struct cli_call *call, struct device **ret_device,
			 struct err_detail *detail)
{
	struct device *device = cli_context(call);
	enum err err = ERR_OK;

	if (!device->store) {
		err = read_options(call, device, detail);
		device->path = store_path(call);
		if (!err)
			err = store_open(device->path, &device->store, detail);
	}
	if (!err)
		*ret_device = device;
	return err;
}

int main(int argc, char **argv)
{
	struct device device = {0};
	int status;

	setlocale(LC_CTYPE, "C.UTF-8");
	if (sodium_init() < 0 || curl_global_init(CURL_GLOBAL_DEFAULT)) {
		fputs("callout-device: a library did not start\n", stderr);
		return 1;
	}
	if (clk_init_from_environment() != 0) {
		fputs("callout-device: CALLOUT_NOW is no instant\n", stderr);
		return 2;
	}
	status = cli_main(&program, &device, argc - 1, argv + 1);
	device_close(&device);
	curl_global_cleanup();
	/* A full disk must not pass for success. */
	if ((fflush(stdout) || ferror(stdout)) && status == 0) {
		fputs("callout-device: standard output could not be written\n",
		      stderr);
		status = 1;
	}
	return status;
}
