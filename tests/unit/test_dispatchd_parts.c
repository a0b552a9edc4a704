/* SPDX-License-Identifier: MIT */
/* The small parts of dispatchd: workers, caches, calendar entries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <event2/event.h>
#include <sodium.h>

#include <callout/work.h>

#include "dispatchd/api/auth_cache.h"
#include "dispatchd/engine/password.h"
#include "dispatchd/feed/feed_cache.h"
#include "dispatchd/feed/feed_event.h"
#include "dispatchd/feed/zones.h"

/* --- workers ------------------------------------------------------------ */

struct count_task {
	struct work_task task;
	int *ran, *done, *dropped;
	int sleep_ms;
};

static void count_run(struct work_task *task)
{
	struct count_task *own = (struct count_task *)task;
	const struct timespec wait = {.tv_nsec = own->sleep_ms * 1000000L};

	nanosleep(&wait, NULL);
	__atomic_add_fetch(own->ran, 1, __ATOMIC_SEQ_CST);
}

static void count_done(struct work_task *task, bool dropped)
{
	struct count_task *own = (struct count_task *)task;

	*(dropped ? own->dropped : own->done) += 1;
	free(own);
}

static bool submit(struct work_pool *pool, struct work_box *box, int counts[3],
		   int sleep_ms)
{
	struct count_task *task = xcalloc(1, sizeof(*task));

	*task = (struct count_task){
	    .task = {.run = count_run, .done = count_done},
	    .ran = &counts[0],
	    .done = &counts[1],
	    .dropped = &counts[2],
	    .sleep_ms = sleep_ms,
	};
	if (work_submit(pool, box, &task->task))
		return true;
	free(task);
	return false;
}

static void every_task_comes_back_once(void **state)
{
	struct event_base *base = event_base_new();
	int counts[3] = {0};
	struct work_pool *pool;
	struct work_box *box;

	(void)state;
	assert_int_equal(work_pool_new(3, 1000, &pool, NULL), ERR_OK);
	assert_int_equal(work_box_new(base, &box, NULL), ERR_OK);
	for (int i = 0; i < 500; i++)
		assert_true(submit(pool, box, counts, 0));
	while (work_box_open(box))
		event_base_loop(base, EVLOOP_ONCE);
	assert_int_equal(counts[0], 500);
	assert_int_equal(counts[1], 500);
	assert_int_equal(counts[2], 0);
	work_pool_free(pool);
	work_box_free(box);
	event_base_free(base);
}

static void a_full_queue_refuses_and_an_end_drops(void **state)
{
	struct event_base *base = event_base_new();
	int counts[3] = {0}, taken = 0;
	struct work_pool *pool;
	struct work_box *box;

	(void)state;
	assert_int_equal(work_pool_new(1, 2, &pool, NULL), ERR_OK);
	assert_int_equal(work_box_new(base, &box, NULL), ERR_OK);
	for (int i = 0; i < 10; i++)
		taken += submit(pool, box, counts, 50);
	assert_in_range(taken, 2, 3);
	work_pool_end(pool);
	work_pool_end(pool);
	assert_true(work_pool_is_ending(pool));
	assert_false(submit(pool, box, counts, 0));
	work_box_free(box);
	assert_int_equal(counts[1] + counts[2], taken);
	assert_true(counts[2] > 0);
	work_pool_free(pool);
	event_base_free(base);
}

/* --- passwords ---------------------------------------------------------- */

static void on_result(const struct password_result *result, void *arg)
{
	char *made = arg;

	assert_false(result->dropped);
	if (result->hash)
		strcpy(made, result->hash);
	else
		strcpy(made, result->matches ? "yes" : "no");
}

