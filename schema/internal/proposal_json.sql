-- SPDX-License-Identifier: MIT
-- A proposal as the API shows it; lists leave its changes out.

CREATE FUNCTION proposal_json(p proposal, p_visits boolean DEFAULT true)
RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_head constant jsonb := jsonb_build_object('id', p.id,
        'territory', p.territory_id, 'kind', p.kind, 'cause', p.cause,
        'state', p.state, 'from', instant_text(lower(p.horizon)),
        'to', instant_text(upper(p.horizon)), 'asked', p.asked,
        'reverts', p.reverts, 'reverted_by', (
            SELECT coalesce(jsonb_agg(r.id ORDER BY r.id), '[]')
            FROM proposal r WHERE r.reverts = p.id),
        'requested_by', p.requested_by, 'error', p.error,
        'progress', p.progress, 'summary', p.summary,
        'created_at', instant_text(p.created_at),
        'ready_at', instant_text(p.ready_at),
        'settled_at', instant_text(p.settled_at), 'version', p.version);
BEGIN
    IF NOT p_visits THEN
        RETURN v_head;
    END IF;
    -- The many changes are texts from the start: jsonb would be built twice.
    RETURN rtrim(v_head::text, '}') || ', "visits": ' || coalesce((
        SELECT json_agg(r) FROM (
            SELECT x.position, x.linked, x.op, x.job_id AS job,
                x.visit_id AS visit, x.technician_id AS technician,
                instant_text(lower(x.planned)) AS start,
                instant_text(upper(x.planned)) AS "end", x.travel_s,
                proposal_place(x.before_technician_id, x.before_planned,
                    x.before_travel_s) AS before,
                proposal_place(x.technician_id, x.planned, x.travel_s)
                    AS after,
                x.saved_s, x.why, CASE WHEN x.before_window IS NOT NULL THEN
                    json_build_object(
                        'from', instant_text(lower(x.before_window)),
                        'to', instant_text(upper(x.before_window)),
                        'kept', proposal_promise_kept(x)) END AS promise,
                x.verdict, x.reason
            FROM proposal_visit x WHERE x.proposal_id = p.id
            ORDER BY x.position) r)::text, '[]') || '}';
END
$$;

CREATE FUNCTION proposal_place(p_technician bigint, p_planned tstzrange,
    p_travel_s integer) RETURNS json
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_planned IS NOT NULL THEN json_build_object(
        'technician', p_technician, 'start', instant_text(lower(p_planned)),
        'end', instant_text(upper(p_planned)), 'travel_s', p_travel_s) END
$$;
