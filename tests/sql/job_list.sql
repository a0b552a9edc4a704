-- SPDX-License-Identifier: MIT
-- Jobs in a list: each filter, each order, page by page.
BEGIN;
\ir include/world.psql
SELECT no_plan();

-- Titles in order, with a dot at the end of the list.
CREATE FUNCTION pg_temp.list(p_query jsonb, p_actor bigint DEFAULT NULL)
RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(i ->> 'title', ' ' ORDER BY n), '')
        || CASE WHEN l.l ->> 'next' IS NULL THEN '.' ELSE '' END
    FROM (SELECT job_list(p_actor, p_query) AS l) l
    LEFT JOIN LATERAL json_array_elements(l.l -> 'items')
        WITH ORDINALITY x (i, n) ON true
    GROUP BY l.l ->> 'next'
$$;
SELECT pg_temp.job(:root, '{"title": "a", "priority": 1}') AS a \gset
SELECT pg_temp.job(:root, '{"title": "b", "type": "lamp",
    "due_at": "2026-03-04T15:30:00Z"}') AS b \gset
SELECT pg_temp.job(:root, '{"title": "c"}') AS c \gset
SELECT pg_temp.job(:root, '{"title": "d", "type": "lamp", "priority": 5,
    "external_id": "X_77"}') AS d \gset
SELECT pg_temp.job(:root, jsonb_build_object('title', 'e', 'type', 'lamp',
    'site', :werk)) AS e \gset
SELECT pg_temp.assign(:dee, :c, :ann, '2026-03-05 10:00') AS visit \gset
SELECT lives_ok(format('SELECT job_cancel(%s, ''r'', %s, NULL, ''x'')', :dee,
    :d), 'one is cancelled');

SELECT is(pg_temp.list(q), w, q::text)
FROM (VALUES ('{}', 'a b c d e.'), ('{"limit": 2}', 'a b'),
    ('{"sort": "-id", "limit": 2}', 'e d'),
    ('{"sort": "priority"}', 'a b c e d.'),
    ('{"sort": "-priority"}', 'd e c b a.'),
    -- b by its window, a and c by their promises, d and e by nothing
    ('{"sort": "due"}', 'b a c d e.'), ('{"sort": "-due"}', 'c a b e d.'),
    ('{"sort": "opened"}', 'a b c d e.'), ('{"state": "open"}', 'a b e.'),
    ('{"state": "live"}', 'a b c e.'), ('{"state": "cancelled"}', 'd.'),
    ('{"state": "completed"}', '.'), ('{"priority": 5}', 'd.'),
    ('{"type": "boiler"}', 'a c.'), ('{"type": "nothing"}', '.'),
    (format('{"technician": %s}', :ann), 'c.'),
    (format('{"technician": %s}', :bob), '.'),
    (format('{"site": %s}', :werk), 'e.'),
    (format('{"territory": %s}', :berlin), 'e.'),
    (format('{"customer": %s}', :ada), 'a b c d e.'),
    ('{"due_to": "2026-03-04T16:00:00Z"}', 'b.'),
    ('{"due_from": "2026-03-04T16:00:00Z"}', 'a c.'),
    ('{"due_from": "2026-03-04T16:00:00Z", "due_to": "2026-03-04T16:00:00Z"}',
        '.'), ('{"q": "x_77"}', 'd.'), ('{"q": "x777"}', '.'),
    ('{"q": "werk ADA"}', 'e.'), ('{"q": "mill st"}', 'a b c d.'))
    v (t, w), LATERAL (SELECT t::jsonb AS q) x;
SELECT is(pg_temp.list('{}', :dee), 'a b c d.', 'what one sees');

-- The pages of each order are the whole, also when the filter no longer has
-- what the page before ended with.
CREATE FUNCTION pg_temp.pages(p_query jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_page json := job_list(NULL, p_query);
    v_all  text := pg_temp.list(p_query);
BEGIN
    WHILE v_page ->> 'next' IS NOT NULL LOOP
        p_query := p_query || jsonb_build_object('after',
            (v_page ->> 'next')::bigint);
        v_page := job_list(NULL, p_query);
        v_all := v_all || ' ' || pg_temp.list(p_query);
    END LOOP;
    RETURN v_all;
END
$$;
SELECT is(pg_temp.pages(jsonb_build_object('sort', s, 'limit', n)),
    pg_temp.list(jsonb_build_object('sort', s)), format('%s by %s', n, s))
FROM unnest(ARRAY['id', '-id', 'due', '-due', 'priority', '-priority',
    'opened', '-opened']) s, generate_series(1, 3) n;
SELECT is(pg_temp.list(jsonb_build_object('sort', 'due', 'state', 'open',
    'after', :c)), 'e.', 'after one that is not open');

SELECT * FROM finish();
ROLLBACK;
