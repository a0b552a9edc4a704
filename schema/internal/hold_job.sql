-- SPDX-License-Identifier: MIT
-- The job of a hold: a new one, or what becomes of the one that has it.

-- Make it: what the slot was computed for comes from the hold, the rest from
-- the body. A place that was only coordinates gets its name now.
CREATE FUNCTION hold_job_create(p_actor bigint, p_request text,
    p_hold slot_hold, p_body jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_site constant jsonb := p_body -> 'site';
BEGIN
    PERFORM body_keys(p_body, 'title', 'description', 'priority', 'site',
        'source', 'external_id');
    IF p_hold.site_id IS NOT NULL THEN
        IF coalesce(v_site, 'null') NOT IN ('null',
            to_jsonb(p_hold.site_id)) THEN
            PERFORM fail('CO422', format('the slot is for site %s',
                p_hold.site_id), '/site', 'needs');
        END IF;
    ELSIF v_site IS NULL OR jsonb_typeof(v_site) <> 'object' THEN
        PERFORM fail('CO422', 'site must be an object with name, address '
            'and customer: the slot is for a place that is no site yet',
            '/site', 'missing');
    ELSE
        PERFORM body_keys(v_site, 'name', 'address', 'customer');
    END IF;
    RETURN (SELECT (c.body ->> 'id')::bigint FROM job_create(p_actor,
        p_request, p_body || p_hold.needs || jsonb_build_object(
            'territory', p_hold.territory_id, 'site',
            CASE WHEN p_hold.site_id IS NOT NULL
                THEN to_jsonb(p_hold.site_id)
                ELSE v_site || jsonb_build_object('lat', p_hold.lat, 'lon',
                    p_hold.lon) END)) c);
END
$$;

-- The live visit that moves to the held place; NULL: a new one. The job is
-- locked.
CREATE FUNCTION hold_target(p_job job, p_hold slot_hold) RETURNS visit
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_job.state NOT IN ('open', 'planned', 'in_progress') THEN
        PERFORM fail('CO409', format('job %s is %s: nobody can be sent',
            p_job.id, p_job.state), '', 'job_state');
    END IF;
    IF p_job.duration_min * interval '1 minute'
        > upper(p_hold.planned) - lower(p_hold.planned)
        OR p_job.site_id IS DISTINCT FROM p_hold.site_id THEN
        PERFORM fail('CO409', format('job %s takes longer now, or is '
            'somewhere else: ask for slots anew', p_job.id), '', 'needs');
    END IF;
    RETURN assign_target(p_job, p_hold.technician_id,
        lower(p_hold.planned));
END
$$;
