/* SPDX-License-Identifier: MIT */
/* Reads a spec: see spec.h for the language. */
#include "spec.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct reader {
	char *at;
	int line;
	struct spec *spec;
	struct err_detail *detail;
};

static enum err complain(const struct reader *reader, const char *text)
{
	char pointer[32];

	snprintf(pointer, sizeof(pointer), "line %d", reader->line);
	return err_set(reader->detail, ERR_INPUT, pointer, "line %d: %s",
		       reader->line, text);
}

static void skip_space(struct reader *reader)
{
	for (;; reader->at++) {
		if (*reader->at == '#')
			reader->at += strcspn(reader->at, "\n");
		if (*reader->at == '\n')
			reader->line++;
		if (!isspace((unsigned char)*reader->at))
			return;
	}
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* The next word, or NULL; it ends where the first other character stood. */
static char *read_word(struct reader *reader, char *ret_after)
{
	char *begin;

	skip_space(reader);
	begin = reader->at;
	while (is_word(*reader->at))
		reader->at++;
	if (reader->at == begin)
		return NULL;
	*ret_after = *reader->at;
	*reader->at = '\0';
	return begin;
}

/* Go on behind a word that was cut off by read_word(). */
static void restore(struct reader *reader, char after)
{
	if (after == '\n')
		reader->line++;
	if (after == '{')
		*reader->at = after;
	else if (after != '\0')
		reader->at++;
}

/* The text between braces, without the white space around it. */
static enum err read_block(struct reader *reader, const char **ret_text)
{
	int depth = 1;
	char *begin, *end;

	skip_space(reader);
	if (*reader->at != '{')
		return complain(reader, "a block { ... } is missing");
	for (begin = ++reader->at; depth > 0; reader->at++) {
		if (*reader->at == '\0')
			return complain(reader, "a block is not closed");
		depth += (*reader->at == '{') - (*reader->at == '}');
		reader->line += *reader->at == '\n';
	}
	end = reader->at - 1;
	while (end > begin && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	while (isspace((unsigned char)*begin))
		begin++;
	*ret_text = begin;
	return ERR_OK;
}

static enum err read_name(struct reader *reader, const char **ret_name)
{
	char after;
	const char *name = read_word(reader, &after);

	if (name == NULL)
		return complain(reader, "a name is missing");
	restore(reader, after);
	*ret_name = name;
	return ERR_OK;
}

static int find_step(const struct spec *spec, const char *name)
{
	for (int i = 0; i < spec->step_count; i++)
		if (strcmp(spec->steps[i].name, name) == 0)
			return i;
	return -1;
}

static enum err read_setup(struct reader *reader)
{
	struct spec *spec = reader->spec;

	if (spec->session_count > 0)
		return read_block(
		    reader, &spec->sessions[spec->session_count - 1].setup);
	if (spec->setup_count == SPEC_SETUPS_MAX)
		return complain(reader, "too many setups");
	return read_block(reader, &spec->setups[spec->setup_count++]);
}

static enum err read_teardown(struct reader *reader)
{
	struct spec *spec = reader->spec;

	if (spec->session_count > 0)
		return read_block(
		    reader, &spec->sessions[spec->session_count - 1].teardown);
	return read_block(reader, &spec->teardown);
}

static enum err read_session(struct reader *reader)
{
	struct spec *spec = reader->spec;

	if (spec->session_count == SPEC_SESSIONS_MAX)
		return complain(reader, "too many sessions");
	return read_name(reader, &spec->sessions[spec->session_count++].name);
}

static enum err read_step(struct reader *reader)
{
	struct spec *spec = reader->spec;
	struct step step = {.session = spec->session_count - 1};
	enum err err;

	if (spec->session_count == 0)
		return complain(reader, "a step outside a session");
	if (spec->step_count == SPEC_STEPS_MAX)
		return complain(reader, "too many steps");
	err = read_name(reader, &step.name);
	if (err != ERR_OK)
		return err;
	if (find_step(spec, step.name) >= 0)
		return complain(reader, "a step of that name exists");
	err = read_block(reader, &step.sql);
	if (err == ERR_OK)
		spec->steps[spec->step_count++] = step;
	return err;
}

/* To the end of the line. */
static enum err read_permutation(struct reader *reader)
{
	struct spec *spec = reader->spec;
	char *end = reader->at + strcspn(reader->at, "\n");
	struct permutation *permutation;
	char *save = NULL;

	if (spec->permutation_count == SPEC_PERMUTATIONS_MAX)
		return complain(reader, "too many permutations");
	permutation = &spec->permutations[spec->permutation_count++];
	if (*end != '\0')
		*end++ = '\0';
	for (char *word = strtok_r(reader->at, " \t\r", &save); word != NULL;
	     word = strtok_r(NULL, " \t\r", &save)) {
		int step = find_step(spec, word);

		if (word[0] == '#')
			break;
		if (step < 0)
			return complain(reader, "no step of that name");
		if (permutation->count == SPEC_STEPS_MAX)
			return complain(reader, "too many steps");
		permutation->steps[permutation->count++] = step;
	}
	reader->at = end;
	reader->line++;
	return ERR_OK;
}

static const struct {
	const char *word;
	enum err (*read)(struct reader *reader);
} keywords[] = {
    {"setup", read_setup},
    {"teardown", read_teardown},
    {"session", read_session},
    {"step", read_step},
    {"permutation", read_permutation},
};

static enum err read_item(struct reader *reader, const char *word)
{
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (strcmp(word, keywords[i].word) == 0)
			return keywords[i].read(reader);
	return complain(reader, "expected setup, teardown, session, step or "
				"permutation");
}

/* Every interleaving: at each place the next step of one session. */
static enum err interleave(struct reader *reader, struct permutation *so_far)
{
	struct spec *spec = reader->spec;
	enum err err = ERR_OK;

	if (so_far->count == spec->step_count) {
		if (spec->permutation_count == SPEC_PERMUTATIONS_MAX)
			return complain(reader, "too many interleavings: name "
						"the permutations");
		spec->permutations[spec->permutation_count++] = *so_far;
		return ERR_OK;
	}
	for (int session = 0; session < spec->session_count; session++) {
		int next = -1;

		for (int i = 0; i < spec->step_count && next < 0; i++) {
			bool used = spec->steps[i].session != session;

			for (int k = 0; k < so_far->count && !used; k++)
				used = so_far->steps[k] == i;
			if (!used)
				next = i;
		}
		if (next < 0)
			continue;
		so_far->steps[so_far->count++] = next;
		err = interleave(reader, so_far);
		so_far->count--;
		if (err != ERR_OK)
			break;
	}
	return err;
}

enum err spec_parse(char *text, struct spec *ret_spec,
		    struct err_detail *detail)
{
	struct reader reader = {
	    .at = text, .line = 1, .spec = ret_spec, .detail = detail};
	struct permutation empty = {0};
	enum err err = ERR_OK;
	char after, *word;

	memset(ret_spec, 0, sizeof(*ret_spec));
	while (err == ERR_OK && (word = read_word(&reader, &after)) != NULL) {
		restore(&reader, after);
		err = read_item(&reader, word);
	}
	if (err != ERR_OK)
		return err;
	if (*reader.at != '\0')
		return complain(&reader, "a word is missing here");
	if (ret_spec->step_count == 0)
		return complain(&reader, "no steps");
	if (ret_spec->permutation_count == 0)
		return interleave(&reader, &empty);
	return ERR_OK;
}
