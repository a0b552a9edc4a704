/* SPDX-License-Identifier: MIT */
/* One look at one territory at a time; see travel_set_state() for its steps. */
#include "dispatchd/engine/travel.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include <callout/arena.h>
#include <callout/http_client.h>
#include <callout/log.h>

#include "dispatchd/daemon.h"
#include "dispatchd/engine/osrm.h"
#include "dispatchd/engine/travel_map.h"
#include "dispatchd/store/travel_store.h"

#define REST_MS 2000
#define SOON_MS 20
/* After a failure: doubled each time. */
#define AWAY_FIRST_MS 2000
#define AWAY_MOST_MS 300000
#define BODY_BYTES(max_table) \
	(((size_t)1 << 20) + 48 * (size_t)(max_table) * (size_t)(max_table))

enum travel_state {
	TRAVEL_RESTING,	    /* awaits the time; to CONFIGURING or CHOOSING */
	TRAVEL_CONFIGURING, /* awaits travel_configure(); to RESTING */
	TRAVEL_CHOOSING,    /* awaits whose turn it is; to READING, RESTING */
	TRAVEL_READING,	    /* awaits the places; to PAUSING, RESTING */
	TRAVEL_PAUSING,	    /* awaits the time for the next block; to ASKING */
	TRAVEL_ASKING,	    /* awaits the provider; to KEEPING, TELLING */
	TRAVEL_KEEPING,	    /* awaits the database; to PAUSING, ENDING */
	TRAVEL_TELLING,	    /* failed: awaits the database; as KEEPING */
	TRAVEL_ENDING,	    /* awaits the database; to RESTING */
	TRAVEL_STATE_COUNT
};

static const char *const state_names[] = {"resting", "configuring", "choosing",
					  "reading", "pausing",	    "asking",
					  "keeping", "telling",	    "ending"};

struct travel {
	struct loop *loop;
	const struct travel_settings *settings;
	struct http_client *client; /* NULL: there is no provider */
	struct event *timer;
	enum travel_state state;
	bool configured;
	int failures; /* in a row */
	/* The look. */
	int64_t territory;
	struct travel_map *map;
	struct travel_block block;
	int64_t stored; /* ways, in this look */
	uint32_t *seconds, *metres;
};

static void travel_set_state(struct travel *travel, enum travel_state state)
{
	static const unsigned legal[TRAVEL_STATE_COUNT] = {
	    [TRAVEL_RESTING] = 1U << TRAVEL_CONFIGURING | 1U << TRAVEL_CHOOSING,
	    [TRAVEL_CONFIGURING] = 1U << TRAVEL_RESTING,
	    [TRAVEL_CHOOSING] = 1U << TRAVEL_READING | 1U << TRAVEL_RESTING,
	    [TRAVEL_READING] = 1U << TRAVEL_PAUSING | 1U << TRAVEL_RESTING,
	    [TRAVEL_PAUSING] = 1U << TRAVEL_ASKING | 1U << TRAVEL_ENDING |
			       1U << TRAVEL_RESTING,
	    [TRAVEL_ASKING] = 1U << TRAVEL_KEEPING | 1U << TRAVEL_TELLING,
	    [TRAVEL_KEEPING] = 1U << TRAVEL_PAUSING | 1U << TRAVEL_RESTING,
	    [TRAVEL_TELLING] = 1U << TRAVEL_ENDING | 1U << TRAVEL_RESTING,
	    [TRAVEL_ENDING] = 1U << TRAVEL_RESTING,
	};

	assert(legal[travel->state] & 1U << state);
	log_event(LOG_LEVEL_DEBUG, "travel_state",
		  LOG_NUM("territory", travel->territory),
		  LOG_TEXT("from", state_names[travel->state]),
		  LOG_TEXT("to", state_names[state]));
	travel->state = state;
}

static void arm(struct travel *travel, int64_t ms)
{
	const struct timeval wait = {.tv_sec = ms / 1000,
				     .tv_usec = ms % 1000 * 1000};

	event_add(travel->timer, &wait);
}

