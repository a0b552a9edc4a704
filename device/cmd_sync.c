/* SPDX-License-Identifier: MIT */
/* Commands that talk to the server. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "device/commands.h"
#include "device/sync/sync.h"

/* --- enrol -------------------------------------------------------------- */

static const struct cli_option enrol_options[] = {
    {"name", "NAME", "what the dispatcher will see (default: the host's name)"},
    {0},
};

static enum err run_enrol(struct cli_call *call, struct err_detail *detail)
{
	struct arena *arena = arena_new();
	char host[64] = "device";
	const char *name = cli_value(call, "name");
	struct store_device who = {0};
	struct device *device;
	struct buf out = {0};
	enum err err = commands_device(call, &device, detail);

	(void)gethostname(host, sizeof(host) - 1);
	if (!err)
		err = sync_enrol(device, cli_operand(call, 0),
				 cli_operand(call, 1), name ? name : host,
				 detail);
	if (!err)
		err = store_read_device(device->store, arena, &who, detail);
	if (!err && cli_json(call)) {
		json_add_int(&out, "device", who.device);
		json_add_int(&out, "technician", who.technician);
		json_add_text(&out, "name", who.name);
		json_add_text(&out, "zone", who.zone);
		json_say(&out);
	} else if (!err) {
		printf("device %" PRId64 " of %s\n", who.device, who.name);
	}
	arena_free(arena);
	return err;
}

const struct cli_command cmd_enrol = {
    .name = "enrol",
    .operands = "SERVER CODE",
    .operand_min = 2,
    .operand_max = 2,
    .flags = CLI_JSON,
    .summary = "Come in with the code that the dispatcher gave",
    .description =
	"SERVER is as https://sync.example.org. A code is good once; after a\n"
	"failure ask for another one. Enrolling anew keeps the outbox.",
    .options = enrol_options,
    .run = run_enrol,
};

/* --- sync and its parts ------------------------------------------------- */

static enum err say_report(struct cli_call *call, struct device *device,
			   const struct sync_report *report,
			   struct err_detail *detail)
{
	struct arena *arena = arena_new();
	struct store_device who;
	struct buf out = {0};
	char cursor[48];
	int64_t waiting;
	enum err err = store_read_device(device->store, arena, &who, detail);

	if (!err)
		err = store_count_waiting(device->store, &waiting, detail);
	if (err) {
		arena_free(arena);
		return err;
	}
	snprintf(cursor, sizeof(cursor), "%" PRId64 ".%" PRId64, who.epoch,
		 who.version);
	if (cli_json(call)) {
		json_add_int(&out, "pushed", report->pushed);
		json_add_int(&out, "acked", who.acked);
		json_add_int(&out, "waiting", waiting);
		json_add_int(&out, "changes", report->changes);
		json_add_int(&out, "fetches", report->fetches);
		json_add_int(&out, "replays", report->replays);
		json_add_int(&out, "lost", report->lost);
		json_add_int(&out, "uploaded", report->uploaded);
		json_add_int(&out, "upload_bytes", report->bytes);
		json_add_text(&out, "cursor", cursor);
		json_add_text(&out, "check",
			      report->check[0] ? report->check : NULL);
		json_say(&out);
	} else {
		if (report->lost > 0)
			printf("the server was restored from an old backup: "
			       "%" PRId64 " reports that it had taken are "
			       "gone, tell the dispatcher\n",
			       report->lost);
		printf("pushed %" PRId64 ", uploaded %" PRId64
		       ", changes %" PRId64 "; %" PRId64 " wait\n",
		       report->pushed, report->uploaded, report->changes,
		       waiting);
	}
	arena_free(arena);
	return ERR_OK;
}

static const struct cli_option wait_options[] = {
    {"wait", "S", "if there is no news, wait for it: 1 to 55 seconds"},
    {0},
};

/* Of the commands that have the option. */
static enum err take_wait(struct cli_call *call, struct err_detail *detail)
{
	struct device *device;
	int64_t wait_s;
	enum err err = commands_device(call, &device, detail);

	if (!err)
		err = cli_int(call, "wait", 1, 55, 0, &wait_s, detail);
	if (!err)
		device->wait_s = (int)wait_s;
	return err;
}

static enum err talk(struct cli_call *call,
		     enum err (*act)(struct device *, struct sync_report *,
				     struct err_detail *),
		     struct err_detail *detail)
{
	struct sync_report report = {0};
	struct device *device;
	enum err err = commands_device(call, &device, detail);

	if (!err)
		err = act(device, &report, detail);
	return err ? err : say_report(call, device, &report, detail);
}

static enum err run_push(struct cli_call *call, struct err_detail *detail)
{
	return talk(call, sync_push, detail);
}

