-- SPDX-License-Identifier: MIT
-- In the transaction of a restore, after the backup's own SQL: a new life of
-- what it holds. Devices and daemons of the one before have seen versions, ids,
-- leases and sessions that are not in here; none of them may fit by chance.

DO $after$
DECLARE
    org     constant text := current_setting('callout.schema');
    v_past  constant bigint := current_setting('callout.past_epoch');
    v_epoch bigint;
    v_known boolean;
    v_row   record;
BEGIN
    PERFORM set_config('search_path', quote_ident(org) || ', pg_temp', true);
    SELECT max(epoch) INTO v_epoch FROM organisation;
    IF v_epoch IS NULL THEN
        RAISE EXCEPTION 'the backup has no organisation';
    END IF;
    v_epoch := greatest(v_epoch, v_past,
        extract(epoch FROM clock_timestamp())::bigint) + 1;
    UPDATE organisation SET epoch = v_epoch;

    -- Feeds: each version is above all that were ever given, and the floor as
    -- well, so that whoever goes on from an old one begins anew.
    UPDATE feed f SET version = n.version
    FROM (SELECT o.scope_id, o.kind, o.object_id,
            s.version + v_epoch * 1000 + row_number() OVER (
                PARTITION BY o.scope_id ORDER BY o.version) AS version
        FROM feed o JOIN feed_scope s ON s.id = o.scope_id) n
    WHERE f.scope_id = n.scope_id AND f.kind = n.kind
        AND f.object_id = n.object_id;
    UPDATE feed_scope s SET floor = s.version + v_epoch * 1000,
        version = s.version + v_epoch * 1000
            + (SELECT count(*) FROM feed f WHERE f.scope_id = s.id);

    -- Numbers: none names a second thing. How many were given since the
    -- backup is known if what they were given from was still there.
    SELECT EXISTS (SELECT FROM callout_past_sequence) INTO v_known;
    FOR v_row IN
        SELECT format('%I.%I', org, q.sequencename)::regclass AS sequence,
            least(greatest(q.last_value, p.last, 0)
                + CASE WHEN v_known THEN 1000 ELSE 100000 END,
                q.max_value) AS last
        FROM pg_sequences q
        LEFT JOIN callout_past_sequence p ON p.name = q.sequencename
        WHERE q.schemaname = org
    LOOP
        PERFORM setval(v_row.sequence, v_row.last);
    END LOOP;

    -- Who was shut out since the backup.
    UPDATE device d SET revoked_at = e.ended FROM callout_past_end e
    WHERE e.what = 'device' AND e.id = d.id AND e.made = d.enrolled_at
        AND d.revoked_at IS NULL;
    UPDATE api_key k SET revoked_at = e.ended FROM callout_past_end e
    WHERE e.what = 'key' AND e.id = k.id AND e.made = k.created_at
        AND k.revoked_at IS NULL;
    UPDATE calendar_link l SET revoked_at = e.ended FROM callout_past_end e
    WHERE e.what = 'link' AND e.id = l.id AND e.made = l.created_at
        AND l.revoked_at IS NULL;
    UPDATE app_user u SET disabled_at = e.ended FROM callout_past_end e
    WHERE e.what = 'user' AND e.id = u.id AND e.made = u.created_at
        AND u.disabled_at IS NULL;

    -- What was under way.
    DELETE FROM session;
    DELETE FROM enrol_code WHERE used_at IS NULL;
    DELETE FROM lease_holder;
    UPDATE territory_lease SET holder = NULL, name = NULL,
        expires_at = '-infinity', epoch = greatest(epoch, v_epoch);
    UPDATE proposal SET state = 'failed', settled_at = app_now(),
        error = 'a backup was restored while it ran'
    WHERE state = 'running';
    UPDATE slot_hold SET state = 'expired', ended_at = app_now()
    WHERE state = 'held';

    -- Functions and grants are made anew after this.
    DELETE FROM schema_migration WHERE number = 0;
END
$after$;
