-- SPDX-License-Identifier: MIT
-- Book an offer that nobody held: held and booked at once. p_slot is what
-- hold_make() takes, p_seen what its verdict was based on, p_body what
-- hold_book() takes.

CREATE FUNCTION slot_book(p_actor bigint, p_request text, p_slot jsonb,
    p_seen jsonb, p_body jsonb) RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT b.body, b.version
    FROM hold_make(p_actor, p_request, p_slot, p_seen) h
    CROSS JOIN LATERAL hold_book(p_actor, p_request,
        (h.body ->> 'id')::bigint, NULL, p_body) b;
END
$$;
