-- SPDX-License-Identifier: MIT
-- A planning run is done: keep its diff. Nothing happens to a proposal that
-- was cancelled meanwhile.

CREATE FUNCTION proposal_ready(p_id bigint, p_summary jsonb, p_visits jsonb)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_state text;
BEGIN
    SELECT state INTO v_state FROM proposal WHERE id = p_id
    FOR NO KEY UPDATE;
    IF v_state IS NULL THEN
        PERFORM fail('CO404', format('there is no proposal %s', p_id));
    END IF;
    IF v_state <> 'running' THEN
        RETURN v_state;
    END IF;
    INSERT INTO proposal_visit (proposal_id, position, op, job_id, visit_id,
        technician_id, planned, travel_s, job_version, visit_version, reason)
    SELECT p_id, row_number() OVER (ORDER BY x.ord), x.v ->> 'op',
        (x.v ->> 'job')::bigint, (x.v ->> 'visit')::bigint,
        (x.v ->> 'technician')::bigint,
        CASE WHEN x.v ->> 'op' <> 'remove' THEN tstzrange(
            (x.v ->> 'start')::timestamptz, (x.v ->> 'end')::timestamptz) END,
        coalesce((x.v ->> 'travel_s')::integer, 0),
        (x.v ->> 'job_version')::bigint, (x.v ->> 'visit_version')::bigint,
        x.v ->> 'reason'
    FROM jsonb_array_elements(p_visits) WITH ORDINALITY x (v, ord);
    UPDATE proposal SET state = 'ready', summary = p_summary,
        ready_at = app_now()
    WHERE id = p_id;
    RETURN 'ready';
END
$$;
