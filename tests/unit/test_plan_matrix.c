/* SPDX-License-Identifier: MIT */
/*
 * Matrices cut out of a document: what is in them, what is said of bad ones,
 * and the same verdict as jansson's on texts that were spoilt at random.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <math.h>

#include <callout/buf.h>
#include <callout/plan.h>

#include "cli/plan_json.h"
#include "planner/rng.h"

static enum err cut(const char *text, struct matrix_cuts *cuts,
		    struct err_detail *detail)
{
	*cuts = (struct matrix_cuts){NULL, 0};
	*detail = (struct err_detail){0};
	return matrix_cut_out(text, strlen(text), cuts, detail);
}

#define CAR(rows) "{\"matrices\": {\"car\": {\"durations\": " rows "}}}"

/* The cells in a row, -1 ends. */
static const struct {
	const char *text;
	size_t rows;
	int64_t cells[10];
} good[] = {
    {CAR("[[7]]"), 1, {7, -1}},
    {CAR("[ [ 1 , 2 ] ,\n [ 3 ,\t4 ] ]"), 2, {1, 2, 3, 4, -1}},
    {CAR("[[0,34560000],[1.4,1.5]]"), 2, {0, 34560000, 1, 2, -1}},
    {CAR("[[-0,0.0],[1e2,25E-1]]"), 2, {0, 0, 100, 3, -1}},
    {CAR("[]"), 0, {-1}},
    {"{\"matrix\":[[1,2],[3,4]]}", 2, {1, 2, 3, 4, -1}},
    {"{\"x\":[{\"matrix\":3},\"]\",\"\\\"\"],\"matrix\":[[5]]}", 1, {5, -1}},
    {"{\"matrices\":{\"a\\\"b\":{\"distances\":[[4294967295]]}}}",
     1,
     {4294967295, -1}},
    {"{\"m\\u0061trices\":{\"\":{\"c\\u006fsts\":[[0]]}}}", 1, {0, -1}},
};

static void test_cells(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct matrix_cuts cuts;
		struct err_detail detail;

		assert_int_equal(cut(good[i].text, &cuts, &detail), ERR_OK);
		assert_int_equal(cuts.count, 1);
		assert_int_equal(cuts.at[0].rows, good[i].rows);
		for (size_t k = 0; good[i].cells[k] >= 0; k++)
			assert_int_equal(cuts.at[0].cells[k], good[i].cells[k]);
		assert_int_equal(good[i].text[cuts.at[0].begin], '[');
		assert_int_equal(good[i].text[cuts.at[0].end - 1], ']');
		matrix_cuts_free(&cuts);
	}
}

/* Arrays that are not meant stay where they are. */
static const char *const elsewhere[] = {
    "",
    "[[1]]",
    "{}",
    "{\"matrices\":[[1]]}",
    "{\"matrices\":{\"durations\":[[1]]}}",
    "{\"matrices\":{\"car\":[[1]]}}",
    "{\"matrices\":{\"car\":{\"durations\":{\"a\":[1]},\"x\":[[1]]}}}",
    "{\"jobs\":[{\"matrix\":[[1]]}],\"matrix\":null}",
    "{\"a\":\"matrix\",\"b\":[[1]]}",
    /* no JSON, which is jansson's to say */
    "{\"matrix\"[[1]]}",
    "{matrix:[[1]]}",
    "{\"a\":1 \"matrix\":[[1]]}",
    "{\"matrix",
    "{\"matrix\":",
    "{\"a\\",
};

static void test_elsewhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(*elsewhere); i++) {
		struct matrix_cuts cuts;
		struct err_detail detail;

		assert_int_equal(cut(elsewhere[i], &cuts, &detail), ERR_OK);
		assert_int_equal(cuts.count, 0);
		matrix_cuts_free(&cuts);
	}
}

