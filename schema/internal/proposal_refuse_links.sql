-- SPDX-License-Identifier: MIT
-- Refuse the open changes of a proposal that would tear a crew, the days of a
-- job or a sequence: judged for all that is open at once. Says how many.

CREATE FUNCTION proposal_refuse_links(p_id bigint, p_positions integer[])
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_open    record;
    v_refused integer;
BEGIN
    SELECT array_agg(p.ctid ORDER BY p.position) AS places,
        array_agg(p.visit_id ORDER BY p.position) AS visits,
        array_agg(p.job_id ORDER BY p.position) AS jobs,
        array_agg(p.technician_id ORDER BY p.position) AS technicians,
        array_agg(lower(p.planned) ORDER BY p.position) AS starts,
        array_agg(upper(p.planned) ORDER BY p.position) AS ends
    INTO v_open
    FROM proposal_visit p
    WHERE p.proposal_id = p_id AND p.verdict = 'open'
        AND (p_positions IS NULL OR p.position = ANY (p_positions));
    UPDATE proposal_visit x SET verdict = 'refused', reason = r.text
    FROM (SELECT l.n, min(l.text) AS text
        FROM link_refusals(v_open.visits, v_open.jobs, v_open.technicians,
            v_open.starts, v_open.ends) l GROUP BY l.n) r
    WHERE x.ctid = v_open.places[r.n];
    GET DIAGNOSTICS v_refused = ROW_COUNT;
    RETURN v_refused;
END
$$;