static void passwords_are_made_and_checked(void **state)
{
	struct event_base *base = event_base_new();
	char hash[256] = "", answer[8] = "";
	struct work_pool *pool;
	struct work_box *box;

	(void)state;
	assert_int_equal(work_pool_new(1, 4, &pool, NULL), ERR_OK);
	assert_int_equal(work_box_new(base, &box, NULL), ERR_OK);
	assert_true(password_make(pool, box, "open sesame", on_result, hash));
	while (work_box_open(box))
		event_base_loop(base, EVLOOP_ONCE);
	assert_int_equal(strncmp(hash, "$argon2id$v=19$m=65536,t=3,p=1$", 31),
			 0);
	static const struct {
		const char *password;
		bool known;
		const char *wanted;
	} cases[] = {
	    {"open sesame", true, "yes"},
	    {"open sesamE", true, "no"},
	    {"", true, "no"},
	    {"open sesame", false, "no"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_true(password_check(pool, box, cases[i].password,
					   cases[i].known ? hash : NULL,
					   on_result, answer));
		while (work_box_open(box))
			event_base_loop(base, EVLOOP_ONCE);
		assert_string_equal(answer, cases[i].wanted);
	}
	work_pool_free(pool);
	work_box_free(box);
	event_base_free(base);
}

/* --- caches ------------------------------------------------------------- */

static void a_credential_is_kept_for_two_seconds(void **state)
{
	struct auth_cache *cache = auth_cache_new();
	struct user user = {.id = 7, .login = "dora", .name = "Dora"};
	const int64_t t = 5000000;
	const struct user *found;

	(void)state;
	api_hash("token", user.token_hash);
	auth_cache_put(cache, &user, t);
	found = auth_cache_find(cache, user.token_hash, t + 1999999);
	assert_non_null(found);
	assert_string_equal(found->login, "dora");
	assert_null(found->territories);
	assert_null(auth_cache_find(cache, user.token_hash, t + 2000000));
	assert_null(auth_cache_find(cache, user.token_hash, t));
	auth_cache_put(cache, &user, t);
	auth_cache_drop(cache, user.token_hash);
	assert_null(auth_cache_find(cache, user.token_hash, t));
	auth_cache_put(cache, &user, t);
	auth_cache_drop_user(cache, 8);
	assert_non_null(auth_cache_find(cache, user.token_hash, t));
	auth_cache_drop_user(cache, 7);
	assert_null(auth_cache_find(cache, user.token_hash, t));
	auth_cache_free(cache);
}

static void a_credential_that_shares_a_place_is_another(void **state)
{
	struct auth_cache *cache = auth_cache_new();
	struct user user = {.id = 1, .login = "a", .name = "A"};
	char other[65];

	(void)state;
	memset(user.token_hash, 'a', 64);
	memcpy(other, user.token_hash, sizeof(other));
	other[63] = 'b';
	auth_cache_put(cache, &user, 0);
	assert_null(auth_cache_find(cache, other, 1));
	auth_cache_drop(cache, other);
	assert_non_null(auth_cache_find(cache, user.token_hash, 1));
	auth_cache_free(cache);
}

static void feeds_are_kept_by_link(void **state)
{
	struct feed_cache *cache = feed_cache_new();
	struct feed_kept kept = {.etag = "e1", .kept_us = 3};

	(void)state;
	api_hash("link", kept.link);
	buf_add_text(&kept.bytes, "BEGIN");
	feed_cache_keep_feed(cache, &kept);
	assert_int_equal(kept.bytes.length, 0);
	assert_string_equal(feed_cache_feed(cache, kept.link)->etag, "e1");
	buf_add_text(&kept.bytes, "BEGIN2");
	strcpy(kept.etag, "e2");
	feed_cache_keep_feed(cache, &kept);
	assert_string_equal(buf_text(&feed_cache_feed(cache, kept.link)->bytes),
			    "BEGIN2");
	feed_cache_drop_feed(cache, kept.link);
	assert_null(feed_cache_feed(cache, kept.link));
	/* One that is too large for all is not kept. */
	for (int i = 0; i < 17; i++) {
		static const char block[1 << 20];

		buf_add(&kept.bytes, block, sizeof(block));
	}
	feed_cache_keep_feed(cache, &kept);
	assert_null(feed_cache_feed(cache, kept.link));
	feed_cache_free(cache);
}

/* --- entries ------------------------------------------------------------ */

static const struct calendar_visit sample = {
    .visit_id = 3,
    .sequence = 1,
    .uid = "0c2ae6f2",
    .created = "2026-11-20T08:00:00Z",
    .revised = "2026-11-21T08:00:00Z",
    .start = "2026-11-24T15:00:00Z",
    .end = "2026-11-24T16:00:00Z",
    .state = "dispatched",
    .title = "Leak",
    .description = "Bring a wrench",
    .job_type = "Plumbing",
    .priority = 2,
    .site_name = "Quincy House",
    .address = "1 Elm St",
    .territory = "North",
    .has_place = true,
    .lat = 42.3,
    .lon = -71.0,
    .customer = "Ada",
    .contact = "Ada Q",
    .phone = "+1 555",
};

static void a_visit_becomes_an_entry(void **state)
{
	struct zones *zones = zones_new();
	struct arena *arena = arena_new();
	struct caltext_feed feed = {.detail = CALTEXT_FULL};
	struct calendar_visit visit = sample;
	struct feed_event event;

	(void)state;
	assert_int_equal(
	    zones_find(zones, "America/New_York", &feed.zone, NULL), ERR_OK);
	assert_true(feed_event_make(&visit, &feed, arena, &event));
	assert_string_equal(event.event.summary, "Leak - Ada");
	assert_string_equal(event.event.location, "Quincy House, 1 Elm St");
	assert_string_equal(event.event.description,
			    "Bring a wrench\nContact: Ada Q, +1 555\n"
			    "Priority: 2\nState: dispatched");
	assert_int_equal(event.event.status, CALTEXT_CONFIRMED);
	visit.state = "declined";
	visit.customer = NULL;
	visit.address = "";
	visit.contact = NULL;
	assert_true(feed_event_make(&visit, &feed, arena, &event));
	assert_string_equal(event.event.summary, "Leak");
	assert_string_equal(event.event.location, "Quincy House");
	assert_int_equal(event.event.status, CALTEXT_CANCELLED);
	visit.end = "soon";
	assert_false(feed_event_make(&visit, &feed, arena, &event));
	arena_free(arena);
	zones_free(zones);
}

/* Whatever is rendered must be in the key, or a stale text would be kept. */
static void the_key_has_all_that_is_rendered(void **state)
{
	struct zones *zones = zones_new();
	struct arena *arena = arena_new();
	struct caltext_feed feed = {.detail = CALTEXT_FULL};
	struct calendar_visit visits[20];
	unsigned char keys[22][FEED_KEY_BYTES];
	struct feed_event event;
	size_t n = 0, count;

	(void)state;
	for (size_t i = 0; i < 20; i++)
		visits[i] = sample;
	visits[++n].uid = "other";
	visits[++n].sequence = 2;
	visits[++n].revised = "2026-11-21T08:00:01Z";
	visits[++n].created = "2026-11-20T08:00:01Z";
	visits[++n].start = "2026-11-24T15:01:00Z";
	visits[++n].end = "2026-11-24T16:01:00Z";
	visits[++n].state = "cancelled";
	visits[++n].title = "Leak!";
	visits[++n].description = "Bring two";
	visits[++n].job_type = "Gas";
	visits[++n].priority = 3;
	visits[++n].site_name = "House";
	visits[++n].address = "2 Elm St";
	visits[++n].territory = "South";
	visits[++n].lat = 42.4;
	visits[++n].lon = -71.1;
	visits[++n].customer = "Bea";
	visits[++n].phone = "+1 556";
	visits[++n].outcome = "fixed";
	count = n + 1;
	assert_int_equal(
	    zones_find(zones, "America/New_York", &feed.zone, NULL), ERR_OK);
	for (size_t i = 0; i < count; i++) {
		assert_true(feed_event_make(&visits[i], &feed, arena, &event));
		memcpy(keys[i], event.key, FEED_KEY_BYTES);
	}
	feed.detail = CALTEXT_BUSY_ONLY;
	assert_true(feed_event_make(&sample, &feed, arena, &event));
	memcpy(keys[count++], event.key, FEED_KEY_BYTES);
	assert_int_equal(zones_find(zones, "Europe/Berlin", &feed.zone, NULL),
			 ERR_OK);
	assert_true(feed_event_make(&sample, &feed, arena, &event));
	memcpy(keys[count++], event.key, FEED_KEY_BYTES);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(keys[i], keys[j],
						FEED_KEY_BYTES);
	arena_free(arena);
	zones_free(zones);
}

static void an_unknown_detail_shows_the_least(void **state)
{
	(void)state;
	assert_int_equal(feed_detail_parse("full"), CALTEXT_FULL);
	assert_int_equal(feed_detail_parse("no_personal"), CALTEXT_NO_PERSONAL);
	assert_int_equal(feed_detail_parse("busy"), CALTEXT_BUSY_ONLY);
	assert_int_equal(feed_detail_parse("everything"), CALTEXT_BUSY_ONLY);
	assert_int_equal(feed_detail_parse(NULL), CALTEXT_BUSY_ONLY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_task_comes_back_once),
	    cmocka_unit_test(a_full_queue_refuses_and_an_end_drops),
	    cmocka_unit_test(passwords_are_made_and_checked),
	    cmocka_unit_test(a_credential_is_kept_for_two_seconds),
	    cmocka_unit_test(a_credential_that_shares_a_place_is_another),
	    cmocka_unit_test(feeds_are_kept_by_link),
	    cmocka_unit_test(a_visit_becomes_an_entry),
	    cmocka_unit_test(the_key_has_all_that_is_rendered),
	    cmocka_unit_test(an_unknown_detail_shows_the_least),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
