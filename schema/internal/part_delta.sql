-- SPDX-License-Identifier: MIT
-- What a use of a part does to the van's stock: a change, never an absolute.

CREATE FUNCTION part_delta(p_use text, p_quantity integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_use IN ('returned', 'taken') THEN p_quantity
        ELSE -p_quantity END
$$;

-- A row at nothing goes. The technician, whose list this is, is another one: who
-- counts the van and puts the whole list must have seen it.
CREATE FUNCTION stock_move(p_technician bigint, p_part bigint,
    p_delta integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO technician_part AS k (technician_id, part_id, amount)
    VALUES (p_technician, p_part, p_delta)
    ON CONFLICT (technician_id, part_id) DO UPDATE
    SET amount = k.amount + excluded.amount;
    DELETE FROM technician_part WHERE technician_id = p_technician
        AND part_id = p_part AND amount = 0;
    PERFORM technician_move(p_technician);
END
$$;
