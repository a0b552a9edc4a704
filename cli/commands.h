/* SPDX-License-Identifier: MIT */
/* The commands, each in its own cmd_*.c; main.c puts them in order. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/command.h"

extern const struct cli_command cmd_backup;
extern const struct cli_command cmd_check;
extern const struct cli_command cmd_device_code;
extern const struct cli_command cmd_device_list;
extern const struct cli_command cmd_device_revoke;
extern const struct cli_command cmd_config_sample;
extern const struct cli_command cmd_doctor;
extern const struct cli_command cmd_import;
extern const struct cli_command cmd_key_add;
extern const struct cli_command cmd_key_list;
extern const struct cli_command cmd_key_revoke;
extern const struct cli_command cmd_link_add;
extern const struct cli_command cmd_link_list;
extern const struct cli_command cmd_link_revoke;
extern const struct cli_command cmd_migrate;
extern const struct cli_command cmd_plan;
extern const struct cli_command cmd_restore;
extern const struct cli_command cmd_schedule;
extern const struct cli_command cmd_user_add;
extern const struct cli_command cmd_user_disable;
extern const struct cli_command cmd_user_enable;
extern const struct cli_command cmd_user_list;
extern const struct cli_command cmd_user_password;

#endif
