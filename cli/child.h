/* SPDX-License-Identifier: MIT */
/* PostgreSQL's own programs as children: no shell, and what they say on stderr
 * is kept for the error. */
#ifndef CLI_CHILD_H
#define CLI_CHILD_H

#include <stdio.h>
#include <sys/types.h>

#include <callout/err.h>

struct child {
	const char *program; /* for errors */
	pid_t pid;	     /* 0: none */
	FILE *words;	     /* its stderr */
};

/* Start a program of PATH. `in` and `out` become its stdin and stdout; -1 is
 * /dev/null. They stay open here. */
enum err child_start(struct child *child, const char *const *arguments,
		     char *const *environment, int in, int out,
		     struct err_detail *detail) ERR_MUST_CHECK;
/* Wait for its end. ERR_UNAVAILABLE with its last words if it failed. */
enum err child_wait(struct child *child,
		    struct err_detail *detail) ERR_MUST_CHECK;
/* End it at once, if it runs. */
void child_kill(struct child *child);

#endif
