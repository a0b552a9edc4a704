/* SPDX-License-Identifier: MIT */
/* callout, the administrator's and planner's command line: the table. */
#include <locale.h>
#include <stdio.h>

#include <sodium.h>

#include <callout/clk.h>

#include "cli/commands.h"

static enum err run_man(struct cli_call *call,
			struct err_detail *detail) ERR_MUST_CHECK;

static const struct cli_command cmd_man = {
    .name = "man",
    .operands = "",
    .flags = CLI_HIDDEN,
    .summary = "Print the manual page",
    .run = run_man,
};

static const struct cli_command *const commands[] = {
    &cmd_migrate,
    &cmd_import,
    &cmd_schedule,
    &cmd_plan,
    &cmd_check,
    &cmd_user_add,
    &cmd_user_list,
    &cmd_user_password,
    &cmd_user_disable,
    &cmd_user_enable,
    &cmd_key_add,
    &cmd_key_list,
    &cmd_key_revoke,
    &cmd_link_add,
    &cmd_link_list,
    &cmd_link_revoke,
    &cmd_device_code,
    &cmd_device_list,
    &cmd_device_revoke,
    &cmd_backup,
    &cmd_restore,
    &cmd_doctor,
    &cmd_config_sample,
    &cmd_man,
    NULL,
};

static const struct cli_option options[] = {
    {"config", "FILE", "read this configuration file"},
    {0},
};

static const struct cli_program callout = {
    .name = "callout",
    .title = "command line of Callout, field service dispatch",
    .options = options,
    .commands = commands,
    .has_overrides = true,
    .exit_help = "0 done, 1 failed, 2 bad usage or input",
    .description = "Every command knows\n.Fl \\-help ,\n"
		   ".Fl \\-SECTION\\-KEY Ns = Ns Ar VALUE ,\n"
		   "which sets one option of the configuration, and\n",
    .see_also = ".Xr callout-device 1 ,\n.Xr dispatchd 8 ,\n"
		".Xr mobile-sync 8\n",
};

static enum err run_man(struct cli_call *call, struct err_detail *detail)
{
	(void)call;
	(void)detail;
	cli_print_man(stdout, &callout);
	return ERR_OK;
}

int main(int argc, char **argv)
{
	int status;

	setlocale(LC_CTYPE, "C.UTF-8");
	if (sodium_init() < 0) {
		fputs("callout: libsodium did not start\n", stderr);
		return 1;
	}
	if (clk_init_from_environment() != 0) {
		fputs("callout: CALLOUT_NOW is no instant such as "
		      "2026-11-21T08:00:00Z\n",
		      stderr);
		return 2;
	}
	status = cli_main(&callout, NULL, argc - 1, argv + 1);
	/* A full disk must not pass for success. */
	if ((fflush(stdout) || ferror(stdout)) && status == 0) {
		fputs("callout: standard output could not be written\n",
		      stderr);
		status = 1;
	}
	return status;
}
