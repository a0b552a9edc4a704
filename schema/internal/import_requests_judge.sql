-- SPDX-License-Identifier: MIT
-- Import of requests, second step: what is there already, what is not known
-- yet at the instant that the import speaks of, and what contradicts itself.
-- Contradictions are noted, counted, and decided: the request comes in.

CREATE FUNCTION import_requests_judge(p_batch bigint, p_options jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_as_of timestamptz := (p_options->>'as_of')::timestamptz;
    v_last  timestamptz;  -- the file was made after this
BEGIN
    UPDATE import_request r SET fate = 'there', job_id = j.id FROM job j
    WHERE r.batch = p_batch AND r.fate = 'new'
        AND j.source = p_options->>'source'
        AND j.external_id = r.external_id;

    INSERT INTO import_note (batch, line, col, level, kind, text)
    SELECT p_batch, line, 'opened_at', 'skipped', 'in_future',
        'opened in the future: skipped'
    FROM import_request
    WHERE batch = p_batch AND fate = 'new' AND opened_at > v_as_of;
    PERFORM import_fate(p_batch);

    SELECT max(closed_at) INTO v_last FROM import_request
    WHERE batch = p_batch;
    INSERT INTO import_note (batch, line, col, level, kind, text)
    SELECT p_batch, r.line, n.col, 'note', n.kind, n.text
    FROM import_request r, LATERAL (VALUES
        ('closed_at', 'closed_before_opened', 'closed before it was opened: '
            'the closing is ignored, the job is open',
            r.closed_at < r.opened_at),
        ('closed_at', 'still_open', 'not closed: an open job',
            r.closed_at IS NULL),
        ('closed_at', 'closed_later', 'closed after the instant of the import:'
            ' an open job', r.closed_at >= r.opened_at
            AND r.closed_at > v_as_of),
        ('closed_at', 'completed', 'closed: completed history, without a visit'
            ' or running clocks', r.closed_at >= r.opened_at
            AND r.closed_at <= v_as_of),
        ('target_at', 'no_target', 'no target in the source: only our own SLA',
            r.target_at IS NULL),
        ('on_time', 'flag_contradicts', 'the on-time flag contradicts the '
            'dates: the flag is ignored',
            r.on_time <> (coalesce(CASE WHEN r.closed_at >= r.opened_at
                THEN r.closed_at END, v_last) <= r.target_at))
        ) AS n (col, kind, text, holds)
    WHERE r.batch = p_batch AND r.fate = 'new' AND n.holds;

    UPDATE import_request SET closed_at = NULL
    WHERE batch = p_batch AND fate = 'new'
        AND (closed_at < opened_at OR closed_at > v_as_of);
END
$$;
