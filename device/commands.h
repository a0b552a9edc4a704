/* SPDX-License-Identifier: MIT */
/* The commands of callout-device, each in a cmd_*.c; main.c has the list. */
#ifndef DEVICE_COMMANDS_H
#define DEVICE_COMMANDS_H

#include <callout/buf.h>

#include "cli/command.h"
#include "device/device.h"

extern const struct cli_command cmd_enrol, cmd_info;
extern const struct cli_command cmd_push, cmd_pull, cmd_upload, cmd_sync,
    cmd_fetch, cmd_renew;
extern const struct cli_command cmd_show, cmd_outbox;
extern const struct cli_command cmd_status, cmd_note, cmd_time, cmd_part,
    cmd_meter, cmd_task, cmd_contact, cmd_address, cmd_window, cmd_followup,
    cmd_positions, cmd_correct, cmd_raw;
extern const struct cli_command cmd_photo, cmd_signature;
extern const struct cli_command cmd_run, cmd_clock;

/* The device that the options for all commands speak of, its store open.
 * main() closes it. */
enum err commands_device(struct cli_call *call, struct device **ret_device,
			 struct err_detail *detail) ERR_MUST_CHECK;
/* The code that the program ends with. */
int commands_exit_code(enum err err);

/* An operand that must be a visit's number. */
enum err commands_visit(struct cli_call *call, int index, int64_t *ret_visit,
			struct err_detail *detail) ERR_MUST_CHECK;
/* In lower case, as the contract wants it. */
bool commands_is_uuid(const char *text);
/* Put a mutation with this content into the outbox, and say so. */
enum err commands_add(struct cli_call *call, int64_t visit,
		      const struct buf *content,
		      const struct store_upload *upload,
		      struct err_detail *detail) ERR_MUST_CHECK;
/* When it happened: --at, or now. */
enum err commands_at(struct cli_call *call, const struct device *device,
		     char ret_at[32], struct err_detail *detail) ERR_MUST_CHECK;
#define COMMANDS_AT                                                \
	{                                                          \
		"at", "INSTANT", "when it happened (default: now)" \
	}

/* Pieces of a JSON object: "{" or "," and the name. */
void json_add_name(struct buf *out, const char *name);
void json_add_int(struct buf *out, const char *name, int64_t value);
/* Nothing for NULL. */
void json_add_text(struct buf *out, const char *name, const char *value);
/* The object's end; it is printed on a line of its own, and freed. */
void json_say(struct buf *out);

#endif
