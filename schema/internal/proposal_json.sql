-- SPDX-License-Identifier: MIT
-- A proposal as the API shows it.

CREATE FUNCTION proposal_json(p proposal) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (
        SELECT json_build_object('id', p.id, 'territory', p.territory_id,
            'state', p.state, 'from', instant_text(lower(p.horizon)),
            'to', instant_text(upper(p.horizon)), 'error', p.error,
            'summary', p.summary, 'created_at', instant_text(p.created_at),
            'ready_at', instant_text(p.ready_at),
            'settled_at', instant_text(p.settled_at), 'version', p.version,
            'visits', coalesce((SELECT json_agg(r) FROM (
                    SELECT x.position, x.op, x.job_id AS job,
                        x.visit_id AS visit, x.technician_id AS technician,
                        instant_text(lower(x.planned)) AS start,
                        instant_text(upper(x.planned)) AS "end",
                        x.travel_s, x.verdict, x.reason
                    FROM proposal_visit x WHERE x.proposal_id = p.id
                    ORDER BY x.position) r), '[]'))
    );
END
$$;
