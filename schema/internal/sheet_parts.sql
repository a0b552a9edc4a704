-- SPDX-License-Identifier: MIT
-- What is in a job sheet beside the rows of visit, job and site, as JSON; NULL
-- where there is nothing. PL/pgSQL, as all that has a FROM: it keeps its plan.

-- An instant to the second: what comes after it tells a technician nothing,
-- and it does not compress.
CREATE FUNCTION second_text(p_at timestamptz) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT instant_text(date_trunc('second', p_at))
$$;

CREATE FUNCTION sheet_skills(p_job bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT json_agg(json_build_object('code', q.code,
            'level', n.min_level) ORDER BY q.code)
        FROM job_skill n JOIN skill q ON q.id = n.skill_id
        WHERE n.job_id = p_job);
END
$$;

CREATE FUNCTION sheet_slas(p_job bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT json_agg(json_build_object('kind', l.kind,
            'state', l.state, 'due_at', second_text(l.due_at))
            ORDER BY l.kind DESC)
        FROM sla_clock l WHERE l.job_id = p_job);
END
$$;

CREATE FUNCTION sheet_asset(p_asset bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT json_build_object('id', a.id, 'name', a.name,
            'model', a.model, 'serial', a.serial, 'installed', a.installed,
            'warranty', a.warranty)
        FROM asset a WHERE a.id = p_asset);
END
$$;

-- The last five visits that were completed: on the job's asset, or at its
-- site if it has none.
CREATE FUNCTION sheet_past(p_job job) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT json_agg(json_build_object('at', second_text(p.ended_at),
            'by', t.name, 'type', k.code, 'outcome', p.outcome,
            'text', left(p.outcome_note, 500))
            ORDER BY p.ended_at DESC, p.id DESC)
        FROM (SELECT v.id, v.ended_at, v.outcome, v.outcome_note,
                v.technician_id, j.job_type_id
            FROM (SELECT id, job_type_id FROM job
                    WHERE p_job.asset_id IS NULL AND site_id = p_job.site_id
                UNION ALL SELECT id, job_type_id FROM job
                    WHERE asset_id = p_job.asset_id) j
            JOIN visit v ON v.job_id = j.id AND v.state = 'completed'
            ORDER BY v.ended_at DESC, v.id DESC LIMIT 5) p
        JOIN technician t ON t.id = p.technician_id
        JOIN job_type k ON k.id = p.job_type_id);
END
$$;

CREATE FUNCTION sheet_tasks(p_job bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT json_agg(json_build_object('id', k.id,
            'position', k.position, 'text', k.text, 'required', k.required,
            'state', CASE WHEN k.done_at IS NULL THEN 'open' ELSE 'done' END)
            ORDER BY k.position)
        FROM job_task k WHERE k.job_id = p_job);
END
$$;

CREATE FUNCTION sheet_parts(p_job bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT json_agg(json_build_object('code', p.code, 'name', p.name,
            'quantity', k.amount) ORDER BY p.code)
        FROM job_part k JOIN part p ON p.id = k.part_id
        WHERE k.job_id = p_job);
END
$$;

CREATE FUNCTION van_parts(p_technician bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT json_agg(json_build_object('code', p.code, 'name', p.name,
            'quantity', k.amount) ORDER BY p.code)
        FROM technician_part k JOIN part p ON p.id = k.part_id
        WHERE k.technician_id = p_technician AND k.amount <> 0);
END
$$;

-- Pictures whose bytes are here, the newest twenty.
CREATE FUNCTION sheet_photos(p_job bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT json_agg(json_build_object('uid', p.uid, 'type', p.type,
            'bytes', p.bytes) ORDER BY p.at DESC, p.uid)
        FROM (SELECT DISTINCT ON (f.at, f.uid) f.at, f.uid, f.type, f.bytes
            FROM job_photos_of(ARRAY[p_job]) f
            WHERE f.kind = 'photo' AND f.stored
            ORDER BY f.at DESC, f.uid LIMIT 20) p
        WHERE p_job IS NOT NULL);
END
$$;

-- The newest twenty; long ones are cut.
CREATE FUNCTION sheet_site_notes(p_site bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT json_agg(json_build_object('id', n.id,
            'at', second_text(n.at), 'text', left(n.text, 2000))
            ORDER BY n.at DESC, n.id DESC)
        FROM (SELECT * FROM site_note n WHERE n.site_id = p_site
            ORDER BY n.at DESC, n.id DESC LIMIT 20) n);
END
$$;

-- The first 16 digits of the sha256 of "VISIT VERSION" and a line feed for
-- each object that the scope holds, in ascending order of visits; the van's
-- number is 0.
CREATE FUNCTION sheet_check(p_scope bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT left(encode(sha256(convert_to(coalesce(string_agg(
            f.object_id || ' ' || f.version || E'\n', '' ORDER BY f.object_id),
            ''), 'UTF8')), 'hex'), 16)
        FROM feed f WHERE f.scope_id = p_scope AND f.op = 'U');
END
$$;
