-- SPDX-License-Identifier: MIT
-- How many changes of which kind a proposal makes. A visit is promised when
-- its customer was told an arrival window; the promise is broken by a begin
-- outside of it, or by taking the visit away.

CREATE FUNCTION proposal_changes(p_id bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT jsonb_build_object(
            'added', count(*) FILTER (WHERE x.op = 'add'),
            'moved', count(*) FILTER (WHERE x.op = 'move'
                AND x.technician_id IS DISTINCT FROM x.before_technician_id),
            'retimed', count(*) FILTER (WHERE x.op = 'move'
                AND x.technician_id = x.before_technician_id),
            'removed', count(*) FILTER (WHERE x.op = 'remove'),
            'promised_moved', count(*) FILTER (
                WHERE x.before_window IS NOT NULL),
            'promises_broken', count(*) FILTER (
                WHERE NOT proposal_promise_kept(x)))
        FROM proposal_visit x WHERE x.proposal_id = p_id);
END
$$;

-- NULL: nothing was promised.
CREATE FUNCTION proposal_promise_kept(x proposal_visit) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN x.before_window IS NOT NULL
        THEN coalesce(lower(x.planned) BETWEEN lower(x.before_window)
            AND upper(x.before_window), false) END
$$;
