-- SPDX-License-Identifier: MIT
-- A dispatcher and what belongs to another territory than hers: each function
-- of the daemon says that there is no such thing, by its id or in a body, and
-- no list has it. Whoever adds a function says here what it is asked.
BEGIN;
\ir include/world.psql
\ir include/proposals.psql
SELECT no_plan();

-- Berlin has one of each.
INSERT INTO shift (technician_id, during) VALUES
    (:cay, '[2026-03-05 08:00Z, 2026-03-05 18:00Z)') RETURNING id AS shift \gset
INSERT INTO shift (technician_id, during)
VALUES (:ann, '[2026-03-05 13:00Z, 2026-03-05 22:00Z)');
INSERT INTO absence (technician_id, during, reason)
VALUES (:cay, '[2026-04-05 08:00Z, 2026-04-06 08:00Z)', 'leave')
RETURNING id AS absence \gset
INSERT INTO technician_skill VALUES (:cay, :gas, 3, '[2020-01-01,)');
INSERT INTO customer (name) VALUES ('Bert') RETURNING id AS bert \gset
INSERT INTO contact (customer_id, name) VALUES (:bert, 'Ute')
RETURNING id AS ute \gset
UPDATE site SET customer_id = :bert WHERE id = :werk;
SELECT pg_temp.job(:root, format('{"site": %s}', :werk)::jsonb) AS job \gset
SELECT pg_temp.assign(:root, :job, :cay, '2026-03-05 05:00') AS visit \gset
SELECT pg_temp.proposal(:berlin, '[]') AS proposal \gset
INSERT INTO notice (at, territory_id, kind, text)
VALUES (app_now(), :berlin, 'shift', 'x') RETURNING id AS notice \gset
INSERT INTO review (at, territory_id, kind, key, technician_id, facts, theirs,
    text)
VALUES (app_now(), :berlin, 'stock', 'k', :cay, '[]', '{}', 'x')
RETURNING id AS review \gset
INSERT INTO asset (site_id, name) VALUES (:werk, 'Lift')
RETURNING id AS asset \gset
INSERT INTO site_note (site_id, text, at) VALUES (:werk, 'x', app_now())
RETURNING id AS note \gset
INSERT INTO device (technician_id, name, enrolled_at, last_seen_at)
VALUES (:cay, 'd', app_now(), app_now())
RETURNING id AS device \gset
\set photo '00000000-0000-4000-8000-000000000001'
INSERT INTO blob (uid, device_id, technician_id, type, bytes, sha256, state,
    received, created_at, expires_at, stored_at)
VALUES (:'photo', :device, :cay, 'image/png', 9, pg_temp.hash('p'), 'stored',
    9, app_now(), app_now(), app_now());
INSERT INTO fact (device_id, seq, uid, kind, job_id, technician_id, body, at,
    received_at, verdict)
VALUES (:device, 1, gen_random_uuid(), 'photo', :job, :cay,
    jsonb_build_object('blob', :'photo', 'sha256',
        encode(pg_temp.hash('p'), 'hex')), app_now(), app_now(), 'applied');
SELECT calendar_link_create(NULL, 'r', :cay, 'x', pg_temp.hash('l'), 'full',
    true) ->> 'id' AS link \gset
