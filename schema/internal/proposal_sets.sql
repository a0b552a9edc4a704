-- SPDX-License-Identifier: MIT
-- Changes with one number `linked` (a crew, a sequence, a job of several days) are
-- accepted together or not at all.

-- The positions named (each must be there), and all those of their sets; NULL
-- stays NULL: all.
CREATE FUNCTION proposal_whole_sets(p_id bigint, p_positions integer[])
RETURNS integer[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_unknown record;
BEGIN
    IF p_positions IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT a.position, a.n - 1 AS at INTO v_unknown
    FROM unnest(p_positions) WITH ORDINALITY a (position, n)
    WHERE NOT EXISTS (SELECT FROM proposal_visit x
        WHERE x.proposal_id = p_id AND x.position = a.position)
    ORDER BY a.n LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO422', format('proposal %s has no position %s', p_id,
            v_unknown.position), '/positions/' || v_unknown.at, 'unknown');
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