const struct cli_command cmd_push = {
    .name = "push",
    .operands = "",
    .flags = CLI_JSON,
    .summary = "Send what is in the outbox",
    .run = run_push,
};

static enum err run_upload(struct cli_call *call, struct err_detail *detail)
{
	return talk(call, sync_upload, detail);
}

const struct cli_command cmd_upload = {
    .name = "upload",
    .operands = "",
    .flags = CLI_JSON,
    .summary = "Send the photos and signatures, from where they were cut",
    .run = run_upload,
};

static enum err run_pull(struct cli_call *call, struct err_detail *detail)
{
	enum err err = take_wait(call, detail);

	return err ? err : talk(call, sync_pull, detail);
}

const struct cli_command cmd_pull = {
    .name = "pull",
    .operands = "",
    .flags = CLI_JSON,
    .summary = "Fetch the sheets that changed",
    .options = wait_options,
    .run = run_pull,
};

static enum err run_fetch(struct cli_call *call, struct err_detail *detail)
{
	struct device *device;
	struct buf out = {0};
	enum err err = commands_device(call, &device, detail);

	if (!err && !commands_is_uuid(cli_operand(call, 0)))
		err = err_set(detail, ERR_USAGE, "",
			      "'%.100s' is no uid; 'show VISIT' has them",
			      cli_operand(call, 0));
	if (!err)
		err = sync_fetch(device, cli_operand(call, 0),
				 cli_operand(call, 1), detail);
	if (!err && cli_json(call)) {
		json_add_text(&out, "file", cli_operand(call, 1));
		json_say(&out);
	}
	return err;
}

const struct cli_command cmd_fetch = {
    .name = "fetch",
    .operands = "UID FILE",
    .operand_min = 2,
    .operand_max = 2,
    .flags = CLI_JSON,
    .summary = "Fetch a picture that a sheet names",
    .run = run_fetch,
};

static enum err run_renew(struct cli_call *call, struct err_detail *detail)
{
	return talk(call, sync_renew, detail);
}

const struct cli_command cmd_renew = {
    .name = "renew",
    .operands = "",
    .flags = CLI_JSON,
    .summary = "Exchange the token; sync does it when the server asks for it",
    .run = run_renew,
};

/* --- sync --------------------------------------------------------------- */

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

struct follower {
	struct cli_call *call;
	struct device *device;
	bool was_failing;
};

/* An error is told when it begins; afterwards its end is: a report. */
static bool on_round(const struct sync_report *report, enum err err,
		     const struct err_detail *detail, void *arg)
{
	struct follower *follower = arg;
	struct err_detail unused = {0};

	if (err && !follower->was_failing)
		fprintf(stderr, "callout-device: %s; trying again\n",
			detail->text);
	follower->was_failing = err != ERR_OK;
	if (!err &&
	    say_report(follower->call, follower->device, report, &unused))
		return false;
	fflush(stdout);
	return !ferror(stdout); /* somebody listens */
}

static enum err follow(struct cli_call *call, struct err_detail *detail)
{
	struct sigaction ours = {.sa_handler = on_signal}, of_int, of_term;
	struct follower follower = {.call = call};
	enum err err = commands_device(call, &follower.device, detail);

	if (err)
		return err;
	stop = 0;
	follower.device->stop = &stop;
	sigemptyset(&ours.sa_mask);
	sigaction(SIGINT, &ours, &of_int);
	sigaction(SIGTERM, &ours, &of_term);
	err = sync_follow(follower.device, on_round, &follower, detail);
	sigaction(SIGINT, &of_int, NULL);
	sigaction(SIGTERM, &of_term, NULL);
	follower.device->stop = NULL;
	return err;
}

static enum err run_sync(struct cli_call *call, struct err_detail *detail)
{
	enum err err = take_wait(call, detail);

	if (err)
		return err;
	return cli_given(call, "follow") ? follow(call, detail)
					 : talk(call, sync_all, detail);
}

static const struct cli_option sync_options[] = {
    {"wait", "S", "if there is no news, wait for it: 1 to 55 seconds"},
    {"follow", NULL, "go on, at once when there is news, until Ctrl-C"},
    {0},
};

const struct cli_command cmd_sync = {
    .name = "sync",
    .operands = "",
    .flags = CLI_JSON,
    .summary = "Push, upload, pull, and compare with the server",
    .description =
	"With --follow it goes on so, and prints a report whenever there was\n"
	"something: what another command puts into the same store is sent\n"
	"within a second or two, what changes at the server comes at once.\n"
	"Without a network it tries again, with pauses that grow to a minute.\n"
	"SIGINT and SIGTERM end it, at any moment and with 0.",
    .options = sync_options,
    .run = run_sync,
};
