-- SPDX-License-Identifier: MIT
-- Who may call what: nothing for PUBLIC, no table for anybody (but one), each
-- daemon's role exactly the functions of this table. The roles are
-- <schema>_dispatchd, <schema>_mobile and <schema>_admin (the command line).

DO $$
DECLARE
    v_schema constant text := current_schema();
    v_roles  text[] := ARRAY[v_schema || '_dispatchd', v_schema || '_mobile',
        v_schema || '_admin'];
    v_role   text;
    v_grant  text;
    v_what   text;
BEGIN
    FOREACH v_role IN ARRAY v_roles || 'public'::text
    LOOP
        v_role := CASE v_role WHEN 'public' THEN 'PUBLIC'
            ELSE quote_ident(v_role) END;
        FOREACH v_what IN ARRAY ARRAY['TABLES', 'SEQUENCES', 'ROUTINES']
        LOOP
            EXECUTE format('REVOKE ALL ON ALL %s IN SCHEMA %I FROM %s',
                v_what, v_schema, v_role);
        END LOOP;
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %s', v_schema, v_role);
    END LOOP;
    -- What comes later is nobody's until it is named here.
    ALTER DEFAULT PRIVILEGES REVOKE ALL ON ROUTINES FROM PUBLIC;
    ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM PUBLIC;

    FOREACH v_role IN ARRAY v_roles
    LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', v_schema, v_role);
    END LOOP;
    FOR v_grant IN
        SELECT format('GRANT EXECUTE ON ROUTINE %s TO %I',
            p.oid::regprocedure, v_schema || '_' || g.role)
        FROM (VALUES
            ('dispatchd', ARRAY['login_find', 'login_failed', 'session_open',
                'session_close', 'auth_session', 'auth_key',
                'password_change', 'territory_list',
                'territory_day', 'technician_list', 'technician_get',
                'job_list', 'job_get', 'job_create', 'job_update',
                'job_cancel', 'job_audit', 'job_facts', 'job_clocks',
                'job_assign', 'assign_question',
                'visit_get', 'visit_update', 'visit_unassign', 'board_get',
                'proposal_ready', 'proposal_fail', 'proposal_reap',
                'proposal_cancel', 'proposal_discard', 'proposal_get',
                'proposal_accept', 'proposal_ask', 'proposal_beat',
                'proposal_list', 'proposal_revert', 'proposal_apply_now',
                'proposal_claim', 'lease_take', 'lease_give_up',
                'planning_territory',
                'planning_technicians', 'planning_shifts', 'planning_breaks',
                'planning_skills', 'planning_jobs', 'planning_job_skills',
                'planning_job_technicians', 'planning_visits',
                'planning_links', 'planning_policy',
                'planning_horizon', 'planning_news', 'job_asked',
                'calendar_link_create', 'calendar_link_list',
                'calendar_link_revoke', 'calendar_find', 'calendar_visits',
                'enrol_code_create', 'device_list', 'device_get', 'device_put',
                'device_revoke',
                'ready_check', 'metrics_row', 'feed_purge',
                'visits_miss', 'sla_fire', 'feed_news', 'instant_text',
                'object_audit',
                'customer_list', 'customer_get', 'customer_put',
                'customer_delete',
                'contact_list', 'contact_get', 'contact_put',
                'contact_delete',
                'site_list', 'site_get', 'site_put', 'site_delete',
                'territory_get', 'territory_put', 'territory_delete',
                'skill_list', 'skill_get', 'skill_put', 'skill_delete',
                'job_type_list', 'job_type_get', 'job_type_put',
                'job_type_delete',
                'calendar_list', 'calendar_get', 'calendar_put',
                'calendar_delete',
                'sla_policy_list', 'sla_policy_get', 'sla_policy_put',
                'sla_policy_delete',
                'hold_make', 'hold_book', 'hold_release', 'hold_get',
                'hold_reap', 'slot_question', 'slot_book', 'hold_of_offer',
                'idempotency_find', 'idempotency_begin', 'idempotency_keep',
                'idempotency_purge']),
            ('mobile', ARRAY['device_enrol', 'device_auth', 'device_renew',
                'devices_out', 'sync_pull', 'push_apply', 'feed_moved',
                'ready_check', 'instant_text']),
            ('admin', ARRAY['territory_list', 'territory_day',
                'proposal_start', 'proposal_ready', 'proposal_fail',
                'proposal_accept', 'planning_territory',
                'planning_technicians', 'planning_shifts', 'planning_breaks',
                'planning_skills', 'planning_jobs', 'planning_job_skills',
                'planning_job_technicians', 'planning_visits',
                'planning_links', 'planning_policy',
                'calendar_link_create', 'calendar_link_list',
                'calendar_link_revoke', 'enrol_code_create', 'device_list',
                'device_revoke', 'ready_check', 'metrics_row',
                'instant_text',
                'import_begin', 'import_apply', 'import_notes',
                'technician_find', 'user_create', 'user_list',
                'user_disable', 'user_password_set', 'key_create',
                'key_list', 'key_revoke', 'migrations_applied',
                'organisation_counts']),
            -- people, policies, notices
            ('dispatchd', ARRAY['policy_get', 'policy_put', 'policy_replace',
                'notice_list', 'notice_seen', 'position_purge', 'review_list', 'review_get',
                'review_put', 'job_timeline',
                'planning_tools', 'planning_parts', 'planning_job_tools',
                'planning_job_parts', 'technician_put', 'technician_delete', 'week_get', 'week_put',
                'shift_list', 'shift_get', 'shift_put', 'shift_delete',
                'absence_list', 'absence_get', 'absence_put',
                'absence_delete', 'tool_list', 'tool_get', 'tool_put',
                'tool_delete', 'part_list', 'part_get', 'part_put',
                'part_delete', 'shifts_ahead',
                'asset_list', 'asset_get', 'asset_put', 'asset_delete',
                'site_note_list', 'site_note_get', 'site_note_put',
                'site_note_delete']),
            -- travel times
            ('dispatchd', ARRAY['planning_travel', 'planning_ways',
                'travel_configure', 'travel_next', 'travel_places',
                'travel_store', 'travel_done', 'travel_failing',
                'travel_purge', 'travel_learn']),
            ('admin', ARRAY['planning_travel', 'planning_ways']),
            ('dispatchd', ARRAY['follow_territories', 'follow_look',
                'follow_tell', 'follow_suggest', 'emergency_apply']),
            -- uploads
            ('mobile', ARRAY['blob_make', 'blob_find', 'blob_move',
                'blob_store', 'blob_drop', 'blob_view', 'blob_reap',
                'blob_reaped']),
            ('dispatchd', ARRAY['photo_get', 'job_photos']),
            ('admin', ARRAY['planning_tools',
                'planning_parts', 'planning_job_tools',
                'planning_job_parts'])
        ) g (role, functions)
        JOIN pg_proc p ON p.proname = ANY (g.functions)
            AND p.pronamespace = v_schema::regnamespace
    LOOP
        EXECUTE v_grant;
    END LOOP;
    -- The one exception: an import's rows come by COPY, into a waiting room.
    EXECUTE format('GRANT INSERT (batch, line, cells) ON import_row TO %I',
        v_schema || '_admin');
END
$$;
