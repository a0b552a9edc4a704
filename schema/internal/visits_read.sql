-- SPDX-License-Identifier: MIT
-- The list of changes that visits_write() takes, as rows; what a change does
-- not say of its visit (job, technician) comes from the visit as it is now.

CREATE FUNCTION visits_read(p_changes jsonb) RETURNS visit_change[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_changes visit_change[];
    v_bad     record;
BEGIN
    SELECT array_agg(ROW(c.n, c.e ->> 'op', v.id,
            (c.e ->> 'visit_version')::bigint,
            coalesce(v.job_id, (c.e ->> 'job')::bigint),
            (c.e ->> 'job_version')::bigint,
            CASE WHEN c.e ->> 'op' IN ('add', 'move')
                THEN (c.e ->> 'technician')::bigint
                ELSE v.technician_id END,
            CASE WHEN c.e ->> 'start' IS NOT NULL
                THEN tstzrange((c.e ->> 'start')::timestamptz,
                    (c.e ->> 'end')::timestamptz) END,
            (c.e ->> 'travel_s')::integer, (c.e ->> 'pinned')::boolean,
            CASE WHEN jsonb_typeof(c.e -> 'arrival_window') = 'object'
                THEN tstzrange(
                    (c.e -> 'arrival_window' ->> 'from')::timestamptz,
                    (c.e -> 'arrival_window' ->> 'to')::timestamptz) END,
            c.e ? 'arrival_window',
            coalesce((c.e ->> 'by_hand')::boolean, false),
            coalesce((c.e ->> 'override')::boolean, false))::visit_change
        ORDER BY c.n)
    INTO v_changes
    FROM jsonb_array_elements(p_changes) WITH ORDINALITY c (e, n)
    LEFT JOIN visit v ON v.id = (c.e ->> 'visit')::bigint
        AND c.e ->> 'op' <> 'add';
    SELECT x.* INTO v_bad FROM (SELECT c.n, CASE
            WHEN c.op IS NULL
                OR c.op NOT IN ('add', 'move', 'retime', 'remove')
                THEN format('op "%s" is none of add, move, retime, remove',
                    c.op)
            WHEN c.op <> 'add' AND c.visit_id IS NULL
                THEN 'there is no such visit'
            WHEN c.op = 'add' AND c.job_id IS NULL THEN 'it names no job'
            WHEN c.op IN ('add', 'move') AND (c.technician_id IS NULL
                OR c.planned IS NULL) THEN 'it says not who and when'
            WHEN upper_inf(c.planned) OR isempty(c.planned)
                OR upper(c.planned) > lower(c.planned) + interval '240 hours'
                THEN 'end must be after start, by ten days at most'
            WHEN isempty(c.arrival_window) OR upper_inf(c.arrival_window)
                OR lower_inf(c.arrival_window)
                THEN 'the arrival window is empty'
            WHEN count(*) OVER (PARTITION BY c.visit_id) > 1
                AND c.visit_id IS NOT NULL
                THEN format('visit %s is named twice', c.visit_id)
            END AS text
        FROM unnest(v_changes) c) x
    WHERE x.text IS NOT NULL ORDER BY x.n LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO400', format('change %s: %s', v_bad.n, v_bad.text),
            '', 'visits_write');
    END IF;
    RETURN v_changes;
END
$$;