static void rest(struct travel *travel, int64_t ms)
{
	travel_map_free(travel->map);
	travel->map = NULL;
	travel->territory = 0;
	travel_set_state(travel, TRAVEL_RESTING);
	arm(travel, ms);
}

/* The database is away, say: another look, later. */
static bool is_failed(struct travel *travel, const struct err_detail *error)
{
	if (!error)
		return false;
	log_event(LOG_LEVEL_WARNING, "travel_not_kept",
		  LOG_TEXT("state", state_names[travel->state]),
		  LOG_TEXT("detail", error->text));
	rest(travel, REST_MS);
	return true;
}

/* --- the end of a look ---------------------------------------------------- */

static int64_t away_ms(const struct travel *travel)
{
	int64_t wait_ms = AWAY_FIRST_MS;

	for (int i = 1; i < travel->failures && wait_ms < AWAY_MOST_MS; i++)
		wait_ms *= 2;
	return wait_ms < AWAY_MOST_MS ? wait_ms : AWAY_MOST_MS;
}

static void on_ended(const struct store_reply *reply, void *arg)
{
	struct travel *travel = arg;

	if (!is_failed(travel, reply->error))
		rest(travel, travel->failures ? away_ms(travel) : SOON_MS);
}

static void end_look(struct travel *travel)
{
	if (travel->stored == 0) {
		rest(travel, travel->failures ? away_ms(travel) : SOON_MS);
		return;
	}
	log_event(LOG_LEVEL_INFO, "travel_learnt",
		  LOG_NUM("territory", travel->territory),
		  LOG_NUM("ways", travel->stored));
	travel_set_state(travel, TRAVEL_ENDING);
	travel_store_done(travel->loop->store, travel->territory, on_ended,
			  travel);
}

/* --- what the provider says ----------------------------------------------- */

static void pause_look(struct travel *travel)
{
	travel_set_state(travel, TRAVEL_PAUSING);
	arm(travel, travel->settings->pause_ms);
}

static void on_kept(const struct store_reply *reply, void *arg)
{
	struct travel *travel = arg;

	if (is_failed(travel, reply->error))
		return;
	travel->stored += reply->id;
	travel->loop->daemon->counters.travel_ways += (uint64_t)reply->id;
	pause_look(travel);
}

static void add_number(struct buf *array, uint32_t value)
{
	buf_add_char(array, array->length ? ',' : '{');
	if (value == OSRM_NO_WAY)
		buf_add_text(array, "NULL");
	else
		buf_printf(array, "%" PRIu32, value);
}

static void add_cell(struct buf *array, int64_t cell)
{
	buf_printf(array, "%c%" PRId64, array->length ? ',' : '{', cell);
}

static void close_array(struct buf *array)
{
	buf_add_text(array, array->length ? "}" : "{}");
}

/* With `told` false the places are asked about, and nothing is known. */
static void keep(struct travel *travel, bool told)
{
	const struct travel_block *block = &travel->block;
	struct buf lists[5] = {{0}};
	size_t n = block->count;

	for (size_t i = 0; i < block->source_count; i++)
		add_cell(&lists[0], block->sources[i]);
	for (size_t i = 0; told && i < n * n; i++) {
		if (!block->wanted[i])
			continue;
		add_cell(&lists[1], block->cells[i / n]);
		add_cell(&lists[2], block->cells[i % n]);
		add_number(&lists[3], travel->seconds[i]);
		add_number(&lists[4], travel->metres[i]);
	}
	for (size_t i = 0; i < 5; i++)
		close_array(&lists[i]);
	travel_set_state(travel, TRAVEL_KEEPING);
	travel_store_keep(travel->loop->store, travel->territory,
			  &(struct travel_told){
			      .profile = travel->settings->profile,
			      .cells = buf_text(&lists[0]),
			      .from = buf_text(&lists[1]),
			      .to = buf_text(&lists[2]),
			      .seconds = buf_text(&lists[3]),
			      .metres = buf_text(&lists[4]),
			  },
			  on_kept, travel);
	for (size_t i = 0; i < 5; i++)
		buf_free(&lists[i]);
}

