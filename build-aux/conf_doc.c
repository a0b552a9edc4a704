/* SPDX-License-Identifier: MIT */
/*
 * Writes what is made of the table of options at build time: the sample file,
 * or the lines of one program's man page.
 */
#include <stdio.h>
#include <string.h>

#include <callout/conf.h>

int main(int argc, char **argv)
{
	const char *what = argc == 2 ? argv[1] : "";

	if (strcmp(what, "sample") == 0) {
		conf_print_sample(stdout);
	} else if (strcmp(what, "dispatchd") == 0) {
		conf_print_man(stdout, CONF_DISPATCHD);
	} else if (strcmp(what, "mobile-sync") == 0) {
		conf_print_man(stdout, CONF_MOBILE_SYNC);
	} else {
		fputs("usage: conf_doc sample | dispatchd | mobile-sync\n",
		      stderr);
		return 2;
	}
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
