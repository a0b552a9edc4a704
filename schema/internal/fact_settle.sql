-- SPDX-License-Identifier: MIT
-- A report and its corrections are a family of which one counts: the latest
-- correction, else the report. What the others came to is taken back, what the
-- one comes to is done: whatever the order in which they arrive.

-- The family of a report, by who made it; no member of it may be missing but
-- the first.
CREATE FUNCTION fact_family(p_fact fact) RETURNS fact[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    WITH RECURSIVE up AS (
        SELECT p_fact.uid AS uid, p_fact.of AS of
        UNION
        SELECT f.uid, f.of FROM up
        JOIN fact f ON f.uid = up.of
            AND f.technician_id = p_fact.technician_id
    ), down AS (
        SELECT coalesce(u.of, u.uid) AS uid FROM up u
        WHERE NOT EXISTS (SELECT FROM up o WHERE o.uid = u.of)
        UNION
        SELECT f.uid FROM down
        JOIN fact f ON f.of = down.uid
            AND f.technician_id = p_fact.technician_id
    )
    SELECT array_agg(f) FROM down JOIN fact f ON f.uid = down.uid
        AND f.technician_id = p_fact.technician_id
    WHERE f.verdict NOT IN ('invalid', 'conflict') AND NOT f.quarantined
$$;

-- The member that counts.
CREATE FUNCTION fact_live(p_family fact[]) RETURNS fact
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT f FROM unnest(p_family) f
    ORDER BY (f.of IS NOT NULL) DESC,
        fact_at(p_family, f.device_id, f.seq, f.at) DESC, f.device_id DESC,
        f.seq DESC LIMIT 1
$$;

CREATE FUNCTION fact_settle(p_fact fact, p_site bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_family constant fact[] := fact_family(p_fact);
    v_gone   uuid[];
    v_use    record;
    v_live   constant fact := fact_live(v_family);
BEGIN
    v_gone := ARRAY(SELECT f.uid FROM unnest(v_family) f
        WHERE f.uid <> v_live.uid);
    FOR v_use IN DELETE FROM part_use u WHERE u.uid = ANY (v_gone)
        RETURNING u.technician_id, u.part_id, u.use, u.quantity
    LOOP
        PERFORM stock_move(v_use.technician_id, v_use.part_id,
            -part_delta(v_use.use, v_use.quantity));
    END LOOP;
    DELETE FROM time_entry WHERE uid = ANY (v_gone);
    DELETE FROM meter_reading WHERE uid = ANY (v_gone);
    DELETE FROM site_note WHERE uid = ANY (v_gone);
    IF v_live.uid IS NOT NULL THEN
        PERFORM fact_count(v_live, p_site);
    END IF;
    PERFORM task_settle(t.id) FROM job_task t
    WHERE t.job_id = p_fact.job_id AND t.id IN (
        SELECT ((fact_content(f.kind, f.body)).body ->> 'task')::bigint
        FROM unnest(v_family) f
        WHERE (fact_content(f.kind, f.body)).kind = 'task');
    PERFORM sheet_touch(ARRAY(SELECT DISTINCT f.job_id
        FROM unnest(v_family) f
        WHERE (fact_content(f.kind, f.body)).kind IN ('photo', 'signature')
            AND f.job_id IS NOT NULL ORDER BY 1));
END
$$;

-- A task is as the last report of it that counts says; without any, to do.
CREATE FUNCTION task_settle(p_task bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_all constant fact[] := ARRAY(SELECT f FROM job_task t
        JOIN fact f ON f.job_id = t.job_id
            AND f.verdict IN ('applied', 'merged', 'superseded')
            AND (fact_content(f.kind, f.body)).kind = 'task'
            AND ((fact_content(f.kind, f.body)).body ->> 'task')::bigint
                = p_task
        WHERE t.id = p_task);
    v_last fact;
    v_done boolean;
BEGIN
    SELECT f.* INTO v_last FROM unnest(v_all) f
    WHERE (fact_live(fact_family(f))).uid = f.uid
    ORDER BY fact_at(v_all, f.device_id, f.seq, f.at) DESC, f.device_id DESC,
        f.seq DESC LIMIT 1;
    v_done := coalesce(((fact_content(v_last.kind, v_last.body)).body
        ->> 'done')::boolean, false);
    UPDATE job_task t SET done_at = CASE WHEN v_done THEN v_last.at END,
        done_by = CASE WHEN v_done THEN v_last.technician_id END
    WHERE t.id = p_task AND (t.done_at, t.done_by) IS DISTINCT FROM (CASE
        WHEN v_done THEN v_last.at END, CASE WHEN v_done
        THEN v_last.technician_id END);
END
$$;

-- What one report comes to, once. Hours and parts are hers even of a job that
-- is not; the rest is the job's.
CREATE FUNCTION fact_count(p_fact fact, p_site bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_kind constant text := (fact_content(p_fact.kind, p_fact.body)).kind;
    b      constant jsonb := (fact_content(p_fact.kind, p_fact.body)).body;
    v_mine constant boolean := p_fact.verdict <> 'out_of_scope';
    v_part bigint;
BEGIN
    IF v_kind = 'time' THEN
        INSERT INTO time_entry (uid, technician_id, job_id, visit_id, kind,
            during)
        VALUES (p_fact.uid, p_fact.technician_id, p_fact.job_id,
            p_fact.visit_id, b ->> 'kind', tstzrange(
                (b ->> 'from')::timestamptz, (b ->> 'to')::timestamptz))
        ON CONFLICT DO NOTHING;
    ELSIF v_kind = 'part' THEN
        INSERT INTO part_use (uid, technician_id, part_id, job_id, visit_id,
            use, quantity, at)
        SELECT p_fact.uid, p_fact.technician_id, p.id, p_fact.job_id,
            p_fact.visit_id, b ->> 'use', (b ->> 'quantity')::integer,
            p_fact.at
        FROM part p WHERE p.code = b ->> 'code'
        ON CONFLICT DO NOTHING RETURNING part_id INTO v_part;
        IF v_part IS NOT NULL THEN
            PERFORM stock_move(p_fact.technician_id, v_part,
                part_delta(b ->> 'use', (b ->> 'quantity')::integer));
        END IF;
    ELSIF v_kind = 'meter' AND v_mine THEN
        INSERT INTO meter_reading (uid, technician_id, asset_id, job_id,
            name, value, unit, at)
        VALUES (p_fact.uid, p_fact.technician_id,
            coalesce((b ->> 'asset')::bigint, (SELECT j.asset_id FROM job j
                WHERE j.id = p_fact.job_id)), p_fact.job_id, b ->> 'name',
            (b ->> 'value')::numeric, b ->> 'unit', p_fact.at)
        ON CONFLICT DO NOTHING;
    ELSIF v_kind = 'note' AND v_mine AND b ->> 'for' = 'site'
        AND p_site IS NOT NULL THEN
        INSERT INTO site_note (site_id, text, at, technician_id, uid)
        VALUES (p_site, b ->> 'text', p_fact.at, p_fact.technician_id,
            p_fact.uid)
        ON CONFLICT DO NOTHING;
    END IF;
END
$$;
