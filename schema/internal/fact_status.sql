-- SPDX-License-Identifier: MIT
-- What becomes of a status that a device reports: a table of rules, the first
-- that holds decides. What the technician did stands as a fact; only an
-- applied one moves the visit. A state that the visit has passed is
-- superseded; one that it cannot reach from here, or a completion of what the
-- dispatcher called off, is a conflict, for a person. A device does not learn
-- whether a visit exists that is not its technician's.

CREATE FUNCTION fact_status(p_visit visit, p_technician bigint, p_body jsonb)
RETURNS TABLE (verdict text, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_state constant text := p_body ->> 'state';
BEGIN
    RETURN QUERY
    SELECT r.verdict, r.text
    FROM (VALUES
        (1, NOT coalesce(v_state IN ('accepted', 'declined', 'en_route',
            'on_site', 'paused', 'completed'), false), 'invalid',
            'no such state: ' || coalesce(left(v_state, 40), 'none')),
        (2, v_state = 'completed' AND NOT coalesce(p_body ->> 'outcome' IN (
            'fixed', 'partial', 'no_access', 'no_part', 'not_done'), false),
            'invalid', 'completed without a known outcome'),
        (3, length(coalesce(p_body ->> 'note', '')) > 8192
            OR length(coalesce(p_body ->> 'reason', '')) > 8192, 'invalid',
            'a note of more than 8192 characters'),
        (4, coalesce(p_visit.technician_id <> p_technician, true),
            'out_of_scope', 'this visit is not yours, or no longer'),
        (5, p_visit.state = v_state, 'merged', 'it was so already'),
        (6, step_legal('visit', p_visit.state, v_state), 'applied', ''),
        (7, p_visit.state IN ('cancelled', 'missed')
            AND v_state = 'completed', 'conflict', format('the visit is %s, '
            'the technician says completed: the dispatcher decides',
            p_visit.state)),
        (8, step_rank(v_state) <= step_rank(p_visit.state), 'superseded',
            'the visit is ' || p_visit.state || ' already'),
        (9, true, 'conflict', format('the visit is %s: %s cannot follow',
            p_visit.state, v_state))
    ) r (rank, holds, verdict, text)
    WHERE r.holds ORDER BY r.rank LIMIT 1;
END
$$;
