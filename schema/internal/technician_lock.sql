-- SPDX-License-Identifier: MIT
-- A technician's row for a change: her plan and her means stand still until
-- the commit.

CREATE FUNCTION technician_lock(p_actor bigint, p_id bigint)
RETURNS technician
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_row technician;
BEGIN
    SELECT * INTO v_row FROM technician t WHERE t.id = p_id
    FOR NO KEY UPDATE;
    PERFORM require_territory(p_actor, v_row.territory_id, 'technician',
        p_id);
    RETURN v_row;
END
$$;

-- The zone of her days.
CREATE FUNCTION technician_zone(p_id bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT y.zone FROM technician t
        JOIN territory y ON y.id = t.territory_id WHERE t.id = p_id);
END
$$;

-- Something that bears on verdicts about her has changed, beside her own row:
-- what was decided on the version before is to be decided anew.
CREATE FUNCTION technician_move(p_id bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    UPDATE technician SET version = version + 1 WHERE id = p_id
$$;

-- An instant as people of that zone say it.
CREATE FUNCTION local_text(p_at timestamptz, p_zone text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT to_char(p_at AT TIME ZONE p_zone, 'YYYY-MM-DD HH24:MI')
$$;
