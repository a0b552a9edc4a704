-- SPDX-License-Identifier: MIT
-- Refuse a batch whose sequence does not follow on what was acknowledged, or
-- that uses an acknowledged number for something else: taking either would
-- lose a fact.

CREATE FUNCTION push_check(p_device device, p_mutations jsonb) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_bad record;
BEGIN
    IF jsonb_typeof(p_mutations) IS DISTINCT FROM 'array'
        OR EXISTS (SELECT FROM jsonb_array_elements(p_mutations) m
            WHERE (m ->> 'seq') IS NULL OR (m ->> 'uid') IS NULL) THEN
        PERFORM fail('CO400', 'a mutation needs seq and uid');
    END IF;
    SELECT n.seq, n.row INTO v_bad
    FROM (SELECT seq, p_device.acked_seq
            + row_number() OVER (ORDER BY seq) AS row
        FROM (SELECT (m ->> 'seq')::bigint AS seq
            FROM jsonb_array_elements(p_mutations) m) s
        WHERE seq > p_device.acked_seq) n
    WHERE n.seq <> n.row ORDER BY n.seq LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO409', format('seq %s came, %s is next: push again '
            'from there', v_bad.seq, v_bad.row), '/seq', 'gap');
    END IF;
    -- Also of a number that has no fact, as its uid had come before.
    SELECT (m ->> 'seq')::bigint AS seq INTO v_bad
    FROM jsonb_array_elements(p_mutations) m
    LEFT JOIN fact f ON f.device_id = p_device.id
        AND f.seq = (m ->> 'seq')::bigint
    WHERE f.uid <> (m ->> 'uid')::uuid
        OR (m ->> 'seq')::bigint <= p_device.acked_seq
            AND NOT EXISTS (SELECT FROM fact o
                WHERE o.uid = (m ->> 'uid')::uuid)
    LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO409', format('seq %s was used for another mutation',
            v_bad.seq), '/seq', 'seq_reused');
    END IF;
END
$$;
