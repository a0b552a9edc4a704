-- SPDX-License-Identifier: MIT
-- Insert a shift, or update it, with the breaks of the body. Breaks that the
-- body does not name stay where they still lie inside.

CREATE FUNCTION shift_write(v shift, p_body jsonb) RETURNS shift
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF v.id IS NULL THEN
        INSERT INTO shift (technician_id, during)
        VALUES (v.technician_id, v.during) RETURNING * INTO v;
    ELSE
        UPDATE shift s SET during = v.during,
            version = s.version + (p_body ? 'breaks')::integer
        WHERE s.id = v.id RETURNING * INTO v;
    END IF;
    IF p_body ? 'breaks' THEN
        PERFORM shift_breaks_set(v, p_body);
    ELSE
        DELETE FROM shift_break b
        WHERE b.shift_id = v.id AND NOT b.within <@ v.during;
    END IF;
    RETURN v;
END
$$;
