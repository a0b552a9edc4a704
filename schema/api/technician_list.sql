-- SPDX-License-Identifier: MIT
-- Technicians (internal/list_page.sql): of a territory, with a skill (today).

CREATE FUNCTION technician_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_sees      constant bigint[] := seen_territories(p_actor);
    v_territory constant bigint := p_query ->> 'territory';
    v_skill     bigint;
    v           record;
    v_ids       bigint[];
    v_keys      text[];
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    IF v_territory IS NOT NULL THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = v_territory), 'territory', v_territory);
    END IF;
    IF p_query ? 'skill' THEN
        v_skill := coalesce((SELECT id FROM skill
            WHERE code = p_query ->> 'skill'), 0);
    END IF;
    SELECT * INTO v FROM list_query(p_query);
    SELECT array_agg(m.id), array_agg(m.key) INTO v_ids, v_keys
    FROM (SELECT t.id, CASE v.sort WHEN 'code' THEN lower(t.code)
            WHEN 'name' THEN lower(t.name) END AS key
        FROM technician t
        WHERE t.id > v.floor
            AND (v_sees IS NULL OR t.territory_id = ANY (v_sees))
            AND (v_territory IS NULL OR t.territory_id = v_territory)
            AND (v.retired IS NULL OR v.retired = technician_left(t))
            AND (v_skill IS NULL OR EXISTS (SELECT FROM technician_skill k
                WHERE k.technician_id = t.id AND k.skill_id = v_skill
                    AND k.certified @> (app_now()
                        AT TIME ZONE technician_zone(t.id))::date))
            AND lower(concat_ws(' ', t.code, t.name, t.phone, t.email))
                LIKE ALL (v.words)
            OR t.id = v.mark
        ORDER BY t.id LIMIT v.cut) m;
    v_ids := list_page(v_ids, v_keys, p_query);
    RETURN list_answer((SELECT json_agg(technician_json(t) ORDER BY r.nth)
        FROM list_rows(v_ids, p_query) r JOIN technician t ON t.id = r.id),
        v_ids, p_query);
END
$$;
