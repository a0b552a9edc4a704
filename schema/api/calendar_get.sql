-- SPDX-License-Identifier: MIT
-- One calendar.

CREATE FUNCTION calendar_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT calendar_json(x), x.version FROM business_calendar x
    WHERE x.id = p_id;
    IF NOT FOUND THEN
        PERFORM fail('CO404', format('there is no calendar %s', p_id));
    END IF;
END
$$;
