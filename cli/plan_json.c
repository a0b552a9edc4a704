/* SPDX-License-Identifier: MIT */
/* Parsing a JSON document from outside. */
#include "cli/plan_json.h"

#include <stdio.h>

enum err plan_json_load(const char *text, size_t length, json_t **ret_root,
			struct err_detail *detail)
{
	json_error_t error;
	json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
	char line[40];

	if (root != NULL) {
		*ret_root = root;
		return ERR_OK;
	}
	/* It quotes what it stumbled over, line ends too. */
	for (char *c = error.text; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 127)
			*c = ' ';
	(void)snprintf(line, sizeof(line), "line %d", error.line);
	return err_set(detail, ERR_INPUT, line, "no JSON: %s", error.text);
}