static const struct {
	const char *text, *pointer, *says;
} bad[] = {
    {CAR("[[1,2],[3]]"), "/matrices/car/durations/1", "1 numbers here"},
    {CAR("[[1,2],[3,4,5]]"), "/matrices/car/durations/1", "3 numbers here"},
    {CAR("[[1,2]]"), "/matrices/car/durations/0", "1 rows, and 2 numbers"},
    {CAR("[[1,2],[],[3,4]]"), "/matrices/car/durations/1", "0 numbers here"},
    {CAR("[[1],[2]]"), "/matrices/car/durations/0", "more rows"},
    {CAR("[[]]"), "/matrices/car/durations/0", "no number"},
    {CAR("[1]"), "/matrices/car/durations/0", "must be an array"},
    {CAR("[null]"), "/matrices/car/durations/0", "must be an array"},
    {CAR("[[-1]]"), "/matrices/car/durations/0/0", "-1 is not within"},
    {CAR("[[0,34560001],[]]"), "/matrices/car/durations/0/1",
     "34560001 is not within 0..34560000"},
    {CAR("[[99999999999999999999999999]]"), "/matrices/car/durations/0/0",
     "99999999999999999999 is not"},
    {CAR("[[1e999]]"), "/matrices/car/durations/0/0", "1e999 is not within"},
    {CAR("[[1,\"2\"]]"), "/matrices/car/durations/0/1", "must be a number"},
    {CAR("[[1,[2]]]"), "/matrices/car/durations/0/1", "must be a number"},
    {CAR("[[1,2],[true,1]]"), "/matrices/car/durations/1/0",
     "must be a number"},
    {"{\"matrix\":[[1,-2],[3,4]]}", "/matrix/0/1", "-2 is not within"},
    {"{\"matrices\":{\"a\\/b~\\n\":{\"costs\":[[-5]]}}}",
     "/matrices/a~1b~0?/costs/0/0", "-5 is not within"},
    {CAR("[[NaN]]"), "line 1", "no JSON"},
    {CAR("[[1,2,],[3,4]]"), "line 1", "no JSON"},
    {CAR("[[1,2],\n[3,4],\n]"), "line 3", "no JSON"},
    {CAR("[[01]]"), "line 1", "no JSON"},
    {CAR("[[+1]]"), "line 1", "no JSON"},
    {CAR("[[1.]]"), "line 1", "no JSON"},
    {CAR("[[.5]]"), "line 1", "no JSON"},
    {CAR("[[1e]]"), "line 1", "no JSON"},
    {CAR("[[0x1]]"), "line 1", "no JSON"},
    {CAR("[[1 2]]"), "line 1", "no JSON"},
    {CAR("[[1}]"), "line 1", "no JSON"},
    {CAR("[[1]}"), "line 1", "no JSON"},
    {CAR("[[1],,[2]]"), "line 1", "no JSON"},
    {"{\n\"matrix\":\n[[1,2],\n[3", "line 4", "no JSON"},
    {"{\"matrix\":[[1,2],[3,-", "line 1", "no JSON"},
    {"{\"matrix\":[", "line 1", "no JSON"},
};

static void test_bad_ones(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct matrix_cuts cuts;
		struct err_detail detail;

		assert_int_equal(cut(bad[i].text, &cuts, &detail), ERR_INPUT);
		assert_string_equal(detail.pointer, bad[i].pointer);
		if (strstr(detail.text, bad[i].says) == NULL)
			fail_msg("%s: %s", bad[i].text, detail.text);
		assert_int_equal(cuts.count, 0);
	}
}

/* A short text must not ask for gigabytes. */
static void test_a_long_row(void **state)
{
	struct buf text = {0};
	struct matrix_cuts cuts;
	struct err_detail detail;

	(void)state;
	buf_add_text(&text, "{\"matrix\":[[0");
	for (int i = 1; i < MATRIX_ROWS_MAX; i++)
		buf_add_text(&text, ",0");
	buf_add_text(&text, "]]}");
	assert_int_equal(cut(text.data, &cuts, &detail), ERR_INPUT);
	assert_string_equal(detail.pointer, "/matrix/0");
	buf_clear(&text);
	buf_add_text(&text, "{\"matrix\":[[0");
	for (int i = 1; i < MATRIX_ROWS_MAX + 1; i++)
		buf_add_text(&text, ",0");
	assert_int_equal(cut(text.data, &cuts, &detail), ERR_INPUT);
	assert_non_null(strstr(detail.text, "more than 50000"));
	buf_free(&text);
}

