-- SPDX-License-Identifier: MIT
-- A hold is in the way: say whose, for whom and until when.

CREATE FUNCTION hold_fail(p_hold bigint) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_hold record;
BEGIN
    SELECT h.*, t.name, y.zone INTO v_hold
    FROM slot_hold h
    JOIN technician t ON t.id = h.technician_id
    JOIN territory y ON y.id = t.territory_id
    WHERE h.id = p_hold;
    PERFORM fail('CO409', format('%s is held for %s from %s to %s (hold %s, '
        'until %s): choose another time, or release it', v_hold.name,
        coalesce(v_hold.customer, 'a customer'),
        to_char(lower(v_hold.planned) AT TIME ZONE v_hold.zone, 'HH24:MI'),
        to_char(upper(v_hold.planned) AT TIME ZONE v_hold.zone, 'HH24:MI'),
        v_hold.id,
        to_char(v_hold.expires_at AT TIME ZONE v_hold.zone, 'HH24:MI')),
        '/start', 'slot_hold');
END
$$;
