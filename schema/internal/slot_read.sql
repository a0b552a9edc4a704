-- SPDX-License-Identifier: MIT
-- Read a question for slots: of a type and a place, or of a job that waits.

CREATE FUNCTION slot_read(p_actor bigint, p_body jsonb, OUT territory bigint,
    OUT zone text, OUT starts timestamptz, OUT ends timestamptz,
    OUT offers timestamptz,
    OUT window_min integer, OUT grid_min integer, OUT site bigint,
    OUT lat double precision, OUT lon double precision, OUT job bigint,
    OUT duration_s bigint, OUT priority integer,
    OUT respond timestamptz,
    OUT resolve timestamptz, OUT needs jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_policy record;
    v_job    job;
    v_type   job_type;
BEGIN
    PERFORM body_keys(p_body, 'territory', 'type', 'job', 'place', 'from',
        'to', 'window_min', 'grid_min', 'skills', 'duration_min', 'priority',
        'technicians', 'per_day', 'limit', 'rejected');
    job := body_number(p_body, 'job', 1, 9e18);
    IF job IS NOT NULL THEN
        SELECT j.* INTO v_job FROM job j WHERE j.id = slot_read.job;
        PERFORM require_territory(p_actor, v_job.territory_id, 'job', job,
            '/job');
        IF v_job.state NOT IN ('open', 'planned', 'in_progress')
            OR v_job.crew_size > 1 THEN
            PERFORM fail('CO422', format('job %s is %s, for a crew of %s: '
                'slots are for one technician''s job that waits', job,
                v_job.state, v_job.crew_size), '/job', 'job_state');
        END IF;
        needs := '{}';
        territory := v_job.territory_id;
        site := v_job.site_id;
    ELSE
        v_type := body_job_type(p_body);
        needs := slot_body_needs(p_actor, p_body);
        SELECT r.* INTO territory, site, lat, lon
        FROM slot_place(p_actor, p_body) r;
    END IF;
    SELECT y.zone INTO zone FROM territory y WHERE y.id = territory;
    IF site IS NOT NULL THEN
        SELECT s.lat, s.lon INTO lat, lon FROM site s WHERE s.id = site;
    END IF;
    v_policy := slot_policy(territory);
    window_min := coalesce(body_number(p_body, 'window_min', 5, 1440),
        v_policy.window_min);
    grid_min := coalesce(body_number(p_body, 'grid_min', 5, 1440),
        v_policy.grid_min);
    -- Windows are offered with some notice; one that was, is still good.
    starts := greatest(body_instant(p_body, 'from'), app_now());
    offers := greatest(starts, app_now()
        + v_policy.notice_min * interval '1 minute');
    ends := coalesce(body_instant(p_body, 'to'),
        (((app_now() AT TIME ZONE zone)::date + v_policy.days)::timestamp)
            AT TIME ZONE zone);
    IF ends <= starts OR ends > app_now() + interval '360 hours' THEN
        PERFORM fail('CO422', 'to must lie after from, at most 14 days '
            'from now', '/to', 'range');
    END IF;
    duration_s := 60 * coalesce(v_job.duration_min,
        (needs ->> 'duration_min')::integer, v_type.duration_min);
    priority := coalesce(v_job.priority, (needs ->> 'priority')::integer,
        v_type.priority);
    -- What follows is for a new job: one that there is has its own rows.
    SELECT min(d.due_at) FILTER (WHERE d.kind = 'respond'),
        min(d.due_at) FILTER (WHERE d.kind = 'resolve')
    INTO respond, resolve
    FROM (SELECT g.kind, business_add(coalesce(p.calendar_id, y.calendar_id),
            y.zone, app_now(), g.minutes) AS due_at
        FROM sla_policy p
        JOIN sla_target g ON g.policy_id = p.id
        JOIN territory y ON y.id = slot_read.territory
        WHERE p.id = v_type.sla_policy_id
            AND g.priority = slot_read.priority) d;
END
$$;

-- What the new job will need, as job_create() takes it: checked by job_needs()
-- when it is made, and here, so that no slot is offered that cannot be booked.
CREATE FUNCTION slot_body_needs(p_actor bigint, p_body jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_bad record;
BEGIN
    PERFORM body_number(p_body, 'duration_min', 1, 14400);
    PERFORM body_number(p_body, 'priority', 1, 5);
    PERFORM FROM body_skills(p_body);
    SELECT e.item, e.at - 1 AS at INTO v_bad
    FROM jsonb_array_elements(body_array(p_body, 'technicians', 50))
        WITH ORDINALITY e (item, at)
    WHERE coalesce(e.item ->> 'relation', '') NOT IN ('required',
            'preferred', 'excluded')
        OR NOT EXISTS (SELECT FROM technician t
            WHERE t.id = body_number(e.item, 'technician', 1, 9e18)
                AND sees_territory(p_actor, t.territory_id)) LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO422', format('%s: there is no such technician, or '
            'relation is not required, preferred or excluded', v_bad.item),
            format('/technicians/%s', v_bad.at), 'unknown');
    END IF;
    RETURN (SELECT coalesce(jsonb_object_agg(k.key, p_body -> k.key), '{}')
        FROM (VALUES ('type'), ('duration_min'), ('priority'), ('skills'),
            ('technicians')) k (key)
        WHERE p_body -> k.key <> 'null');
END
$$;

-- The place of the question, and its territory.
CREATE FUNCTION slot_place(p_actor bigint, p_body jsonb,
    OUT territory bigint, OUT site bigint, OUT lat double precision,
    OUT lon double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_place constant jsonb := p_body -> 'place';
    v_site  site;
BEGIN
    IF v_place IS NULL OR jsonb_typeof(v_place) <> 'object' THEN
        PERFORM fail('CO422', 'place must be {"site": id} or {"lat": ..., '
            '"lon": ...}', '/place', 'missing');
    END IF;
    PERFORM body_keys(v_place, 'site', 'lat', 'lon');
    site := body_number(v_place, 'site', 1, 9e18);
    territory := body_number(p_body, 'territory', 1, 9e18);
    IF site IS NOT NULL THEN
        SELECT s.* INTO v_site FROM site s WHERE s.id = slot_place.site;
        PERFORM require_site(p_actor, site, v_site, '/place/site');
        territory := coalesce(territory, v_site.territory_id);
    ELSE
        lat := body_number(v_place, 'lat', -90, 90, false, true);
        lon := body_number(v_place, 'lon', -180, 180, false, true);
        territory := coalesce(territory, territory_at(lat, lon));
    END IF;
    IF territory IS NULL THEN
        PERFORM fail('CO422', 'territory is missing, and the place lies in '
            'the boundary of none', '/territory', 'missing');
    END IF;
    PERFORM require_territory(p_actor, (SELECT y.id FROM territory y
        WHERE y.id = slot_place.territory), 'territory', territory,
        '/territory');
END
$$;
