-- SPDX-License-Identifier: MIT
-- What happened to a job, in one list in the order of its happening: what
-- devices reported (`at`: by their own clock, `received_at`: by ours) and what
-- the office did.

CREATE FUNCTION job_timeline(p_actor bigint, p_id bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    PERFORM require_territory(p_actor, (SELECT territory_id FROM job
        WHERE id = p_id), 'job', p_id);
    RETURN json_build_object('items', (
        WITH of_job AS MATERIALIZED (
            SELECT v.id FROM visit v WHERE v.job_id = p_id
        ), line AS (
            SELECT f.at, f.received_at, 'report' AS source, f.kind AS what,
                t.name AS who, fact_words(f.kind, f.body) AS text,
                f.visit_id AS visit, f.verdict, f.verdict_text, f.uid,
                f.of, fact_blob(f.kind, f.body) AS blob, f.seq AS nth
            FROM fact f JOIN technician t ON t.id = f.technician_id
            WHERE f.job_id = p_id
                OR f.visit_id IN (SELECT o.id FROM of_job o)
            UNION ALL
            -- A device's steps are reports already.
            SELECT a.at, a.at, 'trail', a.action, coalesce(audit_json(a)
                ->> 'actor', a.actor_kind), coalesce(a.why, ''),
                CASE WHEN a.object_kind = 'visit' THEN a.object_id END,
                NULL, NULL, NULL, NULL, NULL, a.id
            FROM audit a
            WHERE a.actor_kind <> 'device' AND a.id IN (
                SELECT j.id FROM audit j WHERE j.object_kind = 'job'
                    AND j.object_id = p_id
                UNION ALL SELECT x.id FROM audit x
                    WHERE x.object_kind = 'visit'
                    AND x.object_id IN (SELECT o.id FROM of_job o)
                UNION ALL SELECT x.id FROM audit x
                    WHERE x.object_kind = 'review'
                    AND x.object_id IN (SELECT r.id FROM review r
                        WHERE r.job_id = p_id))
        )
        SELECT coalesce(json_agg(json_build_object('at', instant_text(l.at),
                'received_at', instant_text(l.received_at),
                'source', l.source, 'what', l.what, 'who', l.who,
                'text', l.text, 'visit', l.visit, 'verdict', l.verdict,
                'verdict_text', l.verdict_text, 'uid', l.uid, 'of', l.of,
                'blob', l.blob)
            ORDER BY l.at, l.received_at, l.source, l.nth), '[]')
        FROM line l));
END
$$;
