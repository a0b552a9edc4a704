-- SPDX-License-Identifier: MIT
-- Devices (internal/list_page.sql): of a territory, of a technician, active or
-- revoked.

CREATE FUNCTION device_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_sees       constant bigint[] := seen_territories(p_actor);
    v_territory  constant bigint := p_query ->> 'territory';
    v_technician constant bigint := p_query ->> 'technician';
    v_revoked    constant boolean := p_query ->> 'state' = 'revoked';
    v            record;
    v_ids        bigint[];
    v_keys       text[];
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    IF v_territory IS NOT NULL THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = v_territory), 'territory', v_territory);
    END IF;
    IF v_technician IS NOT NULL THEN
        PERFORM require_technician(p_actor, v_technician);
    END IF;
    SELECT * INTO v FROM list_query(p_query);
    SELECT array_agg(m.id), array_agg(m.key) INTO v_ids, v_keys
    FROM (SELECT d.id, CASE v.sort WHEN 'name' THEN lower(d.name)
            WHEN 'last_seen_at' THEN sort_key(d.last_seen_at)
            WHEN 'unsent' THEN lpad(d.unsent::text, 19, '0') END AS key
        FROM device d JOIN technician t ON t.id = d.technician_id
        WHERE d.id > v.floor
            AND (v_sees IS NULL OR t.territory_id = ANY (v_sees))
            AND (v_territory IS NULL OR t.territory_id = v_territory)
            AND (v_technician IS NULL OR t.id = v_technician)
            AND (v_revoked IS NULL OR v_revoked = (d.revoked_at IS NOT NULL))
            AND lower(concat_ws(' ', d.name, d.model, d.app, t.code, t.name))
                LIKE ALL (v.words)
            OR d.id = v.mark
        ORDER BY d.id LIMIT v.cut) m;
    v_ids := list_page(v_ids, v_keys, p_query);
    RETURN list_answer((SELECT json_agg(device_json(d) ORDER BY r.nth)
        FROM list_rows(v_ids, p_query) r JOIN device d ON d.id = r.id),
        v_ids, p_query);
END
$$;
