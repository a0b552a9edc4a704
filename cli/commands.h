/* SPDX-License-Identifier: MIT */
/* The commands, each in its own cmd_*.c; main.c puts them in order. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/command.h"

extern const struct cli_command cmd_import;
extern const struct cli_command cmd_migrate;
extern const struct cli_command cmd_plan;

#endif
