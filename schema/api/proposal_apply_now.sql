-- SPDX-License-Identifier: MIT
-- Write visits, all or nothing, and keep that as a proposal which is accepted
-- already, so that it shows its diff and can be taken back: a repair, or what
-- somebody did by hand with its consequences. p_visits are visits_write()'s
-- changes; each may say why, linked and saved_s as well. p_seen as there.
-- Under p_epoch, if given, of the territory's lease: an older one is fenced.

CREATE FUNCTION proposal_apply_now(p_actor bigint, p_request text,
    p_territory bigint, p_kind text, p_cause text, p_summary jsonb,
    p_visits jsonb, p_seen jsonb DEFAULT NULL, p_epoch bigint DEFAULT NULL)
RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_proposal proposal;
    v_visits   bigint[];
BEGIN
    IF p_epoch IS NOT NULL THEN
        PERFORM lease_fence(p_territory, p_epoch);
    END IF;
    -- The jobs first, so that "before" is what is written over.
    PERFORM jobs_lock(ARRAY(SELECT coalesce(v.job_id, (e ->> 'job')::bigint)
        FROM jsonb_array_elements(p_visits) e
        LEFT JOIN visit v ON v.id = (e ->> 'visit')::bigint));
    PERFORM visits_read(p_visits);
    INSERT INTO proposal (territory_id, kind, cause, horizon, requested_by,
        created_at)
    SELECT p_territory, p_kind, p_cause, tstzrange(min(x.at), max(x.at), '[]'),
        p_actor, app_now()
    FROM (SELECT app_now() AS at UNION ALL
        SELECT unnest(ARRAY[(e ->> 'start')::timestamptz,
            (e ->> 'end')::timestamptz]) FROM jsonb_array_elements(p_visits) e)
        x
    RETURNING * INTO v_proposal;
    PERFORM proposal_visits_store(v_proposal.id, p_visits);
    v_visits := visits_write(p_actor, p_request, p_visits, p_seen, p_cause,
        p_kind);
    UPDATE proposal_visit x SET verdict = 'accepted',
        visit_id = v_visits[x.position]
    WHERE x.proposal_id = v_proposal.id;
    UPDATE proposal p SET state = 'accepted', ready_at = app_now(),
        settled_at = app_now(), summary = coalesce(p_summary, '{}')
            || jsonb_build_object('changes', proposal_changes(p.id))
    WHERE p.id = v_proposal.id RETURNING p.* INTO v_proposal;
    PERFORM audit_write(p_actor, p_request, 'proposal.accepted', 'proposal',
        v_proposal.id, NULL, v_proposal.summary -> 'changes', p_cause,
        CASE WHEN p_actor IS NULL THEN 'system' ELSE 'user' END);
    RETURN proposal_json(v_proposal);
END
$$;
