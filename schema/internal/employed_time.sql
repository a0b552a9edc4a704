-- SPDX-License-Identifier: MIT
-- A technician's employment as instants: its days are those of the
-- territory's zone.

CREATE FUNCTION employed_time(t technician) RETURNS tstzrange
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (
        SELECT tstzrange(lower(t.employed)::timestamp AT TIME ZONE y.zone,
            upper(t.employed)::timestamp AT TIME ZONE y.zone)
        FROM territory y WHERE y.id = t.territory_id
    );
END
$$;
