-- SPDX-License-Identifier: MIT
-- What becomes of a report: one table of rules, the first that holds decides
-- the verdict, what the device is told, and whether a person has to look at
-- it (review: of which kind). Pure: `w` is the world that the report meets
-- (internal/fact_world.sql), `b` its content. docs/PROTOCOL.md shows the table.
--
-- What the technician did stands. A visit's state is the greatest of what was
-- reported, by how far along it is, then by time: so it does not depend on
-- which device delivers first.

-- How far along: a later level is never undone by an earlier one.
CREATE FUNCTION step_level(p_state text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_state WHEN 'planned' THEN 0 WHEN 'dispatched' THEN 0
        WHEN 'missed' THEN 0 WHEN 'accepted' THEN 1 WHEN 'declined' THEN 1
        WHEN 'en_route' THEN 2 WHEN 'on_site' THEN 3 WHEN 'paused' THEN 3
        WHEN 'completed' THEN 4 END
$$;

CREATE FUNCTION fact_merge(p_kind text, w jsonb, b jsonb)
RETURNS TABLE (verdict text, text text, review text)
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_state constant text := b ->> 'state';
    v_is    constant text := w ->> 'state';
    v_level constant integer := step_level(v_state);
    v_at    constant integer := step_level(v_is);
    v_later constant boolean := coalesce((w ->> 'later')::boolean, true);
    v_taken constant boolean := coalesce((w ->> 'replanned')::boolean, false);
    -- Worth a person's time though it is not hers any more: not where she
    -- was, nor that she would have come.
    v_weighs constant boolean := p_kind <> 'positions'
        AND (p_kind <> 'status' OR v_level >= 3);
BEGIN
    RETURN QUERY
    SELECT r.verdict, r.text, r.review
    FROM (VALUES
        (10, '', w ? 'invalid', 'invalid', w ->> 'invalid', 'invalid'),
        (20, '', w ? 'quarantined', 'out_of_scope', 'this device was shut '
            'out: a dispatcher looks at it', 'quarantine'),
        (30, '', w ? 'cited_other', 'out_of_scope',
            'what it corrects is not yours', 'out_of_scope'),
        (40, '', NOT w ? 'mine', 'out_of_scope', 'this '
            || coalesce(w ->> 'what', 'visit')
            || ' is not yours, or no longer',
            CASE WHEN v_weighs THEN 'out_of_scope' END),
        (50, '', w ? 'corrected', 'superseded',
            'a correction of it came before it', NULL),
        (60, '', w ->> 'cited_kind' <> p_kind
            AND p_kind <> 'correction', 'conflict', format('it corrects a report of kind %s by one of '
            'kind %s', w ->> 'cited_kind', p_kind), 'conflict'),
        (61, 'correction', w ->> 'cited_kind' NOT IN ('time', 'part', 'meter',
            'note', 'task', 'photo', 'signature'), 'applied', format('a report of '
            'kind %s is taken back: what came of it stands',
            w ->> 'cited_kind'), 'conflict'),

        (100, 'status', v_is = 'cancelled' AND v_level >= 3, 'conflict',
            format('the visit is %s, the technician says %s: the dispatcher '
            'decides', v_is, v_state), 'conflict'),
        (101, 'status', v_is = 'cancelled', 'superseded',
            'the visit is cancelled already', NULL),
        (102, 'status', v_is IN ('missed', 'declined') AND v_taken
            AND v_level >= 3, 'conflict', format('the visit was %s, and the '
            'job given to another one: the dispatcher decides', v_is),
            'conflict'),
        (103, 'status', v_is IN ('missed', 'declined') AND v_taken
            AND v_state <> v_is, 'superseded', format('the visit was %s, and '
            'the job given to another one', v_is), NULL),
        (104, 'status', v_is = 'missed' AND v_level < 2, 'superseded',
            'the visit is missed already', NULL),
        (105, 'status', v_state = 'declined' AND v_at IN (2, 3), 'conflict',
            format('the visit is %s: declined cannot follow', v_is),
            'conflict'),
        (106, 'status', v_level < v_at, 'superseded', 'the visit is '
            || v_is || ' already', NULL),
        (107, 'status', v_level = 4 AND v_at = 4
            AND b ->> 'outcome' <> w ->> 'outcome', CASE WHEN v_later
            THEN 'applied' ELSE 'superseded' END, format('it was completed '
            'twice: %s, then %s', CASE WHEN v_later THEN w ->> 'outcome'
            ELSE b ->> 'outcome' END, CASE WHEN v_later THEN b ->> 'outcome'
            ELSE w ->> 'outcome' END), 'conflict'),
        (108, 'status', v_state = v_is, 'merged', 'it was so already', NULL),
        (109, 'status', v_level = v_at AND NOT v_later, 'superseded',
            format('the visit is %s, by a later report', v_is), NULL),

        (200, 'part', w ? 'no_part', 'conflict', format('there is no part '
            '"%s": it is kept, the stock is as it was', b ->> 'code'),
            'stock'),
        (201, 'part', (w ->> 'left')::numeric < 0, 'applied', format('the '
            'van has %s of %s now', w ->> 'left', b ->> 'code'), 'stock'),

        (300, 'task', w ? 'no_task', 'superseded',
            'the job has no such task any more', NULL),
        (301, 'task', NOT v_later, 'superseded',
            'there is a later report of it', NULL),
        (302, 'task', w ? 'same', 'merged', 'it was so already', NULL),

        (400, 'contact', NOT v_later, 'superseded',
            'there is a later correction', NULL),
        (401, 'contact', w ? 'same', 'merged', 'it was so already', NULL),
        (402, 'contact', w ? 'clash', 'applied', 'the office had changed it '
            'meanwhile: a dispatcher looks at it', 'contact'),

        (500, 'meter', w ? 'no_asset', 'conflict',
            'that asset is not at this site: it is kept', 'conflict'),

        (600, 'address window followup', true, 'applied',
            'proposed: a dispatcher decides', p_kind),

        (999, '', true, 'applied', '', NULL)
    ) r (rank, kinds, holds, verdict, text, review)
    WHERE r.holds AND (r.kinds = ''
        OR p_kind = ANY (string_to_array(r.kinds, ' ')))
    ORDER BY r.rank LIMIT 1;
END
$$;
