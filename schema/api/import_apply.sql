-- SPDX-License-Identifier: MIT
-- Check the rows of a batch against each other and against what is there, and
-- take the good ones. Answers with counts; import_notes() has the details.
-- Options: source, zone, as_of (NULL: now), shift_days, create (a list),
-- default_duration_min, nearest_m, calendar, file.

CREATE FUNCTION import_apply(p_batch bigint, p_kind text, p_options jsonb)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_zone    text := p_options->>'zone';
    v_options jsonb := p_options || jsonb_build_object('as_of',
        coalesce((p_options->>'as_of')::timestamptz, app_now()));
    v_result  jsonb;
BEGIN
    IF v_zone IS NOT NULL AND NOT EXISTS (SELECT FROM pg_timezone_names
        WHERE name = v_zone) THEN
        PERFORM fail('CO400', format('''%s'' is no time zone: give an IANA '
            'name such as Europe/Berlin', v_zone), '/zone', 'zone');
    END IF;
    CASE p_kind
        WHEN 'calendars' THEN PERFORM import_calendars(p_batch, v_options);
        WHEN 'sla-policies' THEN
            PERFORM import_sla_policies(p_batch, v_options);
        WHEN 'territories' THEN
            PERFORM import_territories(p_batch, v_options);
        WHEN 'skills' THEN PERFORM import_skills(p_batch, v_options);
        WHEN 'job-types' THEN PERFORM import_job_types(p_batch, v_options);
        WHEN 'technicians' THEN
            PERFORM import_technicians(p_batch, v_options);
        WHEN 'requests' THEN PERFORM import_requests(p_batch, v_options);
    END CASE;
    SELECT jsonb_build_object('new', count(*) FILTER (WHERE fate = 'new'),
        'already_there', count(*) FILTER (WHERE fate = 'there'),
        'skipped', count(*) FILTER (WHERE fate = 'skipped'),
        'bad', count(*) FILTER (WHERE fate = 'bad'))
    INTO v_result FROM import_row WHERE batch = p_batch;
    IF (v_result->>'new')::bigint > 0 THEN
        PERFORM audit_write(NULL, NULL, 'import.applied', 'import', p_batch,
            NULL, v_result || jsonb_build_object('kind', p_kind,
                'file', p_options->>'file', 'source', p_options->>'source'));
    END IF;
    RETURN v_result;
END
$$;
