-- SPDX-License-Identifier: MIT
-- Changes with one number `linked` (a crew, a sequence, a job of several days) are
-- accepted together or not at all.

-- The positions named, and all those of their sets; NULL stays NULL: all.
CREATE FUNCTION proposal_whole_sets(p_id bigint, p_positions integer[])
RETURNS integer[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_positions IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN ARRAY(SELECT x.position FROM proposal_visit x
        WHERE x.proposal_id = p_id AND (x.position = ANY (p_positions)
            OR x.linked IN (SELECT s.linked FROM proposal_visit s
                WHERE s.proposal_id = p_id
                    AND s.position = ANY (p_positions))));
END
$$;

-- Refuse what is left open of sets of which one was refused. Says how many.
CREATE FUNCTION proposal_refuse_sets(p_id bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refused integer;
BEGIN
    UPDATE proposal_visit x SET verdict = 'refused', reason = format(
        'belongs together with position %s: %s', b.position, b.reason)
    FROM (SELECT DISTINCT ON (s.linked) s.linked, s.position, s.reason
        FROM proposal_visit s
        WHERE s.proposal_id = p_id AND s.verdict = 'refused'
            AND s.linked IS NOT NULL
        ORDER BY s.linked, s.position) b
    WHERE x.proposal_id = p_id AND x.verdict = 'open'
        AND x.linked = b.linked;
    GET DIAGNOSTICS v_refused = ROW_COUNT;
    RETURN v_refused;
END
$$;
