-- SPDX-License-Identifier: MIT
-- Refuse the open additions and moves of a proposal that have become too far
-- from a neighbour, or leave no time for a break: one that the planner did not
-- know there (booked or moved meanwhile, or a part that was not accepted stays
-- in the way). Returns how many. (By ctid: see proposal_apply.sql.)

CREATE FUNCTION proposal_refuse_ways(p_id bigint, p_positions integer[])
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_proposal proposal;
    v_open     record;
    v_refused  integer;
BEGIN
    SELECT * INTO v_proposal FROM proposal WHERE id = p_id;
    SELECT array_agg(p.ctid ORDER BY p.position) AS places,
        array_agg(p.visit_id ORDER BY p.position) AS visits,
        array_agg(p.technician_id ORDER BY p.position) AS technicians,
        array_agg(p.planned ORDER BY p.position) AS planned,
        array_agg(s.lat ORDER BY p.position) AS lats,
        array_agg(s.lon ORDER BY p.position) AS lons
    INTO v_open
    FROM proposal_visit p
    JOIN job j ON j.id = p.job_id JOIN site s ON s.id = j.site_id
    WHERE p.proposal_id = p_id AND p.verdict = 'open'
        AND (p_positions IS NULL OR p.position = ANY (p_positions));
    UPDATE proposal_visit x SET verdict = 'refused', reason = r.text
    FROM day_refusals(v_open.visits, v_open.technicians, v_open.planned,
        v_open.lats, v_open.lons, v_proposal.seen, v_proposal.summary) r
    WHERE x.ctid = v_open.places[r.n];
    GET DIAGNOSTICS v_refused = ROW_COUNT;
    RETURN v_refused;
END
$$;
