-- SPDX-License-Identifier: MIT
-- How many territories each live holder may have: as many for all, rounded up,
-- and more where others want fewer (`most`). NULL where they all want too few.

CREATE FUNCTION lease_share(p_now timestamptz) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT min(s.n) FROM (SELECT count(*)::integer AS n FROM territory_lease) t
    CROSS JOIN LATERAL generate_series(0, t.n) s (n)
    WHERE (SELECT sum(least(h.most, s.n)) FROM lease_holder h
        WHERE h.expires_at > p_now) >= t.n
$$;

-- How many leases the others lack, that each had its share less one.
CREATE FUNCTION lease_wanted(p_now timestamptz, p_share integer,
    p_but uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT coalesce(sum(greatest(least(h.most, p_share - 1) - (SELECT count(*)
        FROM territory_lease l
        WHERE l.holder = h.holder AND l.expires_at > p_now), 0)), 0)::bigint
    FROM lease_holder h WHERE h.expires_at > p_now AND h.holder <> p_but
$$;
