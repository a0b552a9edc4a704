-- SPDX-License-Identifier: MIT
-- A page of the ids of jobs (list_page.sql). What is due when, is the
-- customer's window or the next promise, whichever is sooner. Planned anew for
-- each query: most of its conditions fall away, and live jobs have an index of
-- their own. (The setting holds for what is called from here, too: so nothing
-- more is.)

CREATE FUNCTION job_found(p_actor bigint, p_query jsonb) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_sees       constant bigint[] := seen_territories(p_actor);
    v_territory  constant bigint := (p_query ->> 'territory')::bigint;
    v_site       constant bigint := (p_query ->> 'site')::bigint;
    v_customer   constant bigint := (p_query ->> 'customer')::bigint;
    v_technician constant bigint := (p_query ->> 'technician')::bigint;
    v_priority   constant smallint := (p_query ->> 'priority')::smallint;
    v_state      constant text := p_query ->> 'state';
    v_live       constant boolean := coalesce(v_state NOT IN ('completed',
        'cancelled'), false);
    v_from       constant timestamptz := body_instant(p_query, 'due_from');
    v_to         constant timestamptz := body_instant(p_query, 'due_to');
    v_type       bigint;
    v            record;
    v_ids        bigint[];
    v_keys       text[];
BEGIN
    IF v_territory IS NOT NULL THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = v_territory), 'territory', v_territory);
    END IF;
    IF v_technician IS NOT NULL THEN
        PERFORM require_technician(p_actor, v_technician);
    END IF;
    IF p_query ? 'type' THEN
        v_type := coalesce((SELECT id FROM job_type
            WHERE code = p_query ->> 'type'), 0);
    END IF;
    SELECT * INTO v FROM list_query(p_query);
    SELECT array_agg(m.id), array_agg(m.key) INTO v_ids, v_keys
    FROM (SELECT j.id, CASE v.sort WHEN 'due' THEN sort_key(job_due(j))
            WHEN 'opened' THEN sort_key(j.opened_at)
            WHEN 'priority' THEN j.priority::text END AS key
        FROM job j
        WHERE j.id > v.floor
            AND (NOT v_live OR j.completed_at IS NULL)
            AND (v_sees IS NULL OR j.territory_id = ANY (v_sees))
            AND (v_territory IS NULL OR j.territory_id = v_territory)
            AND (v_site IS NULL OR j.site_id = v_site)
            AND (v_priority IS NULL OR j.priority = v_priority)
            AND (v_type IS NULL OR j.job_type_id = v_type)
            AND (v_state IS NULL OR j.state = v_state
                OR v_state = 'live' AND j.state <> 'cancelled')
            AND (v_customer IS NULL OR j.site_id IN (SELECT s.id FROM site s
                WHERE s.customer_id = v_customer))
            AND (v_technician IS NULL OR j.id IN (SELECT w.job_id
                FROM visit w WHERE w.technician_id = v_technician
                    AND (visit_live(w.state) OR w.state = 'completed')))
            AND (v_from IS NULL OR job_due(j) >= v_from)
            AND (v_to IS NULL OR job_due(j) < v_to)
            AND (v.words = '{}' OR job_words(j) LIKE ALL (v.words))
        UNION ALL SELECT j.id, CASE v.sort
            WHEN 'due' THEN sort_key(job_due(j))
            WHEN 'opened' THEN sort_key(j.opened_at)
            WHEN 'priority' THEN j.priority::text END
        FROM job j WHERE j.id = v.mark
        ORDER BY 1 LIMIT v.cut) m;
    RETURN list_page(v_ids, v_keys, p_query);
END
$$;
