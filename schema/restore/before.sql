-- SPDX-License-Identifier: MIT
-- In the transaction of a restore, before the backup's own SQL: remember what
-- of the life that ends here must not come back, and drop it. The setting
-- callout.schema names the organisation.

CREATE TEMP TABLE callout_past_sequence (name text, last bigint)
    ON COMMIT DROP;
CREATE TEMP TABLE callout_past_end (what text, id bigint, made timestamptz,
    ended timestamptz) ON COMMIT DROP;

DO $before$
DECLARE
    org     constant text := current_setting('callout.schema');
    v_epoch bigint;
BEGIN
    PERFORM set_config('lock_timeout', '30s', true);
    IF to_regclass(format('%I.organisation', org)) IS NOT NULL THEN
        EXECUTE format('SELECT max(epoch) FROM %I.organisation', org)
        INTO v_epoch;
        INSERT INTO callout_past_sequence
        SELECT sequencename, coalesce(last_value, 0)
        FROM pg_sequences WHERE schemaname = org;
        BEGIN   -- whom we had shut out since the backup stays out
            EXECUTE format('INSERT INTO callout_past_end
                SELECT ''device'', id, enrolled_at, revoked_at
                FROM %1$I.device WHERE revoked_at IS NOT NULL
                UNION ALL SELECT ''key'', id, created_at, revoked_at
                FROM %1$I.api_key WHERE revoked_at IS NOT NULL
                UNION ALL SELECT ''link'', id, created_at, revoked_at
                FROM %1$I.calendar_link WHERE revoked_at IS NOT NULL
                UNION ALL SELECT ''user'', id, created_at, disabled_at
                FROM %1$I.app_user WHERE disabled_at IS NOT NULL', org);
        EXCEPTION WHEN undefined_table OR undefined_column THEN
            RAISE WARNING 'what was there is of another version: who was revoked since the backup is not known';
        END;
    END IF;
    PERFORM set_config('callout.past_epoch', coalesce(v_epoch, 0)::text,
        true);
    EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', org);
END
$before$;
