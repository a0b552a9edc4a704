/* SPDX-License-Identifier: MIT */
/*
 * For LD_PRELOAD: the process is killed, as by kill -9, right before its
 * DIE_AT-th call that changes something outside of it (a file, a socket).
 * With DIE_AT=1, 2, 3 ... a test sees what a loss of power leaves at each
 * step. tests/e2e/test_device.py builds it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

static void step(void)
{
	static long left = -1;
	const char *text = getenv("DIE_AT");

	if (left < 0)
		left = text ? atol(text) : 0;
	if (left > 0 && --left == 0)
		kill(getpid(), SIGKILL);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t length)
{
	step();
	return REAL(write)(fd, bytes, length);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
	step();
	return REAL(pwrite64)(fd, bytes, length, offset);
}

int fsync(int fd)
{
	step();
	return REAL(fsync)(fd);
}

int fdatasync(int fd)
{
	step();
	return REAL(fdatasync)(fd);
}

int ftruncate64(int fd, off64_t length)
{
	step();
	return REAL(ftruncate64)(fd, length);
}

int unlink(const char *path)
{
	step();
	return REAL(unlink)(path);
}

ssize_t send(int fd, const void *bytes, size_t length, int flags)
{
	step();
	return REAL(send)(fd, bytes, length, flags);
}

ssize_t recv(int fd, void *bytes, size_t length, int flags)
{
	step();
	return REAL(recv)(fd, bytes, length, flags);
}
