-- SPDX-License-Identifier: MIT
-- The provider does not answer as it should (p_text says how), or does again
-- (null). Away for ten minutes, the dispatchers of each territory are told,
-- once. Says since how many seconds it is away.

CREATE FUNCTION travel_failing(p_text text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_setting travel_setting;
BEGIN
    IF p_text IS NULL THEN
        UPDATE travel_setting SET failing_since = NULL, failing = NULL,
            noticed_at = NULL
        WHERE failing_since IS NOT NULL;
        RETURN 0;
    END IF;
    UPDATE travel_setting SET failing = left(p_text, 500),
        failing_since = coalesce(failing_since, app_now())
    RETURNING * INTO v_setting;
    IF v_setting.noticed_at IS NULL AND v_setting.failing_since
        <= app_now() - interval '10 minutes' THEN
        UPDATE travel_setting SET noticed_at = app_now();
        INSERT INTO notice (at, territory_id, kind, text)
        SELECT app_now(), t.id, 'travel', format('Travel times: the %s '
            'service does not answer since %s (%s). Ways that are not known '
            'yet are estimated.', upper(v_setting.provider),
            to_char(v_setting.failing_since AT TIME ZONE t.zone, 'HH24:MI'),
            v_setting.failing)
        FROM territory t WHERE t.retired_at IS NULL ORDER BY t.id;
    END IF;
    RETURN extract(epoch FROM app_now() - v_setting.failing_since)::integer;
END
$$;
