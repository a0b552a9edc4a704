-- SPDX-License-Identifier: MIT
-- Business time against a walk that looks at every minute, on random calendars
-- (seeded) around the changes of the clocks; more of them with callout.full.
BEGIN;
\ir include/world.psql
SELECT no_plan();

-- The oracle: one minute after the other; is this one business time?
CREATE FUNCTION pg_temp.is_open(p_calendar bigint, p_zone text,
    p_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM business_hours h
            WHERE h.calendar_id = p_calendar
                AND h.weekday = extract(isodow FROM w.wall)
                AND h.minutes @> (extract(hour FROM w.wall) * 60
                    + extract(minute FROM w.wall))::integer)
        AND NOT EXISTS (SELECT FROM holiday d
            WHERE d.calendar_id = p_calendar AND d.day = w.wall::date)
    FROM (SELECT p_at AT TIME ZONE p_zone AS wall) w
$$;
CREATE FUNCTION pg_temp.walk_add(p_calendar bigint, p_zone text,
    p_start timestamptz, p_minutes integer) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_at   timestamptz := p_start;
    v_left integer := p_minutes;
BEGIN
    WHILE v_left > 0 LOOP
        IF pg_temp.is_open(p_calendar, p_zone, v_at) THEN
            v_left := v_left - 1;
        END IF;
        v_at := v_at + interval '1 minute';
    END LOOP;
    RETURN v_at;
END
$$;

-- Known answers.
SELECT is(business_add(:cal, 'America/New_York', starts, minutes),
    wanted, what)
FROM (VALUES
    ('2026-03-04 15:00Z'::timestamptz, 60, '2026-03-04 16:00Z'::timestamptz,
        'within the day'),
    ('2026-03-04 15:00Z', 420, '2026-03-04 22:00Z', 'to the closing minute'),
    ('2026-03-04 15:00Z', 421, '2026-03-05 14:01Z', 'over night'),
    ('2026-03-04 08:00Z', 1, '2026-03-04 14:01Z', 'from before the opening'),
    ('2026-03-06 21:30Z', 60, '2026-03-10 13:30Z',
        'over a week-end, a holiday and a change of the clocks'),
    ('2026-03-04 15:00:30Z', 1, '2026-03-04 15:01:30Z', 'seconds stay'),
    ('2026-03-04 03:00Z', 0, '2026-03-04 03:00Z', 'nothing to add')
) t (starts, minutes, wanted, what);
SELECT is(business_add(:cal, 'America/New_York', '2026-03-04 15:00Z', 1.5),
    '2026-03-04 15:01:30Z'::timestamptz, 'half minutes count');
SELECT throws_ok(format($$SELECT business_add(%s, 'UTC', now(), 10)$$,
    :never), 'CO422', NULL, 'a calendar that never opens is an error');
SELECT is(business_minutes_between(:cal, 'America/New_York',
    '2026-03-06 21:30Z', '2026-03-10 13:30Z'), 60::numeric,
    'and back again');
SELECT is(business_minutes_between(:cal, 'America/New_York', '2026-03-06Z',
    '2026-03-05Z'), 0::numeric, 'backwards is nothing');
SELECT is(pg_typeof(business_add(:cal, 'UTC', now(), 1))::text,
    'timestamp with time zone', 'an instant');

-- Random calendars: up to three stretches a day, some days none, holidays.
SELECT setseed(0.42) AS ignored \gset
CREATE TEMP TABLE try (calendar bigint, zone text, starts timestamptz,
    minutes integer);
CREATE FUNCTION pg_temp.random_calendar(p_n integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint;
BEGIN
    INSERT INTO business_calendar (code, name) VALUES ('r' || p_n, 'random')
    RETURNING id INTO v_id;
    INSERT INTO business_hours (calendar_id, weekday, minutes)
    SELECT v_id, d, int4range(s * 480 + (random() * 239)::integer,
        s * 480 + 240 + ceil(random() * 240)::integer)
    FROM generate_series(1, 7) d, generate_series(0, 2) s
    WHERE random() < 0.4 OR (d = 1 + p_n % 7 AND s = 1);
    INSERT INTO holiday SELECT v_id, DATE '2026-03-01'
        + (random() * 260)::integer, 'h' FROM generate_series(1, 5)
    ON CONFLICT DO NOTHING;
    RETURN v_id;
END
$$;
INSERT INTO try
SELECT c.id, z.zone, z.change + (random() * 2880 - 1440)::integer
    * interval '1 minute', ceil(random() * 700)::integer
FROM (SELECT pg_temp.random_calendar(n) AS id, n
    FROM generate_series(1, CASE WHEN coalesce(nullif(
        current_setting('callout.full', true), ''), 'off')::boolean
        THEN 60 ELSE 5 END) n) c
CROSS JOIN (VALUES
    ('America/New_York', '2026-03-08 07:00Z'::timestamptz),
    ('America/New_York', '2026-11-01 06:00Z'),
    ('Europe/Berlin', '2026-03-29 01:00Z'),
    ('America/Havana', '2026-11-01 05:00Z'),     -- midnight comes twice
    ('Africa/Cairo', '2026-04-23 22:00Z'),       -- midnight does not come
    ('Australia/Lord_Howe', '2026-04-04 15:00Z'),-- half an hour
    ('Asia/Kathmandu', '2026-06-01 00:00Z'),
    ('Pacific/Apia', '2011-12-30 10:00Z')        -- a day does not come
) z (zone, change);
SELECT is(count(*)::integer, 0, format('business_add() is the walk in all of '
    '%s cases', (SELECT count(*) FROM try)))
FROM try t WHERE business_add(calendar, zone, starts, minutes)
    <> pg_temp.walk_add(calendar, zone, starts, minutes);
SELECT diag(format('%s %s %s min: %s, walk %s', zone, starts, minutes,
    business_add(calendar, zone, starts, minutes),
    pg_temp.walk_add(calendar, zone, starts, minutes)))
FROM try t WHERE business_add(calendar, zone, starts, minutes)
    <> pg_temp.walk_add(calendar, zone, starts, minutes) LIMIT 5;
SELECT is(count(*)::integer, 0, 'business_minutes_between() undoes it')
FROM try t WHERE business_minutes_between(calendar, zone, starts,
    business_add(calendar, zone, starts, minutes)) <> minutes;
SELECT * FROM finish();
ROLLBACK;
