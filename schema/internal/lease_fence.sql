-- SPDX-License-Identifier: MIT
-- Refuse what a holder writes after somebody else took the territory over. The
-- share of the row keeps it from being taken until the writer has committed.
-- Before any other lock: lease_give_up() takes leases first as well.

CREATE FUNCTION lease_fence(p_territory bigint, p_epoch bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_epoch bigint;
BEGIN
    SELECT l.epoch INTO v_epoch FROM territory_lease l
    WHERE l.territory_id = p_territory FOR SHARE;
    IF v_epoch IS DISTINCT FROM p_epoch THEN
        PERFORM fail('CO409', format('territory %s is at epoch %s, not %s: '
            'another daemon plans it now', p_territory, v_epoch, p_epoch), '',
            'fenced');
    END IF;
END
$$;
