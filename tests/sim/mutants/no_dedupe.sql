-- SPDX-License-Identifier: MIT
-- What comes twice counts twice.
DO $$
DECLARE
    v_name text;
BEGIN
    FOR v_name IN SELECT conname FROM pg_constraint
        WHERE conrelid = 'fact'::regclass AND contype IN ('p', 'u')
    LOOP
        EXECUTE format('ALTER TABLE fact DROP CONSTRAINT %I CASCADE', v_name);
    END LOOP;
END
$$;
SELECT pg_temp.mutate('push_apply',
    'v_known := FOUND OR seq <= v_device.acked_seq;', 'v_known := false;')
\g /dev/null
SELECT pg_temp.mutate('fact_keep', 'ON CONFLICT (uid) DO NOTHING', '')
\g /dev/null
