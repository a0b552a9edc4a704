-- SPDX-License-Identifier: MIT
-- Take a device's batch, each mutation exactly once: what was acknowledged
-- before is answered with its first verdict. Locks the device, then the jobs
-- in ascending id, then (at the commit) scopes. A uid that came under another
-- number is a duplicate as well; its new number counts as seen.
--
-- A device that was revoked within the last week may still tell: its facts are
-- kept in quarantine (fact_world()), and a person looks at them.

CREATE FUNCTION push_apply(p_device bigint, p_mutations jsonb,
    p_sent_at timestamptz, p_request text, p_unsent bigint DEFAULT NULL)
RETURNS TABLE (seq bigint, verdict text, text text, acked bigint,
    version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_device   device;
    v_fact     fact;
    v_mutation jsonb;
    v_skew_ms  bigint;
    v_new      jsonb;
    v_known    boolean;
BEGIN
    SELECT * INTO v_device FROM device d
    WHERE d.id = p_device AND device_state(d.revoked_at) <> 'revoked'
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM fail('CO401', 'this device is not enrolled');
    END IF;
    PERFORM push_check(v_device, p_mutations);
    v_skew_ms := coalesce(extract(epoch FROM p_sent_at - app_now()) * 1000,
        0);
    PERFORM push_lock(v_device.technician_id, p_mutations);
    acked := greatest(v_device.acked_seq, (SELECT max((m ->> 'seq')::bigint)
        FROM jsonb_array_elements(p_mutations) m));
    SELECT s.version INTO version FROM feed_scope s
    WHERE s.kind = 'technician' AND s.object_id = v_device.technician_id;
    FOR v_mutation IN SELECT m FROM jsonb_array_elements(p_mutations) m
        ORDER BY (m ->> 'seq')::bigint
    LOOP
        seq := (v_mutation ->> 'seq')::bigint;
        SELECT * INTO v_fact FROM fact f
        WHERE f.uid = (v_mutation ->> 'uid')::uuid;
        v_known := FOUND OR seq <= v_device.acked_seq;
        IF NOT v_known THEN
            v_fact := fact_apply(v_device, v_mutation, v_skew_ms, p_request);
            IF v_fact.uid IS NULL THEN
                SELECT * INTO v_fact FROM fact f
                WHERE f.uid = (v_mutation ->> 'uid')::uuid;
                v_known := true;
            END IF;
        END IF;
        IF v_known THEN
            verdict := 'duplicate';
            -- What was said of another one's report is not for her.
            text := CASE WHEN v_fact.technician_id = v_device.technician_id
                THEN concat_ws(': ', v_fact.verdict,
                    nullif(v_fact.verdict_text, '')) ELSE '' END;
        ELSE
            verdict := v_fact.verdict;
            text := v_fact.verdict_text;
            v_new := coalesce(v_new, v_mutation);
        END IF;
        RETURN NEXT;
    END LOOP;
    IF v_new IS NOT NULL AND abs(v_skew_ms) > 300000
        AND v_device.revoked_at IS NULL THEN
        PERFORM device_skew(v_device, v_new, v_skew_ms);
    END IF;
    UPDATE device d SET acked_seq = acked, last_seen_at = app_now(),
        unsent = coalesce(p_unsent, d.unsent), clock_skew_ms = v_skew_ms
    WHERE d.id = p_device;
END
$$;