static void on_told(const struct store_reply *reply, void *arg)
{
	struct travel *travel = arg;

	if (!is_failed(travel, reply->error))
		end_look(travel);
}

static void fail(struct travel *travel, const char *why)
{
	struct daemon *daemon = travel->loop->daemon;

	travel->failures++;
	daemon->counters.travel_failed++;
	daemon->travel.failing = true;
	/* Said once aloud; it goes on for hours, perhaps. */
	log_event(travel->failures == 1 ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG,
		  "travel_provider_fails", LOG_TEXT("detail", why),
		  LOG_NUM("failures", travel->failures),
		  LOG_NUM("again_ms", away_ms(travel)));
	travel_set_state(travel, TRAVEL_TELLING);
	travel_store_failing(travel->loop->store, why, on_told, travel);
}

static void succeed(struct travel *travel)
{
	if (travel->failures)
		log_event(LOG_LEVEL_INFO, "travel_provider_answers",
			  LOG_NUM("failures", travel->failures));
	travel->failures = 0;
	travel->loop->daemon->travel.failing = false;
}

static void on_answer(const struct http_answer *answer, void *arg)
{
	struct travel *travel = arg;
	struct err_detail detail = {0};
	enum err err;

	if (answer->error) {
		fail(travel, answer->error->text);
		return;
	}
	err = osrm_read(answer->status, answer->body, answer->length,
			travel->block.count, travel->seconds, travel->metres,
			&detail);
	if (err != ERR_OK && err != ERR_CONFLICT) {
		fail(travel, detail.text);
		return;
	}
	succeed(travel);
	if (err == ERR_CONFLICT)
		log_event(LOG_LEVEL_WARNING, "travel_no_road",
			  LOG_NUM("territory", travel->territory),
			  LOG_NUM("places", (int64_t)travel->block.count),
			  LOG_TEXT("detail", detail.text));
	keep(travel, err == ERR_OK);
}

/* --- a look --------------------------------------------------------------- */

static void ask_next(struct travel *travel)
{
	struct daemon *daemon = travel->loop->daemon;
	struct buf path = {0};

	daemon->travel.unknown = (int64_t)travel_map_unknown(travel->map);
	if (!travel_map_next(travel->map, &travel->block)) {
		end_look(travel);
		return;
	}
	travel_set_state(travel, TRAVEL_ASKING);
	daemon->counters.travel_asked++;
	osrm_path(&path, travel->settings->profile, travel->block.cells,
		  travel->block.count);
	http_client_get(travel->client, buf_text(&path), on_answer, travel);
	buf_free(&path);
}

static void on_places(const struct travel_places *places, void *arg)
{
	struct travel *travel = arg;

	if (is_failed(travel, places->error))
		return;
	travel->map = travel_map_new((size_t)travel->settings->max_table);
	for (int i = 0; i < places->count; i++)
		travel_map_add(travel->map, travel_places_cell(places, i),
			       travel_places_known(places, i));
	travel->stored = 0;
	if (travel_map_unknown(travel->map) == 0)
		rest(travel, SOON_MS);
	else
		pause_look(travel);
}

static void on_chosen(const struct store_reply *reply, void *arg)
{
	struct travel *travel = arg;

	if (is_failed(travel, reply->error))
		return;
	if (reply->id == 0) {
		rest(travel, REST_MS);
		return;
	}
	travel->territory = reply->id;
	travel_set_state(travel, TRAVEL_READING);
	travel_store_places(travel->loop->store, travel->territory, on_places,
			    travel);
}

static void on_configured(const struct store_reply *reply, void *arg)
{
	struct travel *travel = arg;

	if (is_failed(travel, reply->error))
		return;
	travel->configured = true;
	log_event(LOG_LEVEL_INFO, "travel_configured",
		  LOG_TEXT("provider", travel->settings->provider),
		  LOG_TEXT("profile", travel->settings->profile),
		  LOG_NUM("new", reply->id));
	travel_set_state(travel, TRAVEL_RESTING);
	if (travel->client)
		arm(travel, SOON_MS);
}