-- An offer as the daemon has it; and a hold of each territory.
CREATE FUNCTION pg_temp.offer(p_territory bigint, p_technician bigint,
    p_more jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('territory', p_territory, 'technician',
        p_technician, 'start', '2026-03-05T15:00:00Z', 'end',
        '2026-03-05T16:00:00Z', 'arrival_window', jsonb_build_object('from',
            '2026-03-05T15:00:00Z', 'to', '2026-03-05T17:00:00Z'),
        'needs', '{"type": "boiler"}'::jsonb) || p_more
$$;
SELECT body ->> 'id' AS hold FROM hold_make(:root, 'r', pg_temp.offer(:berlin,
    :cay, format('{"site": %s, "offer": "o"}', :werk)::jsonb)) \gset
SELECT body ->> 'id' AS hers FROM hold_make(:dee, 'r', pg_temp.offer(:ny,
    :ann, format('{"site": %s}', :mill)::jsonb)) \gset
SELECT pg_temp.job(:dee) AS own \gset
UPDATE app_user SET role = 'admin' WHERE id = :root;

-- What is asked: $1 is the user. refusal: SQLSTATE and rule; nobody: it would
-- not do for one who sees all, either.
CREATE TEMP TABLE ask (fn text, args text, refusal text DEFAULT 'CO404',
    nobody boolean DEFAULT false);
INSERT INTO ask (fn, args)
SELECT f, '$1, ' || :cay FROM unnest(ARRAY['technician_get', 'week_get']) f
UNION ALL SELECT f, format('$1, ''r'', %s, NULL, NULL', id)
FROM (VALUES ('technician_delete', :cay), ('shift_delete', :shift),
    ('absence_delete', :absence), ('site_delete', :werk),
    ('customer_delete', :bert), ('contact_delete', :ute),
    ('asset_delete', :asset), ('site_note_delete', :note)) x (f, id)
UNION ALL SELECT f, format('$1, ''r'', %s, NULL, ''{}''', id)
FROM (VALUES ('technician_put', :cay), ('week_put', :cay),
    ('shift_put', :shift), ('absence_put', :absence), ('site_put', :werk),
    ('customer_put', :bert), ('contact_put', :ute), ('policy_put', :berlin),
    ('asset_put', :asset), ('site_note_put', :note),
    ('policy_replace', :berlin), ('job_update', :job),
    ('visit_update', :visit), ('device_put', :device)) x (f, id)
UNION ALL SELECT f, format('$1, %s', id)
FROM (VALUES ('shift_get', :shift), ('absence_get', :absence),
    ('site_get', :werk), ('customer_get', :bert), ('contact_get', :ute),
    ('asset_get', :asset), ('site_note_get', :note),
    ('policy_get', :berlin), ('territory_get', :berlin), ('job_get', :job),
    ('job_asked', :job), ('job_audit', :job), ('job_clocks', :job),
    ('job_facts', :job), ('job_photos', :job), ('job_timeline', :job), ('review_get', :review),
    ('visit_get', :visit), ('proposal_get', :proposal),
    ('hold_get', :hold), ('device_get', :device),
    ('calendar_link_list', :cay)) x (f, id)
UNION ALL SELECT f, format('$1, ''r'', %s', id)
FROM (VALUES ('proposal_accept', :proposal), ('proposal_cancel', :proposal),
    ('proposal_discard', :proposal), ('proposal_revert', :proposal),
    ('hold_release', :hold), ('notice_seen', :notice),
    ('device_revoke', :device), ('calendar_link_revoke', :link)) x (f, id);
INSERT INTO ask (fn, args) VALUES
    ('absence_list', format('$1, ''{"technician": %s}''', :cay)),
    ('shift_list', format('$1, ''{"technician": %s}''', :cay)),
    ('job_list', format('$1, ''{"technician": %s}''', :cay)),
    ('job_list', format('$1, ''{"territory": %s}''', :berlin)),
    ('site_list', format('$1, ''{"territory": %s}''', :berlin)),
    ('site_note_list', format('$1, ''{"site": %s}''', :werk)),
    ('technician_list', format('$1, ''{"territory": %s}''', :berlin)),
    ('notice_list', format('$1, ''{"territory": %s}''', :berlin)),
    ('review_list', format('$1, ''{"territory": %s}''', :berlin)),
    ('review_put', format('$1, ''r'', %s, NULL, ''{"decision": "seen"}''',
        :review)),
    ('photo_get', format('$1, %L', :'photo')),
    ('device_list', format('$1, ''{"territory": %s}''', :berlin)),
    ('device_list', format('$1, ''{"technician": %s}''', :cay)),
    ('proposal_list', format('$1, ''{"territory": %s}''', :berlin)),
    ('board_get', format('$1, %s, ''2026-03-05'', ''2026-03-05''', :berlin)),
    ('territory_day', format('$1, %s, ''2026-03-05''', :berlin)),
    ('job_cancel', format('$1, ''r'', %s, NULL, ''x''', :job)),
    ('assign_question', format('$1, %s, %s', :job, :ann)),
    ('assign_question', format('$1, NULL, NULL, %s', :visit)),
    ('job_assign', format('$1, ''r'', %s, %s, ''2026-03-05 19:00Z'', NULL, 0,'
        ' false, NULL', :job, :ann)),
    ('job_assign', format('$1, ''r'', %s, %s, ''2026-03-05 19:00Z'', NULL, 0,'
        ' false, NULL', :own, :cay)),
    ('visit_unassign', format('$1, ''r'', %s, NULL', :visit)),
    ('emergency_apply', format('$1, ''r'', %s, ''x'', ''[]'', NULL', :job)),
    ('calendar_link_create', format('$1, ''r'', %s, ''x'', '
        'pg_temp.hash(''m''), ''full'', true', :cay)),
    ('enrol_code_create', format('$1, ''r'', %s, pg_temp.hash(''c''), 60',
        :cay)),
    ('hold_book', format('$1, ''r'', %s, NULL, ''{"title": "x"}''', :hold)),
    ('hold_book', format('$1, ''r'', %s, NULL, ''{"job": %s}''', :hers,
        :job)),
    ('hold_make', format('$1, ''r'', %L', pg_temp.offer(:berlin, :cay,
        format('{"site": %s}', :mill)::jsonb))),
    ('hold_make', format('$1, ''r'', %L', pg_temp.offer(:ny, :ann,
        format('{"job": %s}', :job)::jsonb))),
    ('slot_book', format('$1, ''r'', %L, NULL, ''{"title": "x"}''',
        pg_temp.offer(:berlin, :cay, format('{"site": %s}', :mill)::jsonb))),
    ('slot_question', format('$1, ''{"job": %s}''', :job)),
    ('slot_question', format('$1, ''{"type": "boiler", "territory": %s, '
        '"place": {"lat": 52, "lon": 13}}''', :berlin)),
    ('job_create', format('$1, ''r'', ''{"territory": %s, "site": %s, '
        '"type": "lamp", "title": "x"}''', :berlin, :mill)),
    ('site_put', format('$1, ''r'', %s, NULL, ''{"territory": %s}''', :mill,
        :berlin)),
    ('technician_put', format('$1, ''r'', %s, NULL, ''{"territory": %s}''',
        :ann, :berlin)),
    ('shift_put', format('$1, ''r'', NULL, NULL, ''{"technician": %s, '
        '"start": "2026-03-07T08:00:00Z", "end": "2026-03-07T09:00:00Z"}''',
        :cay)),
    ('absence_put', format('$1, ''r'', NULL, NULL, ''{"technician": %s, '
        '"start": "2026-03-07T08:00:00Z", "end": null, "reason": "sick"}''',
        :cay)),
    ('proposal_ask', format('$1, ''r'', ''{"territory": %s, "day": '
        '"2026-03-05"}''', :berlin));
INSERT INTO ask VALUES
    ('hold_book', '$1, ''r'', NULL, ''o'', ''{"title": "x"}''',
        'CO404 not_held'),
    ('job_create', format('$1, ''r'', ''{"site": %s, "type": "lamp", '
        '"title": "x"}''', :werk), 'CO422 unknown'),
    ('job_create', format('$1, ''r'', ''{"site": %s, "type": "lamp", '
        '"title": "x", "after": [{"job": %s}]}''', :mill, :job),
        'CO422 unknown'),
    ('job_update', format('$1, ''r'', %s, NULL, ''{"technicians": '
        '[{"technician": %s, "relation": "excluded"}]}''', :own, :cay),
        'CO422 unknown'),
    ('job_update', format('$1, ''r'', %s, NULL, ''{"after": [{"job": '
        '%s}]}''', :own, :job), 'CO422 unknown'),
    ('assign_question', format('$1, %s, %s', :own, :cay), 'CO422 unknown'),
    ('hold_make', format('$1, ''r'', %L', pg_temp.offer(:ny, :ann,
        format('{"site": %s}', :werk)::jsonb)), 'CO422 unknown'),
    ('slot_question', format('$1, ''{"type": "boiler", "place": {"site": '
        '%s}}''', :werk), 'CO422 unknown'),
    ('site_put', format('$1, ''r'', %s, NULL, ''{"customer": %s, "contact": '
        'null}''', :mill, :bert), 'CO422 unknown'),
    ('contact_put', format('$1, ''r'', %s, NULL, ''{"customer": %s}''', :ida,
        :bert), 'CO422 unknown'),
    ('asset_put', format('$1, ''r'', NULL, NULL, ''{"site": %s, "name": '
        '"x"}''', :werk), 'CO422 unknown'),
    ('site_note_put', format('$1, ''r'', NULL, NULL, ''{"site": %s, "text": '
        '"x"}''', :werk), 'CO422 unknown');
INSERT INTO ask VALUES
    ('hold_make', format('$1, ''r'', %L', pg_temp.offer(:ny, :cay,
        format('{"site": %s}', :mill)::jsonb)), 'CO404', true),
    ('site_put', format('$1, ''r'', %s, NULL, ''{"contact": %s}''', :mill,
        :ute), 'CO422 unknown', true),
    ('proposal_ask', format('$1, ''r'', ''{"territory": %s, "day": '
        '"2026-03-05", "jobs": [%s]}''', :ny, :job), 'CO422 unknown', true),
    ('proposal_ask', format('$1, ''r'', ''{"territory": %s, "day": '
        '"2026-03-05", "technicians": [%s]}''', :ny, :cay), 'CO422 unknown',
        true);

CREATE FUNCTION pg_temp.refusal(p_user bigint, p_fn text, p_args text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_rule text;
BEGIN
    EXECUTE format('SELECT %s(%s)', p_fn, replace(p_args, '$1',
        p_user::text));
    RAISE EXCEPTION USING ERRCODE = 'XX999';
EXCEPTION WHEN OTHERS THEN      -- nothing of it stays
    GET STACKED DIAGNOSTICS v_rule = CONSTRAINT_NAME;
    RETURN concat_ws(' ', CASE SQLSTATE WHEN 'XX999' THEN 'goes'
        ELSE SQLSTATE END, nullif(v_rule, ''));
END
$$;
SELECT is(pg_temp.refusal(:dee, fn, args), refusal, fn || ': '
    || left(args, 60)) FROM ask;
-- The questions are not nonsense: to one who sees all, they are about
-- something that is there.
SELECT is_empty(format($$
    SELECT fn, args FROM ask
    WHERE pg_temp.refusal(%s, fn, args) ~ 'CO404|unknown|^42' AND NOT nobody
$$, :root), 'an admin is told of no such thing');

-- Lists have none of it.
SELECT is((SELECT count(*) FROM json_array_elements(l.list -> 'items') i
    WHERE (i ->> 'id')::bigint = l.id), 0::bigint, l.name || ' leave it out')
FROM (VALUES ('jobs', job_list(:dee, '{}'), :job),
    ('sites', site_list(:dee, '{}'), :werk),
    ('customers', customer_list(:dee, '{}'), :bert),
    ('contacts', contact_list(:dee, '{}'), :ute),
    ('assets', asset_list(:dee, '{}'), :asset),
    ('technicians', technician_list(:dee, '{}'), :cay),
    ('territories', territory_list(:dee, '{}'), :berlin),
    ('notices', notice_list(:dee, '{}'), :notice),
    ('reviews', review_list(:dee, '{}'), :review),
    ('proposals', proposal_list(:dee, '{}'), :proposal),
    ('proposals by day', proposal_list(:dee, '{"sort": "day"}'), :proposal))
    l (name, list, id);
SELECT is_empty(format('SELECT * FROM hold_of_offer(%s, ''o'')', :dee),
    'nor is a hold found by its offer');

-- What is nobody's territory is not asked about.
SELECT is_empty($$
    SELECT p.proname FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace
        AND has_function_privilege(current_schema() || '_dispatchd', p.oid,
            'EXECUTE')
        AND p.proargnames[1] = 'p_actor'
        AND p.proname !~ '^(calendar|skill|tool|part|job_type|sla_policy)_'
            '(list|get|put|delete)$'
        AND p.proname NOT IN ('territory_put', 'territory_delete', -- admins'
            'password_change',
            'proposal_apply_now',   -- for the daemon itself
            'territory_list', 'customer_list', 'contact_list',
            'asset_list',
            'hold_of_offer')
        AND p.proname NOT IN (SELECT fn FROM ask)
$$, 'every function is asked');
SELECT * FROM finish();
ROLLBACK;