/* jansson sees the rest, with its lines where they were. */
static void test_the_rest(void **state)
{
	static const char text[] =
	    "{\"a\": [1],\n\"matrix\": [\n[1,\n2],[3,4]\n"
	    "],\n\"b\": 2, \"matrices\": {\"x\": "
	    "{\"costs\": [[9]]}}}";
	static const char late[] = "{\"matrix\": [\n[1]\n],\n\n?}";
	struct matrix_cuts cuts;
	struct err_detail detail;
	json_t *root = NULL;
	char *told;

	(void)state;
	assert_int_equal(cut(text, &cuts, &detail), ERR_OK);
	assert_int_equal(cuts.count, 2);
	assert_int_equal(cuts.at[0].lines, 3);
	assert_int_equal(
	    plan_json_load_around(text, strlen(text), &cuts, &root, &detail),
	    ERR_OK);
	told = json_dumps(root, JSON_COMPACT);
	assert_string_equal(told, "{\"a\":[1],\"matrix\":[0],\"b\":2,"
				  "\"matrices\":{\"x\":{\"costs\":[1]}}}");
	free(told);
	json_decref(root);
	matrix_cuts_free(&cuts);
	assert_int_equal(cut(late, &cuts, &detail), ERR_OK);
	assert_int_equal(
	    plan_json_load_around(late, strlen(late), &cuts, &root, &detail),
	    ERR_INPUT);
	assert_string_equal(detail.pointer, "line 5");
	matrix_cuts_free(&cuts);
}

/* --- Beside jansson --- */

static void add_space(struct rng *rng, struct buf *text)
{
	static const char *const spaces[] = {"", "", "", " ", "\n", "\t", "\r"};

	buf_add_text(text, spaces[rng_below(rng, 7)]);
}

static void add_random_number(struct rng *rng, struct buf *text)
{
	static const char *const odd[] = {"0",	  "-0",	  "1.25",  "3e2",
					  "7E-1", "-3",	  "1e99",  "00",
					  "1.",	  "null", "\"1\"", "NaN"};
	int32_t draw = rng_below(rng, 300);

	if (draw < 12)
		buf_add_text(text, odd[draw]);
	else
		buf_printf(text, "%d", rng_below(rng, 5000));
}

static void add_matrix(struct rng *rng, struct buf *text)
{
	int32_t size = 1 + rng_below(rng, 4);

	buf_add_char(text, '[');
	for (int32_t i = 0; i < size; i++) {
		buf_add_text(text, i > 0 ? ",[" : "[");
		for (int32_t k = 0; k < size; k++) {
			if (k > 0)
				buf_add_char(text, ',');
			add_space(rng, text);
			add_random_number(rng, text);
			add_space(rng, text);
		}
		buf_add_char(text, ']');
		add_space(rng, text);
	}
	buf_add_char(text, ']');
}

static void add_document(struct rng *rng, struct buf *text)
{
	static const char *const before[] = {
	    "", "\"a\":\"\\\"[\",", "\"jobs\":[{\"matrix\":[[1]]},{}],",
	    "\"matrix\": 3,", "\"x\":{\"matrices\":[]},"};
	static const char *const keys[] = {"durations", "costs", "d\\u0075r",
					   "dur\\u0061tions"};

	buf_add_char(text, '{');
	add_space(rng, text);
	buf_add_text(text, before[rng_below(rng, 5)]);
	buf_printf(text, "\"matrices\":{\"c\\u00e4r\":{\"%s\":",
		   keys[rng_below(rng, 4)]);
	add_space(rng, text);
	add_matrix(rng, text);
	buf_add_text(text, ",\"distances\":");
	add_matrix(rng, text);
	buf_add_text(text, "}},\"z\":[1,2,{\"y\":null}]}");
}

/* One byte less, more or other. */
static void spoil(struct rng *rng, struct buf *text)
{
	static const char bytes[] = "[]{},:\"0123456789.-eE \n\\x";
	int32_t at = rng_below(rng, (int32_t)text->length);
	char byte = bytes[rng_below(rng, (int32_t)sizeof(bytes) - 1)];

	switch (rng_below(rng, 4)) {
	case 0:
		memmove(text->data + at, text->data + at + 1,
			text->length - (size_t)at);
		text->length--;
		break;
	case 1:
		text->data[at] = byte;
		break;
	case 2:
		text->data[at] = '\0';
		text->length = (size_t)at;
		break;
	default:
		break;
	}
}

