/* SPDX-License-Identifier: MIT */
/* fork, exec, wait. stderr goes to a file without a name: nobody has to read
 * while the child writes. */
#define _GNU_SOURCE /* execvpe */
#include "cli/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <callout/buf.h>

#define EXIT_NOT_THERE 127
#define WORDS_BYTES 600 /* of its last words */

/* In the child: only what is safe after fork. */
_Noreturn static void become(const char *const *arguments,
			     char *const *environment, int in, int out,
			     int words)
{
	int null = open("/dev/null", O_RDWR);

	signal(SIGPIPE, SIG_DFL);
	if (null < 0 || dup2(in < 0 ? null : in, STDIN_FILENO) < 0 ||
	    dup2(out < 0 ? null : out, STDOUT_FILENO) < 0 ||
	    dup2(words, STDERR_FILENO) < 0)
		_exit(1);
	execvpe(arguments[0], (char *const *)arguments, environment);
	_exit(EXIT_NOT_THERE);
}

enum err child_start(struct child *child, const char *const *arguments,
		     char *const *environment, int in, int out,
		     struct err_detail *detail)
{
	*child = (struct child){.program = arguments[0], .words = tmpfile()};
	if (!child->words)
		return err_set(detail, ERR_UNAVAILABLE, "",
			       "no temporary file can be made: %s",
			       strerror(errno));
	fcntl(fileno(child->words), F_SETFD, FD_CLOEXEC);
	fflush(NULL); /* nothing is written twice */
	child->pid = fork();
	if (child->pid == 0)
		become(arguments, environment, in, out, fileno(child->words));
	if (child->pid < 0) {
		child->pid = 0;
		fclose(child->words);
		return err_set(detail, ERR_UNAVAILABLE, "",
			       "%s cannot be started: %s", arguments[0],
			       strerror(errno));
	}
	return ERR_OK;
}

/* The end of what it said, on one line. */
static void last_words(const struct child *child, struct buf *words)
{
	char text[WORDS_BYTES + 1];
	long length;
	size_t got;

	if (fseek(child->words, 0, SEEK_END) != 0)
		return;
	length = ftell(child->words);
	(void)fseek(child->words,
		    length > WORDS_BYTES ? length - WORDS_BYTES : 0, SEEK_SET);
	got = fread(text, 1, WORDS_BYTES, child->words);
	while (got > 0 && text[got - 1] == '\n')
		got--;
	text[got] = '\0';
	for (char *c = text; *c; c++)
		*c = *c == '\n' ? ' ' : *c;
	buf_add_text(words, text);
}

static enum err judge(const struct child *child, int status,
		      struct err_detail *detail)
{
	struct buf words = {0};
	enum err err = ERR_OK;

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return ERR_OK;
	last_words(child, &words);
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NOT_THERE)
		err = err_set(detail, ERR_UNAVAILABLE, "",
			      "%s is not there: install PostgreSQL's client "
			      "(Debian: postgresql-client), or set PATH",
			      child->program);
	else if (WIFSIGNALED(status))
		err = err_set(detail, ERR_UNAVAILABLE, "",
			      "%s was ended by signal %d %s", child->program,
			      WTERMSIG(status), buf_text(&words));
	else
		err = err_set(detail, ERR_UNAVAILABLE, "", "%s failed: %s",
			      child->program, buf_text(&words));
	buf_free(&words);
	return err;
}

enum err child_wait(struct child *child, struct err_detail *detail)
{
	int status = 0;
	enum err err;

	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	child->pid = 0;
	err = judge(child, status, detail);
	fclose(child->words);
	return err;
}

void child_kill(struct child *child)
{
	if (!child->pid)
		return;
	kill(child->pid, SIGKILL);
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	child->pid = 0;
	fclose(child->words);
}
