-- SPDX-License-Identifier: MIT
-- Ask for a plan: {territory, day | from, to | rest_of_day, jobs?,
-- technicians?, move?, time_ms?}. The run begins at once, with a heartbeat;
-- its horizon comes back as the tag, two instants.

CREATE FUNCTION proposal_ask(p_actor bigint, p_request text, p_body jsonb)
RETURNS TABLE (id bigint, body json, tag text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_territory bigint := (p_body ->> 'territory')::bigint;
    v_day  date := (p_body ->> 'day')::date;
    v_from timestamptz := (p_body ->> 'from')::timestamptz;
    v_to   timestamptz := (p_body ->> 'to')::timestamptz;
    v_zone text;
    v_proposal proposal;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    SELECT t.zone INTO v_zone FROM territory t WHERE t.id = v_territory;
    PERFORM require_territory(p_actor, CASE WHEN v_zone IS NOT NULL
        THEN v_territory END, 'territory', v_territory, '/territory');
    IF (p_body ->> 'rest_of_day')::boolean THEN
        v_from := app_now();
        v_day := (v_from AT TIME ZONE v_zone)::date;
    ELSE
        v_from := coalesce(v_from, v_day::timestamp AT TIME ZONE v_zone);
    END IF;
    v_to := coalesce(v_to, (v_day + 1)::timestamp AT TIME ZONE v_zone);
    IF v_from IS NULL OR v_to IS NULL THEN
        PERFORM fail('CO422', 'give a day, or from and to, or rest_of_day',
            '/day', 'required');
    ELSIF v_to <= app_now() THEN
        PERFORM fail('CO422', format('that time is over: it ended %s',
            instant_text(v_to)), CASE WHEN p_body ? 'day' THEN '/day'
            ELSE '/to' END, 'past');
    END IF;
    PERFORM proposal_ask_jobs(v_territory, p_body);
    PERFORM proposal_ask_technicians(v_territory, v_from, v_to, v_zone,
        p_body);
    SELECT s.id INTO id FROM proposal_start(p_actor, p_request, v_territory,
        v_from, v_to) s;
    UPDATE proposal p SET seen_at = clock_timestamp(),
        asked = p_body - ARRAY['territory', 'from', 'to']
    WHERE p.id = proposal_ask.id RETURNING p.* INTO v_proposal;
    body := proposal_json(v_proposal);
    tag := instant_text(v_from) || ' ' || instant_text(v_to);
    RETURN NEXT;
END
$$;
