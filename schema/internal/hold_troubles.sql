-- SPDX-License-Identifier: MIT
-- Which slots that are held on a technician's days could not be booked as
-- things are now, and why: what hold_refuse() says of each.

CREATE FUNCTION hold_troubles(p_technician bigint)
RETURNS TABLE (hold slot_hold, rule text, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    FOR hold IN SELECT h.* FROM slot_hold h
        WHERE h.technician_id = p_technician AND h.state = 'held'
            AND hold_live(h.state, h.expires_at)
        ORDER BY lower(h.planned)
    LOOP
        BEGIN
            PERFORM hold_refuse(hold);
        EXCEPTION WHEN SQLSTATE 'CO409' THEN
            GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME,
                text = MESSAGE_TEXT;
            IF rule <> 'past' THEN
                RETURN NEXT;
            END IF;
        END;
    END LOOP;
END
$$;
