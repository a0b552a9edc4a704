-- SPDX-License-Identifier: MIT
-- What moves a territory's `means`. Triggers of statements: an import of a
-- thousand technicians notes it a handful of times.

-- Tables whose key (the argument) leads to territories by one join. A job that
-- is made with its needs is news itself: only needs that change later count.
CREATE FUNCTION means_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_key  constant text := TG_ARGV[0];
    v_keys bigint[];
BEGIN
    EXECUTE format(CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT array_agg(DISTINCT %I) FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT array_agg(DISTINCT %I) FROM old_rows'
        ELSE 'SELECT array_agg(k) FROM (SELECT %1$I AS k FROM old_rows '
            'UNION SELECT %1$I FROM new_rows) c' END, v_key) INTO v_keys;
    IF v_keys IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM means_note(CASE v_key
        WHEN 'territory_id' THEN v_keys
        WHEN 'technician_id' THEN ARRAY(SELECT DISTINCT territory_id
            FROM technician WHERE id = ANY (v_keys))
        WHEN 'shift_id' THEN ARRAY(SELECT DISTINCT t.territory_id
            FROM shift s JOIN technician t ON t.id = s.technician_id
            WHERE s.id = ANY (v_keys))
        WHEN 'job_id' THEN ARRAY(SELECT DISTINCT territory_id FROM job
            WHERE id = ANY (v_keys) AND completed_at IS NULL
                AND (TG_OP <> 'INSERT' OR created_at < app_now()))
        WHEN 'site_id' THEN means_of_sites(v_keys) END);
    RETURN NULL;
END
$$;

-- The territories of the live jobs at these sites.
CREATE FUNCTION means_of_sites(p_sites bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN ARRAY(SELECT DISTINCT j.territory_id FROM job j
        JOIN legal_state l ON l.machine = 'job' AND l.state = j.state
        WHERE j.site_id = ANY (p_sites) AND l.live);
END
$$;

CREATE FUNCTION means_technician() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM means_note(ARRAY(SELECT DISTINCT t.territory_id
        FROM (SELECT id, code, name, territory_id, employed, start_lat,
                start_lon, end_lat, end_lon FROM new_rows
            EXCEPT SELECT id, code, name, territory_id, employed, start_lat,
                start_lon, end_lat, end_lon FROM old_rows) c
        JOIN (TABLE old_rows UNION ALL TABLE new_rows) t ON t.id = c.id));
    RETURN NULL;
END
$$;

CREATE FUNCTION means_site() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM means_note(means_of_sites(ARRAY(SELECT c.id
        FROM (SELECT id, lat, lon, territory_id FROM new_rows
            EXCEPT SELECT id, lat, lon, territory_id FROM old_rows) c)));
    RETURN NULL;
END
$$;

CREATE FUNCTION means_territory() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM means_note(ARRAY(SELECT c.id
        FROM (SELECT id, zone, calendar_id FROM new_rows
            EXCEPT SELECT id, zone, calendar_id FROM old_rows) c));
    RETURN NULL;
END
$$;

-- Shifts that the usual week makes weeks ahead (shifts_ahead(), in portions,
-- each day) are no news: nobody holds a plan of more than 15 days.
CREATE FUNCTION means_shift() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_ahead constant timestamptz := app_now() + interval '408 hours';
BEGIN
    IF TG_TABLE_NAME = 'shift' THEN
        PERFORM means_note(ARRAY(SELECT DISTINCT t.territory_id
            FROM new_rows n JOIN technician t ON t.id = n.technician_id
            WHERE n.pattern_id IS NULL OR lower(n.during) < v_ahead));
    ELSE
        PERFORM means_note(ARRAY(SELECT DISTINCT t.territory_id
            FROM new_rows n
            JOIN shift s ON s.id = n.shift_id
            JOIN technician t ON t.id = s.technician_id
            WHERE s.pattern_id IS NULL OR lower(s.during) < v_ahead));
    END IF;
    RETURN NULL;
END
$$;

DO $$
DECLARE
    v_table text;
    v_key   text;
    v_op    text;
    v_rows  text;
BEGIN
    FOR v_table, v_key, v_op, v_rows IN
        SELECT t.name, t.key, o.op, o.rows
        FROM (VALUES ('technician_skill', 'technician_id'),
            ('technician_tool', 'technician_id'),
            ('technician_part', 'technician_id'), ('shift', 'technician_id'),
            ('absence', 'technician_id'), ('shift_break', 'shift_id'),
            ('policy', 'territory_id'), ('policy_rule', 'territory_id'),
            ('territory_neighbour', 'territory_id'),
            ('site_access_hours', 'site_id'), ('job_skill', 'job_id'),
            ('job_technician', 'job_id'), ('job_precedence', 'job_id'),
            ('job_tool', 'job_id'), ('job_part', 'job_id')) t (name, key)
        CROSS JOIN (VALUES ('INSERT', 'NEW TABLE AS new_rows'),
            ('UPDATE', 'OLD TABLE AS old_rows NEW TABLE AS new_rows'),
            ('DELETE', 'OLD TABLE AS old_rows')) o (op, rows)
    LOOP
        EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I REFERENCING %s '
            'FOR EACH STATEMENT EXECUTE FUNCTION %I(%L)',
            v_table || '_means_' || lower(v_op), v_op, v_table, v_rows,
            CASE WHEN v_op = 'INSERT' AND v_table LIKE 'shift%'
                THEN 'means_shift' ELSE 'means_moved' END, v_key);
    END LOOP;
END
$$;

CREATE TRIGGER technician_means_insert AFTER INSERT ON technician
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION means_moved('territory_id');
CREATE TRIGGER technician_means_delete AFTER DELETE ON technician
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION means_moved('territory_id');
CREATE TRIGGER technician_means_update AFTER UPDATE ON technician
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION means_technician();
CREATE TRIGGER site_means_update AFTER UPDATE ON site
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION means_site();
CREATE TRIGGER territory_means_update AFTER UPDATE ON territory
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION means_territory();
