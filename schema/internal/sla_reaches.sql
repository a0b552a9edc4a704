-- SPDX-License-Identifier: MIT
-- sla_reach() for many clocks at once. The business time of each calendar and
-- zone is laid out as one axis (stretches, and how much lies before each), on
-- which every instant of every clock is found by bisection: a calendar's edit
-- asks for all clocks that run by it. A few clocks, and what lies beyond the
-- axis, are walked one by one.

CREATE FUNCTION sla_reaches(p_clocks bigint[], p_minutes numeric[])
RETURNS TABLE (n bigint, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    v_few   constant integer := 16;
    v_group record;
BEGIN
    FOR v_group IN
        SELECT coalesce(p.calendar_id, t.calendar_id) AS calendar, t.zone,
            array_agg(a.n ORDER BY a.n) AS numbers,
            array_agg(a.clock ORDER BY a.n) AS clocks,
            array_agg(a.minutes ORDER BY a.n) AS minutes
        FROM unnest(p_clocks, p_minutes) WITH ORDINALITY
            a (clock, minutes, n)
        JOIN sla_clock c ON c.id = a.clock
        JOIN job j ON j.id = c.job_id
        JOIN territory t ON t.id = j.territory_id
        LEFT JOIN sla_policy p ON p.id = j.sla_policy_id
        GROUP BY 1, 2
    LOOP
        IF cardinality(v_group.clocks) < v_few THEN
            RETURN QUERY SELECT g.n, sla_reach(g.clock, g.minutes)
            FROM unnest(v_group.numbers, v_group.clocks, v_group.minutes)
                g (n, clock, minutes);
        ELSE
            RETURN QUERY SELECT v_group.numbers[r.n], r.at
            FROM sla_reach_axis(v_group.calendar, v_group.zone,
                v_group.clocks, v_group.minutes) r;
        END IF;
    END LOOP;
END
$$;

CREATE FUNCTION sla_reach_axis(p_calendar bigint, p_zone text,
    p_clocks bigint[], p_minutes numeric[])
RETURNS TABLE (n bigint, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    v_ahead  constant integer := 180;    -- days behind the last beginning
    v_span   record;
    v_opens  timestamptz[];
    v_closes timestamptz[];
    v_before double precision[];    -- business seconds before each stretch
BEGIN
    SELECT (min(lower(i.during)) AT TIME ZONE p_zone)::date AS first,
        (max(coalesce(upper(i.during), lower(i.during)))
            AT TIME ZONE p_zone)::date + v_ahead AS last
    INTO v_span
    FROM sla_clock_interval i
    WHERE i.clock_id = ANY (p_clocks) AND i.state = 'running';
    SELECT array_agg(o.opens ORDER BY o.opens),
        array_agg(o.closes ORDER BY o.opens),
        array_agg(o.upto - o.lasts ORDER BY o.opens)
    INTO v_opens, v_closes, v_before
    FROM (SELECT b.opens, b.closes, l.lasts,
            sum(l.lasts) OVER (ORDER BY b.opens) AS upto
        FROM generate_series(0, v_span.last - v_span.first) d
        CROSS JOIN LATERAL business_open(p_calendar, p_zone,
            v_span.first + d) b
        CROSS JOIN LATERAL (SELECT extract(epoch FROM b.closes - b.opens)
            ::double precision AS lasts) l) o;
    IF v_opens IS NULL THEN
        RETURN QUERY SELECT a.n, sla_reach(a.clock, a.minutes)
        FROM unnest(p_clocks, p_minutes) WITH ORDINALITY
            a (clock, minutes, n);
        RETURN;
    END IF;
    RETURN QUERY
    WITH part AS MATERIALIZED (
        SELECT a.n, a.clock, a.minutes, lower(i.during) AS starts,
            upper_inf(i.during) AS is_last, k.spot AS spot,
            k.spot - l.spot AS has_s, a.minutes::double precision * 60
                - coalesce(sum(k.spot - l.spot) OVER (PARTITION BY a.n
                    ORDER BY i.during ROWS BETWEEN UNBOUNDED PRECEDING
                    AND 1 PRECEDING), 0) AS left_s, l.spot AS start_spot
        FROM unnest(p_clocks, p_minutes) WITH ORDINALITY
            a (clock, minutes, n)
        JOIN sla_clock_interval i
            ON i.clock_id = a.clock AND i.state = 'running'
        CROSS JOIN LATERAL business_spot(lower(i.during), v_opens, v_closes,
            v_before) l (spot)
        CROSS JOIN LATERAL (SELECT CASE WHEN upper_inf(i.during)
            THEN 'Infinity' ELSE business_spot(upper(i.during), v_opens,
            v_closes, v_before) END) k (spot)
    ), goal AS MATERIALIZED (
        SELECT DISTINCT ON (p.n) p.n, p.clock, p.minutes, p.starts, p.left_s,
            p.start_spot + p.left_s AS spot
        FROM part p WHERE p.has_s >= p.left_s ORDER BY p.n, p.starts
    )
    SELECT g.n, CASE WHEN g.left_s <= 0 THEN g.starts
        WHEN b.at IS NULL THEN sla_reach(g.clock, g.minutes)
        ELSE b.at END
    FROM goal g
    CROSS JOIN LATERAL business_at(g.spot, v_opens, v_closes, v_before)
        b (at);
END
$$;

-- Where an instant lies on an axis of business time, in seconds.
CREATE FUNCTION business_spot(p_at timestamptz, p_opens timestamptz[],
    p_closes timestamptz[], p_before double precision[])
RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN i = 0 THEN 0 ELSE p_before[i] + extract(epoch FROM
        least(p_at, p_closes[i]) - p_opens[i])::double precision END
    FROM width_bucket(p_at, p_opens) i
$$;

-- The instant at a spot of the axis, the first if there are several (business
-- time ends there); NULL beyond the axis.
CREATE FUNCTION business_at(p_spot double precision, p_opens timestamptz[],
    p_closes timestamptz[], p_before double precision[])
RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN a.at <= p_closes[a.i] THEN a.at END
    FROM (SELECT k.i, p_opens[k.i] + (p_spot - p_before[k.i])
            * interval '1 second' AS at
        FROM (SELECT i - (i > 1 AND p_before[i] = p_spot)::integer AS i
            FROM width_bucket(p_spot, p_before) i) k) a
$$;
