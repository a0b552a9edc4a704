-- SPDX-License-Identifier: MIT
-- Keep the changes of a proposal, each with where its visit is now: unless it
-- has changed since the planner saw it, and the change will be refused.

CREATE FUNCTION proposal_visits_store(p_id bigint, p_visits jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO proposal_visit (proposal_id, position, op, job_id, visit_id,
        technician_id, planned, travel_s, job_version, visit_version, why,
        linked, saved_s, shift_ends, pinned, arrival_window,
        before_technician_id, before_planned, before_travel_s, before_pinned,
        before_window)
    SELECT p_id, row_number() OVER (ORDER BY x.ord),
        CASE x.op WHEN 'retime' THEN 'move' ELSE x.op END,
        coalesce(x.job, w.job_id), x.visit,
        CASE WHEN x.op <> 'remove' THEN coalesce(x.technician,
            w.technician_id) END,
        CASE WHEN x.op = 'remove' THEN NULL WHEN x.start IS NULL
            THEN w.planned ELSE tstzrange(x.start, x."end") END,
        coalesce(x.travel_s, CASE WHEN x.op <> 'remove' THEN v.travel_s END,
            0), coalesce(x.job_version, j.version),
        coalesce(x.visit_version, v.version), coalesce(x.why, x.reason),
        x.linked, x.saved_s, x.shift_ends, x.pinned,
        CASE jsonb_typeof(x.arrival_window) WHEN 'null' THEN 'empty'
            WHEN 'object' THEN tstzrange(
                (x.arrival_window ->> 'from')::timestamptz,
                (x.arrival_window ->> 'to')::timestamptz) END,
        v.technician_id, v.planned, v.travel_s, v.pinned, v.arrival_window
    FROM (SELECT r.*, i.ord, i.v -> 'arrival_window' AS arrival_window
        FROM jsonb_array_elements(p_visits) WITH ORDINALITY i (v, ord)
        CROSS JOIN LATERAL jsonb_to_record(i.v) r (op text, job bigint,
            visit bigint, technician bigint, start timestamptz,
            "end" timestamptz, travel_s integer, job_version bigint,
            visit_version bigint, why text, reason text, linked integer,
            saved_s integer, shift_ends timestamptz, pinned boolean)) x
    LEFT JOIN visit w ON w.id = x.visit
    LEFT JOIN visit v ON v.id = w.id
        AND v.version = coalesce(x.visit_version, v.version)
    LEFT JOIN job j ON j.id = coalesce(x.job, w.job_id);
END
$$;
