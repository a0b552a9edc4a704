-- SPDX-License-Identifier: MIT
-- Why a report's content cannot be read as what it says it is; NULL: it can.
-- The daemon has held it against the contract: this is what a schema cannot
-- say, and what must not reach a cast.

-- A member of the body that is there, and one of these.
CREATE FUNCTION fact_one_of(p_body jsonb, p_key text, VARIADIC p_words text[])
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(p_body ->> p_key = ANY (p_words), false)
$$;

CREATE FUNCTION fact_text(p_body jsonb, p_key text, p_max integer)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(length(p_body ->> p_key) BETWEEN 1 AND p_max, false)
$$;

CREATE FUNCTION fact_number(p_body jsonb, p_key text, p_min numeric,
    p_max numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN jsonb_typeof(p_body -> p_key) = 'number'
        THEN (p_body ->> p_key)::numeric BETWEEN p_min AND p_max
        ELSE false END
$$;

-- Two instants, the second after the first.
CREATE FUNCTION fact_stretch(p_body jsonb, p_from text, p_to text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce((p_body ->> p_from)::timestamptz
        < (p_body ->> p_to)::timestamptz, false);
EXCEPTION WHEN data_exception THEN
    RETURN false;
END
$$;

CREATE FUNCTION fact_invalid(p_kind text, p_visit bigint, p_job bigint,
    b jsonb) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT r.text
    FROM (VALUES
        (1, NOT coalesce(p_kind IN ('status', 'note', 'time', 'part', 'meter',
            'task', 'contact', 'address', 'window', 'followup', 'photo',
            'signature', 'positions', 'correction'), false),
            format('this server does not know "%s"; it is kept',
                left(p_kind, 40))),
        (2, p_kind IN ('status', 'window') AND p_visit IS NULL,
            'it needs the visit that it belongs to'),
        (3, p_kind IN ('meter', 'task', 'contact', 'address', 'followup',
            'photo', 'signature') AND num_nulls(p_visit, p_job) = 2,
            'it needs the visit or the job that it belongs to'),
        (4, p_kind = 'note' AND NOT fact_text(b, 'text', 8192),
            'a note has 1 to 8192 characters'),
        (5, p_kind = 'note' AND num_nulls(p_visit, p_job) = 2
            AND coalesce(b ->> 'for', 'job') <> 'office',
            'a note needs the visit or the job that it belongs to'),
        (6, p_kind = 'status' AND NOT fact_one_of(b, 'state', 'accepted',
            'declined', 'en_route', 'on_site', 'paused', 'completed'),
            'no such state: ' || coalesce(left(b ->> 'state', 40), 'none')),
        (7, p_kind = 'status' AND b ->> 'state' = 'completed'
            AND NOT fact_one_of(b, 'outcome', 'fixed', 'partial',
                'no_access', 'no_part', 'not_done'),
            'completed without a known outcome'),
        (8, length(b ->> 'note') > 8192 OR length(b ->> 'reason') > 8192,
            'a note of more than 8192 characters'),
        (9, p_kind = 'time' AND NOT fact_one_of(b, 'kind', 'work', 'travel',
            'break', 'other'), 'no such kind of time'),
        (10, p_kind = 'time' AND NOT fact_stretch(b, 'from', 'to')
            OR p_kind = 'window' AND NOT fact_stretch(b, 'start', 'end'),
            'the end must be after the beginning'),
        (11, p_kind = 'part' AND NOT (fact_text(b, 'code', 200)
            AND fact_number(b, 'quantity', 1, 100000)
            AND fact_one_of(b, 'use', 'used', 'returned', 'broken', 'taken')),
            'a part needs its code, a quantity and its use'),
        (12, p_kind = 'meter' AND NOT (fact_text(b, 'name', 200)
            AND fact_number(b, 'value', -1e30, 1e30)
            AND (NOT b ? 'asset' OR fact_number(b, 'asset', 1, 9e18))),
            'a reading needs the meter''s name and a value'),
        (13, p_kind = 'task' AND NOT (fact_number(b, 'task', 1, 9e18)
            AND coalesce(jsonb_typeof(b -> 'done') = 'boolean', false)),
            'a task needs its id, and whether it is done'),
        (14, p_kind = 'contact' AND num_nulls(nullif(b ->> 'name', ''),
            b ->> 'phone', b ->> 'email') = 3,
            'a contact needs a name, a phone or an email'),
        (15, p_kind = 'address' AND NOT (fact_text(b, 'text', 500)
            OR b ? 'lat'), 'an address needs words or a place'),
        (16, p_kind = 'address' AND (b ? 'lat' OR b ? 'lon')
            AND NOT (fact_number(b, 'lat', -90, 90)
                AND fact_number(b, 'lon', -180, 180)),
            'a place needs lat (-90 to 90) and lon (-180 to 180)'),
        (17, p_kind = 'followup' AND NOT fact_text(b, 'title', 200),
            'a follow-up job needs a title'),
        (18, p_kind IN ('photo', 'signature')
            AND NOT coalesce(b ->> 'blob' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                AND b ->> 'sha256' ~ '^[0-9a-f]{64}$', false),
            'a picture needs the uuid and the sha256 of its blob'),
        (19, p_kind = 'positions' AND NOT coalesce(jsonb_array_length(
            CASE WHEN jsonb_typeof(b -> 'points') = 'array'
                THEN b -> 'points' END) BETWEEN 1 AND 500, false),
            'there are 1 to 500 places'),
        (20, p_kind = 'correction'
            AND NOT coalesce(b ->> 'of' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', false),
            'a correction needs the uid of what was wrong'),
        (21, p_kind = 'correction' AND coalesce(b ->> 'kind', 'note')
            IN ('status', 'positions', 'correction'),
            'this is corrected by reporting it anew')
    ) r (rank, holds, text)
    WHERE r.holds ORDER BY r.rank LIMIT 1);
END
$$;