/* What is at /matrices/name/key in a document that jansson read. */
static bool square_is_good(const json_t *rows, double max)
{
	size_t size = json_array_size(rows);

	for (size_t i = 0; i < size; i++) {
		const json_t *row = json_array_get(rows, i);

		if (json_array_size(row) != size)
			return false;
		for (size_t k = 0; k < size; k++) {
			const json_t *cell = json_array_get(row, k);
			double value = json_number_value(cell);

			if (!json_is_number(cell) || value < 0 || value > max)
				return false;
		}
	}
	return true;
}

static void assert_cells(const struct matrix_cut *own, const json_t *rows)
{
	size_t size = json_array_size(rows);

	assert_int_equal(own->rows, size);
	for (size_t i = 0; i < size * size; i++)
		assert_int_equal(
		    own->cells[i],
		    llround(json_number_value(json_array_get(
			json_array_get(rows, i / size), i % size))));
}

static double most_of(const char *key)
{
	return strcmp(key, "durations") == 0 ? PLAN_SPAN_MAX : UINT32_MAX;
}

/* All matrices of the document, by the cut that stands in `around` for each. */
static bool compare_all(const json_t *whole, const json_t *around,
			const struct matrix_cuts *cuts)
{
	const char *name, *key;
	json_t *profile, *rows;
	bool good_ones = true;

	json_object_foreach(json_object_get(whole, "matrices"), name, profile)
	    json_object_foreach(profile, key, rows)
	{
		if (!json_is_array(rows) || (strcmp(key, "durations") != 0 &&
					     strcmp(key, "distances") != 0 &&
					     strcmp(key, "costs") != 0))
			continue;
		good_ones &= square_is_good(rows, most_of(key));
		if (around != NULL)
			assert_cells(
			    &cuts->at[json_integer_value(json_array_get(
				json_object_get(
				    json_object_get(
					json_object_get(around, "matrices"),
					name),
				    key),
				0))],
			    rows);
	}
	rows = json_object_get(whole, "matrix");
	if (json_is_array(rows))
		good_ones &= square_is_good(rows, PLAN_SPAN_MAX);
	return good_ones;
}

static void compare(const struct buf *text, int *accepted, int *refused)
{
	struct matrix_cuts cuts = {NULL, 0};
	struct err_detail detail = {0};
	json_t *whole =
	    json_loadb(text->data, text->length, JSON_REJECT_DUPLICATES, NULL);
	json_t *around = NULL;
	enum err err = matrix_cut_out(text->data, text->length, &cuts, &detail);
	bool wanted = whole != NULL && compare_all(whole, NULL, NULL);

	if (err == ERR_OK)
		err = plan_json_load_around(text->data, text->length, &cuts,
					    &around, &detail);
	if ((err == ERR_OK) != wanted)
		fail_msg("%s: jansson says %d, this says: %s %s", text->data,
			 wanted, detail.pointer, detail.text);
	if (err == ERR_OK)
		(void)compare_all(whole, around, &cuts);
	++*(wanted ? accepted : refused);
	json_decref(whole);
	json_decref(around);
	matrix_cuts_free(&cuts);
}

static void test_beside_jansson(void **state)
{
	int accepted = 0, refused = 0;
	struct rng rng;

	(void)state;
	rng_seed(&rng, 7);
	for (int i = 0; i < 20000; i++) {
		struct buf text = {0};

		add_document(&rng, &text);
		spoil(&rng, &text);
		compare(&text, &accepted, &refused);
		buf_free(&text);
	}
	assert_true(accepted > 4000 && refused > 4000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cells),
	    cmocka_unit_test(test_elsewhere),
	    cmocka_unit_test(test_bad_ones),
	    cmocka_unit_test(test_a_long_row),
	    cmocka_unit_test(test_the_rest),
	    cmocka_unit_test(test_beside_jansson),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