static void begin_look(struct travel *travel)
{
	struct store *store = travel->loop->store;

	if (!store_is_ready(store)) {
		arm(travel, REST_MS / 4);
	} else if (!travel->configured) {
		travel_set_state(travel, TRAVEL_CONFIGURING);
		travel_store_configure(store, travel->settings->provider,
				       travel->settings->profile,
				       travel->settings->learn, on_configured,
				       travel);
	} else {
		travel_set_state(travel, TRAVEL_CHOOSING);
		travel_store_next(store, travel->settings->every_s, on_chosen,
				  travel);
	}
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct travel *travel = arg;

	(void)fd;
	(void)what;
	if (travel->state == TRAVEL_PAUSING)
		ask_next(travel);
	else
		begin_look(travel);
}

/* --- settings ------------------------------------------------------------- */

/* It becomes part of a path. */
static bool is_profile(const char *profile)
{
	size_t length = strspn(profile, "abcdefghijklmnopqrstuvwxyz"
					"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					"0123456789_-");

	return length > 0 && length <= 40 && profile[length] == '\0';
}

enum err travel_settings_read(const struct conf *conf,
			      struct travel_settings *ret_settings,
			      struct err_detail *detail)
{
	struct travel_settings settings = {
	    .provider = conf_text(conf, "travel", "provider"),
	    .url = conf_text(conf, "travel", "url"),
	    .profile = conf_text(conf, "travel", "profile"),
	    .timeout_ms = conf_int(conf, "travel", "timeout_ms"),
	    .max_table = conf_int(conf, "travel", "max_table"),
	    .pause_ms = conf_int(conf, "travel", "pause_ms"),
	    .every_s = conf_int(conf, "travel", "every_s"),
	    .learn = conf_bool(conf, "travel", "learn"),
	};

	if (!is_profile(settings.profile))
		return err_set(detail, ERR_USAGE, "",
			       "travel.profile=%s: letters, digits, _ and -",
			       settings.profile);
	if (strcmp(settings.provider, "osrm") == 0 && !settings.url)
		return err_set(detail, ERR_USAGE, "",
			       "travel.provider=osrm needs travel.url");
	if (strcmp(settings.provider, "osrm") != 0)
		settings.url = NULL;
	*ret_settings = settings;
	return ERR_OK;
}

/* --- the life of it ------------------------------------------------------- */

static void open_client(struct travel *travel)
{
	const struct travel_settings *settings = travel->settings;
	struct err_detail detail = {0};

	if (!settings->url)
		return;
	if (http_client_new(
		travel->loop->base,
		&(struct http_client_settings){
		    .url = settings->url,
		    .timeout_ms = settings->timeout_ms,
		    .max_body_bytes = BODY_BYTES(settings->max_table),
		},
		&travel->client, &detail) != ERR_OK)
		log_event(LOG_LEVEL_ERROR, "travel_not_asked",
			  LOG_TEXT("detail", detail.text));
}

struct travel *travel_new(struct loop *loop)
{
	struct travel *travel = xcalloc(1, sizeof(*travel));
	size_t cells;

	travel->loop = loop;
	travel->settings = &loop->daemon->travel.settings;
	cells =
	    (size_t)(travel->settings->max_table * travel->settings->max_table);
	travel->seconds = xcalloc(cells, sizeof(*travel->seconds));
	travel->metres = xcalloc(cells, sizeof(*travel->metres));
	travel->timer = evtimer_new(loop->base, on_timer, travel);
	open_client(travel);
	arm(travel, SOON_MS);
	return travel;
}

/* After the store: it has no open question any more. */
void travel_free(struct travel *travel)
{
	if (!travel)
		return;
	event_free(travel->timer);
	http_client_free(travel->client);
	travel_map_free(travel->map);
	free(travel->seconds);
	free(travel->metres);
	free(travel);
}
