/* SPDX-License-Identifier: MIT */
/*
 * Photos and signatures: the file is copied beside the store first, then its
 * mutation and its upload are kept in one transaction. A copy that was made
 * for nothing, because the power went in between, does no harm.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include <callout/text.h>

#include "device/commands.h"
#include "device/sheets/sheets.h"

enum { FILE_BYTES_MAX = 25 * 1024 * 1024 };

struct picture {
	char *bytes;
	size_t length;
	const char *type;
	char sha256[2 * crypto_hash_sha256_BYTES + 1];
};

/* --- reading ------------------------------------------------------------ */

/* By its first bytes, as the server does. */
static const char *type_of(const char *bytes, size_t length)
{
	static const struct {
		const char *type;
		size_t offset, length;
		const char *bytes;
	} rows[] = {
	    {"image/jpeg", 0, 3, "\xff\xd8\xff"},
	    {"image/png", 0, 8, "\x89PNG\r\n\x1a\n"},
	    {"image/webp", 8, 4, "WEBP"},
	    {"image/heic", 4, 8, "ftypheic"},
	    {"image/heic", 4, 8, "ftypheix"},
	    {"image/heic", 4, 8, "ftypmif1"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (length >= rows[i].offset + rows[i].length &&
		    !memcmp(bytes + rows[i].offset, rows[i].bytes,
			    rows[i].length))
			return rows[i].type;
	return NULL;
}

static enum err fail(const char *path, struct err_detail *detail)
{
	return err_set(detail, ERR_INPUT, "", "%.300s: %s", path,
		       strerror(errno));
}

static enum err read_file(const char *path, struct buf *out,
			  struct err_detail *detail)
{
	FILE *file = fopen(path, "rbe");
	char piece[64 * 1024];
	size_t length;
	enum err err = ERR_OK;

	if (!file)
		return fail(path, detail);
	while (out->length <= FILE_BYTES_MAX &&
	       (length = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_add(out, piece, length);
	if (ferror(file))
		err = fail(path, detail);
	else if (out->length > FILE_BYTES_MAX)
		err = err_set(detail, ERR_TOO_LARGE, "",
			      "%.300s has more than 25 MB", path);
	fclose(file);
	return err;
}

static enum err read_picture(const char *path, struct picture *picture,
			     struct err_detail *detail)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	struct buf bytes = {0};
	enum err err = read_file(path, &bytes, detail);

	if (!err) {
		picture->type = type_of(buf_text(&bytes), bytes.length);
		if (!picture->type)
			err = err_set(detail, ERR_INPUT, "",
				      "%.300s is no JPEG, PNG, WebP or HEIC",
				      path);
	}
	if (!err) {
		crypto_hash_sha256(hash, (const unsigned char *)bytes.data,
				   bytes.length);
		text_hex(hash, sizeof(hash), picture->sha256);
		picture->bytes = buf_take(&bytes, &picture->length);
	}
	buf_free(&bytes);
	return err;
}

/* --- our copy ----------------------------------------------------------- */

static bool write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t done = write(fd, bytes, length);

		if (done < 0)
			return false;
		bytes += done;
		length -= (size_t)done;
	}
	return true;
}

/* Into the folder, and the folder itself, onto the disk. */
static enum err write_copy(const char *folder, const char *path,
			   const struct picture *picture,
			   struct err_detail *detail)
{
	int fd, folder_fd;
	bool good;

	if (mkdir(folder, 0700) && errno != EEXIST)
		return fail(folder, detail);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	good = fd >= 0 && folder_fd >= 0 &&
	       write_all(fd, picture->bytes, picture->length) && !fsync(fd) &&
	       !fsync(folder_fd);
	if (fd >= 0 && close(fd))
		good = false;
	if (folder_fd >= 0)
		close(folder_fd);
	return good ? ERR_OK : fail(path, detail);
}

/* --- the mutation ------------------------------------------------------- */

static void write_content(struct cli_call *call, const struct picture *picture,
			  const char *uid, struct buf *out)
{
	const char *element = cli_command_of(call)->name;
	const char *words = cli_operand(call, 2);
	bool is_signature = cli_command_of(call) == &cmd_signature;
	char bytes[32];

	snprintf(bytes, sizeof(bytes), "%zu", picture->length);
	sheets_add_start(out, element);
	sheets_add_attribute(out, "blob", uid);
	sheets_add_attribute(out, "sha256", picture->sha256);
	sheets_add_attribute(out, "bytes", bytes);
	sheets_add_attribute(out, "type", picture->type);
	if (is_signature)
		sheets_add_attribute(out, "name", words);
	sheets_add_text(out, is_signature || !words ? "" : words);
	sheets_add_end(out, element);
}

static enum err add_picture(struct cli_call *call, int64_t visit,
			    const struct picture *picture,
			    struct err_detail *detail)
{
	struct buf folder = {0}, path = {0}, content = {0};
	struct device *device;
	int64_t number;
	char uid[37];
	enum err err = commands_device(call, &device, detail);

	if (!err)
		err = store_last_number(device->store, &number, detail);
	if (!err) {
		/* Apart from the ids of mutations. */
		device_uuid(-1 - number, uid, device);
		buf_printf(&folder, "%s.files", device->path);
		buf_printf(&path, "%s/%s", buf_text(&folder), uid);
		err = write_copy(buf_text(&folder), buf_text(&path), picture,
				 detail);
	}
	if (!err) {
		write_content(call, picture, uid, &content);
		err = commands_add(call, visit, &content,
				   &(struct store_upload){
				       .uid = uid,
				       .sha256 = picture->sha256,
				       .type = picture->type,
				       .path = buf_text(&path),
				       .bytes = (int64_t)picture->length,
				   },
				   detail);
	}
	buf_free(&folder);
	buf_free(&path);
	buf_free(&content);
	return err;
}

static enum err run_file(struct cli_call *call, struct err_detail *detail)
{
	struct picture picture = {0};
	int64_t visit;
	enum err err = commands_visit(call, 0, &visit, detail);

	if (!err)
		err = read_picture(cli_operand(call, 1), &picture, detail);
	if (!err)
		err = add_picture(call, visit, &picture, detail);
	free(picture.bytes);
	return err;
}

static const struct cli_option at_options[] = {COMMANDS_AT, {0}};

const struct cli_command cmd_photo = {
    .name = "photo",
    .operands = "VISIT FILE [CAPTION]",
    .operand_min = 2,
    .operand_max = 3,
    .flags = CLI_JSON,
    .summary = "Report with a picture: JPEG, PNG, WebP, HEIC, up to 25 MB",
    .options = at_options,
    .run = run_file,
};

const struct cli_command cmd_signature = {
    .name = "signature",
    .operands = "VISIT FILE NAME",
    .operand_min = 3,
    .operand_max = 3,
    .flags = CLI_JSON,
    .summary = "Keep a customer's signature, a picture, and who signed",
    .options = at_options,
    .run = run_file,
};
