-- SPDX-License-Identifier: MIT
-- Made by `make snapshot` from a fresh `callout migrate`; do not edit.
CREATE SCHEMA callout;
ALTER SCHEMA callout OWNER TO callout_owner;
CREATE TYPE callout.visit_change AS (
	n integer,
	op text,
	visit_id bigint,
	visit_version bigint,
	job_id bigint,
	job_version bigint,
	technician_id bigint,
	planned tstzrange,
	travel_s integer,
	pinned boolean,
	arrival_window tstzrange,
	tells_window boolean,
	by_hand boolean,
	override boolean
);
ALTER TYPE callout.visit_change OWNER TO callout_owner;
CREATE FUNCTION callout.absence_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.absence_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.absence_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.absence_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE TABLE callout.absence (
    id bigint NOT NULL,
    technician_id bigint NOT NULL,
    during tstzrange NOT NULL,
    reason text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    CONSTRAINT absence_during_check CHECK ((NOT isempty(during))),
    CONSTRAINT absence_note_check CHECK ((length(note) <= 500)),
    CONSTRAINT absence_reason_check CHECK ((reason = ANY (ARRAY['leave'::text, 'sick'::text, 'training'::text, 'other'::text])))
);
ALTER TABLE callout.absence OWNER TO callout_owner;
CREATE FUNCTION callout.absence_json(a callout.absence) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.absence_json(a callout.absence) OWNER TO callout_owner;
CREATE FUNCTION callout.absence_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.absence_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.absence_lock(p_actor bigint, p_id bigint) RETURNS callout.absence
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.absence_lock(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.absence_patch(v callout.absence, p_body jsonb) RETURNS callout.absence
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.absence_patch(v callout.absence, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.absence_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.absence_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.app_now() RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION callout.app_now() OWNER TO callout_owner;
CREATE FUNCTION callout.append_only() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.append_only() OWNER TO callout_owner;
CREATE FUNCTION callout.asset_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.asset_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.asset_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.asset_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE TABLE callout.asset (
    id bigint NOT NULL,
    source text DEFAULT 'callout'::text NOT NULL,
    external_id text,
    site_id bigint NOT NULL,
    name text NOT NULL,
    model text,
    serial text,
    installed date,
    warranty date,
    retired_at timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT asset_model_check CHECK (((length(model) >= 1) AND (length(model) <= 200))),
    CONSTRAINT asset_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT asset_serial_check CHECK (((length(serial) >= 1) AND (length(serial) <= 200)))
);
ALTER TABLE callout.asset OWNER TO callout_owner;
CREATE FUNCTION callout.asset_json(a callout.asset) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.asset_json(a callout.asset) OWNER TO callout_owner;
CREATE FUNCTION callout.asset_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.asset_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.asset_lock(p_actor bigint, p_id bigint) RETURNS callout.asset
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.asset_lock(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.asset_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.asset_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.assign_question(p_actor bigint, p_job bigint, p_technician bigint, p_visit bigint DEFAULT NULL::bigint) RETURNS TABLE(territory bigint, version bigint, duration_s bigint, rules text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.assign_question(p_actor bigint, p_job bigint, p_technician bigint, p_visit bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.assign_refusals(p_jobs bigint[], p_technicians bigint[], p_from timestamp with time zone[], p_to timestamp with time zone[]) RETURNS TABLE(n integer, rule text, text text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.assign_refusals(p_jobs bigint[], p_technicians bigint[], p_from timestamp with time zone[], p_to timestamp with time zone[]) OWNER TO callout_owner;
CREATE TABLE callout.job (
    id bigint NOT NULL,
    source text DEFAULT 'callout'::text NOT NULL,
    external_id text,
    territory_id bigint NOT NULL,
    site_id bigint NOT NULL,
    job_type_id bigint NOT NULL,
    sla_policy_id bigint,
    title text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    priority smallint NOT NULL,
    state text DEFAULT 'open'::text NOT NULL COLLATE pg_catalog."C",
    hold_reason text,
    outcome text,
    duration_min integer NOT NULL,
    crew_size smallint DEFAULT 1 NOT NULL,
    earliest_start timestamp with time zone,
    due_at timestamp with time zone,
    opened_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone,
    source_target_at timestamp with time zone,
    source_closed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    escalation smallint DEFAULT 0 NOT NULL,
    days smallint DEFAULT 1 NOT NULL,
    parts_expected_at timestamp with time zone,
    relations integer DEFAULT 0 NOT NULL,
    asset_id bigint,
    CONSTRAINT job_check CHECK (((state = 'on_hold'::text) = (hold_reason IS NOT NULL))),
    CONSTRAINT job_check1 CHECK (((state = 'completed'::text) = (completed_at IS NOT NULL))),
    CONSTRAINT job_check2 CHECK ((due_at > earliest_start)),
    CONSTRAINT job_check3 CHECK (((crew_size * days) <= 60)),
    CONSTRAINT job_crew_size_check CHECK (((crew_size >= 1) AND (crew_size <= 20))),
    CONSTRAINT job_days_check CHECK (((days >= 1) AND (days <= 20))),
    CONSTRAINT job_description_check CHECK ((length(description) <= 8192)),
    CONSTRAINT job_duration_min_check CHECK (((duration_min >= 1) AND (duration_min <= 14400))),
    CONSTRAINT job_escalation_check CHECK (((escalation >= 0) AND (escalation <= 9))),
    CONSTRAINT job_outcome_check CHECK ((outcome = ANY (ARRAY['fixed'::text, 'partial'::text, 'no_access'::text, 'no_part'::text, 'not_done'::text]))),
    CONSTRAINT job_priority_check CHECK (((priority >= 1) AND (priority <= 5))),
    CONSTRAINT job_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
)
WITH (fillfactor='50');
ALTER TABLE callout.job OWNER TO callout_owner;
CREATE TABLE callout.visit (
    id bigint NOT NULL,
    uid uuid DEFAULT gen_random_uuid() NOT NULL,
    job_id bigint NOT NULL,
    technician_id bigint NOT NULL,
    state text DEFAULT 'planned'::text NOT NULL COLLATE pg_catalog."C",
    planned tstzrange NOT NULL,
    travel_s integer DEFAULT 0 NOT NULL,
    arrival_window tstzrange,
    pinned boolean DEFAULT false NOT NULL,
    en_route_at timestamp with time zone,
    on_site_at timestamp with time zone,
    ended_at timestamp with time zone,
    outcome text,
    outcome_note text,
    created_at timestamp with time zone NOT NULL,
    revised_at timestamp with time zone NOT NULL,
    sequence integer DEFAULT 0 NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    said_at timestamp with time zone,
    said_device bigint,
    said_seq bigint,
    CONSTRAINT visit_check CHECK (((state = 'completed'::text) <= (outcome IS NOT NULL))),
    CONSTRAINT visit_outcome_check CHECK ((outcome = ANY (ARRAY['fixed'::text, 'partial'::text, 'no_access'::text, 'no_part'::text, 'not_done'::text]))),
    CONSTRAINT visit_planned_check CHECK (((NOT isempty(planned)) AND (NOT lower_inf(planned)) AND (NOT upper_inf(planned)))),
    CONSTRAINT visit_travel_s_check CHECK ((travel_s >= 0))
);
ALTER TABLE callout.visit OWNER TO callout_owner;
CREATE FUNCTION callout.assign_target(p_job callout.job, p_technician bigint, p_start timestamp with time zone) RETURNS callout.visit
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.assign_target(p_job callout.job, p_technician bigint, p_start timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.audit_change(p_actor bigint, p_request text, p_action text, p_kind text, p_id bigint, p_before jsonb, p_after jsonb, p_why text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.audit_change(p_actor bigint, p_request text, p_action text, p_kind text, p_id bigint, p_before jsonb, p_after jsonb, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.audit_diff(p_of jsonb, p_against jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE;
ALTER FUNCTION callout.audit_diff(p_of jsonb, p_against jsonb) OWNER TO callout_owner;
CREATE TABLE callout.audit (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL,
    actor_id bigint,
    action text NOT NULL,
    object_kind text NOT NULL COLLATE pg_catalog."C",
    object_id bigint NOT NULL,
    before jsonb,
    after jsonb,
    why text,
    request text,
    cause text COLLATE pg_catalog."C",
    CONSTRAINT audit_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'device'::text, 'system'::text, 'command'::text])))
);
ALTER TABLE callout.audit OWNER TO callout_owner;
CREATE FUNCTION callout.audit_json(a callout.audit) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.audit_json(a callout.audit) OWNER TO callout_owner;
CREATE FUNCTION callout.audit_write(p_actor bigint, p_request text, p_action text, p_kind text, p_id bigint, p_before jsonb DEFAULT NULL::jsonb, p_after jsonb DEFAULT NULL::jsonb, p_why text DEFAULT NULL::text, p_actor_kind text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.audit_write(p_actor bigint, p_request text, p_action text, p_kind text, p_id bigint, p_before jsonb, p_after jsonb, p_why text, p_actor_kind text) OWNER TO callout_owner;
CREATE FUNCTION callout.auth_key(p_key_hash bytea) RETURNS TABLE(user_id bigint, login text, name text, role text, territories bigint[])
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.auth_key(p_key_hash bytea) OWNER TO callout_owner;
CREATE FUNCTION callout.auth_session(p_token_hash bytea, p_idle_s integer) RETURNS TABLE(user_id bigint, login text, name text, role text, territories bigint[])
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.auth_session(p_token_hash bytea, p_idle_s integer) OWNER TO callout_owner;
CREATE TABLE callout.device (
    id bigint NOT NULL,
    technician_id bigint NOT NULL,
    name text NOT NULL,
    enrolled_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone,
    revoked_at timestamp with time zone,
    acked_seq bigint DEFAULT 0 NOT NULL,
    model text,
    app text,
    contract integer,
    unsent bigint,
    clock_skew_ms bigint,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT device_app_check CHECK (((length(app) >= 1) AND (length(app) <= 200))),
    CONSTRAINT device_model_check CHECK (((length(model) >= 1) AND (length(model) <= 200)))
);
ALTER TABLE callout.device OWNER TO callout_owner;
CREATE FUNCTION callout.blob_device(p_device callout.device, p_owner bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.blob_device(p_device callout.device, p_owner bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.blob_drop(p_device bigint, p_uid uuid) RETURNS TABLE(bytes bigint, received bigint, type text, sha256 text, expires_at timestamp with time zone, state text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.blob_drop(p_device bigint, p_uid uuid) OWNER TO callout_owner;
CREATE FUNCTION callout.blob_find(p_device bigint, p_uid uuid) RETURNS TABLE(bytes bigint, received bigint, type text, sha256 text, expires_at timestamp with time zone, state text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.blob_find(p_device bigint, p_uid uuid) OWNER TO callout_owner;
CREATE TABLE callout.blob (
    uid uuid NOT NULL,
    device_id bigint NOT NULL,
    technician_id bigint NOT NULL,
    state text DEFAULT 'open'::text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL,
    bytes bigint NOT NULL,
    sha256 bytea NOT NULL,
    received bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    stored_at timestamp with time zone,
    removed_at timestamp with time zone,
    CONSTRAINT blob_bytes_check CHECK ((bytes > 0)),
    CONSTRAINT blob_check CHECK (((received >= 0) AND (received <= bytes))),
    CONSTRAINT blob_sha256_check CHECK ((length(sha256) = 32)),
    CONSTRAINT blob_state_check CHECK ((state = ANY (ARRAY['open'::text, 'stored'::text, 'removing'::text, 'gone'::text])))
)
WITH (fillfactor='80');
ALTER TABLE callout.blob OWNER TO callout_owner;
CREATE FUNCTION callout.blob_jobs(p_blob callout.blob) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.blob_jobs(p_blob callout.blob) OWNER TO callout_owner;
CREATE FUNCTION callout.blob_lock(p_device bigint, p_uid uuid) RETURNS callout.blob
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.blob_lock(p_device bigint, p_uid uuid) OWNER TO callout_owner;
CREATE FUNCTION callout.blob_make(p_device bigint, p_uid uuid, p_bytes bigint, p_sha256 bytea, p_type text, p_open_days integer) RETURNS TABLE(bytes bigint, received bigint, type text, sha256 text, expires_at timestamp with time zone, state text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.blob_make(p_device bigint, p_uid uuid, p_bytes bigint, p_sha256 bytea, p_type text, p_open_days integer) OWNER TO callout_owner;
CREATE FUNCTION callout.blob_move(p_device bigint, p_uid uuid, p_from bigint, p_to bigint, p_open_days integer) RETURNS TABLE(bytes bigint, received bigint, type text, sha256 text, expires_at timestamp with time zone, state text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.blob_move(p_device bigint, p_uid uuid, p_from bigint, p_to bigint, p_open_days integer) OWNER TO callout_owner;
CREATE FUNCTION callout.blob_reap(p_orphan_days integer, p_limit integer) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.blob_reap(p_orphan_days integer, p_limit integer) OWNER TO callout_owner;
CREATE FUNCTION callout.blob_reaped(p_uids uuid[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.blob_reaped(p_uids uuid[]) OWNER TO callout_owner;
CREATE FUNCTION callout.blob_store(p_device bigint, p_uid uuid) RETURNS TABLE(bytes bigint, received bigint, type text, sha256 text, expires_at timestamp with time zone, state text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.blob_store(p_device bigint, p_uid uuid) OWNER TO callout_owner;
CREATE FUNCTION callout.blob_uid(p_text text) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.blob_uid(p_text text) OWNER TO callout_owner;
CREATE FUNCTION callout.blob_usable(p_blob callout.blob) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.blob_usable(p_blob callout.blob) OWNER TO callout_owner;
CREATE FUNCTION callout.blob_view(p_device bigint, p_uid uuid) RETURNS TABLE(bytes bigint, received bigint, type text, sha256 text, expires_at timestamp with time zone, state text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.blob_view(p_device bigint, p_uid uuid) OWNER TO callout_owner;
CREATE FUNCTION callout.board_get(p_actor bigint, p_territory bigint, p_from date, p_to date) RETURNS TABLE(body text, tag text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.board_get(p_actor bigint, p_territory bigint, p_from date, p_to date) OWNER TO callout_owner;
CREATE FUNCTION callout.board_helpers(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.board_helpers(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.board_holds(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.board_holds(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.board_lent(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS SETOF callout.visit
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.board_lent(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE TABLE callout.technician (
    id bigint NOT NULL,
    uid uuid DEFAULT gen_random_uuid() NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    phone text,
    email text,
    territory_id bigint NOT NULL,
    employed daterange NOT NULL,
    start_lat double precision NOT NULL,
    start_lon double precision NOT NULL,
    end_lat double precision NOT NULL,
    end_lon double precision NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT technician_code_check CHECK ((code ~ '^[A-Za-z0-9_.:-]{1,64}$'::text)),
    CONSTRAINT technician_employed_check CHECK ((NOT isempty(employed))),
    CONSTRAINT technician_end_lat_check CHECK (((end_lat >= ('-90'::integer)::double precision) AND (end_lat <= (90)::double precision))),
    CONSTRAINT technician_end_lon_check CHECK (((end_lon >= ('-180'::integer)::double precision) AND (end_lon <= (180)::double precision))),
    CONSTRAINT technician_start_lat_check CHECK (((start_lat >= ('-90'::integer)::double precision) AND (start_lat <= (90)::double precision))),
    CONSTRAINT technician_start_lon_check CHECK (((start_lon >= ('-180'::integer)::double precision) AND (start_lon <= (180)::double precision)))
);
ALTER TABLE callout.technician OWNER TO callout_owner;
CREATE FUNCTION callout.board_technician(t callout.technician, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS json
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.board_technician(t callout.technician, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.board_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.board_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.board_unplanned(p_territory bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.board_unplanned(p_territory bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.board_visits(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.board_visits(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.body_array(p_body jsonb, p_key text, p_max integer) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_array(p_body jsonb, p_key text, p_max integer) OWNER TO callout_owner;
CREATE FUNCTION callout.body_choice(p_body jsonb, p_key text, VARIADIC p_all text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_choice(p_body jsonb, p_key text, VARIADIC p_all text[]) OWNER TO callout_owner;
CREATE FUNCTION callout.body_codes(p_body jsonb, p_key text, p_table text) RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_codes(p_body jsonb, p_key text, p_table text) OWNER TO callout_owner;
CREATE FUNCTION callout.body_date(p_body jsonb, p_key text, p_at text DEFAULT ''::text) RETURNS date
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_date(p_body jsonb, p_key text, p_at text) OWNER TO callout_owner;
CREATE FUNCTION callout.body_day(p_body jsonb, p_key text, p_place text) RETURNS date
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_day(p_body jsonb, p_key text, p_place text) OWNER TO callout_owner;
CREATE FUNCTION callout.body_days(p_body jsonb, p_at text DEFAULT ''::text) RETURNS daterange
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_days(p_body jsonb, p_at text) OWNER TO callout_owner;
CREATE FUNCTION callout.body_holidays(p_body jsonb) RETURNS TABLE(day date, name text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_holidays(p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.body_hours(p_body jsonb, p_key text) RETURNS TABLE(weekday smallint, minutes int4range)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_hours(p_body jsonb, p_key text) OWNER TO callout_owner;
CREATE FUNCTION callout.body_ids(p_body jsonb, p_key text, p_max integer) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_ids(p_body jsonb, p_key text, p_max integer) OWNER TO callout_owner;
CREATE FUNCTION callout.body_instant(p_body jsonb, p_key text) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_instant(p_body jsonb, p_key text) OWNER TO callout_owner;
CREATE TABLE callout.job_type (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    duration_min integer NOT NULL,
    priority smallint DEFAULT 3 NOT NULL,
    sla_policy_id bigint,
    version bigint DEFAULT 1 NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT job_type_code_check CHECK (((length(code) >= 1) AND (length(code) <= 120))),
    CONSTRAINT job_type_duration_min_check CHECK (((duration_min >= 1) AND (duration_min <= 14400))),
    CONSTRAINT job_type_priority_check CHECK (((priority >= 1) AND (priority <= 5)))
);
ALTER TABLE callout.job_type OWNER TO callout_owner;
CREATE FUNCTION callout.body_job_type(p_body jsonb) RETURNS callout.job_type
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_job_type(p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.body_keys(p_body jsonb, VARIADIC p_known text[]) RETURNS void
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_keys(p_body jsonb, VARIADIC p_known text[]) OWNER TO callout_owner;
CREATE FUNCTION callout.body_milestones(p_body jsonb) RETURNS TABLE(kind text, percent smallint, action text, level smallint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_milestones(p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.body_minute(p_body jsonb, p_key text, p_place text) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_minute(p_body jsonb, p_key text, p_place text) OWNER TO callout_owner;
CREATE FUNCTION callout.body_number(p_body jsonb, p_key text, p_min numeric, p_max numeric, p_whole boolean DEFAULT true, p_needed boolean DEFAULT false) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_number(p_body jsonb, p_key text, p_min numeric, p_max numeric, p_whole boolean, p_needed boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.body_parts(p_body jsonb, p_key text) RETURNS TABLE(part bigint, amount integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_parts(p_body jsonb, p_key text) OWNER TO callout_owner;
CREATE FUNCTION callout.body_skills(p_body jsonb) RETURNS TABLE(skill_id bigint, level smallint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_skills(p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.body_targets(p_body jsonb) RETURNS TABLE(priority smallint, kind text, minutes integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_targets(p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.body_tasks(p_body jsonb, p_job bigint DEFAULT NULL::bigint) RETURNS TABLE(nth integer, id bigint, text text, required boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_tasks(p_body jsonb, p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.body_text(p_body jsonb, p_key text, p_max integer, p_needed boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_text(p_body jsonb, p_key text, p_max integer, p_needed boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.body_time(p_body jsonb, p_key text, p_at text DEFAULT ''::text) RETURNS time without time zone
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.body_time(p_body jsonb, p_key text, p_at text) OWNER TO callout_owner;
CREATE FUNCTION callout.boundary_json(p_boundary polygon) RETURNS json
    LANGUAGE sql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.boundary_json(p_boundary polygon) OWNER TO callout_owner;
CREATE TABLE callout.shift (
    id bigint NOT NULL,
    technician_id bigint NOT NULL,
    during tstzrange NOT NULL,
    pattern_id bigint,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT shift_during_check CHECK (((NOT isempty(during)) AND (NOT lower_inf(during)) AND (NOT upper_inf(during))))
);
ALTER TABLE callout.shift OWNER TO callout_owner;
CREATE FUNCTION callout.breaks_are_squeezed(p_shift callout.shift, p_leaving bigint[], p_planned tstzrange[], p_lats double precision[], p_lons double precision[], p_summary jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.breaks_are_squeezed(p_shift callout.shift, p_leaving bigint[], p_planned tstzrange[], p_lats double precision[], p_lons double precision[], p_summary jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.breaks_fit(p_shift callout.shift, p_planned tstzrange[], p_lats double precision[], p_lons double precision[], p_summary jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.breaks_fit(p_shift callout.shift, p_planned tstzrange[], p_lats double precision[], p_lons double precision[], p_summary jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.business_add(p_calendar bigint, p_zone text, p_start timestamp with time zone, p_minutes numeric) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.business_add(p_calendar bigint, p_zone text, p_start timestamp with time zone, p_minutes numeric) OWNER TO callout_owner;
CREATE FUNCTION callout.business_at(p_spot double precision, p_opens timestamp with time zone[], p_closes timestamp with time zone[], p_before double precision[]) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE;
ALTER FUNCTION callout.business_at(p_spot double precision, p_opens timestamp with time zone[], p_closes timestamp with time zone[], p_before double precision[]) OWNER TO callout_owner;
CREATE FUNCTION callout.business_minutes_between(p_calendar bigint, p_zone text, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS numeric
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.business_minutes_between(p_calendar bigint, p_zone text, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.business_open(p_calendar bigint, p_zone text, p_day date) RETURNS TABLE(opens timestamp with time zone, closes timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.business_open(p_calendar bigint, p_zone text, p_day date) OWNER TO callout_owner;
CREATE FUNCTION callout.business_spot(p_at timestamp with time zone, p_opens timestamp with time zone[], p_closes timestamp with time zone[], p_before double precision[]) RETURNS double precision
    LANGUAGE sql IMMUTABLE;
ALTER FUNCTION callout.business_spot(p_at timestamp with time zone, p_opens timestamp with time zone[], p_closes timestamp with time zone[], p_before double precision[]) OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.calendar_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_find(p_secret_hash bytea) RETURNS TABLE(link_id bigint, technician_id bigint, technician_name text, zone text, scope_version bigint, detail text, show_cancelled boolean, revoked boolean, today date)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.calendar_find(p_secret_hash bytea) OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.calendar_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_holidays_put(p_calendar bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.calendar_holidays_put(p_calendar bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_hours_put(p_calendar bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.calendar_hours_put(p_calendar bigint, p_body jsonb) OWNER TO callout_owner;
CREATE TABLE callout.business_calendar (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT business_calendar_code_check CHECK ((code ~ '^[A-Za-z0-9_.:-]{1,64}$'::text))
);
ALTER TABLE callout.business_calendar OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_json(c callout.business_calendar) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.calendar_json(c callout.business_calendar) OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_link_create(p_actor bigint, p_request text, p_technician bigint, p_label text, p_secret_hash bytea, p_detail text, p_show_cancelled boolean) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.calendar_link_create(p_actor bigint, p_request text, p_technician bigint, p_label text, p_secret_hash bytea, p_detail text, p_show_cancelled boolean) OWNER TO callout_owner;
CREATE TABLE callout.calendar_link (
    id bigint NOT NULL,
    technician_id bigint NOT NULL,
    label text NOT NULL,
    secret_hash bytea NOT NULL,
    detail text DEFAULT 'full'::text NOT NULL,
    show_cancelled boolean DEFAULT true NOT NULL,
    created_by bigint,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT calendar_link_detail_check CHECK ((detail = ANY (ARRAY['full'::text, 'no_personal'::text, 'busy'::text]))),
    CONSTRAINT calendar_link_secret_hash_check CHECK ((length(secret_hash) = 32))
);
ALTER TABLE callout.calendar_link OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_link_json(l callout.calendar_link) RETURNS json
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.calendar_link_json(l callout.calendar_link) OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_link_list(p_actor bigint, p_technician bigint, p_query jsonb DEFAULT '{}'::jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.calendar_link_list(p_actor bigint, p_technician bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_link_revoke(p_actor bigint, p_request text, p_id bigint) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.calendar_link_revoke(p_actor bigint, p_request text, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.calendar_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_lock(p_id bigint) RETURNS callout.business_calendar
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.calendar_lock(p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.calendar_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.calendar_visits(p_link bigint, p_from date, p_to date) RETURNS TABLE(visit_id bigint, uid uuid, version bigint, sequence integer, created text, revised text, start text, "end" text, state text, title text, description text, job_type text, priority integer, site_name text, address text, territory text, lat double precision, lon double precision, customer text, contact text, phone text, outcome text, outcome_note text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.calendar_visits(p_link bigint, p_from date, p_to date) OWNER TO callout_owner;
CREATE FUNCTION callout.clock_line_text(p_starts timestamp with time zone, p_ends timestamp with time zone, p_zone text, p_what text, p_reason text, p_minutes numeric) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.clock_line_text(p_starts timestamp with time zone, p_ends timestamp with time zone, p_zone text, p_what text, p_reason text, p_minutes numeric) OWNER TO callout_owner;
CREATE FUNCTION callout.closed_reason(p_calendar bigint, p_zone text, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.closed_reason(p_calendar bigint, p_zone text, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.contact_correct(p_device bigint, p_request text, p_site bigint, b jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.contact_correct(p_device bigint, p_request text, p_site bigint, b jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.contact_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.contact_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.contact_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.contact_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.contact_jobs(p_jobs bigint[]) RETURNS bigint[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.contact_jobs(p_jobs bigint[]) OWNER TO callout_owner;
CREATE TABLE callout.contact (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    name text NOT NULL,
    phone text,
    email text,
    version bigint DEFAULT 1 NOT NULL,
    retired_at timestamp with time zone
);
ALTER TABLE callout.contact OWNER TO callout_owner;
CREATE FUNCTION callout.contact_json(c callout.contact) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.contact_json(c callout.contact) OWNER TO callout_owner;
CREATE FUNCTION callout.contact_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.contact_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.contact_lock(p_actor bigint, p_id bigint) RETURNS callout.contact
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.contact_lock(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.contact_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.contact_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.customer_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.customer_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.customer_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.customer_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE TABLE callout.customer (
    id bigint NOT NULL,
    source text DEFAULT 'callout'::text NOT NULL,
    external_id text,
    name text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    retired_at timestamp with time zone
);
ALTER TABLE callout.customer OWNER TO callout_owner;
CREATE FUNCTION callout.customer_json(c callout.customer) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.customer_json(c callout.customer) OWNER TO callout_owner;
CREATE FUNCTION callout.customer_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.customer_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.customer_lock(p_actor bigint, p_id bigint) RETURNS callout.customer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.customer_lock(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.customer_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.customer_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.customer_seen(p_customer bigint, p_territories bigint[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.customer_seen(p_customer bigint, p_territories bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.day_refusals(p_visits bigint[], p_technicians bigint[], p_planned tstzrange[], p_lats double precision[], p_lons double precision[], p_known jsonb, p_summary jsonb) RETURNS TABLE(n integer, text text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.day_refusals(p_visits bigint[], p_technicians bigint[], p_planned tstzrange[], p_lats double precision[], p_lons double precision[], p_known jsonb, p_summary jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.device_auth(p_token_hash bytea, p_contract integer DEFAULT NULL::integer, p_app text DEFAULT NULL::text, p_unsent bigint DEFAULT NULL::bigint) RETURNS TABLE(device_id bigint, technician_id bigint, state text, token_age_s bigint, acked_seq bigint, scope_id bigint, version bigint, epoch bigint, floor bigint, technician_name text, zone text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.device_auth(p_token_hash bytea, p_contract integer, p_app text, p_unsent bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.device_enrol(p_code_hash bytea, p_token_hash bytea, p_name text, p_model text DEFAULT NULL::text, p_app text DEFAULT NULL::text, p_contract integer DEFAULT NULL::integer) RETURNS TABLE(device_id bigint, technician_id bigint, technician_name text, epoch bigint, zone text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.device_enrol(p_code_hash bytea, p_token_hash bytea, p_name text, p_model text, p_app text, p_contract integer) OWNER TO callout_owner;
CREATE FUNCTION callout.device_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.device_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.device_json(d callout.device) RETURNS json
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.device_json(d callout.device) OWNER TO callout_owner;
CREATE FUNCTION callout.device_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.device_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.device_lock(p_actor bigint, p_id bigint) RETURNS callout.device
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.device_lock(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE TABLE callout.device_token (
    token_hash bytea NOT NULL,
    device_id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    first_used_at timestamp with time zone,
    expires_at timestamp with time zone,
    CONSTRAINT device_token_token_hash_check CHECK ((length(token_hash) = 32))
);
ALTER TABLE callout.device_token OWNER TO callout_owner;
CREATE FUNCTION callout.device_note(p_token callout.device_token, p_contract integer, p_app text, p_unsent bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.device_note(p_token callout.device_token, p_contract integer, p_app text, p_unsent bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.device_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.device_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.device_renew(p_token_hash bytea, p_new_hash bytea, p_request text) RETURNS TABLE(device_id bigint, until text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.device_renew(p_token_hash bytea, p_new_hash bytea, p_request text) OWNER TO callout_owner;
CREATE FUNCTION callout.device_revoke(p_actor bigint, p_request text, p_id bigint) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.device_revoke(p_actor bigint, p_request text, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.device_skew(p_device callout.device, p_mutation jsonb, p_skew_ms bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.device_skew(p_device callout.device, p_mutation jsonb, p_skew_ms bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.device_state(p_revoked_at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.device_state(p_revoked_at timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.device_token_use(p_device bigint, p_token_hash bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.device_token_use(p_device bigint, p_token_hash bytea) OWNER TO callout_owner;
CREATE FUNCTION callout.devices_out(p_seconds integer) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.devices_out(p_seconds integer) OWNER TO callout_owner;
CREATE FUNCTION callout.emergency_apply(p_actor bigint, p_request text, p_job bigint, p_cause text, p_visits jsonb, p_seen jsonb) RETURNS TABLE(id bigint, body json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.emergency_apply(p_actor bigint, p_request text, p_job bigint, p_cause text, p_visits jsonb, p_seen jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.employed_time(t callout.technician) RETURNS tstzrange
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.employed_time(t callout.technician) OWNER TO callout_owner;
CREATE FUNCTION callout.enrol_code_create(p_actor bigint, p_request text, p_technician bigint, p_code_hash bytea, p_ttl_s integer) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.enrol_code_create(p_actor bigint, p_request text, p_technician bigint, p_code_hash bytea, p_ttl_s integer) OWNER TO callout_owner;
CREATE FUNCTION callout.epoch_s(p_at timestamp with time zone) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION callout.epoch_s(p_at timestamp with time zone) OWNER TO callout_owner;
CREATE TABLE callout.fact (
    device_id bigint NOT NULL,
    seq bigint NOT NULL,
    uid uuid NOT NULL,
    kind text NOT NULL,
    visit_id bigint,
    job_id bigint,
    technician_id bigint NOT NULL,
    body jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    clock_skew_ms bigint DEFAULT 0 NOT NULL,
    verdict text NOT NULL,
    verdict_text text DEFAULT ''::text NOT NULL,
    base bigint,
    of uuid,
    quarantined boolean DEFAULT false NOT NULL,
    CONSTRAINT fact_seq_check CHECK ((seq > 0)),
    CONSTRAINT fact_verdict_check CHECK ((verdict = ANY (ARRAY['applied'::text, 'merged'::text, 'conflict'::text, 'out_of_scope'::text, 'superseded'::text, 'invalid'::text])))
);
ALTER TABLE callout.fact OWNER TO callout_owner;
CREATE FUNCTION callout.fact_apply(p_device callout.device, p_mutation jsonb, p_skew_ms bigint, p_request text) RETURNS callout.fact
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_apply(p_device callout.device, p_mutation jsonb, p_skew_ms bigint, p_request text) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_at(p_facts callout.fact[], p_device bigint, p_seq bigint, p_at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE;
ALTER FUNCTION callout.fact_at(p_facts callout.fact[], p_device bigint, p_seq bigint, p_at timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_blob(p_kind text, p_body jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.fact_blob(p_kind text, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_content(p_kind text, p_body jsonb, OUT kind text, OUT body jsonb) RETURNS record
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.fact_content(p_kind text, p_body jsonb, OUT kind text, OUT body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_count(p_fact callout.fact, p_site bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_count(p_fact callout.fact, p_site bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_do(p_fact callout.fact, p_visit callout.visit, p_job callout.job, w jsonb, p_points jsonb, p_request text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_do(p_fact callout.fact, p_visit callout.visit, p_job callout.job, w jsonb, p_points jsonb, p_request text) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_family(p_fact callout.fact) RETURNS callout.fact[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_family(p_fact callout.fact) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_invalid(p_kind text, p_visit bigint, p_job bigint, b jsonb) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_invalid(p_kind text, p_visit bigint, p_job bigint, b jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_json(f callout.fact) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_json(f callout.fact) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_keep(p_device callout.device, p_mutation jsonb, p_kind text, p_at timestamp with time zone, p_job bigint, p_skew_ms bigint, p_verdict text, p_text text) RETURNS callout.fact
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_keep(p_device callout.device, p_mutation jsonb, p_kind text, p_at timestamp with time zone, p_job bigint, p_skew_ms bigint, p_verdict text, p_text text) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_later(p_facts callout.fact[], p_device bigint, p_seq bigint, p_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_later(p_facts callout.fact[], p_device bigint, p_seq bigint, p_at timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_live(p_family callout.fact[]) RETURNS callout.fact
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_live(p_family callout.fact[]) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_merge(p_kind text, w jsonb, b jsonb) RETURNS TABLE(verdict text, text text, review text)
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_merge(p_kind text, w jsonb, b jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_number(p_body jsonb, p_key text, p_min numeric, p_max numeric) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.fact_number(p_body jsonb, p_key text, p_min numeric, p_max numeric) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_of_contact(p_visit callout.visit, p_job callout.job, p_base bigint, p_device bigint, p_seq bigint, p_at timestamp with time zone, p_body jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_of_contact(p_visit callout.visit, p_job callout.job, p_base bigint, p_device bigint, p_seq bigint, p_at timestamp with time zone, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_of_correction(p_technician bigint, p_uid uuid, p_kind text, p_body jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_of_correction(p_technician bigint, p_uid uuid, p_kind text, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_of_meter(p_job callout.job, p_body jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_of_meter(p_job callout.job, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_of_part(p_technician bigint, p_body jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_of_part(p_technician bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_of_status(p_visit callout.visit, p_device bigint, p_seq bigint, p_at timestamp with time zone, p_body jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_of_status(p_visit callout.visit, p_device bigint, p_seq bigint, p_at timestamp with time zone, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_of_task(p_job bigint, p_device bigint, p_seq bigint, p_at timestamp with time zone, p_body jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_of_task(p_job bigint, p_device bigint, p_seq bigint, p_at timestamp with time zone, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_one_of(p_body jsonb, p_key text, VARIADIC p_words text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.fact_one_of(p_body jsonb, p_key text, VARIADIC p_words text[]) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_ours(p_kind text, p_fact callout.fact, p_visit callout.visit, p_job callout.job) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_ours(p_kind text, p_fact callout.fact, p_visit callout.visit, p_job callout.job) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_photo() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_photo() OWNER TO callout_owner;
CREATE FUNCTION callout.fact_refusal(p_state text, p_rule text, p_message text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.fact_refusal(p_state text, p_rule text, p_message text) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_review(p_fact callout.fact, p_visit callout.visit, p_job callout.job, p_kind text, p_ours jsonb, p_text text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_review(p_fact callout.fact, p_visit callout.visit, p_job callout.job, p_kind text, p_ours jsonb, p_text text) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_settle(p_fact callout.fact, p_site bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_settle(p_fact callout.fact, p_site bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_stretch(p_body jsonb, p_from text, p_to text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_stretch(p_body jsonb, p_from text, p_to text) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_text(p_body jsonb, p_key text, p_max integer) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.fact_text(p_body jsonb, p_key text, p_max integer) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_words(p_kind text, b jsonb) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_words(p_kind text, b jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.fact_world(p_device callout.device, p_mutation jsonb, p_kind text, p_at timestamp with time zone, p_visit callout.visit, p_job callout.job) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fact_world(p_device callout.device, p_mutation jsonb, p_kind text, p_at timestamp with time zone, p_visit callout.visit, p_job callout.job) OWNER TO callout_owner;
CREATE FUNCTION callout.fail(p_code text, p_text text, p_pointer text DEFAULT ''::text, p_rule text DEFAULT ''::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.fail(p_code text, p_text text, p_pointer text, p_rule text) OWNER TO callout_owner;
CREATE FUNCTION callout.feed_moved(p_since text) RETURNS TABLE(technician_id bigint, version bigint, epoch bigint, seen text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_moved(p_since text) OWNER TO callout_owner;
CREATE FUNCTION callout.feed_news(p_scopes bigint[], p_versions bigint[]) RETURNS TABLE(scope bigint, version bigint, territory bigint, body text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_news(p_scopes bigint[], p_versions bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_access() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_access() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_asset() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_asset() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_contact() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_contact() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_customer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_customer() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_hold() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_hold() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_job() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_job() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_job_type() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_job_type() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_notice() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_notice() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_part() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_part() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_part_of() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_part_of() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_past() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_past() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_past_technician() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_past_technician() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_past_type() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_past_type() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_proposal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_proposal() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_review() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_review() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_site() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_site() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_skill() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_skill() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_van() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_van() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_note_visit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_note_visit() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_purge(p_limit integer DEFAULT 1000) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_purge(p_limit integer) OWNER TO callout_owner;
CREATE FUNCTION callout.feed_scope_make() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_scope_make() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_stamp() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    SET plan_cache_mode TO 'force_generic_plan';
ALTER FUNCTION callout.feed_stamp() OWNER TO callout_owner;
CREATE FUNCTION callout.feed_touch_jobs(p_sites bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.feed_touch_jobs(p_sites bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.follow_look(p_territory bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.follow_look(p_territory bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.follow_suggest(p_territory bigint, p_cause text, p_visits jsonb, p_epoch bigint DEFAULT NULL::bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.follow_suggest(p_territory bigint, p_cause text, p_visits jsonb, p_epoch bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.follow_tell(p_territory bigint, p_left jsonb, p_epoch bigint DEFAULT NULL::bigint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.follow_tell(p_territory bigint, p_left jsonb, p_epoch bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.follow_territories() RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.follow_territories() OWNER TO callout_owner;
CREATE FUNCTION callout.hold_book(p_actor bigint, p_request text, p_hold bigint, p_offer text, p_body jsonb, p_version bigint DEFAULT NULL::bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_book(p_actor bigint, p_request text, p_hold bigint, p_offer text, p_body jsonb, p_version bigint) OWNER TO callout_owner;
CREATE TABLE callout.slot_hold (
    id bigint NOT NULL,
    territory_id bigint NOT NULL,
    technician_id bigint NOT NULL,
    state text DEFAULT 'held'::text NOT NULL COLLATE pg_catalog."C",
    planned tstzrange NOT NULL,
    travel_s integer DEFAULT 0 NOT NULL,
    arrival_window tstzrange NOT NULL,
    site_id bigint,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    job_id bigint,
    needs jsonb NOT NULL,
    offer text,
    customer text,
    note text,
    visit_id bigint,
    held_by bigint,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT slot_hold_check CHECK (((lower(planned) >= lower(arrival_window)) AND (lower(planned) <= upper(arrival_window)))),
    CONSTRAINT slot_hold_check1 CHECK (((state = 'booked'::text) = (visit_id IS NOT NULL))),
    CONSTRAINT slot_hold_check2 CHECK (((state = 'held'::text) = (ended_at IS NULL))),
    CONSTRAINT slot_hold_customer_check CHECK ((length(customer) <= 200)),
    CONSTRAINT slot_hold_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))),
    CONSTRAINT slot_hold_lon_check CHECK (((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision))),
    CONSTRAINT slot_hold_note_check CHECK ((length(note) <= 2000)),
    CONSTRAINT slot_hold_planned_check CHECK (((NOT isempty(planned)) AND (NOT lower_inf(planned)) AND (NOT upper_inf(planned)))),
    CONSTRAINT slot_hold_travel_s_check CHECK ((travel_s >= 0))
);
ALTER TABLE callout.slot_hold OWNER TO callout_owner;
CREATE FUNCTION callout.hold_check_state(p_hold callout.slot_hold) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_check_state(p_hold callout.slot_hold) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_fail(p_hold bigint) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_fail(p_hold bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_find(p_actor bigint, p_hold bigint, p_offer text) RETURNS callout.slot_hold
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_find(p_actor bigint, p_hold bigint, p_offer text) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_job_create(p_actor bigint, p_request text, p_hold callout.slot_hold, p_body jsonb) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_job_create(p_actor bigint, p_request text, p_hold callout.slot_hold, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_json(h callout.slot_hold) RETURNS json
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.hold_json(h callout.slot_hold) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_live(p_state text, p_expires timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.hold_live(p_state text, p_expires timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_make(p_actor bigint, p_request text, p_body jsonb, p_seen jsonb DEFAULT NULL::jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_make(p_actor bigint, p_request text, p_body jsonb, p_seen jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_of_offer(p_actor bigint, p_offer text) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_of_offer(p_actor bigint, p_offer text) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_read(p_actor bigint, p_body jsonb) RETURNS callout.slot_hold
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_read(p_actor bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_read_range(p_body jsonb, p_from text, p_to text, p_pointer text) RETURNS tstzrange
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_read_range(p_body jsonb, p_from text, p_to text, p_pointer text) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_reap(p_limit integer DEFAULT 200) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_reap(p_limit integer) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_refuse(p_hold callout.slot_hold) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_refuse(p_hold callout.slot_hold) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_refuse_late(p_hold callout.slot_hold) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_refuse_late(p_hold callout.slot_hold) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_refuse_skill(p_hold callout.slot_hold, p_name text, p_day date) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_refuse_skill(p_hold callout.slot_hold, p_name text, p_day date) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_release(p_actor bigint, p_request text, p_id bigint, p_version bigint DEFAULT NULL::bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_release(p_actor bigint, p_request text, p_id bigint, p_version bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_row(h callout.slot_hold) RETURNS json
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.hold_row(h callout.slot_hold) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_target(p_job callout.job, p_hold callout.slot_hold) RETURNS callout.visit
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_target(p_job callout.job, p_hold callout.slot_hold) OWNER TO callout_owner;
CREATE FUNCTION callout.hold_troubles(p_technician bigint) RETURNS TABLE(hold callout.slot_hold, rule text, text text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hold_troubles(p_technician bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.holds_expire(p_technicians bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.holds_expire(p_technicians bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.hours_json(p_weekday smallint, p_minutes int4range) RETURNS json
    LANGUAGE sql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hours_json(p_weekday smallint, p_minutes int4range) OWNER TO callout_owner;
CREATE FUNCTION callout.hours_range(p_from integer, p_to integer, p_place text) RETURNS int4range
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.hours_range(p_from integer, p_to integer, p_place text) OWNER TO callout_owner;
CREATE FUNCTION callout.idempotency_begin(p_user bigint, p_key_hash bytea, p_request_hash bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.idempotency_begin(p_user bigint, p_key_hash bytea, p_request_hash bytea) OWNER TO callout_owner;
CREATE FUNCTION callout.idempotency_find(p_user bigint, p_key_hash bytea, p_request_hash bytea) RETURNS TABLE(body text, version bigint, id bigint, tag text, extra text, request text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.idempotency_find(p_user bigint, p_key_hash bytea, p_request_hash bytea) OWNER TO callout_owner;
CREATE FUNCTION callout.idempotency_keep(p_user bigint, p_key_hash bytea, p_request_hash bytea, p_request text, p_extra text, p_answer json) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.idempotency_keep(p_user bigint, p_key_hash bytea, p_request_hash bytea, p_request text, p_extra text, p_answer json) OWNER TO callout_owner;
CREATE FUNCTION callout.idempotency_lock_of(p_user bigint, p_key_hash bytea) RETURNS bigint
    LANGUAGE sql IMMUTABLE;
ALTER FUNCTION callout.idempotency_lock_of(p_user bigint, p_key_hash bytea) OWNER TO callout_owner;
CREATE FUNCTION callout.idempotency_purge(p_limit integer DEFAULT 1000) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.idempotency_purge(p_limit integer) OWNER TO callout_owner;
CREATE TABLE callout.idempotency (
    user_id bigint NOT NULL,
    key_hash bytea NOT NULL,
    request_hash bytea NOT NULL,
    request text,
    answer json NOT NULL,
    extra text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT idempotency_key_hash_check CHECK ((length(key_hash) = 32)),
    CONSTRAINT idempotency_request_hash_check CHECK ((length(request_hash) = 32))
);
ALTER TABLE callout.idempotency OWNER TO callout_owner;
CREATE FUNCTION callout.idempotency_seen(p_user bigint, p_key_hash bytea, p_request_hash bytea) RETURNS callout.idempotency
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.idempotency_seen(p_user bigint, p_key_hash bytea, p_request_hash bytea) OWNER TO callout_owner;
CREATE FUNCTION callout.import_apply(p_batch bigint, p_kind text, p_options jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_apply(p_batch bigint, p_kind text, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_begin() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_begin() OWNER TO callout_owner;
CREATE FUNCTION callout.import_calendars(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_calendars(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_code(p_name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.import_code(p_name text) OWNER TO callout_owner;
CREATE FUNCTION callout.import_created(p_batch bigint, p_kind text, p_count bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_created(p_batch bigint, p_kind text, p_count bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.import_fate(p_batch bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_fate(p_batch bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.import_job_types(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_job_types(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_notes(p_batch bigint) RETURNS TABLE(line integer, col text, level text, kind text, text text, hint text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_notes(p_batch bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.import_requests(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_requests(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_requests_judge(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_requests_judge(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_requests_names(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_requests_names(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_requests_place(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_requests_place(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_requests_read(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_requests_read(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_requests_store(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_requests_store(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_resolve(p_batch bigint, p_table text, p_column text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_resolve(p_batch bigint, p_table text, p_column text) OWNER TO callout_owner;
CREATE FUNCTION callout.import_rows_doubled(p_batch bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_rows_doubled(p_batch bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.import_rows_fate(p_batch bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_rows_fate(p_batch bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.import_rows_skills(p_batch bigint) RETURNS TABLE(line integer, code text, level smallint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_rows_skills(p_batch bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.import_rows_skills_known(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_rows_skills_known(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_rows_unknown(p_batch bigint, p_column text, p_table text, p_what text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_rows_unknown(p_batch bigint, p_column text, p_table text, p_what text) OWNER TO callout_owner;
CREATE FUNCTION callout.import_skills(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_skills(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_sla_policies(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_sla_policies(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_stamp(p_text text, p_zone text, p_days integer) RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION callout.import_stamp(p_text text, p_zone text, p_days integer) OWNER TO callout_owner;
CREATE FUNCTION callout.import_stamp_skipped(p_text text, p_zone text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION callout.import_stamp_skipped(p_text text, p_zone text) OWNER TO callout_owner;
CREATE FUNCTION callout.import_technicians(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_technicians(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_technicians_check(p_batch bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_technicians_check(p_batch bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.import_territories(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_territories(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_territories_make(p_batch bigint, p_options jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_territories_make(p_batch bigint, p_options jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.import_unresolved(p_batch bigint, p_table text, p_column text, p_what text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.import_unresolved(p_batch bigint, p_table text, p_column text, p_what text) OWNER TO callout_owner;
CREATE FUNCTION callout.instant_text(p_at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION callout.instant_text(p_at timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.job_asked(p_actor bigint, p_id bigint) RETURNS TABLE(territory bigint, version bigint, state text, earliest_s bigint, respond_due_s bigint, resolve_due_s bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_asked(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_assign(p_actor bigint, p_request text, p_job bigint, p_technician bigint, p_start timestamp with time zone, p_end timestamp with time zone, p_travel_s integer, p_pinned boolean, p_job_version bigint, p_why text DEFAULT NULL::text, p_others jsonb DEFAULT '[]'::jsonb, p_seen jsonb DEFAULT NULL::jsonb, p_fence jsonb DEFAULT '{}'::jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_assign(p_actor bigint, p_request text, p_job bigint, p_technician bigint, p_start timestamp with time zone, p_end timestamp with time zone, p_travel_s integer, p_pinned boolean, p_job_version bigint, p_why text, p_others jsonb, p_seen jsonb, p_fence jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_audit(p_actor bigint, p_id bigint, p_query jsonb DEFAULT '{}'::jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_audit(p_actor bigint, p_id bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_cancel(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_cancel(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.job_clocks(p_actor bigint, p_id bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_clocks(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_create(p_actor bigint, p_request text, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_create(p_actor bigint, p_request text, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_days_done(j callout.job) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_days_done(j callout.job) OWNER TO callout_owner;
CREATE FUNCTION callout.job_days_left(j callout.job) RETURNS integer
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.job_days_left(j callout.job) OWNER TO callout_owner;
CREATE FUNCTION callout.job_due(j callout.job) RETURNS timestamp with time zone
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.job_due(j callout.job) OWNER TO callout_owner;
CREATE FUNCTION callout.job_facts(p_actor bigint, p_id bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_facts(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_follow(p_jobs bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_follow(p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.job_found(p_actor bigint, p_query jsonb) RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION callout.job_found(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_json(p_id bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_json(p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_lock(p_actor bigint, p_id bigint) RETURNS callout.job
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_lock(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_needs(p_actor bigint, p_job bigint, p_type bigint, p_body jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_needs(p_actor bigint, p_job bigint, p_type bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_photos(p_actor bigint, p_id bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_photos(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_photos_of(p_jobs bigint[]) RETURNS TABLE(job_id bigint, uid text, kind text, visit_id bigint, technician_id bigint, device_id bigint, seq bigint, name text, text text, at timestamp with time zone, received_at timestamp with time zone, type text, bytes bigint, sha256 text, stored boolean, stored_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_photos_of(p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.job_relate(p_actor bigint, p_job bigint, p_body jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_relate(p_actor bigint, p_job bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_relate_after(p_actor bigint, p_job bigint, p_item jsonb, p_at bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_relate_after(p_actor bigint, p_job bigint, p_item jsonb, p_at bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_relate_technician(p_actor bigint, p_job bigint, p_item jsonb, p_at bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_relate_technician(p_actor bigint, p_job bigint, p_item jsonb, p_at bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_relations(p_job bigint) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_relations(p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_report(p_job bigint, p_anew boolean DEFAULT true) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_report(p_job bigint, p_anew boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.job_resize(p_job callout.job, p_body jsonb) RETURNS callout.job
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_resize(p_job callout.job, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_room(j callout.job) RETURNS integer
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.job_room(j callout.job) OWNER TO callout_owner;
CREATE TABLE callout.site (
    id bigint NOT NULL,
    source text DEFAULT 'callout'::text NOT NULL,
    external_id text,
    customer_id bigint NOT NULL,
    contact_id bigint,
    territory_id bigint NOT NULL,
    name text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    access_notes text DEFAULT ''::text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT site_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))),
    CONSTRAINT site_lon_check CHECK (((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision)))
);
ALTER TABLE callout.site OWNER TO callout_owner;
CREATE FUNCTION callout.job_site(p_actor bigint, p_body jsonb, p_territory bigint) RETURNS callout.site
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_site(p_actor bigint, p_body jsonb, p_territory bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_size_check(p_crew numeric, p_days numeric) RETURNS void
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_size_check(p_crew numeric, p_days numeric) OWNER TO callout_owner;
CREATE FUNCTION callout.job_tasks(p_job bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_tasks(p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_tasks_put(p_job bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_tasks_put(p_job bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_timeline(p_actor bigint, p_id bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_timeline(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_together_s(p_territory bigint, p_job bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_visit bigint, p_jobs bigint[]) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_together_s(p_territory bigint, p_job bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_visit bigint, p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.job_type_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_type_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.job_type_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_type_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_type_json(t callout.job_type) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_type_json(t callout.job_type) OWNER TO callout_owner;
CREATE FUNCTION callout.job_type_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_type_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_type_lists_put(p_type bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_type_lists_put(p_type bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_type_lock(p_id bigint) RETURNS callout.job_type
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_type_lock(p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_type_parts_put(p_type bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_type_parts_put(p_type bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_type_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_type_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_type_skills_put(p_type bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_type_skills_put(p_type bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_type_tasks_put(p_type bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_type_tasks_put(p_type bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_type_tools_put(p_type bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_type_tools_put(p_type bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_update(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_update(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.job_visitor(p_job bigint) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_visitor(p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_waits(j callout.job) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_waits(j callout.job) OWNER TO callout_owner;
CREATE FUNCTION callout.job_warnings(p_job bigint) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_warnings(p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.job_words(j callout.job) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.job_words(j callout.job) OWNER TO callout_owner;
CREATE FUNCTION callout.jobs_lock(p_ids bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.jobs_lock(p_ids bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.json_add(p_object json, p_key text, p_value jsonb) RETURNS json
    LANGUAGE sql IMMUTABLE;
ALTER FUNCTION callout.json_add(p_object json, p_key text, p_value jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.key_create(p_login text, p_label text, p_key_hash bytea, p_days integer) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.key_create(p_login text, p_label text, p_key_hash bytea, p_days integer) OWNER TO callout_owner;
CREATE FUNCTION callout.key_list() RETURNS TABLE(id bigint, login text, label text, created_at text, expires_at text, revoked_at text, last_used_at text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.key_list() OWNER TO callout_owner;
CREATE FUNCTION callout.key_revoke(p_id bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.key_revoke(p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.lease_fence(p_territory bigint, p_epoch bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.lease_fence(p_territory bigint, p_epoch bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.lease_give_up(p_holder uuid) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.lease_give_up(p_holder uuid) OWNER TO callout_owner;
CREATE FUNCTION callout.lease_make() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.lease_make() OWNER TO callout_owner;
CREATE FUNCTION callout.lease_share(p_now timestamp with time zone) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.lease_share(p_now timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.lease_take(p_holder uuid, p_name text, p_ttl_s integer, p_most integer DEFAULT 2147483647) RETURNS TABLE(territory bigint, epoch bigint, left_ms bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.lease_take(p_holder uuid, p_name text, p_ttl_s integer, p_most integer) OWNER TO callout_owner;
CREATE FUNCTION callout.lease_wanted(p_now timestamp with time zone, p_share integer, p_but uuid) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.lease_wanted(p_now timestamp with time zone, p_share integer, p_but uuid) OWNER TO callout_owner;
CREATE TABLE callout.job_precedence (
    job_id bigint NOT NULL,
    after_id bigint NOT NULL,
    min_min integer DEFAULT 0 NOT NULL,
    max_min integer,
    CONSTRAINT job_precedence_check CHECK ((max_min >= min_min)),
    CONSTRAINT job_precedence_check1 CHECK ((job_id <> after_id)),
    CONSTRAINT job_precedence_min_min_check CHECK ((min_min >= 0))
);
ALTER TABLE callout.job_precedence OWNER TO callout_owner;
CREATE FUNCTION callout.link_fits(p_end timestamp with time zone, p_start timestamp with time zone, p callout.job_precedence) RETURNS boolean
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.link_fits(p_end timestamp with time zone, p_start timestamp with time zone, p callout.job_precedence) OWNER TO callout_owner;
CREATE FUNCTION callout.link_gap(p callout.job_precedence) RETURNS text
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.link_gap(p callout.job_precedence) OWNER TO callout_owner;
CREATE FUNCTION callout.link_refusals(p_visits bigint[], p_jobs bigint[], p_technicians bigint[], p_from timestamp with time zone[], p_to timestamp with time zone[]) RETURNS TABLE(n integer, rule text, other bigint, text text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.link_refusals(p_visits bigint[], p_jobs bigint[], p_technicians bigint[], p_from timestamp with time zone[], p_to timestamp with time zone[]) OWNER TO callout_owner;
CREATE FUNCTION callout.links_broken(p_visits bigint[], p_jobs bigint[], p_technicians bigint[], p_from timestamp with time zone[], p_to timestamp with time zone[]) RETURNS TABLE(n integer, rule text, other bigint, text text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.links_broken(p_visits bigint[], p_jobs bigint[], p_technicians bigint[], p_from timestamp with time zone[], p_to timestamp with time zone[]) OWNER TO callout_owner;
CREATE FUNCTION callout.list_answer(p_items json, p_page bigint[], p_query jsonb) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.list_answer(p_items json, p_page bigint[], p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.list_page(p_ids bigint[], p_keys text[], p_query jsonb) RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.list_page(p_ids bigint[], p_keys text[], p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.list_query(p_query jsonb) RETURNS TABLE(sort text, down boolean, floor bigint, mark bigint, cut integer, words text[], retired boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.list_query(p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.list_rows(p_page bigint[], p_query jsonb) RETURNS TABLE(id bigint, nth bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.list_rows(p_page bigint[], p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.list_words(p_text text) RETURNS text[]
    LANGUAGE sql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.list_words(p_text text) OWNER TO callout_owner;
CREATE FUNCTION callout.local_text(p_at timestamp with time zone, p_zone text) RETURNS text
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.local_text(p_at timestamp with time zone, p_zone text) OWNER TO callout_owner;
CREATE FUNCTION callout.login_failed(p_login text, p_address text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.login_failed(p_login text, p_address text) OWNER TO callout_owner;
CREATE FUNCTION callout.login_find(p_login text, p_address text) RETURNS TABLE(user_id bigint, name text, role text, password_hash text, disabled boolean, retry_after_s integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.login_find(p_login text, p_address text) OWNER TO callout_owner;
CREATE FUNCTION callout.login_wait(p_login text, p_address text) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.login_wait(p_login text, p_address text) OWNER TO callout_owner;
CREATE FUNCTION callout.master_gone(p_actor bigint, p_request text, p_kind text, p_before json, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.master_gone(p_actor bigint, p_request text, p_kind text, p_before json, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.master_note(p_actor bigint, p_request text, p_kind text, p_before json, p_after json, p_body jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.master_note(p_actor bigint, p_request text, p_kind text, p_before json, p_after json, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.means_moved() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.means_moved() OWNER TO callout_owner;
CREATE FUNCTION callout.means_note(p_territories bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.means_note(p_territories bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.means_of_sites(p_sites bigint[]) RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.means_of_sites(p_sites bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.means_shift() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.means_shift() OWNER TO callout_owner;
CREATE FUNCTION callout.means_site() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.means_site() OWNER TO callout_owner;
CREATE FUNCTION callout.means_technician() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.means_technician() OWNER TO callout_owner;
CREATE FUNCTION callout.means_territory() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.means_territory() OWNER TO callout_owner;
CREATE FUNCTION callout.metrics_row() RETURNS TABLE(jobs_open bigint, jobs_planned bigint, jobs_in_progress bigint, jobs_on_hold bigint, visits_live bigint, clocks_overdue bigint, proposals_running bigint, proposals_ready bigint, technicians bigint, devices bigint, sessions bigint, feed_rows_waiting bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.metrics_row() OWNER TO callout_owner;
CREATE FUNCTION callout.migrations_applied() RETURNS TABLE(number integer, name text, sha256 text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.migrations_applied() OWNER TO callout_owner;
CREATE FUNCTION callout.minute_text(p_minute integer) RETURNS text
    LANGUAGE sql IMMUTABLE;
ALTER FUNCTION callout.minute_text(p_minute integer) OWNER TO callout_owner;
CREATE TABLE callout.notice (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    territory_id bigint NOT NULL,
    job_id bigint,
    kind text NOT NULL COLLATE pg_catalog."C",
    text text NOT NULL,
    seen_at timestamp with time zone,
    seen_by bigint,
    technician_id bigint,
    visits bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    version bigint DEFAULT 1 NOT NULL
);
ALTER TABLE callout.notice OWNER TO callout_owner;
CREATE FUNCTION callout.notice_json(o callout.notice) RETURNS json
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.notice_json(o callout.notice) OWNER TO callout_owner;
CREATE FUNCTION callout.notice_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.notice_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.notice_seen(p_actor bigint, p_request text, p_id bigint) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.notice_seen(p_actor bigint, p_request text, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.object_audit(p_kind text, p_id bigint, p_query jsonb DEFAULT '{}'::jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.object_audit(p_kind text, p_id bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.organisation_counts() RETURNS TABLE(name text, users bigint, territories bigint, technicians bigint, zones_unknown bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.organisation_counts() OWNER TO callout_owner;
CREATE FUNCTION callout.overlap_fail(p_technician bigint, p_planned tstzrange, p_but bigint) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.overlap_fail(p_technician bigint, p_planned tstzrange, p_but bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.page_after(p_query jsonb) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.page_after(p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.page_cut(p_query jsonb) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.page_cut(p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.page_limit(p_limit integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.page_limit(p_limit integer) OWNER TO callout_owner;
CREATE FUNCTION callout.part_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.part_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.part_delta(p_use text, p_quantity integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.part_delta(p_use text, p_quantity integer) OWNER TO callout_owner;
CREATE FUNCTION callout.part_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.part_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE TABLE callout.part (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    retired_at timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT part_code_check CHECK ((code ~ '^[A-Za-z0-9_.:-]{1,64}$'::text)),
    CONSTRAINT part_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
ALTER TABLE callout.part OWNER TO callout_owner;
CREATE FUNCTION callout.part_json(s callout.part) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.part_json(s callout.part) OWNER TO callout_owner;
CREATE FUNCTION callout.part_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.part_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.part_lock(p_id bigint) RETURNS callout.part
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.part_lock(p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.part_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.part_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.password_change(p_actor bigint, p_request text, p_new_hash text, p_keep_token_hash bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.password_change(p_actor bigint, p_request text, p_new_hash text, p_keep_token_hash bytea) OWNER TO callout_owner;
CREATE FUNCTION callout.past_touch(p_sites bigint[], p_assets bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.past_touch(p_sites bigint[], p_assets bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_asset(p_body jsonb, p_old bigint, p_site bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_asset(p_body jsonb, p_old bigint, p_site bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_bool(p_body jsonb, p_key text, p_old boolean) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_bool(p_body jsonb, p_key text, p_old boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_boundary(p_body jsonb, p_old polygon) RETURNS polygon
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_boundary(p_body jsonb, p_old polygon) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_calendar(p_body jsonb, p_old bigint, p_needed boolean) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_calendar(p_body jsonb, p_old bigint, p_needed boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_code(p_body jsonb, p_old text, p_key text DEFAULT 'code'::text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_code(p_body jsonb, p_old text, p_key text) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_customer(p_actor bigint, p_body jsonb, p_old bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_customer(p_actor bigint, p_body jsonb, p_old bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_degree(p_body jsonb, p_key text, p_old double precision, p_limit integer) RETURNS double precision
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_degree(p_body jsonb, p_key text, p_old double precision, p_limit integer) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_number(p_body jsonb, p_key text, p_old numeric, p_min numeric, p_max numeric, p_needed boolean DEFAULT false, p_whole boolean DEFAULT true) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_number(p_body jsonb, p_key text, p_old numeric, p_min numeric, p_max numeric, p_needed boolean, p_whole boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_retired(p_body jsonb, p_old timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_retired(p_body jsonb, p_old timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_site(p_actor bigint, p_body jsonb, p_old bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_site(p_actor bigint, p_body jsonb, p_old bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_site_contact(p_body jsonb, s callout.site) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_site_contact(p_body jsonb, s callout.site) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_site_territory(p_actor bigint, p_body jsonb, s callout.site) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_site_territory(p_actor bigint, p_body jsonb, s callout.site) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_sla_policy(p_body jsonb, p_old bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_sla_policy(p_body jsonb, p_old bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.patch_text(p_body jsonb, p_key text, p_old text, p_max integer, p_needed boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.patch_text(p_body jsonb, p_key text, p_old text, p_max integer, p_needed boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.people_effect(p_technician callout.technician, p_before jsonb, p_kind text, p_text text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.people_effect(p_technician callout.technician, p_before jsonb, p_kind text, p_text text) OWNER TO callout_owner;
CREATE FUNCTION callout.people_troubles(p_technician bigint) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.people_troubles(p_technician bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.photo_counts(p_fact callout.fact) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.photo_counts(p_fact callout.fact) OWNER TO callout_owner;
CREATE FUNCTION callout.photo_decided(p_fact callout.fact) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.photo_decided(p_fact callout.fact) OWNER TO callout_owner;
CREATE FUNCTION callout.photo_get(p_actor bigint, p_uid text) RETURNS TABLE(uid text, type text, bytes bigint, sha256 text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.photo_get(p_actor bigint, p_uid text) OWNER TO callout_owner;
CREATE FUNCTION callout.photo_stands(p_fact callout.fact) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.photo_stands(p_fact callout.fact) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_breaks(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS TABLE(technician bigint, from_s bigint, to_s bigint, duration_s bigint, shift bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.planning_breaks(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_candidates(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[] DEFAULT NULL::bigint[]) RETURNS TABLE(job bigint, visit bigint, missing integer, movable boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.planning_candidates(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_horizon(p_territory bigint, p_days integer) RETURNS TABLE(zone text, day_s bigint, day_end_s bigint, from_s bigint, to_s bigint, from_at text, to_at text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.planning_horizon(p_territory bigint, p_days integer) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_job_parts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[] DEFAULT NULL::bigint[]) RETURNS TABLE(job bigint, part bigint, amount bigint, code text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off';
ALTER FUNCTION callout.planning_job_parts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_job_skills(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[] DEFAULT NULL::bigint[]) RETURNS TABLE(job bigint, skill bigint, level integer, code text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off';
ALTER FUNCTION callout.planning_job_skills(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_job_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[] DEFAULT NULL::bigint[]) RETURNS TABLE(job bigint, technician bigint, relation text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off';
ALTER FUNCTION callout.planning_job_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_job_tools(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[] DEFAULT NULL::bigint[]) RETURNS TABLE(job bigint, tool bigint, code text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off';
ALTER FUNCTION callout.planning_job_tools(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_jobs(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[] DEFAULT NULL::bigint[]) RETURNS TABLE(id bigint, version bigint, duration_s bigint, lat double precision, lon double precision, priority integer, earliest_s bigint, due_s bigint, respond_due_s bigint, resolve_due_s bigint, access bigint[], crew_size integer, visit_id bigint, visit_version bigint, visit_technician bigint, visit_start_s bigint, visit_end_s bigint, days integer, missing integer, last_technician bigint, again boolean, together_s bigint, waits text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off';
ALTER FUNCTION callout.planning_jobs(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_links(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[] DEFAULT NULL::bigint[]) RETURNS TABLE(job bigint, after_job bigint, min_s bigint, max_s bigint, after_end_s bigint, job_start_s bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off';
ALTER FUNCTION callout.planning_links(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_news(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_scopes bigint[], p_versions bigint[]) RETURNS TABLE(kind text, id bigint, version bigint, technician bigint, technician_version bigint, title text, state text, job bigint, start_s bigint, end_s bigint, travel_s bigint, lat double precision, lon double precision, pinned boolean, tied boolean, promise_to_s bigint, en_route_s bigint, on_site_s bigint, ended_s bigint, promise_from_s bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off';
ALTER FUNCTION callout.planning_news(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_scopes bigint[], p_versions bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_parts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS TABLE(technician bigint, part bigint, amount bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.planning_parts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_policy(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS TABLE(key text, value double precision)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.planning_policy(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_rules(p_territory bigint) RETURNS TABLE(rule text, mode text, weight double precision, unit text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.planning_rules(p_territory bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_shifts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS TABLE(technician bigint, start_s bigint, end_s bigint, shift bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.planning_shifts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_skills(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS TABLE(technician bigint, skill bigint, level integer, from_s bigint, to_s bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.planning_skills(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_stands(v callout.visit, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.planning_stands(v callout.visit, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS TABLE(id bigint, version bigint, start_lat double precision, start_lon double precision, end_lat double precision, end_lon double precision, lent boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.planning_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_territory(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS TABLE(id bigint, code text, zone text, version bigint, from_s bigint, to_s bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.planning_territory(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_tools(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS TABLE(technician bigint, tool bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.planning_tools(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_travel(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS TABLE(provider text, profile text, failing text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.planning_travel(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_visits(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS TABLE(id bigint, job bigint, technician bigint, start_s bigint, end_s bigint, lat double precision, lon double precision, fixed boolean, version bigint, promise_from_s bigint, promise_to_s bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.planning_visits(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.planning_ways(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS TABLE(from_cell bigint, ways text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET work_mem TO '64MB';
ALTER FUNCTION callout.planning_ways(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.policy_change(p_actor bigint, p_request text, p_territory bigint, p_version bigint, p_body jsonb, p_whole boolean) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.policy_change(p_actor bigint, p_request text, p_territory bigint, p_version bigint, p_body jsonb, p_whole boolean) OWNER TO callout_owner;
CREATE TABLE callout.policy (
    territory_id bigint NOT NULL,
    automatic text DEFAULT 'off'::text NOT NULL COLLATE pg_catalog."C",
    slide_min smallint DEFAULT 30 NOT NULL,
    freeze_min smallint DEFAULT 15 NOT NULL,
    moves_max smallint DEFAULT 6 NOT NULL,
    move_cost numeric(8,2) DEFAULT 10 NOT NULL,
    promise_min smallint DEFAULT 0 NOT NULL,
    overtime_min smallint DEFAULT 0 NOT NULL,
    overtime_cost numeric(8,2) DEFAULT 1 NOT NULL,
    travel_max_min smallint,
    neighbours boolean DEFAULT false NOT NULL,
    neighbour_cost numeric(8,2) DEFAULT 60 NOT NULL,
    respond_cost numeric(8,2) DEFAULT 4 NOT NULL,
    resolve_cost numeric(8,2) DEFAULT 2 NOT NULL,
    window_cost numeric(8,2) DEFAULT 8 NOT NULL,
    preferred_gain numeric(8,2) DEFAULT 10 NOT NULL,
    continuity_gain numeric(8,2) DEFAULT 5 NOT NULL,
    balance_cost numeric(8,2) DEFAULT 0 NOT NULL,
    slot_min smallint DEFAULT 120 NOT NULL,
    slot_grid_min smallint DEFAULT 60 NOT NULL,
    slot_days smallint DEFAULT 14 NOT NULL,
    hold_min smallint DEFAULT 10 NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    sla_margin_min smallint DEFAULT 30 NOT NULL,
    CONSTRAINT policy_automatic_check CHECK ((automatic = ANY (ARRAY['off'::text, 'suggest'::text, 'on'::text]))),
    CONSTRAINT policy_balance_cost_check CHECK (((balance_cost >= (0)::numeric) AND (balance_cost <= (1000)::numeric))),
    CONSTRAINT policy_continuity_gain_check CHECK (((continuity_gain >= (0)::numeric) AND (continuity_gain <= (10000)::numeric))),
    CONSTRAINT policy_freeze_min_check CHECK (((freeze_min >= 0) AND (freeze_min <= 1440))),
    CONSTRAINT policy_hold_min_check CHECK (((hold_min >= 1) AND (hold_min <= 120))),
    CONSTRAINT policy_move_cost_check CHECK (((move_cost >= (0)::numeric) AND (move_cost <= (10000)::numeric))),
    CONSTRAINT policy_moves_max_check CHECK (((moves_max >= 0) AND (moves_max <= 200))),
    CONSTRAINT policy_neighbour_cost_check CHECK (((neighbour_cost >= (0)::numeric) AND (neighbour_cost <= (10000)::numeric))),
    CONSTRAINT policy_overtime_cost_check CHECK (((overtime_cost >= (0)::numeric) AND (overtime_cost <= (1000)::numeric))),
    CONSTRAINT policy_overtime_min_check CHECK (((overtime_min >= 0) AND (overtime_min <= 480))),
    CONSTRAINT policy_preferred_gain_check CHECK (((preferred_gain >= (0)::numeric) AND (preferred_gain <= (10000)::numeric))),
    CONSTRAINT policy_promise_min_check CHECK (((promise_min >= 0) AND (promise_min <= 240))),
    CONSTRAINT policy_resolve_cost_check CHECK (((resolve_cost >= (0)::numeric) AND (resolve_cost <= (1000)::numeric))),
    CONSTRAINT policy_respond_cost_check CHECK (((respond_cost >= (0)::numeric) AND (respond_cost <= (1000)::numeric))),
    CONSTRAINT policy_sla_margin_min_check CHECK (((sla_margin_min >= 0) AND (sla_margin_min <= 480))),
    CONSTRAINT policy_slide_min_check CHECK (((slide_min >= 0) AND (slide_min <= 480))),
    CONSTRAINT policy_slot_days_check CHECK (((slot_days >= 1) AND (slot_days <= 14))),
    CONSTRAINT policy_slot_grid_min_check CHECK (((slot_grid_min >= 5) AND (slot_grid_min <= 720))),
    CONSTRAINT policy_slot_min_check CHECK (((slot_min >= 15) AND (slot_min <= 720))),
    CONSTRAINT policy_travel_max_min_check CHECK (((travel_max_min >= 1) AND (travel_max_min <= 1440))),
    CONSTRAINT policy_window_cost_check CHECK (((window_cost >= (0)::numeric) AND (window_cost <= (1000)::numeric)))
);
ALTER TABLE callout.policy OWNER TO callout_owner;
CREATE FUNCTION callout.policy_default(p callout.policy) RETURNS callout.policy
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.policy_default(p callout.policy) OWNER TO callout_owner;
CREATE FUNCTION callout.policy_get(p_actor bigint, p_territory bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.policy_get(p_actor bigint, p_territory bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.policy_json(p callout.policy) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.policy_json(p callout.policy) OWNER TO callout_owner;
CREATE FUNCTION callout.policy_limits() RETURNS TABLE(key text, low numeric, high numeric, whole boolean)
    LANGUAGE sql IMMUTABLE;
ALTER FUNCTION callout.policy_limits() OWNER TO callout_owner;
CREATE FUNCTION callout.policy_make() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.policy_make() OWNER TO callout_owner;
CREATE FUNCTION callout.policy_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.policy_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.policy_replace(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.policy_replace(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.policy_rules_set(p_territory bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.policy_rules_set(p_territory bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.policy_write(p_new callout.policy, p_moved boolean) RETURNS callout.policy
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.policy_write(p_new callout.policy, p_moved boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.position_purge(p_days integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.position_purge(p_days integer) OWNER TO callout_owner;
CREATE FUNCTION callout.promise_refuses(p_territory bigint, p_promise tstzrange, p_begin timestamp with time zone, p_override boolean) RETURNS boolean
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.promise_refuses(p_territory bigint, p_promise tstzrange, p_begin timestamp with time zone, p_override boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_accept(p_actor bigint, p_request text, p_id bigint, p_positions integer[] DEFAULT NULL::integer[], p_dispatch boolean DEFAULT true, p_version bigint DEFAULT NULL::bigint) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_accept(p_actor bigint, p_request text, p_id bigint, p_positions integer[], p_dispatch boolean, p_version bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_apply(p_id bigint, p_positions integer[], p_state text, p_actor bigint, p_request text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_apply(p_id bigint, p_positions integer[], p_state text, p_actor bigint, p_request text) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_apply_now(p_actor bigint, p_request text, p_territory bigint, p_kind text, p_cause text, p_summary jsonb, p_visits jsonb, p_seen jsonb DEFAULT NULL::jsonb, p_epoch bigint DEFAULT NULL::bigint) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_apply_now(p_actor bigint, p_request text, p_territory bigint, p_kind text, p_cause text, p_summary jsonb, p_visits jsonb, p_seen jsonb, p_epoch bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_ask(p_actor bigint, p_request text, p_body jsonb) RETURNS TABLE(id bigint, body json, tag text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_ask(p_actor bigint, p_request text, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_ask_jobs(p_territory bigint, p_body jsonb) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_ask_jobs(p_territory bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_ask_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_zone text, p_body jsonb) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_ask_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_zone text, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_beat(p_id bigint, p_progress jsonb, p_epoch bigint DEFAULT NULL::bigint) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_beat(p_id bigint, p_progress jsonb, p_epoch bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_cancel(p_actor bigint, p_request text, p_id bigint, p_version bigint DEFAULT NULL::bigint) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_cancel(p_actor bigint, p_request text, p_id bigint, p_version bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_changes(p_id bigint) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_changes(p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_claim(p_holder uuid, p_limit integer) RETURNS TABLE(id bigint, territory bigint, epoch bigint, horizon_from text, horizon_to text, time_ms bigint, move text, jobs text, technicians text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_claim(p_holder uuid, p_limit integer) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_discard(p_actor bigint, p_request text, p_id bigint, p_version bigint DEFAULT NULL::bigint) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_discard(p_actor bigint, p_request text, p_id bigint, p_version bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_fail(p_id bigint, p_error text, p_epoch bigint DEFAULT NULL::bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_fail(p_id bigint, p_error text, p_epoch bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE TABLE callout.proposal (
    id bigint NOT NULL,
    territory_id bigint NOT NULL,
    state text DEFAULT 'running'::text NOT NULL,
    horizon tstzrange NOT NULL,
    requested_by bigint,
    error text,
    summary jsonb,
    created_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    settled_at timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    kind text DEFAULT 'plan'::text NOT NULL COLLATE pg_catalog."C",
    cause text,
    asked jsonb DEFAULT '{}'::jsonb NOT NULL,
    reverts bigint,
    seen_at timestamp with time zone,
    progress jsonb,
    seen jsonb,
    epoch bigint,
    tries smallint DEFAULT 0 NOT NULL,
    CONSTRAINT proposal_cause_check CHECK (((length(cause) >= 1) AND (length(cause) <= 1000))),
    CONSTRAINT proposal_horizon_check CHECK ((NOT isempty(horizon))),
    CONSTRAINT proposal_kind_check CHECK ((kind = ANY (ARRAY['plan'::text, 'repair'::text, 'hand'::text, 'revert'::text])))
);
ALTER TABLE callout.proposal OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_inverse(p_old callout.proposal, p_positions integer[]) RETURNS TABLE(place integer, op text, job_id bigint, job_version bigint, visit_id bigint, visit_version bigint, linked integer, saved_s integer, before_technician_id bigint, before_planned tstzrange, before_travel_s integer, before_pinned boolean, before_window tstzrange, now_technician bigint, now_planned tstzrange, now_travel_s integer, now_pinned boolean, now_window tstzrange, refusal text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_inverse(p_old callout.proposal, p_positions integer[]) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_invert(p_old callout.proposal, p_new bigint, p_positions integer[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_invert(p_old callout.proposal, p_new bigint, p_positions integer[]) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_is_silent(p_seen_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_is_silent(p_seen_at timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_json(p callout.proposal, p_visits boolean DEFAULT true) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_json(p callout.proposal, p_visits boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_lock(p_actor bigint, p_id bigint, p_version bigint DEFAULT NULL::bigint) RETURNS callout.proposal
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_lock(p_actor bigint, p_id bigint, p_version bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_locks(p_id bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_locks(p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_overlaps(p_id bigint, p_positions integer[]) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_overlaps(p_id bigint, p_positions integer[]) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_place(p_technician bigint, p_planned tstzrange, p_travel_s integer) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION callout.proposal_place(p_technician bigint, p_planned tstzrange, p_travel_s integer) OWNER TO callout_owner;
CREATE TABLE callout.proposal_visit (
    proposal_id bigint NOT NULL,
    "position" integer NOT NULL,
    op text NOT NULL COLLATE pg_catalog."C",
    job_id bigint NOT NULL,
    visit_id bigint,
    technician_id bigint,
    planned tstzrange,
    travel_s integer DEFAULT 0 NOT NULL,
    job_version bigint NOT NULL,
    visit_version bigint,
    verdict text DEFAULT 'open'::text NOT NULL COLLATE pg_catalog."C",
    reason text,
    linked integer,
    why text,
    saved_s integer,
    shift_ends timestamp with time zone,
    pinned boolean,
    arrival_window tstzrange,
    before_technician_id bigint,
    before_planned tstzrange,
    before_travel_s integer,
    before_pinned boolean,
    before_window tstzrange,
    CONSTRAINT proposal_visit_check CHECK (((op = 'remove'::text) = (planned IS NULL))),
    CONSTRAINT proposal_visit_check1 CHECK (((op = 'remove'::text) = (technician_id IS NULL))),
    CONSTRAINT proposal_visit_op_check CHECK ((op = ANY (ARRAY['add'::text, 'move'::text, 'remove'::text]))),
    CONSTRAINT proposal_visit_verdict_check CHECK ((verdict = ANY (ARRAY['open'::text, 'accepted'::text, 'refused'::text])))
)
WITH (fillfactor='50');
ALTER TABLE callout.proposal_visit OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_promise_kept(x callout.proposal_visit) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.proposal_promise_kept(x callout.proposal_visit) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_ready(p_id bigint, p_summary jsonb, p_visits jsonb, p_seen jsonb DEFAULT NULL::jsonb, p_epoch bigint DEFAULT NULL::bigint) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_ready(p_id bigint, p_summary jsonb, p_visits jsonb, p_seen jsonb, p_epoch bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_reap(p_age_s integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_reap(p_age_s integer) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_refuse(p_id bigint, p_positions integer[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_refuse(p_id bigint, p_positions integer[]) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_refuse_links(p_id bigint, p_positions integer[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_refuse_links(p_id bigint, p_positions integer[]) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_refuse_overlaps(p_id bigint, p_positions integer[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_refuse_overlaps(p_id bigint, p_positions integer[]) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_refuse_promised(p_id bigint, p_positions integer[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_refuse_promised(p_id bigint, p_positions integer[]) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_refuse_sets(p_id bigint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_refuse_sets(p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_refuse_ways(p_id bigint, p_positions integer[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_refuse_ways(p_id bigint, p_positions integer[]) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_revert(p_actor bigint, p_request text, p_id bigint, p_positions integer[] DEFAULT NULL::integer[], p_accept boolean DEFAULT true, p_why text DEFAULT NULL::text, p_version bigint DEFAULT NULL::bigint) RETURNS TABLE(id bigint, body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_revert(p_actor bigint, p_request text, p_id bigint, p_positions integer[], p_accept boolean, p_why text, p_version bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_settle(p_proposal callout.proposal, p_positions integer[], p_state text, p_actor bigint, p_request text) RETURNS callout.proposal
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_settle(p_proposal callout.proposal, p_positions integer[], p_state text, p_actor bigint, p_request text) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_start(p_actor bigint, p_request text, p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS TABLE(id bigint, body json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_start(p_actor bigint, p_request text, p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_tries_most() RETURNS integer
    LANGUAGE sql IMMUTABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_tries_most() OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_visits_store(p_id bigint, p_visits jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_visits_store(p_id bigint, p_visits jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.proposal_whole_sets(p_id bigint, p_positions integer[]) RETURNS integer[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposal_whole_sets(p_id bigint, p_positions integer[]) OWNER TO callout_owner;
CREATE FUNCTION callout.proposals_found(p_actor bigint, p_query jsonb) RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.proposals_found(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.push_apply(p_device bigint, p_mutations jsonb, p_sent_at timestamp with time zone, p_request text, p_unsent bigint DEFAULT NULL::bigint) RETURNS TABLE(seq bigint, verdict text, text text, acked bigint, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.push_apply(p_device bigint, p_mutations jsonb, p_sent_at timestamp with time zone, p_request text, p_unsent bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.push_check(p_device callout.device, p_mutations jsonb) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.push_check(p_device callout.device, p_mutations jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.push_lock(p_technician bigint, p_mutations jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.push_lock(p_technician bigint, p_mutations jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.ready_check() RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.ready_check() OWNER TO callout_owner;
CREATE FUNCTION callout.require_distinct(p_body jsonb, p_list text, VARIADIC p_keys text[]) RETURNS void
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.require_distinct(p_body jsonb, p_list text, VARIADIC p_keys text[]) OWNER TO callout_owner;
CREATE FUNCTION callout.require_helper(p_actor bigint, p_technician bigint, p_territory bigint) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.require_helper(p_actor bigint, p_technician bigint, p_territory bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.require_role(p_actor bigint, VARIADIC p_roles text[]) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.require_role(p_actor bigint, VARIADIC p_roles text[]) OWNER TO callout_owner;
CREATE FUNCTION callout.require_site(p_actor bigint, p_id bigint, s callout.site, p_pointer text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.require_site(p_actor bigint, p_id bigint, s callout.site, p_pointer text) OWNER TO callout_owner;
CREATE FUNCTION callout.require_technician(p_actor bigint, p_technician bigint) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.require_technician(p_actor bigint, p_technician bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.require_territory(p_actor bigint, p_territory bigint, p_kind text DEFAULT 'territory'::text, p_id bigint DEFAULT NULL::bigint, p_pointer text DEFAULT ''::text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.require_territory(p_actor bigint, p_territory bigint, p_kind text, p_id bigint, p_pointer text) OWNER TO callout_owner;
CREATE FUNCTION callout.require_unused(p_kind text, p_id bigint, p_users jsonb) RETURNS void
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.require_unused(p_kind text, p_id bigint, p_users jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.require_version(p_kind text, p_id bigint, p_is bigint, p_wanted bigint) RETURNS void
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.require_version(p_kind text, p_id bigint, p_is bigint, p_wanted bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.review_add(p_kind text, p_key text, p_territory bigint, p_technician bigint, p_job bigint, p_visit bigint, p_fact jsonb, p_theirs jsonb, p_ours jsonb, p_text text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.review_add(p_kind text, p_key text, p_territory bigint, p_technician bigint, p_job bigint, p_visit bigint, p_fact jsonb, p_theirs jsonb, p_ours jsonb, p_text text) OWNER TO callout_owner;
CREATE TABLE callout.review (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    territory_id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    job_id bigint,
    visit_id bigint,
    technician_id bigint NOT NULL,
    facts jsonb NOT NULL,
    theirs jsonb NOT NULL,
    ours jsonb,
    text text NOT NULL,
    state text DEFAULT 'open'::text NOT NULL COLLATE pg_catalog."C",
    decision text COLLATE pg_catalog."C",
    settled_by bigint,
    settled_at timestamp with time zone,
    note text,
    result jsonb,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT review_check CHECK (((state = 'settled'::text) = (decision IS NOT NULL))),
    CONSTRAINT review_kind_check CHECK ((kind = ANY (ARRAY['conflict'::text, 'out_of_scope'::text, 'window'::text, 'address'::text, 'followup'::text, 'stock'::text, 'clock'::text, 'quarantine'::text, 'contact'::text, 'invalid'::text]))),
    CONSTRAINT review_state_check CHECK ((state = ANY (ARRAY['open'::text, 'settled'::text])))
);
ALTER TABLE callout.review OWNER TO callout_owner;
CREATE FUNCTION callout.review_apply(p_actor bigint, p_request text, r callout.review) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.review_apply(p_actor bigint, p_request text, r callout.review) OWNER TO callout_owner;
CREATE FUNCTION callout.review_contact(p_actor bigint, p_request text, r callout.review) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.review_contact(p_actor bigint, p_request text, r callout.review) OWNER TO callout_owner;
CREATE FUNCTION callout.review_decisions(p_kind text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.review_decisions(p_kind text) OWNER TO callout_owner;
CREATE FUNCTION callout.review_followup(p_actor bigint, p_request text, r callout.review, b jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.review_followup(p_actor bigint, p_request text, r callout.review, b jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.review_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.review_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.review_has_picture(r callout.review) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.review_has_picture(r callout.review) OWNER TO callout_owner;
CREATE FUNCTION callout.review_head(r callout.review) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.review_head(r callout.review) OWNER TO callout_owner;
CREATE FUNCTION callout.review_json(r callout.review) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.review_json(r callout.review) OWNER TO callout_owner;
CREATE FUNCTION callout.review_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.review_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.review_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.review_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.review_reassign(p_actor bigint, p_request text, p_visit callout.visit, p_technician bigint, p_why text) RETURNS callout.visit
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.review_reassign(p_actor bigint, p_request text, p_visit callout.visit, p_technician bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.review_settle(p_actor bigint, p_request text, r callout.review, p_decision text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.review_settle(p_actor bigint, p_request text, r callout.review, p_decision text) OWNER TO callout_owner;
CREATE FUNCTION callout.review_window(p_actor bigint, p_request text, r callout.review, b jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.review_window(p_actor bigint, p_request text, r callout.review, b jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.rule_is_off(p_rule text, p_territory bigint) RETURNS boolean
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.rule_is_off(p_rule text, p_territory bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.scopes_moved(p_scopes bigint[], p_versions bigint[]) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET enable_seqscan TO 'on'
    SET enable_hashjoin TO 'on';
ALTER FUNCTION callout.scopes_moved(p_scopes bigint[], p_versions bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.second_text(p_at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.second_text(p_at timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.seen_check(p_seen jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.seen_check(p_seen jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.seen_territories(p_actor bigint) RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.seen_territories(p_actor bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sees_territory(p_actor bigint, p_territory bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sees_territory(p_actor bigint, p_territory bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.session_close(p_token_hash bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.session_close(p_token_hash bytea) OWNER TO callout_owner;
CREATE FUNCTION callout.session_open(p_user bigint, p_token_hash bytea, p_idle_s integer, p_max_s integer, p_request text, p_address text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.session_open(p_user bigint, p_token_hash bytea, p_idle_s integer, p_max_s integer, p_request text, p_address text) OWNER TO callout_owner;
CREATE FUNCTION callout.sheet_asset(p_asset bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sheet_asset(p_asset bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sheet_check(p_scope bigint) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sheet_check(p_scope bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sheet_jobs(p_jobs bigint[]) RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sheet_jobs(p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.sheet_jobs_at(p_sites bigint[]) RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sheet_jobs_at(p_sites bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.sheet_note(p_jobs bigint[], p_over boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sheet_note(p_jobs bigint[], p_over boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.sheet_parts(p_job bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sheet_parts(p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sheet_past(p_job callout.job) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sheet_past(p_job callout.job) OWNER TO callout_owner;
CREATE FUNCTION callout.sheet_photos(p_job bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sheet_photos(p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sheet_site_notes(p_site bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sheet_site_notes(p_site bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sheet_skills(p_job bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sheet_skills(p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sheet_slas(p_job bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sheet_slas(p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sheet_tasks(p_job bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sheet_tasks(p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sheet_touch(p_jobs bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sheet_touch(p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.shift_breaks_set(s callout.shift, p_body jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.shift_breaks_set(s callout.shift, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.shift_check(p_technician bigint, p_during tstzrange, p_but bigint) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.shift_check(p_technician bigint, p_during tstzrange, p_but bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.shift_date(s callout.shift) RETURNS date
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.shift_date(s callout.shift) OWNER TO callout_owner;
CREATE FUNCTION callout.shift_day_take(p_technician bigint, p_day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.shift_day_take(p_technician bigint, p_day date) OWNER TO callout_owner;
CREATE FUNCTION callout.shift_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.shift_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.shift_generate(p_technicians bigint[], p_from date, p_to date) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET enable_nestloop TO 'off';
ALTER FUNCTION callout.shift_generate(p_technicians bigint[], p_from date, p_to date) OWNER TO callout_owner;
CREATE FUNCTION callout.shift_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.shift_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.shift_json(s callout.shift) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.shift_json(s callout.shift) OWNER TO callout_owner;
CREATE FUNCTION callout.shift_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.shift_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.shift_lock(p_actor bigint, p_id bigint) RETURNS callout.shift
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.shift_lock(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.shift_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.shift_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.shift_write(v callout.shift, p_body jsonb) RETURNS callout.shift
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.shift_write(v callout.shift, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.shifts_ahead(p_limit integer DEFAULT 50) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.shifts_ahead(p_limit integer) OWNER TO callout_owner;
CREATE FUNCTION callout.shifts_ahead_days() RETURNS integer
    LANGUAGE sql IMMUTABLE;
ALTER FUNCTION callout.shifts_ahead_days() OWNER TO callout_owner;
CREATE FUNCTION callout.site_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.site_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.site_hours_put(p_site bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_hours_put(p_site bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.site_json(s callout.site) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_json(s callout.site) OWNER TO callout_owner;
CREATE FUNCTION callout.site_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.site_lock(p_actor bigint, p_id bigint) RETURNS callout.site
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_lock(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.site_note_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_note_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.site_note_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_note_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE TABLE callout.site_note (
    id bigint NOT NULL,
    site_id bigint NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    technician_id bigint,
    user_id bigint,
    uid uuid,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT site_note_text_check CHECK (((length(text) >= 1) AND (length(text) <= 8192)))
);
ALTER TABLE callout.site_note OWNER TO callout_owner;
CREATE FUNCTION callout.site_note_json(n callout.site_note) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_note_json(n callout.site_note) OWNER TO callout_owner;
CREATE FUNCTION callout.site_note_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_note_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.site_note_lock(p_actor bigint, p_id bigint) RETURNS callout.site_note
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_note_lock(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.site_note_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_note_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.site_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.site_windows(p_site bigint, p_zone text, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.site_windows(p_site bigint, p_zone text, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.skill_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.skill_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.skill_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.skill_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE TABLE callout.skill (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT skill_code_check CHECK ((code ~ '^[A-Za-z0-9_.:-]{1,64}$'::text))
);
ALTER TABLE callout.skill OWNER TO callout_owner;
CREATE FUNCTION callout.skill_json(s callout.skill) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.skill_json(s callout.skill) OWNER TO callout_owner;
CREATE FUNCTION callout.skill_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.skill_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.skill_lock(p_id bigint) RETURNS callout.skill
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.skill_lock(p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.skill_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.skill_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_act(p_clock bigint, p_milestone bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_act(p_clock bigint, p_milestone bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_cancel(p_job bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_cancel(p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_fire(p_limit integer DEFAULT 500) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_fire(p_limit integer) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_interval_end(p_clock bigint, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_interval_end(p_clock bigint, p_at timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_jobs(p_calendar bigint, p_territory bigint, p_policy bigint) RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_jobs(p_calendar bigint, p_territory bigint, p_policy bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_lines(p_clock bigint) RETURNS TABLE(starts timestamp with time zone, ends timestamp with time zone, what text, reason text, minutes numeric)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_lines(p_clock bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_milestones(p_jobs bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_milestones(p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_milestones_end(p_job bigint, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_milestones_end(p_job bigint, p_at timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_milestones_put(p_policy bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_milestones_put(p_policy bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_pause(p_job bigint, p_reason text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_pause(p_job bigint, p_reason text) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_policy_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_policy_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_policy_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_policy_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE TABLE callout.sla_policy (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    calendar_id bigint,
    version bigint DEFAULT 1 NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT sla_policy_code_check CHECK ((code ~ '^[A-Za-z0-9_.:-]{1,64}$'::text))
);
ALTER TABLE callout.sla_policy OWNER TO callout_owner;
CREATE FUNCTION callout.sla_policy_json(p callout.sla_policy) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_policy_json(p callout.sla_policy) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_policy_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_policy_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_policy_lock(p_id bigint) RETURNS callout.sla_policy
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_policy_lock(p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_policy_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_policy_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_reach(p_clock bigint, p_minutes numeric) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_reach(p_clock bigint, p_minutes numeric) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_reach_axis(p_calendar bigint, p_zone text, p_clocks bigint[], p_minutes numeric[]) RETURNS TABLE(n bigint, at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION callout.sla_reach_axis(p_calendar bigint, p_zone text, p_clocks bigint[], p_minutes numeric[]) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_reaches(p_clocks bigint[], p_minutes numeric[]) RETURNS TABLE(n bigint, at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION callout.sla_reaches(p_clocks bigint[], p_minutes numeric[]) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_recall(p_job bigint, p_kind text, p_at timestamp with time zone, p_bound boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_recall(p_job bigint, p_kind text, p_at timestamp with time zone, p_bound boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_recount(p_jobs bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_recount(p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_refresh(p_jobs bigint[]) RETURNS bigint[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_refresh(p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_resume(p_job bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_resume(p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_retarget(p_job bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_retarget(p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_retarget_all(p_policy bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_retarget_all(p_policy bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_settle(p_job bigint, p_kind text, p_at timestamp with time zone, p_bound boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_settle(p_job bigint, p_kind text, p_at timestamp with time zone, p_bound boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_start(p_jobs bigint[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_start(p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_state(p_jobs bigint[]) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_state(p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.sla_targets_put(p_policy bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sla_targets_put(p_policy bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.slot_body_needs(p_actor bigint, p_body jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.slot_body_needs(p_actor bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.slot_book(p_actor bigint, p_request text, p_slot jsonb, p_seen jsonb, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.slot_book(p_actor bigint, p_request text, p_slot jsonb, p_seen jsonb, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.slot_needs(p_needs jsonb, p_job bigint) RETURNS TABLE(skill bigint, level integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.slot_needs(p_needs jsonb, p_job bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.slot_place(p_actor bigint, p_body jsonb, OUT territory bigint, OUT site bigint, OUT lat double precision, OUT lon double precision) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.slot_place(p_actor bigint, p_body jsonb, OUT territory bigint, OUT site bigint, OUT lat double precision, OUT lon double precision) OWNER TO callout_owner;
CREATE FUNCTION callout.slot_policy(p_territory bigint, OUT hold_min integer, OUT window_min integer, OUT grid_min integer, OUT notice_min integer, OUT days integer) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.slot_policy(p_territory bigint, OUT hold_min integer, OUT window_min integer, OUT grid_min integer, OUT notice_min integer, OUT days integer) OWNER TO callout_owner;
CREATE FUNCTION callout.slot_question(p_actor bigint, p_body jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.slot_question(p_actor bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.slot_read(p_actor bigint, p_body jsonb, OUT territory bigint, OUT zone text, OUT starts timestamp with time zone, OUT ends timestamp with time zone, OUT offers timestamp with time zone, OUT window_min integer, OUT grid_min integer, OUT site bigint, OUT lat double precision, OUT lon double precision, OUT job bigint, OUT duration_s bigint, OUT priority integer, OUT respond timestamp with time zone, OUT resolve timestamp with time zone, OUT needs jsonb) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.slot_read(p_actor bigint, p_body jsonb, OUT territory bigint, OUT zone text, OUT starts timestamp with time zone, OUT ends timestamp with time zone, OUT offers timestamp with time zone, OUT window_min integer, OUT grid_min integer, OUT site bigint, OUT lat double precision, OUT lon double precision, OUT job bigint, OUT duration_s bigint, OUT priority integer, OUT respond timestamp with time zone, OUT resolve timestamp with time zone, OUT needs jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.slot_windows(p_territory bigint, p_zone text, p_from timestamp with time zone, p_to timestamp with time zone, p_window_min integer, p_grid_min integer) RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.slot_windows(p_territory bigint, p_zone text, p_from timestamp with time zone, p_to timestamp with time zone, p_window_min integer, p_grid_min integer) OWNER TO callout_owner;
CREATE FUNCTION callout.sort_key(p_at timestamp with time zone) RETURNS text
    LANGUAGE sql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sort_key(p_at timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.step_first() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.step_first() OWNER TO callout_owner;
CREATE FUNCTION callout.step_legal(p_machine text, p_from text, p_to text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.step_legal(p_machine text, p_from text, p_to text) OWNER TO callout_owner;
CREATE FUNCTION callout.step_level(p_state text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.step_level(p_state text) OWNER TO callout_owner;
CREATE FUNCTION callout.step_next() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.step_next() OWNER TO callout_owner;
CREATE FUNCTION callout.step_rank(p_state text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.step_rank(p_state text) OWNER TO callout_owner;
CREATE FUNCTION callout.step_refuse(p_machine text, p_id bigint, p_from text, p_to text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.step_refuse(p_machine text, p_id bigint, p_from text, p_to text) OWNER TO callout_owner;
CREATE FUNCTION callout.stock_move(p_technician bigint, p_part bigint, p_delta integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.stock_move(p_technician bigint, p_part bigint, p_delta integer) OWNER TO callout_owner;
CREATE FUNCTION callout.sync_pull(p_device bigint, p_since bigint, p_limit integer, p_contract integer DEFAULT 1, p_all boolean DEFAULT false) RETURNS TABLE(version bigint, kind text, op text, visit_id bigint, state text, starts text, ends text, travel_s integer, pinned boolean, window_from text, window_to text, outcome text, job_id bigint, title text, description text, priority integer, job_state text, duration_min integer, crew_size integer, due_at text, opened_at text, job_type text, skills json, site_id bigint, site_name text, address text, lat double precision, lon double precision, access_notes text, customer_name text, contact_name text, contact_phone text, contact_email text, slas json, asset json, past json, tasks json, parts json, site_notes json, photos json, digest text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.sync_pull(p_device bigint, p_since bigint, p_limit integer, p_contract integer, p_all boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.taken_fail(p_kind text, p_body jsonb, p_key text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.taken_fail(p_kind text, p_body jsonb, p_key text) OWNER TO callout_owner;
CREATE FUNCTION callout.task_settle(p_task bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.task_settle(p_task bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_days(p_actor bigint, p_query jsonb) RETURNS tstzrange
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_days(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_find(p_code text) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_find(p_code text) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_json(t callout.technician) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_json(t callout.technician) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_left(t callout.technician) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_left(t callout.technician) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_lock(p_actor bigint, p_id bigint) RETURNS callout.technician
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_lock(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_move(p_id bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_move(p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_parts_set(p_technician bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_parts_set(p_technician bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_patch(p_actor bigint, p_row callout.technician, p_body jsonb) RETURNS callout.technician
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_patch(p_actor bigint, p_row callout.technician, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_patch_employed(p_body jsonb, p_old daterange, p_today date) RETURNS daterange
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_patch_employed(p_body jsonb, p_old daterange, p_today date) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_place(p_body jsonb, p_key text, p_needed boolean) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_place(p_body jsonb, p_key text, p_needed boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_skills_set(p_technician bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_skills_set(p_technician bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_tools_set(p_technician bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_tools_set(p_technician bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_write(v callout.technician, p_body jsonb) RETURNS callout.technician
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_write(v callout.technician, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.technician_zone(p_id bigint) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technician_zone(p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.technicians_lock(p_ids bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.technicians_lock(p_ids bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.territory_at(p_lat double precision, p_lon double precision) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.territory_at(p_lat double precision, p_lon double precision) OWNER TO callout_owner;
CREATE FUNCTION callout.territory_day(p_actor bigint, p_territory bigint, p_day date) RETURNS TABLE(starts timestamp with time zone, ends timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.territory_day(p_actor bigint, p_territory bigint, p_day date) OWNER TO callout_owner;
CREATE FUNCTION callout.territory_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.territory_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.territory_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.territory_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE TABLE callout.territory (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    zone text NOT NULL,
    calendar_id bigint NOT NULL,
    boundary polygon,
    version bigint DEFAULT 1 NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT territory_code_check CHECK ((code ~ '^[A-Za-z0-9_.:-]{1,64}$'::text))
);
ALTER TABLE callout.territory OWNER TO callout_owner;
CREATE FUNCTION callout.territory_json(t callout.territory) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.territory_json(t callout.territory) OWNER TO callout_owner;
CREATE FUNCTION callout.territory_list(p_actor bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.territory_list(p_actor bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.territory_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.territory_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.territory_lock(p_actor bigint, p_id bigint) RETURNS callout.territory
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.territory_lock(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.territory_means(p_territory bigint) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.territory_means(p_territory bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.territory_neighbours_put(p_territory bigint, p_body jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.territory_neighbours_put(p_territory bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.territory_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.territory_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.territory_reach(p_territory bigint) RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.territory_reach(p_territory bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.territory_whole_json(t callout.territory) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.territory_whole_json(t callout.territory) OWNER TO callout_owner;
CREATE FUNCTION callout.tool_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.tool_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) OWNER TO callout_owner;
CREATE FUNCTION callout.tool_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.tool_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE TABLE callout.tool (
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    retired_at timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT tool_code_check CHECK ((code ~ '^[A-Za-z0-9_.:-]{1,64}$'::text)),
    CONSTRAINT tool_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
ALTER TABLE callout.tool OWNER TO callout_owner;
CREATE FUNCTION callout.tool_json(s callout.tool) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.tool_json(s callout.tool) OWNER TO callout_owner;
CREATE FUNCTION callout.tool_list(p_actor bigint, p_query jsonb) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.tool_list(p_actor bigint, p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.tool_lock(p_id bigint) RETURNS callout.tool
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.tool_lock(p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.tool_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.tool_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.trail_page(p_ids bigint[], p_query jsonb) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.trail_page(p_ids bigint[], p_query jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.travel_about_s(p_lat1 double precision, p_lon1 double precision, p_lat2 double precision, p_lon2 double precision, p_summary jsonb) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.travel_about_s(p_lat1 double precision, p_lon1 double precision, p_lat2 double precision, p_lon2 double precision, p_summary jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.travel_cell(p_lat double precision, p_lon double precision) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.travel_cell(p_lat double precision, p_lon double precision) OWNER TO callout_owner;
CREATE FUNCTION callout.travel_cells(p_territory bigint) RETURNS TABLE(cell bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10000
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.travel_cells(p_territory bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.travel_configure(p_provider text, p_profile text, p_learn boolean) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.travel_configure(p_provider text, p_profile text, p_learn boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.travel_done(p_territory bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.travel_done(p_territory bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.travel_failing(p_text text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.travel_failing(p_text text) OWNER TO callout_owner;
CREATE FUNCTION callout.travel_learn(p_limit integer DEFAULT 500) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.travel_learn(p_limit integer) OWNER TO callout_owner;
CREATE FUNCTION callout.travel_next(p_every_s integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.travel_next(p_every_s integer) OWNER TO callout_owner;
CREATE FUNCTION callout.travel_places(p_territory bigint) RETURNS TABLE(cell bigint, known boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.travel_places(p_territory bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.travel_purge(p_limit integer DEFAULT 1000) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.travel_purge(p_limit integer) OWNER TO callout_owner;
CREATE FUNCTION callout.travel_store(p_territory bigint, p_profile text, p_cells bigint[], p_from bigint[], p_to bigint[], p_seconds integer[], p_metres integer[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.travel_store(p_territory bigint, p_profile text, p_cells bigint[], p_from bigint[], p_to bigint[], p_seconds integer[], p_metres integer[]) OWNER TO callout_owner;
CREATE FUNCTION callout.unplanned_row(j callout.job, p_due timestamp with time zone, k callout.job_type, s callout.site) RETURNS json
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.unplanned_row(j callout.job, p_due timestamp with time zone, k callout.job_type, s callout.site) OWNER TO callout_owner;
CREATE FUNCTION callout.user_create(p_login text, p_name text, p_role text, p_password_hash text, p_territories text[]) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.user_create(p_login text, p_name text, p_role text, p_password_hash text, p_territories text[]) OWNER TO callout_owner;
CREATE FUNCTION callout.user_disable(p_login text, p_disabled boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.user_disable(p_login text, p_disabled boolean) OWNER TO callout_owner;
CREATE TABLE callout.app_user (
    id bigint NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    password_hash text NOT NULL,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT app_user_login_check CHECK ((login ~ '^[a-z0-9][a-z0-9_.@+-]{0,63}$'::text))
);
ALTER TABLE callout.app_user OWNER TO callout_owner;
CREATE FUNCTION callout.user_find(p_login text) RETURNS callout.app_user
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.user_find(p_login text) OWNER TO callout_owner;
CREATE FUNCTION callout.user_json(p_user bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.user_json(p_user bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.user_list() RETURNS TABLE(login text, name text, role text, territories text, created_at text, disabled_at text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.user_list() OWNER TO callout_owner;
CREATE FUNCTION callout.user_password_set(p_login text, p_password_hash text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.user_password_set(p_login text, p_password_hash text) OWNER TO callout_owner;
CREATE FUNCTION callout.user_row(p_user bigint) RETURNS TABLE(user_id bigint, login text, name text, role text, territories bigint[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.user_row(p_user bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.van_note(p_technicians bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.van_note(p_technicians bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.van_parts(p_technician bigint) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.van_parts(p_technician bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.version_move() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.version_move() OWNER TO callout_owner;
CREATE FUNCTION callout.version_step_move() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.version_step_move() OWNER TO callout_owner;
CREATE FUNCTION callout.visit_begun(p_state text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.visit_begun(p_state text) OWNER TO callout_owner;
CREATE FUNCTION callout.visit_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visit_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.visit_hold_check() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp'
    SET enable_nestloop TO 'off';
ALTER FUNCTION callout.visit_hold_check() OWNER TO callout_owner;
CREATE FUNCTION callout.visit_is_over(v callout.visit, p_zone text) RETURNS boolean
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.visit_is_over(v callout.visit, p_zone text) OWNER TO callout_owner;
CREATE FUNCTION callout.visit_json(v callout.visit) RETURNS json
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.visit_json(v callout.visit) OWNER TO callout_owner;
CREATE FUNCTION callout.visit_live(p_state text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION callout.visit_live(p_state text) OWNER TO callout_owner;
CREATE FUNCTION callout.visit_lock(p_actor bigint, p_visit bigint, p_others jsonb DEFAULT '[]'::jsonb) RETURNS callout.visit
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visit_lock(p_actor bigint, p_visit bigint, p_others jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.visit_movable(v callout.visit, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.visit_movable(v callout.visit, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO callout_owner;
CREATE FUNCTION callout.visit_report(p_device bigint, p_request text, p_visit callout.visit, p_body jsonb, p_at timestamp with time zone, p_seq bigint DEFAULT 0, p_made timestamp with time zone DEFAULT NULL::timestamp with time zone, p_verdict text DEFAULT 'applied'::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visit_report(p_device bigint, p_request text, p_visit callout.visit, p_body jsonb, p_at timestamp with time zone, p_seq bigint, p_made timestamp with time zone, p_verdict text) OWNER TO callout_owner;
CREATE FUNCTION callout.visit_revise() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visit_revise() OWNER TO callout_owner;
CREATE FUNCTION callout.visit_row(v callout.visit, j callout.job, s callout.site) RETURNS json
    LANGUAGE sql STABLE;
ALTER FUNCTION callout.visit_row(v callout.visit, j callout.job, s callout.site) OWNER TO callout_owner;
CREATE FUNCTION callout.visit_touch(p_jobs bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visit_touch(p_jobs bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.visit_troubles(p_technician bigint) RETURNS TABLE(visit bigint, job bigint, territory bigint, title text, planned tstzrange, rule text, text text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visit_troubles(p_technician bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.visit_unassign(p_actor bigint, p_request text, p_visit bigint, p_version bigint, p_why text DEFAULT NULL::text, p_others jsonb DEFAULT '[]'::jsonb, p_seen jsonb DEFAULT NULL::jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visit_unassign(p_actor bigint, p_request text, p_visit bigint, p_version bigint, p_why text, p_others jsonb, p_seen jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.visit_update(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visit_update(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.visits_miss(p_limit integer DEFAULT 500) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visits_miss(p_limit integer) OWNER TO callout_owner;
CREATE FUNCTION callout.visits_overlap(p_visits bigint[]) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visits_overlap(p_visits bigint[]) OWNER TO callout_owner;
CREATE FUNCTION callout.visits_read(p_changes jsonb) RETURNS callout.visit_change[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visits_read(p_changes jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.visits_refuse(p_changes callout.visit_change[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visits_refuse(p_changes callout.visit_change[]) OWNER TO callout_owner;
CREATE FUNCTION callout.visits_withdraw(p_actor bigint, p_request text, p_job bigint, p_why text, p_begun boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visits_withdraw(p_actor bigint, p_request text, p_job bigint, p_why text, p_begun boolean) OWNER TO callout_owner;
CREATE FUNCTION callout.visits_write(p_actor bigint, p_request text, p_changes jsonb, p_seen jsonb DEFAULT NULL::jsonb, p_why text DEFAULT NULL::text, p_cause text DEFAULT NULL::text) RETURNS bigint[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.visits_write(p_actor bigint, p_request text, p_changes jsonb, p_seen jsonb, p_why text, p_cause text) OWNER TO callout_owner;
CREATE TABLE callout.shift_pattern (
    id bigint NOT NULL,
    technician_id bigint NOT NULL,
    weekday smallint NOT NULL,
    starts time without time zone NOT NULL,
    ends time without time zone NOT NULL,
    valid daterange DEFAULT daterange(NULL::date, NULL::date) NOT NULL,
    break_from time without time zone,
    break_to time without time zone,
    break_min smallint,
    CONSTRAINT shift_pattern_break_min_check CHECK (((break_min >= 1) AND (break_min <= 240))),
    CONSTRAINT shift_pattern_check CHECK ((num_nulls(break_from, break_to, break_min) = ANY (ARRAY[0, 3]))),
    CONSTRAINT shift_pattern_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7)))
);
ALTER TABLE callout.shift_pattern OWNER TO callout_owner;
CREATE FUNCTION callout.week_check_break(p callout.shift_pattern, p_at text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.week_check_break(p callout.shift_pattern, p_at text) OWNER TO callout_owner;
CREATE FUNCTION callout.week_clear(p_technician bigint) RETURNS date
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.week_clear(p_technician bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.week_fill(p_technician bigint, p_last date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.week_fill(p_technician bigint, p_last date) OWNER TO callout_owner;
CREATE FUNCTION callout.week_get(p_actor bigint, p_id bigint) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.week_get(p_actor bigint, p_id bigint) OWNER TO callout_owner;
CREATE FUNCTION callout.week_is(p_technician bigint, p_week callout.shift_pattern[]) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.week_is(p_technician bigint, p_week callout.shift_pattern[]) OWNER TO callout_owner;
CREATE FUNCTION callout.week_json(t callout.technician) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.week_json(t callout.technician) OWNER TO callout_owner;
CREATE FUNCTION callout.week_minutes(p callout.shift_pattern) RETURNS int4multirange
    LANGUAGE sql IMMUTABLE;
ALTER FUNCTION callout.week_minutes(p callout.shift_pattern) OWNER TO callout_owner;
CREATE FUNCTION callout.week_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) RETURNS TABLE(body json, version bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.week_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.week_read(p_technician bigint, p_body jsonb) RETURNS SETOF callout.shift_pattern
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.week_read(p_technician bigint, p_body jsonb) OWNER TO callout_owner;
CREATE FUNCTION callout.zone_check() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'callout', 'pg_temp';
ALTER FUNCTION callout.zone_check() OWNER TO callout_owner;
ALTER TABLE callout.absence ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.absence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.api_key (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    label text NOT NULL,
    key_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT api_key_key_hash_check CHECK ((length(key_hash) = 32))
);
ALTER TABLE callout.api_key OWNER TO callout_owner;
ALTER TABLE callout.api_key ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.api_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.app_role (
    name text NOT NULL
);
ALTER TABLE callout.app_role OWNER TO callout_owner;
ALTER TABLE callout.app_user ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.app_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.app_user_territory (
    user_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE callout.app_user_territory OWNER TO callout_owner;
ALTER TABLE callout.asset ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.asset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE callout.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE callout.business_calendar ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.business_calendar_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.business_hours (
    calendar_id bigint NOT NULL,
    weekday smallint NOT NULL,
    minutes int4range NOT NULL,
    CONSTRAINT business_hours_minutes_check CHECK (((NOT isempty(minutes)) AND (minutes <@ int4range(0, 1440, '[)'::text)))),
    CONSTRAINT business_hours_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7)))
);
ALTER TABLE callout.business_hours OWNER TO callout_owner;
ALTER TABLE callout.calendar_link ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.calendar_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE callout.contact ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE callout.customer ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.customer_visitor (
    customer_id bigint NOT NULL,
    technician_id bigint NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE callout.customer_visitor OWNER TO callout_owner;
ALTER TABLE callout.device ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.device_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.enrol_code (
    code_hash bytea NOT NULL,
    technician_id bigint NOT NULL,
    created_by bigint,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    device_id bigint,
    CONSTRAINT enrol_code_code_hash_check CHECK ((length(code_hash) = 32))
);
ALTER TABLE callout.enrol_code OWNER TO callout_owner;
CREATE TABLE callout.feed (
    scope_id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    object_id bigint NOT NULL,
    op text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    changed_at timestamp with time zone NOT NULL
);
ALTER TABLE callout.feed OWNER TO callout_owner;
CREATE UNLOGGED TABLE callout.feed_mark (
    txid xid8 NOT NULL
);
ALTER TABLE callout.feed_mark OWNER TO callout_owner;
CREATE UNLOGGED TABLE callout.feed_note (
    txid xid8 NOT NULL,
    scope_id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    object_id bigint NOT NULL
);
ALTER TABLE callout.feed_note OWNER TO callout_owner;
CREATE TABLE callout.feed_scope (
    id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    object_id bigint NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    floor bigint DEFAULT 0 NOT NULL,
    CONSTRAINT feed_scope_kind_check CHECK ((kind = ANY (ARRAY['technician'::text, 'pool'::text, 'means'::text, 'notices'::text])))
)
WITH (fillfactor='70');
ALTER TABLE callout.feed_scope OWNER TO callout_owner;
ALTER TABLE callout.feed_scope ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.feed_scope_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.follow_told (
    job_id bigint NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C",
    at timestamp with time zone NOT NULL
);
ALTER TABLE callout.follow_told OWNER TO callout_owner;
CREATE TABLE callout.holiday (
    calendar_id bigint NOT NULL,
    day date NOT NULL,
    name text NOT NULL
);
ALTER TABLE callout.holiday OWNER TO callout_owner;
CREATE SEQUENCE callout.import_batch
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER TABLE callout.import_batch OWNER TO callout_owner;
CREATE UNLOGGED TABLE callout.import_note (
    batch bigint NOT NULL,
    line integer NOT NULL,
    col text,
    level text NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    hint text,
    CONSTRAINT import_note_level_check CHECK ((level = ANY (ARRAY['bad'::text, 'skipped'::text, 'note'::text, 'created'::text])))
);
ALTER TABLE callout.import_note OWNER TO callout_owner;
CREATE UNLOGGED TABLE callout.import_request (
    batch bigint NOT NULL,
    line integer NOT NULL,
    fate text DEFAULT 'new'::text NOT NULL,
    external_id text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    target_at timestamp with time zone,
    earliest_start timestamp with time zone,
    due_at timestamp with time zone,
    type text NOT NULL,
    title text,
    description text,
    skill text,
    territory text,
    site_key text NOT NULL,
    site_name text,
    address text,
    access_notes text,
    customer text NOT NULL,
    customer_key text NOT NULL,
    outcome text,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    priority smallint,
    duration_min integer,
    crew_size smallint,
    on_time boolean,
    territory_id bigint,
    job_type_id bigint,
    skill_id bigint,
    customer_id bigint,
    site_id bigint,
    job_id bigint
);
ALTER TABLE callout.import_request OWNER TO callout_owner;
CREATE UNLOGGED TABLE callout.import_row (
    batch bigint NOT NULL,
    line integer NOT NULL,
    cells jsonb NOT NULL,
    fate text DEFAULT 'new'::text NOT NULL,
    CONSTRAINT import_row_fate_check CHECK ((fate = ANY (ARRAY['new'::text, 'there'::text, 'skipped'::text, 'bad'::text])))
);
ALTER TABLE callout.import_row OWNER TO callout_owner;
ALTER TABLE callout.job ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.job_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.job_part (
    job_id bigint NOT NULL,
    part_id bigint NOT NULL,
    amount integer NOT NULL,
    CONSTRAINT job_part_amount_check CHECK (((amount >= 1) AND (amount <= 100000)))
);
ALTER TABLE callout.job_part OWNER TO callout_owner;
CREATE TABLE callout.job_skill (
    job_id bigint NOT NULL,
    skill_id bigint NOT NULL,
    min_level smallint DEFAULT 1 NOT NULL,
    CONSTRAINT job_skill_min_level_check CHECK (((min_level >= 1) AND (min_level <= 10)))
);
ALTER TABLE callout.job_skill OWNER TO callout_owner;
CREATE TABLE callout.job_task (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    "position" smallint NOT NULL,
    text text NOT NULL,
    required boolean DEFAULT false NOT NULL,
    done_at timestamp with time zone,
    done_by bigint,
    CONSTRAINT job_task_check CHECK (((done_at IS NOT NULL) OR (done_by IS NULL))),
    CONSTRAINT job_task_position_check CHECK ((("position" >= 1) AND ("position" <= 100))),
    CONSTRAINT job_task_text_check CHECK (((length(text) >= 1) AND (length(text) <= 200)))
);
ALTER TABLE callout.job_task OWNER TO callout_owner;
ALTER TABLE callout.job_task ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.job_task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.job_technician (
    job_id bigint NOT NULL,
    technician_id bigint NOT NULL,
    relation text NOT NULL,
    CONSTRAINT job_technician_relation_check CHECK ((relation = ANY (ARRAY['required'::text, 'preferred'::text, 'excluded'::text])))
);
ALTER TABLE callout.job_technician OWNER TO callout_owner;
CREATE TABLE callout.job_tool (
    job_id bigint NOT NULL,
    tool_id bigint NOT NULL
);
ALTER TABLE callout.job_tool OWNER TO callout_owner;
ALTER TABLE callout.job_type ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.job_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.job_type_part (
    job_type_id bigint NOT NULL,
    part_id bigint NOT NULL,
    amount integer NOT NULL,
    CONSTRAINT job_type_part_amount_check CHECK (((amount >= 1) AND (amount <= 100000)))
);
ALTER TABLE callout.job_type_part OWNER TO callout_owner;
CREATE TABLE callout.job_type_skill (
    job_type_id bigint NOT NULL,
    skill_id bigint NOT NULL,
    min_level smallint DEFAULT 1 NOT NULL,
    CONSTRAINT job_type_skill_min_level_check CHECK (((min_level >= 1) AND (min_level <= 10)))
);
ALTER TABLE callout.job_type_skill OWNER TO callout_owner;
CREATE TABLE callout.job_type_task (
    job_type_id bigint NOT NULL,
    "position" smallint NOT NULL,
    text text NOT NULL,
    required boolean DEFAULT false NOT NULL,
    CONSTRAINT job_type_task_position_check CHECK ((("position" >= 1) AND ("position" <= 100))),
    CONSTRAINT job_type_task_text_check CHECK (((length(text) >= 1) AND (length(text) <= 200)))
);
ALTER TABLE callout.job_type_task OWNER TO callout_owner;
CREATE TABLE callout.job_type_tool (
    job_type_id bigint NOT NULL,
    tool_id bigint NOT NULL
);
ALTER TABLE callout.job_type_tool OWNER TO callout_owner;
CREATE TABLE callout.lease_holder (
    holder uuid NOT NULL,
    name text NOT NULL,
    most integer NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT lease_holder_most_check CHECK ((most >= 0)),
    CONSTRAINT lease_holder_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
ALTER TABLE callout.lease_holder OWNER TO callout_owner;
CREATE TABLE callout.legal_state (
    machine text NOT NULL,
    state text NOT NULL,
    live boolean NOT NULL,
    initial boolean DEFAULT false NOT NULL
);
ALTER TABLE callout.legal_state OWNER TO callout_owner;
CREATE TABLE callout.legal_step (
    machine text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL
);
ALTER TABLE callout.legal_step OWNER TO callout_owner;
CREATE TABLE callout.login_throttle (
    key text NOT NULL,
    failures integer NOT NULL,
    last_at timestamp with time zone NOT NULL
);
ALTER TABLE callout.login_throttle OWNER TO callout_owner;
CREATE TABLE callout.meter_reading (
    uid uuid NOT NULL,
    technician_id bigint NOT NULL,
    asset_id bigint,
    job_id bigint,
    name text NOT NULL,
    value numeric NOT NULL,
    unit text,
    at timestamp with time zone NOT NULL,
    CONSTRAINT meter_reading_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
ALTER TABLE callout.meter_reading OWNER TO callout_owner;
ALTER TABLE callout.notice ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.organisation (
    one boolean DEFAULT true NOT NULL,
    name text NOT NULL,
    epoch bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT organisation_one_check CHECK (one)
);
ALTER TABLE callout.organisation OWNER TO callout_owner;
CREATE TABLE callout.outbox (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    topic text NOT NULL COLLATE pg_catalog."C",
    body jsonb NOT NULL,
    sent_at timestamp with time zone
);
ALTER TABLE callout.outbox OWNER TO callout_owner;
ALTER TABLE callout.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE callout.part ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.part_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.part_use (
    uid uuid NOT NULL,
    technician_id bigint NOT NULL,
    part_id bigint NOT NULL,
    job_id bigint,
    visit_id bigint,
    use text NOT NULL COLLATE pg_catalog."C",
    quantity integer NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT part_use_quantity_check CHECK (((quantity >= 1) AND (quantity <= 100000))),
    CONSTRAINT part_use_use_check CHECK ((use = ANY (ARRAY['used'::text, 'returned'::text, 'broken'::text, 'taken'::text])))
);
ALTER TABLE callout.part_use OWNER TO callout_owner;
CREATE TABLE callout.plan_rule (
    name text NOT NULL COLLATE pg_catalog."C",
    place smallint NOT NULL,
    mode text NOT NULL COLLATE pg_catalog."C",
    fixed boolean DEFAULT false NOT NULL,
    weight numeric(8,2) NOT NULL,
    unit text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT plan_rule_mode_check CHECK ((mode = ANY (ARRAY['hard'::text, 'soft'::text, 'off'::text]))),
    CONSTRAINT plan_rule_weight_check CHECK (((weight >= (0)::numeric) AND (weight <= (10000)::numeric)))
);
ALTER TABLE callout.plan_rule OWNER TO callout_owner;
CREATE TABLE callout.policy_rule (
    territory_id bigint NOT NULL,
    rule text NOT NULL COLLATE pg_catalog."C",
    mode text NOT NULL COLLATE pg_catalog."C",
    weight numeric(8,2) NOT NULL,
    CONSTRAINT policy_rule_mode_check CHECK ((mode = ANY (ARRAY['hard'::text, 'soft'::text, 'off'::text]))),
    CONSTRAINT policy_rule_weight_check CHECK (((weight >= (0)::numeric) AND (weight <= (10000)::numeric)))
);
ALTER TABLE callout.policy_rule OWNER TO callout_owner;
CREATE TABLE callout."position" (
    technician_id bigint NOT NULL,
    device_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    accuracy_m double precision
);
ALTER TABLE callout."position" OWNER TO callout_owner;
ALTER TABLE callout.proposal ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.proposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE callout.review ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.schema_migration (
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE callout.schema_migration OWNER TO callout_owner;
CREATE TABLE callout.session (
    token_hash bytea NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT session_token_hash_check CHECK ((length(token_hash) = 32))
);
ALTER TABLE callout.session OWNER TO callout_owner;
CREATE TABLE callout.shift_break (
    shift_id bigint NOT NULL,
    within tstzrange NOT NULL,
    minutes smallint NOT NULL,
    CONSTRAINT shift_break_minutes_check CHECK (((minutes >= 1) AND (minutes <= 240))),
    CONSTRAINT shift_break_within_check CHECK ((NOT isempty(within)))
);
ALTER TABLE callout.shift_break OWNER TO callout_owner;
CREATE TABLE callout.shift_day (
    technician_id bigint NOT NULL,
    day date NOT NULL
);
ALTER TABLE callout.shift_day OWNER TO callout_owner;
CREATE TABLE callout.shift_horizon (
    technician_id bigint NOT NULL,
    until date NOT NULL
);
ALTER TABLE callout.shift_horizon OWNER TO callout_owner;
ALTER TABLE callout.shift ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.shift_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE callout.shift_pattern ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.shift_pattern_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.site_access_hours (
    site_id bigint NOT NULL,
    weekday smallint NOT NULL,
    minutes int4range NOT NULL,
    CONSTRAINT site_access_hours_minutes_check CHECK (((NOT isempty(minutes)) AND (minutes <@ int4range(0, 1440, '[)'::text)))),
    CONSTRAINT site_access_hours_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7)))
);
ALTER TABLE callout.site_access_hours OWNER TO callout_owner;
ALTER TABLE callout.site ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.site_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE callout.site_note ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.site_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE callout.skill ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.skill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.sla_clock (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    kind text NOT NULL,
    state text DEFAULT 'running'::text NOT NULL,
    target_min integer NOT NULL,
    due_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT sla_clock_check CHECK (((state = 'paused'::text) = (due_at IS NULL))),
    CONSTRAINT sla_clock_kind_check CHECK ((kind = ANY (ARRAY['respond'::text, 'resolve'::text]))),
    CONSTRAINT sla_clock_target_min_check CHECK ((target_min > 0))
);
ALTER TABLE callout.sla_clock OWNER TO callout_owner;
ALTER TABLE callout.sla_clock ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.sla_clock_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.sla_clock_interval (
    clock_id bigint NOT NULL,
    during tstzrange NOT NULL,
    state text NOT NULL,
    reason text,
    CONSTRAINT sla_clock_interval_check CHECK (((state = 'paused'::text) = (reason IS NOT NULL))),
    CONSTRAINT sla_clock_interval_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text])))
);
ALTER TABLE callout.sla_clock_interval OWNER TO callout_owner;
CREATE TABLE callout.sla_clock_milestone (
    clock_id bigint NOT NULL,
    milestone_id bigint NOT NULL,
    due_at timestamp with time zone,
    fired_at timestamp with time zone
);
ALTER TABLE callout.sla_clock_milestone OWNER TO callout_owner;
CREATE TABLE callout.sla_milestone (
    id bigint NOT NULL,
    policy_id bigint NOT NULL,
    kind text NOT NULL,
    percent smallint NOT NULL,
    action text NOT NULL,
    level smallint,
    CONSTRAINT sla_milestone_action_check CHECK ((action = ANY (ARRAY['notify'::text, 'raise_priority'::text, 'escalate'::text]))),
    CONSTRAINT sla_milestone_check CHECK (((action = 'escalate'::text) = (level IS NOT NULL))),
    CONSTRAINT sla_milestone_kind_check CHECK ((kind = ANY (ARRAY['respond'::text, 'resolve'::text]))),
    CONSTRAINT sla_milestone_level_check CHECK (((level >= 1) AND (level <= 9))),
    CONSTRAINT sla_milestone_percent_check CHECK (((percent >= 1) AND (percent <= 1000)))
);
ALTER TABLE callout.sla_milestone OWNER TO callout_owner;
ALTER TABLE callout.sla_milestone ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.sla_milestone_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE callout.sla_policy ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.sla_policy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.sla_target (
    policy_id bigint NOT NULL,
    priority smallint NOT NULL,
    kind text NOT NULL,
    minutes integer NOT NULL,
    CONSTRAINT sla_target_kind_check CHECK ((kind = ANY (ARRAY['respond'::text, 'resolve'::text]))),
    CONSTRAINT sla_target_minutes_check CHECK (((minutes >= 1) AND (minutes <= 525600))),
    CONSTRAINT sla_target_priority_check CHECK (((priority >= 1) AND (priority <= 5)))
);
ALTER TABLE callout.sla_target OWNER TO callout_owner;
ALTER TABLE callout.slot_hold ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.slot_hold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE callout.technician ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.technician_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.technician_part (
    technician_id bigint NOT NULL,
    part_id bigint NOT NULL,
    amount integer NOT NULL,
    CONSTRAINT technician_part_amount_check CHECK (((amount >= '-100000'::integer) AND (amount <= 100000)))
);
ALTER TABLE callout.technician_part OWNER TO callout_owner;
CREATE TABLE callout.technician_skill (
    technician_id bigint NOT NULL,
    skill_id bigint NOT NULL,
    level smallint NOT NULL,
    certified daterange NOT NULL,
    CONSTRAINT technician_skill_certified_check CHECK ((NOT isempty(certified))),
    CONSTRAINT technician_skill_level_check CHECK (((level >= 1) AND (level <= 10)))
);
ALTER TABLE callout.technician_skill OWNER TO callout_owner;
CREATE TABLE callout.technician_tool (
    technician_id bigint NOT NULL,
    tool_id bigint NOT NULL
);
ALTER TABLE callout.technician_tool OWNER TO callout_owner;
ALTER TABLE callout.territory ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.territory_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.territory_lease (
    territory_id bigint NOT NULL,
    holder uuid,
    name text,
    epoch bigint DEFAULT 0 NOT NULL,
    expires_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    taken_at timestamp with time zone,
    CONSTRAINT territory_lease_check CHECK (((holder IS NULL) = (name IS NULL)))
);
ALTER TABLE callout.territory_lease OWNER TO callout_owner;
CREATE TABLE callout.territory_neighbour (
    territory_id bigint NOT NULL,
    neighbour_id bigint NOT NULL,
    CONSTRAINT territory_neighbour_check CHECK ((territory_id <> neighbour_id))
);
ALTER TABLE callout.territory_neighbour OWNER TO callout_owner;
CREATE TABLE callout.time_entry (
    uid uuid NOT NULL,
    technician_id bigint NOT NULL,
    job_id bigint,
    visit_id bigint,
    kind text NOT NULL COLLATE pg_catalog."C",
    during tstzrange NOT NULL,
    CONSTRAINT time_entry_during_check CHECK (((NOT isempty(during)) AND (NOT lower_inf(during)) AND (NOT upper_inf(during)))),
    CONSTRAINT time_entry_kind_check CHECK ((kind = ANY (ARRAY['work'::text, 'travel'::text, 'break'::text, 'other'::text])))
);
ALTER TABLE callout.time_entry OWNER TO callout_owner;
ALTER TABLE callout.tool ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.tool_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE callout.travel_place (
    profile text NOT NULL COLLATE pg_catalog."C",
    cell bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL
);
ALTER TABLE callout.travel_place OWNER TO callout_owner;
CREATE TABLE callout.travel_report (
    visit_id bigint NOT NULL,
    from_cell bigint,
    to_cell bigint,
    seconds integer,
    at timestamp with time zone NOT NULL,
    CONSTRAINT travel_report_check CHECK ((((from_cell IS NULL) = (to_cell IS NULL)) AND ((from_cell IS NULL) = (seconds IS NULL))))
);
ALTER TABLE callout.travel_report OWNER TO callout_owner;
CREATE TABLE callout.travel_setting (
    one boolean DEFAULT true NOT NULL,
    provider text DEFAULT 'crow'::text NOT NULL COLLATE pg_catalog."C",
    profile text DEFAULT 'driving'::text NOT NULL COLLATE pg_catalog."C",
    learn boolean DEFAULT false NOT NULL,
    failing_since timestamp with time zone,
    failing text,
    noticed_at timestamp with time zone,
    CONSTRAINT travel_setting_check CHECK (((failing_since IS NULL) = (failing IS NULL))),
    CONSTRAINT travel_setting_one_check CHECK (one),
    CONSTRAINT travel_setting_provider_check CHECK ((provider = ANY (ARRAY['crow'::text, 'osrm'::text])))
);
ALTER TABLE callout.travel_setting OWNER TO callout_owner;
CREATE TABLE callout.travel_time (
    profile text NOT NULL COLLATE pg_catalog."C",
    from_cell bigint NOT NULL,
    to_cell bigint NOT NULL,
    source text NOT NULL COLLATE pg_catalog."C",
    seconds integer,
    metres integer,
    samples integer DEFAULT 1 NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    CONSTRAINT travel_time_check CHECK ((to_cell <> from_cell)),
    CONSTRAINT travel_time_metres_check CHECK ((metres >= 0)),
    CONSTRAINT travel_time_seconds_check CHECK (((seconds >= 0) AND (seconds <= 604800))),
    CONSTRAINT travel_time_source_check CHECK ((source = ANY (ARRAY['osrm'::text, 'learnt'::text])))
);
ALTER TABLE callout.travel_time OWNER TO callout_owner;
CREATE TABLE callout.travel_turn (
    territory_id bigint NOT NULL,
    next_at timestamp with time zone NOT NULL
);
ALTER TABLE callout.travel_turn OWNER TO callout_owner;
ALTER TABLE callout.visit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME callout.visit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY callout.absence
    ADD CONSTRAINT absence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.absence
    ADD CONSTRAINT absence_technician_id_during_excl EXCLUDE USING gist (technician_id WITH =, during WITH &&);
ALTER TABLE ONLY callout.api_key
    ADD CONSTRAINT api_key_key_hash_key UNIQUE (key_hash);
ALTER TABLE ONLY callout.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.app_role
    ADD CONSTRAINT app_role_pkey PRIMARY KEY (name);
ALTER TABLE ONLY callout.app_user
    ADD CONSTRAINT app_user_login_key UNIQUE (login);
ALTER TABLE ONLY callout.app_user
    ADD CONSTRAINT app_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.app_user_territory
    ADD CONSTRAINT app_user_territory_pkey PRIMARY KEY (user_id, territory_id);
ALTER TABLE ONLY callout.asset
    ADD CONSTRAINT asset_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.asset
    ADD CONSTRAINT asset_source_external_id_key UNIQUE (source, external_id);
ALTER TABLE ONLY callout.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.blob
    ADD CONSTRAINT blob_pkey PRIMARY KEY (uid);
ALTER TABLE ONLY callout.business_calendar
    ADD CONSTRAINT business_calendar_code_key UNIQUE (code);
ALTER TABLE ONLY callout.business_calendar
    ADD CONSTRAINT business_calendar_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.business_hours
    ADD CONSTRAINT business_hours_calendar_id_weekday_minutes_excl EXCLUDE USING gist (calendar_id WITH =, weekday WITH =, minutes WITH &&);
ALTER TABLE ONLY callout.calendar_link
    ADD CONSTRAINT calendar_link_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.calendar_link
    ADD CONSTRAINT calendar_link_secret_hash_key UNIQUE (secret_hash);
ALTER TABLE ONLY callout.contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.customer
    ADD CONSTRAINT customer_source_external_id_key UNIQUE (source, external_id);
ALTER TABLE ONLY callout.customer_visitor
    ADD CONSTRAINT customer_visitor_pkey PRIMARY KEY (customer_id);
ALTER TABLE ONLY callout.device
    ADD CONSTRAINT device_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.device_token
    ADD CONSTRAINT device_token_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY callout.enrol_code
    ADD CONSTRAINT enrol_code_pkey PRIMARY KEY (code_hash);
ALTER TABLE ONLY callout.fact
    ADD CONSTRAINT fact_pkey PRIMARY KEY (device_id, seq);
ALTER TABLE ONLY callout.fact
    ADD CONSTRAINT fact_uid_key UNIQUE (uid);
ALTER TABLE ONLY callout.feed_mark
    ADD CONSTRAINT feed_mark_pkey PRIMARY KEY (txid);
ALTER TABLE ONLY callout.feed
    ADD CONSTRAINT feed_pkey PRIMARY KEY (scope_id, kind, object_id);
ALTER TABLE ONLY callout.feed_scope
    ADD CONSTRAINT feed_scope_kind_object_id_key UNIQUE (kind, object_id);
ALTER TABLE ONLY callout.feed_scope
    ADD CONSTRAINT feed_scope_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.follow_told
    ADD CONSTRAINT follow_told_pkey PRIMARY KEY (job_id, reason);
ALTER TABLE ONLY callout.holiday
    ADD CONSTRAINT holiday_pkey PRIMARY KEY (calendar_id, day);
ALTER TABLE ONLY callout.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (user_id, key_hash);
ALTER TABLE ONLY callout.job_part
    ADD CONSTRAINT job_part_pkey PRIMARY KEY (job_id, part_id);
ALTER TABLE ONLY callout.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.job_precedence
    ADD CONSTRAINT job_precedence_pkey PRIMARY KEY (job_id, after_id);
ALTER TABLE ONLY callout.job_skill
    ADD CONSTRAINT job_skill_pkey PRIMARY KEY (job_id, skill_id);
ALTER TABLE ONLY callout.job
    ADD CONSTRAINT job_source_external_id_key UNIQUE (source, external_id);
ALTER TABLE ONLY callout.job_task
    ADD CONSTRAINT job_task_job_id_position_key UNIQUE (job_id, "position") DEFERRABLE;
ALTER TABLE ONLY callout.job_task
    ADD CONSTRAINT job_task_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.job_technician
    ADD CONSTRAINT job_technician_pkey PRIMARY KEY (job_id, technician_id);
ALTER TABLE ONLY callout.job_tool
    ADD CONSTRAINT job_tool_pkey PRIMARY KEY (job_id, tool_id);
ALTER TABLE ONLY callout.job_type
    ADD CONSTRAINT job_type_code_key UNIQUE (code);
ALTER TABLE ONLY callout.job_type_part
    ADD CONSTRAINT job_type_part_pkey PRIMARY KEY (job_type_id, part_id);
ALTER TABLE ONLY callout.job_type
    ADD CONSTRAINT job_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.job_type_skill
    ADD CONSTRAINT job_type_skill_pkey PRIMARY KEY (job_type_id, skill_id);
ALTER TABLE ONLY callout.job_type_task
    ADD CONSTRAINT job_type_task_pkey PRIMARY KEY (job_type_id, "position");
ALTER TABLE ONLY callout.job_type_tool
    ADD CONSTRAINT job_type_tool_pkey PRIMARY KEY (job_type_id, tool_id);
ALTER TABLE ONLY callout.lease_holder
    ADD CONSTRAINT lease_holder_pkey PRIMARY KEY (holder);
ALTER TABLE ONLY callout.legal_state
    ADD CONSTRAINT legal_state_pkey PRIMARY KEY (machine, state);
ALTER TABLE ONLY callout.legal_step
    ADD CONSTRAINT legal_step_pkey PRIMARY KEY (machine, from_state, to_state);
ALTER TABLE ONLY callout.login_throttle
    ADD CONSTRAINT login_throttle_pkey PRIMARY KEY (key);
ALTER TABLE ONLY callout.meter_reading
    ADD CONSTRAINT meter_reading_pkey PRIMARY KEY (uid);
ALTER TABLE ONLY callout.notice
    ADD CONSTRAINT notice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.organisation
    ADD CONSTRAINT organisation_pkey PRIMARY KEY (one);
ALTER TABLE ONLY callout.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.part
    ADD CONSTRAINT part_code_key UNIQUE (code);
ALTER TABLE ONLY callout.part
    ADD CONSTRAINT part_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.part_use
    ADD CONSTRAINT part_use_pkey PRIMARY KEY (uid);
ALTER TABLE ONLY callout.plan_rule
    ADD CONSTRAINT plan_rule_pkey PRIMARY KEY (name);
ALTER TABLE ONLY callout.plan_rule
    ADD CONSTRAINT plan_rule_place_key UNIQUE (place);
ALTER TABLE ONLY callout.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (territory_id);
ALTER TABLE ONLY callout.policy_rule
    ADD CONSTRAINT policy_rule_pkey PRIMARY KEY (territory_id, rule);
ALTER TABLE ONLY callout.proposal
    ADD CONSTRAINT proposal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.proposal_visit
    ADD CONSTRAINT proposal_visit_pkey PRIMARY KEY (proposal_id, "position");
ALTER TABLE ONLY callout.review
    ADD CONSTRAINT review_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);
ALTER TABLE ONLY callout.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY callout.shift_break
    ADD CONSTRAINT shift_break_pkey PRIMARY KEY (shift_id, within);
ALTER TABLE ONLY callout.shift_day
    ADD CONSTRAINT shift_day_pkey PRIMARY KEY (technician_id, day);
ALTER TABLE ONLY callout.shift_horizon
    ADD CONSTRAINT shift_horizon_pkey PRIMARY KEY (technician_id);
ALTER TABLE ONLY callout.shift_pattern
    ADD CONSTRAINT shift_pattern_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.shift
    ADD CONSTRAINT shift_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.shift
    ADD CONSTRAINT shift_technician_id_during_excl EXCLUDE USING gist (technician_id WITH =, during WITH &&);
ALTER TABLE ONLY callout.site_access_hours
    ADD CONSTRAINT site_access_hours_site_id_weekday_minutes_excl EXCLUDE USING gist (site_id WITH =, weekday WITH =, minutes WITH &&);
ALTER TABLE ONLY callout.site_note
    ADD CONSTRAINT site_note_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.site_note
    ADD CONSTRAINT site_note_uid_key UNIQUE (uid);
ALTER TABLE ONLY callout.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.site
    ADD CONSTRAINT site_source_external_id_key UNIQUE (source, external_id);
ALTER TABLE ONLY callout.skill
    ADD CONSTRAINT skill_code_key UNIQUE (code);
ALTER TABLE ONLY callout.skill
    ADD CONSTRAINT skill_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.sla_clock_interval
    ADD CONSTRAINT sla_clock_interval_clock_id_during_excl EXCLUDE USING gist (clock_id WITH =, during WITH &&);
ALTER TABLE ONLY callout.sla_clock
    ADD CONSTRAINT sla_clock_job_id_kind_key UNIQUE (job_id, kind);
ALTER TABLE ONLY callout.sla_clock_milestone
    ADD CONSTRAINT sla_clock_milestone_pkey PRIMARY KEY (clock_id, milestone_id);
ALTER TABLE ONLY callout.sla_clock
    ADD CONSTRAINT sla_clock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.sla_milestone
    ADD CONSTRAINT sla_milestone_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.sla_milestone
    ADD CONSTRAINT sla_milestone_policy_id_kind_percent_action_key UNIQUE (policy_id, kind, percent, action);
ALTER TABLE ONLY callout.sla_policy
    ADD CONSTRAINT sla_policy_code_key UNIQUE (code);
ALTER TABLE ONLY callout.sla_policy
    ADD CONSTRAINT sla_policy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.sla_target
    ADD CONSTRAINT sla_target_pkey PRIMARY KEY (policy_id, priority, kind);
ALTER TABLE ONLY callout.slot_hold
    ADD CONSTRAINT slot_hold_no_overlap EXCLUDE USING gist (technician_id WITH =, planned WITH &&) WHERE ((state = 'held'::text));
ALTER TABLE ONLY callout.slot_hold
    ADD CONSTRAINT slot_hold_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.technician
    ADD CONSTRAINT technician_code_key UNIQUE (code);
ALTER TABLE ONLY callout.technician_part
    ADD CONSTRAINT technician_part_pkey PRIMARY KEY (technician_id, part_id);
ALTER TABLE ONLY callout.technician
    ADD CONSTRAINT technician_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.technician_skill
    ADD CONSTRAINT technician_skill_technician_id_skill_id_certified_excl EXCLUDE USING gist (technician_id WITH =, skill_id WITH =, certified WITH &&);
ALTER TABLE ONLY callout.technician_tool
    ADD CONSTRAINT technician_tool_pkey PRIMARY KEY (technician_id, tool_id);
ALTER TABLE ONLY callout.technician
    ADD CONSTRAINT technician_uid_key UNIQUE (uid);
ALTER TABLE ONLY callout.territory
    ADD CONSTRAINT territory_code_key UNIQUE (code);
ALTER TABLE ONLY callout.territory_lease
    ADD CONSTRAINT territory_lease_pkey PRIMARY KEY (territory_id);
ALTER TABLE ONLY callout.territory_neighbour
    ADD CONSTRAINT territory_neighbour_pkey PRIMARY KEY (territory_id, neighbour_id);
ALTER TABLE ONLY callout.territory
    ADD CONSTRAINT territory_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.time_entry
    ADD CONSTRAINT time_entry_pkey PRIMARY KEY (uid);
ALTER TABLE ONLY callout.tool
    ADD CONSTRAINT tool_code_key UNIQUE (code);
ALTER TABLE ONLY callout.tool
    ADD CONSTRAINT tool_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.travel_place
    ADD CONSTRAINT travel_place_pkey PRIMARY KEY (profile, cell);
ALTER TABLE ONLY callout.travel_report
    ADD CONSTRAINT travel_report_pkey PRIMARY KEY (visit_id);
ALTER TABLE ONLY callout.travel_setting
    ADD CONSTRAINT travel_setting_pkey PRIMARY KEY (one);
ALTER TABLE ONLY callout.travel_time
    ADD CONSTRAINT travel_time_pkey PRIMARY KEY (profile, from_cell, to_cell, source);
ALTER TABLE ONLY callout.travel_turn
    ADD CONSTRAINT travel_turn_pkey PRIMARY KEY (territory_id);
ALTER TABLE ONLY callout.visit
    ADD CONSTRAINT visit_no_overlap EXCLUDE USING gist (technician_id WITH =, planned WITH &&) WHERE ((state = ANY (ARRAY['planned'::text, 'dispatched'::text, 'accepted'::text, 'en_route'::text, 'on_site'::text, 'paused'::text]))) DEFERRABLE;
ALTER TABLE ONLY callout.visit
    ADD CONSTRAINT visit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY callout.visit
    ADD CONSTRAINT visit_uid_key UNIQUE (uid);
CREATE INDEX asset_site ON callout.asset USING btree (site_id);
CREATE INDEX audit_object ON callout.audit USING btree (object_id, object_kind, id);
CREATE INDEX blob_due ON callout.blob USING btree (expires_at) WHERE (state = 'open'::text);
CREATE INDEX blob_open ON callout.blob USING btree (technician_id) WHERE (state = 'open'::text);
CREATE INDEX blob_removed ON callout.blob USING btree (removed_at) WHERE (state = ANY (ARRAY['removing'::text, 'gone'::text]));
CREATE INDEX blob_stored ON callout.blob USING btree (stored_at) WHERE (state = 'stored'::text);
CREATE INDEX calendar_link_technician ON callout.calendar_link USING btree (technician_id);
CREATE INDEX contact_customer ON callout.contact USING btree (customer_id);
CREATE INDEX device_revoked ON callout.device USING btree (revoked_at) WHERE (revoked_at IS NOT NULL);
CREATE INDEX device_technician ON callout.device USING btree (technician_id);
CREATE INDEX device_token_device ON callout.device_token USING btree (device_id, made_at);
CREATE INDEX fact_blob ON callout.fact USING btree ((
CASE
    WHEN (kind = 'correction'::text) THEN (body #>> '{content,blob}'::text[])
    ELSE (body ->> 'blob'::text)
END)) WHERE (
CASE
    WHEN (kind = 'correction'::text) THEN (body #>> '{content,blob}'::text[])
    ELSE (body ->> 'blob'::text)
END IS NOT NULL);
CREATE INDEX fact_job ON callout.fact USING btree (job_id, received_at);
CREATE INDEX fact_of ON callout.fact USING btree (of) WHERE (of IS NOT NULL);
CREATE INDEX fact_visit ON callout.fact USING btree (visit_id, received_at);
CREATE INDEX feed_note_txid ON callout.feed_note USING btree (txid);
CREATE UNIQUE INDEX feed_version ON callout.feed USING btree (scope_id, version);
CREATE INDEX idempotency_created ON callout.idempotency USING btree (created_at);
CREATE INDEX import_note_batch ON callout.import_note USING btree (batch, line);
CREATE INDEX import_request_batch ON callout.import_request USING btree (batch, line);
CREATE INDEX import_row_batch ON callout.import_row USING btree (batch, line);
CREATE INDEX job_asset ON callout.job USING btree (asset_id) WHERE (asset_id IS NOT NULL);
CREATE INDEX job_live ON callout.job USING btree (territory_id, opened_at) WHERE (completed_at IS NULL);
CREATE INDEX job_part_part ON callout.job_part USING btree (part_id);
CREATE INDEX job_precedence_after ON callout.job_precedence USING btree (after_id);
CREATE INDEX job_site ON callout.job USING btree (site_id);
CREATE INDEX job_type_of ON callout.job USING btree (job_type_id);
CREATE INDEX login_throttle_last ON callout.login_throttle USING btree (last_at);
CREATE INDEX meter_reading_asset ON callout.meter_reading USING btree (asset_id, at);
CREATE INDEX meter_reading_job ON callout.meter_reading USING btree (job_id);
CREATE INDEX notice_job ON callout.notice USING btree (job_id);
CREATE INDEX notice_unseen ON callout.notice USING btree (territory_id, at) WHERE (seen_at IS NULL);
CREATE INDEX outbox_unsent ON callout.outbox USING btree (id) WHERE (sent_at IS NULL);
CREATE INDEX part_use_job ON callout.part_use USING btree (job_id) WHERE (job_id IS NOT NULL);
CREATE INDEX part_use_part ON callout.part_use USING btree (part_id);
CREATE INDEX position_at ON callout."position" USING brin (at);
CREATE INDEX position_technician ON callout."position" USING btree (technician_id, at);
CREATE INDEX proposal_reverted ON callout.proposal USING btree (reverts) WHERE (reverts IS NOT NULL);
CREATE INDEX proposal_running ON callout.proposal USING btree (id) WHERE (state = 'running'::text);
CREATE INDEX proposal_suggested ON callout.proposal USING btree (territory_id) WHERE ((state = 'ready'::text) AND (kind = 'repair'::text));
CREATE INDEX proposal_territory ON callout.proposal USING btree (territory_id, created_at);
CREATE INDEX review_job ON callout.review USING btree (job_id) WHERE (job_id IS NOT NULL);
CREATE UNIQUE INDEX review_open ON callout.review USING btree (key) WHERE (state = 'open'::text);
CREATE INDEX review_territory ON callout.review USING btree (territory_id, id);
CREATE INDEX session_of_user ON callout.session USING btree (user_id);
CREATE INDEX shift_made_from ON callout.shift USING btree (pattern_id) WHERE (pattern_id IS NOT NULL);
CREATE INDEX shift_pattern_technician ON callout.shift_pattern USING btree (technician_id);
CREATE INDEX site_contact ON callout.site USING btree (contact_id);
CREATE INDEX site_customer ON callout.site USING btree (customer_id);
CREATE INDEX site_note_site ON callout.site_note USING btree (site_id, at);
CREATE INDEX site_territory ON callout.site USING btree (territory_id);
CREATE INDEX sla_clock_due ON callout.sla_clock USING btree (due_at) WHERE (state = 'running'::text);
CREATE INDEX sla_clock_milestone_due ON callout.sla_clock_milestone USING btree (due_at) WHERE ((fired_at IS NULL) AND (due_at IS NOT NULL));
CREATE INDEX slot_hold_expires ON callout.slot_hold USING btree (expires_at) WHERE (state = 'held'::text);
CREATE INDEX slot_hold_held ON callout.slot_hold USING btree (technician_id) WHERE (state = 'held'::text);
CREATE INDEX slot_hold_job ON callout.slot_hold USING btree (job_id) WHERE (state = 'held'::text);
CREATE INDEX technician_part_part ON callout.technician_part USING btree (part_id);
CREATE INDEX technician_territory ON callout.technician USING btree (territory_id);
CREATE INDEX time_entry_job ON callout.time_entry USING btree (job_id) WHERE (job_id IS NOT NULL);
CREATE INDEX time_entry_technician ON callout.time_entry USING btree (technician_id, lower(during));
CREATE INDEX travel_report_way ON callout.travel_report USING btree (from_cell, to_cell, at) WHERE (from_cell IS NOT NULL);
CREATE INDEX travel_time_age ON callout.travel_time USING btree (asked_at);
CREATE INDEX visit_job ON callout.visit USING btree (job_id);
CREATE INDEX visit_on_site ON callout.visit USING btree (on_site_at) WHERE (on_site_at IS NOT NULL);
CREATE INDEX visit_technician_time ON callout.visit USING btree (technician_id, lower(planned));
CREATE TRIGGER a_step_first AFTER INSERT ON callout.job REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.step_first('job');
CREATE TRIGGER a_step_first AFTER INSERT ON callout.proposal REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.step_first('proposal');
CREATE TRIGGER a_step_first AFTER INSERT ON callout.sla_clock REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.step_first('clock');
CREATE TRIGGER a_step_first AFTER INSERT ON callout.slot_hold REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.step_first('slot_hold');
CREATE TRIGGER a_step_first AFTER INSERT ON callout.visit REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.step_first('visit');
CREATE TRIGGER absence_means_delete AFTER DELETE ON callout.absence REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER absence_means_insert AFTER INSERT ON callout.absence REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER absence_means_update AFTER UPDATE ON callout.absence REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER absence_version BEFORE UPDATE ON callout.absence FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER app_user_version BEFORE UPDATE ON callout.app_user FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER asset_feed_update AFTER UPDATE ON callout.asset REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_asset();
CREATE TRIGGER asset_version BEFORE UPDATE ON callout.asset FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON callout.audit FOR EACH STATEMENT EXECUTE FUNCTION callout.append_only();
CREATE TRIGGER business_calendar_version BEFORE UPDATE ON callout.business_calendar FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER contact_feed_update AFTER UPDATE ON callout.contact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_contact();
CREATE TRIGGER contact_version BEFORE UPDATE ON callout.contact FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER customer_feed_update AFTER UPDATE ON callout.customer REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_customer();
CREATE TRIGGER customer_version BEFORE UPDATE ON callout.customer FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER device_version BEFORE UPDATE ON callout.device FOR EACH ROW WHEN (((old.name <> new.name) OR (old.revoked_at IS DISTINCT FROM new.revoked_at))) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER fact_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON callout.fact FOR EACH STATEMENT EXECUTE FUNCTION callout.append_only();
CREATE TRIGGER fact_photo AFTER INSERT ON callout.fact FOR EACH ROW WHEN (((new.kind = ANY (ARRAY['photo'::text, 'signature'::text])) AND (new.job_id IS NOT NULL))) EXECUTE FUNCTION callout.fact_photo();
CREATE CONSTRAINT TRIGGER feed_stamp AFTER INSERT ON callout.feed_mark DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION callout.feed_stamp();
CREATE TRIGGER job_feed_insert AFTER INSERT ON callout.job REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_job();
CREATE TRIGGER job_feed_update AFTER UPDATE ON callout.job REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_job();
CREATE TRIGGER job_part_feed_delete AFTER DELETE ON callout.job_part REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_part_of('job_id');
CREATE TRIGGER job_part_feed_insert AFTER INSERT ON callout.job_part REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_part_of('job_id');
CREATE TRIGGER job_part_feed_update AFTER UPDATE ON callout.job_part REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_part_of('job_id');
CREATE TRIGGER job_part_means_delete AFTER DELETE ON callout.job_part REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_part_means_insert AFTER INSERT ON callout.job_part REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_part_means_update AFTER UPDATE ON callout.job_part REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_precedence_means_delete AFTER DELETE ON callout.job_precedence REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_precedence_means_insert AFTER INSERT ON callout.job_precedence REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_precedence_means_update AFTER UPDATE ON callout.job_precedence REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_skill_means_delete AFTER DELETE ON callout.job_skill REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_skill_means_insert AFTER INSERT ON callout.job_skill REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_skill_means_update AFTER UPDATE ON callout.job_skill REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_task_feed_delete AFTER DELETE ON callout.job_task REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_part_of('job_id');
CREATE TRIGGER job_task_feed_insert AFTER INSERT ON callout.job_task REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_part_of('job_id');
CREATE TRIGGER job_task_feed_update AFTER UPDATE ON callout.job_task REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_part_of('job_id');
CREATE TRIGGER job_technician_means_delete AFTER DELETE ON callout.job_technician REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_technician_means_insert AFTER INSERT ON callout.job_technician REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_technician_means_update AFTER UPDATE ON callout.job_technician REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_tool_means_delete AFTER DELETE ON callout.job_tool REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_tool_means_insert AFTER INSERT ON callout.job_tool REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_tool_means_update AFTER UPDATE ON callout.job_tool REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('job_id');
CREATE TRIGGER job_type_feed_update AFTER UPDATE ON callout.job_type REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_job_type();
CREATE TRIGGER job_type_past_update AFTER UPDATE ON callout.job_type REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_past_type();
CREATE TRIGGER job_type_version BEFORE UPDATE ON callout.job_type FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER job_version BEFORE UPDATE ON callout.job FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_step_move();
CREATE TRIGGER notice_feed_insert AFTER INSERT ON callout.notice REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_notice();
CREATE TRIGGER notice_feed_update AFTER UPDATE ON callout.notice REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_notice();
CREATE TRIGGER notice_version BEFORE UPDATE ON callout.notice FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER part_feed_update AFTER UPDATE ON callout.part REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_part();
CREATE TRIGGER part_version BEFORE UPDATE ON callout.part FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER policy_means_delete AFTER DELETE ON callout.policy REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('territory_id');
CREATE TRIGGER policy_means_insert AFTER INSERT ON callout.policy REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('territory_id');
CREATE TRIGGER policy_means_update AFTER UPDATE ON callout.policy REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('territory_id');
CREATE TRIGGER policy_rule_means_delete AFTER DELETE ON callout.policy_rule REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('territory_id');
CREATE TRIGGER policy_rule_means_insert AFTER INSERT ON callout.policy_rule REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('territory_id');
CREATE TRIGGER policy_rule_means_update AFTER UPDATE ON callout.policy_rule REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('territory_id');
CREATE TRIGGER policy_version BEFORE UPDATE ON callout.policy FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER proposal_feed_insert AFTER INSERT ON callout.proposal REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_proposal();
CREATE TRIGGER proposal_feed_update AFTER UPDATE ON callout.proposal REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_proposal();
CREATE TRIGGER proposal_version BEFORE UPDATE ON callout.proposal FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_step_move();
CREATE TRIGGER review_feed_insert AFTER INSERT ON callout.review REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_review();
CREATE TRIGGER review_feed_update AFTER UPDATE ON callout.review REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_review();
CREATE TRIGGER review_version BEFORE UPDATE ON callout.review FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER shift_break_means_delete AFTER DELETE ON callout.shift_break REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('shift_id');
CREATE TRIGGER shift_break_means_insert AFTER INSERT ON callout.shift_break REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_shift('shift_id');
CREATE TRIGGER shift_break_means_update AFTER UPDATE ON callout.shift_break REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('shift_id');
CREATE TRIGGER shift_means_delete AFTER DELETE ON callout.shift REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER shift_means_insert AFTER INSERT ON callout.shift REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_shift('technician_id');
CREATE TRIGGER shift_means_update AFTER UPDATE ON callout.shift REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER shift_version BEFORE UPDATE ON callout.shift FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER site_access_feed_delete AFTER DELETE ON callout.site_access_hours REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_access();
CREATE TRIGGER site_access_feed_insert AFTER INSERT ON callout.site_access_hours REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_access();
CREATE TRIGGER site_access_feed_update AFTER UPDATE ON callout.site_access_hours REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_access();
CREATE TRIGGER site_access_hours_means_delete AFTER DELETE ON callout.site_access_hours REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('site_id');
CREATE TRIGGER site_access_hours_means_insert AFTER INSERT ON callout.site_access_hours REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('site_id');
CREATE TRIGGER site_access_hours_means_update AFTER UPDATE ON callout.site_access_hours REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('site_id');
CREATE TRIGGER site_feed_update AFTER UPDATE ON callout.site REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_site();
CREATE TRIGGER site_means_update AFTER UPDATE ON callout.site REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_site();
CREATE TRIGGER site_note_feed_delete AFTER DELETE ON callout.site_note REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_part_of('site_id');
CREATE TRIGGER site_note_feed_insert AFTER INSERT ON callout.site_note REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_part_of('site_id');
CREATE TRIGGER site_note_feed_update AFTER UPDATE ON callout.site_note REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_part_of('site_id');
CREATE TRIGGER site_note_version BEFORE UPDATE ON callout.site_note FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER site_version BEFORE UPDATE ON callout.site FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER skill_feed_update AFTER UPDATE ON callout.skill REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_skill();
CREATE TRIGGER skill_version BEFORE UPDATE ON callout.skill FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER sla_clock_feed_delete AFTER DELETE ON callout.sla_clock REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_part_of('job_id');
CREATE TRIGGER sla_clock_feed_insert AFTER INSERT ON callout.sla_clock REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_part_of('job_id');
CREATE TRIGGER sla_clock_feed_update AFTER UPDATE ON callout.sla_clock REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_part_of('job_id');
CREATE TRIGGER sla_clock_step BEFORE UPDATE OF state ON callout.sla_clock FOR EACH ROW WHEN ((old.state <> new.state)) EXECUTE FUNCTION callout.step_next('clock');
CREATE TRIGGER sla_policy_version BEFORE UPDATE ON callout.sla_policy FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER slot_hold_feed_insert AFTER INSERT ON callout.slot_hold REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_hold();
CREATE TRIGGER slot_hold_feed_update AFTER UPDATE ON callout.slot_hold REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_hold();
CREATE TRIGGER slot_hold_version BEFORE UPDATE ON callout.slot_hold FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_step_move();
CREATE TRIGGER technician_feed_scope AFTER INSERT ON callout.technician REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_scope_make('technician');
CREATE TRIGGER technician_means_delete AFTER DELETE ON callout.technician REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('territory_id');
CREATE TRIGGER technician_means_insert AFTER INSERT ON callout.technician REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('territory_id');
CREATE TRIGGER technician_means_update AFTER UPDATE ON callout.technician REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_technician();
CREATE TRIGGER technician_part_feed_delete AFTER DELETE ON callout.technician_part REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_van();
CREATE TRIGGER technician_part_feed_insert AFTER INSERT ON callout.technician_part REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_van();
CREATE TRIGGER technician_part_feed_update AFTER UPDATE ON callout.technician_part REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_van();
CREATE TRIGGER technician_part_means_delete AFTER DELETE ON callout.technician_part REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER technician_part_means_insert AFTER INSERT ON callout.technician_part REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER technician_part_means_update AFTER UPDATE ON callout.technician_part REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER technician_past_update AFTER UPDATE ON callout.technician REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_past_technician();
CREATE TRIGGER technician_skill_means_delete AFTER DELETE ON callout.technician_skill REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER technician_skill_means_insert AFTER INSERT ON callout.technician_skill REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER technician_skill_means_update AFTER UPDATE ON callout.technician_skill REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER technician_tool_means_delete AFTER DELETE ON callout.technician_tool REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER technician_tool_means_insert AFTER INSERT ON callout.technician_tool REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER technician_tool_means_update AFTER UPDATE ON callout.technician_tool REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('technician_id');
CREATE TRIGGER technician_version BEFORE UPDATE ON callout.technician FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER territory_feed_scope AFTER INSERT ON callout.territory REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_scope_make('pool');
CREATE TRIGGER territory_lease_make AFTER INSERT ON callout.territory REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.lease_make();
CREATE TRIGGER territory_means_scope AFTER INSERT ON callout.territory REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_scope_make('means');
CREATE TRIGGER territory_means_update AFTER UPDATE ON callout.territory REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_territory();
CREATE TRIGGER territory_neighbour_means_delete AFTER DELETE ON callout.territory_neighbour REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('territory_id');
CREATE TRIGGER territory_neighbour_means_insert AFTER INSERT ON callout.territory_neighbour REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('territory_id');
CREATE TRIGGER territory_neighbour_means_update AFTER UPDATE ON callout.territory_neighbour REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.means_moved('territory_id');
CREATE TRIGGER territory_notices_scope AFTER INSERT ON callout.territory REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_scope_make('notices');
CREATE TRIGGER territory_policy_make AFTER INSERT ON callout.territory REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.policy_make();
CREATE TRIGGER territory_version BEFORE UPDATE ON callout.territory FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER territory_zone_check BEFORE INSERT OR UPDATE OF zone ON callout.territory FOR EACH ROW EXECUTE FUNCTION callout.zone_check();
CREATE TRIGGER tool_version BEFORE UPDATE ON callout.tool FOR EACH ROW WHEN ((old.* *<> new.*)) EXECUTE FUNCTION callout.version_move();
CREATE TRIGGER visit_feed_delete AFTER DELETE ON callout.visit REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_visit();
CREATE TRIGGER visit_feed_insert AFTER INSERT ON callout.visit REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_visit();
CREATE TRIGGER visit_feed_update AFTER UPDATE ON callout.visit REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_visit();
CREATE TRIGGER visit_hold_insert AFTER INSERT ON callout.visit REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.visit_hold_check();
CREATE TRIGGER visit_hold_update AFTER UPDATE ON callout.visit REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.visit_hold_check();
CREATE TRIGGER visit_past_update AFTER UPDATE ON callout.visit REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION callout.feed_note_past();
CREATE TRIGGER visit_revise BEFORE UPDATE ON callout.visit FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION callout.visit_revise();
ALTER TABLE ONLY callout.absence
    ADD CONSTRAINT absence_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.api_key
    ADD CONSTRAINT api_key_user_id_fkey FOREIGN KEY (user_id) REFERENCES callout.app_user(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.app_user
    ADD CONSTRAINT app_user_role_fkey FOREIGN KEY (role) REFERENCES callout.app_role(name);
ALTER TABLE ONLY callout.app_user_territory
    ADD CONSTRAINT app_user_territory_territory_id_fkey FOREIGN KEY (territory_id) REFERENCES callout.territory(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.app_user_territory
    ADD CONSTRAINT app_user_territory_user_id_fkey FOREIGN KEY (user_id) REFERENCES callout.app_user(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.asset
    ADD CONSTRAINT asset_site_id_fkey FOREIGN KEY (site_id) REFERENCES callout.site(id);
ALTER TABLE ONLY callout.blob
    ADD CONSTRAINT blob_device_id_fkey FOREIGN KEY (device_id) REFERENCES callout.device(id);
ALTER TABLE ONLY callout.blob
    ADD CONSTRAINT blob_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id);
ALTER TABLE ONLY callout.business_hours
    ADD CONSTRAINT business_hours_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES callout.business_calendar(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.calendar_link
    ADD CONSTRAINT calendar_link_created_by_fkey FOREIGN KEY (created_by) REFERENCES callout.app_user(id);
ALTER TABLE ONLY callout.calendar_link
    ADD CONSTRAINT calendar_link_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.contact
    ADD CONSTRAINT contact_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES callout.customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.customer_visitor
    ADD CONSTRAINT customer_visitor_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES callout.customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.customer_visitor
    ADD CONSTRAINT customer_visitor_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id);
ALTER TABLE ONLY callout.device
    ADD CONSTRAINT device_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id);
ALTER TABLE ONLY callout.device_token
    ADD CONSTRAINT device_token_device_id_fkey FOREIGN KEY (device_id) REFERENCES callout.device(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.enrol_code
    ADD CONSTRAINT enrol_code_created_by_fkey FOREIGN KEY (created_by) REFERENCES callout.app_user(id);
ALTER TABLE ONLY callout.enrol_code
    ADD CONSTRAINT enrol_code_device_id_fkey FOREIGN KEY (device_id) REFERENCES callout.device(id);
ALTER TABLE ONLY callout.enrol_code
    ADD CONSTRAINT enrol_code_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.fact
    ADD CONSTRAINT fact_device_id_fkey FOREIGN KEY (device_id) REFERENCES callout.device(id);
ALTER TABLE ONLY callout.follow_told
    ADD CONSTRAINT follow_told_job_id_fkey FOREIGN KEY (job_id) REFERENCES callout.job(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.holiday
    ADD CONSTRAINT holiday_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES callout.business_calendar(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.idempotency
    ADD CONSTRAINT idempotency_user_id_fkey FOREIGN KEY (user_id) REFERENCES callout.app_user(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.job
    ADD CONSTRAINT job_asset_id_fkey FOREIGN KEY (asset_id) REFERENCES callout.asset(id);
ALTER TABLE ONLY callout.job
    ADD CONSTRAINT job_job_type_id_fkey FOREIGN KEY (job_type_id) REFERENCES callout.job_type(id);
ALTER TABLE ONLY callout.job_part
    ADD CONSTRAINT job_part_job_id_fkey FOREIGN KEY (job_id) REFERENCES callout.job(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.job_part
    ADD CONSTRAINT job_part_part_id_fkey FOREIGN KEY (part_id) REFERENCES callout.part(id);
ALTER TABLE ONLY callout.job_precedence
    ADD CONSTRAINT job_precedence_after_id_fkey FOREIGN KEY (after_id) REFERENCES callout.job(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.job_precedence
    ADD CONSTRAINT job_precedence_job_id_fkey FOREIGN KEY (job_id) REFERENCES callout.job(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.job
    ADD CONSTRAINT job_site_id_fkey FOREIGN KEY (site_id) REFERENCES callout.site(id);
ALTER TABLE ONLY callout.job_skill
    ADD CONSTRAINT job_skill_job_id_fkey FOREIGN KEY (job_id) REFERENCES callout.job(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.job_skill
    ADD CONSTRAINT job_skill_skill_id_fkey FOREIGN KEY (skill_id) REFERENCES callout.skill(id);
ALTER TABLE ONLY callout.job
    ADD CONSTRAINT job_sla_policy_id_fkey FOREIGN KEY (sla_policy_id) REFERENCES callout.sla_policy(id);
ALTER TABLE ONLY callout.job_task
    ADD CONSTRAINT job_task_done_by_fkey FOREIGN KEY (done_by) REFERENCES callout.technician(id);
ALTER TABLE ONLY callout.job_task
    ADD CONSTRAINT job_task_job_id_fkey FOREIGN KEY (job_id) REFERENCES callout.job(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.job_technician
    ADD CONSTRAINT job_technician_job_id_fkey FOREIGN KEY (job_id) REFERENCES callout.job(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.job_technician
    ADD CONSTRAINT job_technician_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id);
ALTER TABLE ONLY callout.job
    ADD CONSTRAINT job_territory_id_fkey FOREIGN KEY (territory_id) REFERENCES callout.territory(id);
ALTER TABLE ONLY callout.job_tool
    ADD CONSTRAINT job_tool_job_id_fkey FOREIGN KEY (job_id) REFERENCES callout.job(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.job_tool
    ADD CONSTRAINT job_tool_tool_id_fkey FOREIGN KEY (tool_id) REFERENCES callout.tool(id);
ALTER TABLE ONLY callout.job_type_part
    ADD CONSTRAINT job_type_part_job_type_id_fkey FOREIGN KEY (job_type_id) REFERENCES callout.job_type(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.job_type_part
    ADD CONSTRAINT job_type_part_part_id_fkey FOREIGN KEY (part_id) REFERENCES callout.part(id);
ALTER TABLE ONLY callout.job_type_skill
    ADD CONSTRAINT job_type_skill_job_type_id_fkey FOREIGN KEY (job_type_id) REFERENCES callout.job_type(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.job_type_skill
    ADD CONSTRAINT job_type_skill_skill_id_fkey FOREIGN KEY (skill_id) REFERENCES callout.skill(id);
ALTER TABLE ONLY callout.job_type
    ADD CONSTRAINT job_type_sla_policy_id_fkey FOREIGN KEY (sla_policy_id) REFERENCES callout.sla_policy(id);
ALTER TABLE ONLY callout.job_type_task
    ADD CONSTRAINT job_type_task_job_type_id_fkey FOREIGN KEY (job_type_id) REFERENCES callout.job_type(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.job_type_tool
    ADD CONSTRAINT job_type_tool_job_type_id_fkey FOREIGN KEY (job_type_id) REFERENCES callout.job_type(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.job_type_tool
    ADD CONSTRAINT job_type_tool_tool_id_fkey FOREIGN KEY (tool_id) REFERENCES callout.tool(id);
ALTER TABLE ONLY callout.legal_step
    ADD CONSTRAINT legal_step_machine_from_state_fkey FOREIGN KEY (machine, from_state) REFERENCES callout.legal_state(machine, state);
ALTER TABLE ONLY callout.legal_step
    ADD CONSTRAINT legal_step_machine_to_state_fkey FOREIGN KEY (machine, to_state) REFERENCES callout.legal_state(machine, state);
ALTER TABLE ONLY callout.meter_reading
    ADD CONSTRAINT meter_reading_asset_id_fkey FOREIGN KEY (asset_id) REFERENCES callout.asset(id);
ALTER TABLE ONLY callout.meter_reading
    ADD CONSTRAINT meter_reading_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id);
ALTER TABLE ONLY callout.notice
    ADD CONSTRAINT notice_job_id_fkey FOREIGN KEY (job_id) REFERENCES callout.job(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.notice
    ADD CONSTRAINT notice_seen_by_fkey FOREIGN KEY (seen_by) REFERENCES callout.app_user(id);
ALTER TABLE ONLY callout.notice
    ADD CONSTRAINT notice_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.notice
    ADD CONSTRAINT notice_territory_id_fkey FOREIGN KEY (territory_id) REFERENCES callout.territory(id);
ALTER TABLE ONLY callout.part_use
    ADD CONSTRAINT part_use_part_id_fkey FOREIGN KEY (part_id) REFERENCES callout.part(id);
ALTER TABLE ONLY callout.part_use
    ADD CONSTRAINT part_use_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id);
ALTER TABLE ONLY callout.policy_rule
    ADD CONSTRAINT policy_rule_rule_fkey FOREIGN KEY (rule) REFERENCES callout.plan_rule(name);
ALTER TABLE ONLY callout.policy_rule
    ADD CONSTRAINT policy_rule_territory_id_fkey FOREIGN KEY (territory_id) REFERENCES callout.policy(territory_id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.policy
    ADD CONSTRAINT policy_territory_id_fkey FOREIGN KEY (territory_id) REFERENCES callout.territory(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.proposal
    ADD CONSTRAINT proposal_reverts_fkey FOREIGN KEY (reverts) REFERENCES callout.proposal(id);
ALTER TABLE ONLY callout.proposal
    ADD CONSTRAINT proposal_territory_id_fkey FOREIGN KEY (territory_id) REFERENCES callout.territory(id);
ALTER TABLE ONLY callout.proposal_visit
    ADD CONSTRAINT proposal_visit_job_id_fkey FOREIGN KEY (job_id) REFERENCES callout.job(id);
ALTER TABLE ONLY callout.proposal_visit
    ADD CONSTRAINT proposal_visit_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES callout.proposal(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.proposal_visit
    ADD CONSTRAINT proposal_visit_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id);
ALTER TABLE ONLY callout.review
    ADD CONSTRAINT review_settled_by_fkey FOREIGN KEY (settled_by) REFERENCES callout.app_user(id);
ALTER TABLE ONLY callout.review
    ADD CONSTRAINT review_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id);
ALTER TABLE ONLY callout.review
    ADD CONSTRAINT review_territory_id_fkey FOREIGN KEY (territory_id) REFERENCES callout.territory(id);
ALTER TABLE ONLY callout.session
    ADD CONSTRAINT session_user_id_fkey FOREIGN KEY (user_id) REFERENCES callout.app_user(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.shift_break
    ADD CONSTRAINT shift_break_shift_id_fkey FOREIGN KEY (shift_id) REFERENCES callout.shift(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.shift_day
    ADD CONSTRAINT shift_day_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.shift_horizon
    ADD CONSTRAINT shift_horizon_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.shift
    ADD CONSTRAINT shift_pattern_id_fkey FOREIGN KEY (pattern_id) REFERENCES callout.shift_pattern(id) ON DELETE SET NULL;
ALTER TABLE ONLY callout.shift_pattern
    ADD CONSTRAINT shift_pattern_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.shift
    ADD CONSTRAINT shift_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.site_access_hours
    ADD CONSTRAINT site_access_hours_site_id_fkey FOREIGN KEY (site_id) REFERENCES callout.site(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.site
    ADD CONSTRAINT site_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES callout.contact(id) ON DELETE SET NULL;
ALTER TABLE ONLY callout.site
    ADD CONSTRAINT site_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES callout.customer(id);
ALTER TABLE ONLY callout.site_note
    ADD CONSTRAINT site_note_site_id_fkey FOREIGN KEY (site_id) REFERENCES callout.site(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.site_note
    ADD CONSTRAINT site_note_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id);
ALTER TABLE ONLY callout.site_note
    ADD CONSTRAINT site_note_user_id_fkey FOREIGN KEY (user_id) REFERENCES callout.app_user(id);
ALTER TABLE ONLY callout.site
    ADD CONSTRAINT site_territory_id_fkey FOREIGN KEY (territory_id) REFERENCES callout.territory(id);
ALTER TABLE ONLY callout.sla_clock_interval
    ADD CONSTRAINT sla_clock_interval_clock_id_fkey FOREIGN KEY (clock_id) REFERENCES callout.sla_clock(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.sla_clock
    ADD CONSTRAINT sla_clock_job_id_fkey FOREIGN KEY (job_id) REFERENCES callout.job(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.sla_clock_milestone
    ADD CONSTRAINT sla_clock_milestone_clock_id_fkey FOREIGN KEY (clock_id) REFERENCES callout.sla_clock(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.sla_clock_milestone
    ADD CONSTRAINT sla_clock_milestone_milestone_id_fkey FOREIGN KEY (milestone_id) REFERENCES callout.sla_milestone(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.sla_milestone
    ADD CONSTRAINT sla_milestone_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES callout.sla_policy(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.sla_policy
    ADD CONSTRAINT sla_policy_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES callout.business_calendar(id);
ALTER TABLE ONLY callout.sla_target
    ADD CONSTRAINT sla_target_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES callout.sla_policy(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.slot_hold
    ADD CONSTRAINT slot_hold_held_by_fkey FOREIGN KEY (held_by) REFERENCES callout.app_user(id);
ALTER TABLE ONLY callout.slot_hold
    ADD CONSTRAINT slot_hold_job_id_fkey FOREIGN KEY (job_id) REFERENCES callout.job(id);
ALTER TABLE ONLY callout.slot_hold
    ADD CONSTRAINT slot_hold_site_id_fkey FOREIGN KEY (site_id) REFERENCES callout.site(id);
ALTER TABLE ONLY callout.slot_hold
    ADD CONSTRAINT slot_hold_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id);
ALTER TABLE ONLY callout.slot_hold
    ADD CONSTRAINT slot_hold_territory_id_fkey FOREIGN KEY (territory_id) REFERENCES callout.territory(id);
ALTER TABLE ONLY callout.slot_hold
    ADD CONSTRAINT slot_hold_visit_id_fkey FOREIGN KEY (visit_id) REFERENCES callout.visit(id);
ALTER TABLE ONLY callout.technician_part
    ADD CONSTRAINT technician_part_part_id_fkey FOREIGN KEY (part_id) REFERENCES callout.part(id);
ALTER TABLE ONLY callout.technician_part
    ADD CONSTRAINT technician_part_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.technician_skill
    ADD CONSTRAINT technician_skill_skill_id_fkey FOREIGN KEY (skill_id) REFERENCES callout.skill(id);
ALTER TABLE ONLY callout.technician_skill
    ADD CONSTRAINT technician_skill_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.technician
    ADD CONSTRAINT technician_territory_id_fkey FOREIGN KEY (territory_id) REFERENCES callout.territory(id);
ALTER TABLE ONLY callout.technician_tool
    ADD CONSTRAINT technician_tool_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.technician_tool
    ADD CONSTRAINT technician_tool_tool_id_fkey FOREIGN KEY (tool_id) REFERENCES callout.tool(id);
ALTER TABLE ONLY callout.territory
    ADD CONSTRAINT territory_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES callout.business_calendar(id);
ALTER TABLE ONLY callout.territory_lease
    ADD CONSTRAINT territory_lease_territory_id_fkey FOREIGN KEY (territory_id) REFERENCES callout.territory(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.territory_neighbour
    ADD CONSTRAINT territory_neighbour_neighbour_id_fkey FOREIGN KEY (neighbour_id) REFERENCES callout.territory(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.territory_neighbour
    ADD CONSTRAINT territory_neighbour_territory_id_fkey FOREIGN KEY (territory_id) REFERENCES callout.territory(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.time_entry
    ADD CONSTRAINT time_entry_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id);
ALTER TABLE ONLY callout.travel_report
    ADD CONSTRAINT travel_report_visit_id_fkey FOREIGN KEY (visit_id) REFERENCES callout.visit(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.travel_turn
    ADD CONSTRAINT travel_turn_territory_id_fkey FOREIGN KEY (territory_id) REFERENCES callout.territory(id) ON DELETE CASCADE;
ALTER TABLE ONLY callout.visit
    ADD CONSTRAINT visit_job_id_fkey FOREIGN KEY (job_id) REFERENCES callout.job(id);
ALTER TABLE ONLY callout.visit
    ADD CONSTRAINT visit_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES callout.technician(id);
GRANT USAGE ON SCHEMA callout TO callout_dispatchd;
GRANT USAGE ON SCHEMA callout TO callout_mobile;
GRANT USAGE ON SCHEMA callout TO callout_admin;
REVOKE ALL ON FUNCTION callout.absence_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.absence_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.absence_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.absence_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.absence_json(a callout.absence) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.absence_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.absence_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.absence_lock(p_actor bigint, p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.absence_patch(v callout.absence, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.absence_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.absence_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.app_now() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.append_only() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.asset_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.asset_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.asset_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.asset_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.asset_json(a callout.asset) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.asset_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.asset_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.asset_lock(p_actor bigint, p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.asset_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.asset_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.assign_question(p_actor bigint, p_job bigint, p_technician bigint, p_visit bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.assign_question(p_actor bigint, p_job bigint, p_technician bigint, p_visit bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.assign_refusals(p_jobs bigint[], p_technicians bigint[], p_from timestamp with time zone[], p_to timestamp with time zone[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.assign_target(p_job callout.job, p_technician bigint, p_start timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.audit_change(p_actor bigint, p_request text, p_action text, p_kind text, p_id bigint, p_before jsonb, p_after jsonb, p_why text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.audit_diff(p_of jsonb, p_against jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.audit_json(a callout.audit) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.audit_write(p_actor bigint, p_request text, p_action text, p_kind text, p_id bigint, p_before jsonb, p_after jsonb, p_why text, p_actor_kind text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.auth_key(p_key_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.auth_key(p_key_hash bytea) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.auth_session(p_token_hash bytea, p_idle_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.auth_session(p_token_hash bytea, p_idle_s integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.blob_device(p_device callout.device, p_owner bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.blob_drop(p_device bigint, p_uid uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.blob_drop(p_device bigint, p_uid uuid) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.blob_find(p_device bigint, p_uid uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.blob_find(p_device bigint, p_uid uuid) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.blob_jobs(p_blob callout.blob) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.blob_lock(p_device bigint, p_uid uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.blob_make(p_device bigint, p_uid uuid, p_bytes bigint, p_sha256 bytea, p_type text, p_open_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.blob_make(p_device bigint, p_uid uuid, p_bytes bigint, p_sha256 bytea, p_type text, p_open_days integer) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.blob_move(p_device bigint, p_uid uuid, p_from bigint, p_to bigint, p_open_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.blob_move(p_device bigint, p_uid uuid, p_from bigint, p_to bigint, p_open_days integer) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.blob_reap(p_orphan_days integer, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.blob_reap(p_orphan_days integer, p_limit integer) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.blob_reaped(p_uids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.blob_reaped(p_uids uuid[]) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.blob_store(p_device bigint, p_uid uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.blob_store(p_device bigint, p_uid uuid) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.blob_uid(p_text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.blob_usable(p_blob callout.blob) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.blob_view(p_device bigint, p_uid uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.blob_view(p_device bigint, p_uid uuid) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.board_get(p_actor bigint, p_territory bigint, p_from date, p_to date) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.board_get(p_actor bigint, p_territory bigint, p_from date, p_to date) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.board_helpers(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.board_holds(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.board_lent(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.board_technician(t callout.technician, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.board_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.board_unplanned(p_territory bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.board_visits(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_array(p_body jsonb, p_key text, p_max integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_choice(p_body jsonb, p_key text, VARIADIC p_all text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_codes(p_body jsonb, p_key text, p_table text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_date(p_body jsonb, p_key text, p_at text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_day(p_body jsonb, p_key text, p_place text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_days(p_body jsonb, p_at text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_holidays(p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_hours(p_body jsonb, p_key text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_ids(p_body jsonb, p_key text, p_max integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_instant(p_body jsonb, p_key text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_job_type(p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_keys(p_body jsonb, VARIADIC p_known text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_milestones(p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_minute(p_body jsonb, p_key text, p_place text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_number(p_body jsonb, p_key text, p_min numeric, p_max numeric, p_whole boolean, p_needed boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_parts(p_body jsonb, p_key text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_skills(p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_targets(p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_tasks(p_body jsonb, p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_text(p_body jsonb, p_key text, p_max integer, p_needed boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.body_time(p_body jsonb, p_key text, p_at text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.boundary_json(p_boundary polygon) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.breaks_are_squeezed(p_shift callout.shift, p_leaving bigint[], p_planned tstzrange[], p_lats double precision[], p_lons double precision[], p_summary jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.breaks_fit(p_shift callout.shift, p_planned tstzrange[], p_lats double precision[], p_lons double precision[], p_summary jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.business_add(p_calendar bigint, p_zone text, p_start timestamp with time zone, p_minutes numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.business_at(p_spot double precision, p_opens timestamp with time zone[], p_closes timestamp with time zone[], p_before double precision[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.business_minutes_between(p_calendar bigint, p_zone text, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.business_open(p_calendar bigint, p_zone text, p_day date) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.business_spot(p_at timestamp with time zone, p_opens timestamp with time zone[], p_closes timestamp with time zone[], p_before double precision[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.calendar_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.calendar_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.calendar_find(p_secret_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.calendar_find(p_secret_hash bytea) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.calendar_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.calendar_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.calendar_holidays_put(p_calendar bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.calendar_hours_put(p_calendar bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.calendar_json(c callout.business_calendar) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.calendar_link_create(p_actor bigint, p_request text, p_technician bigint, p_label text, p_secret_hash bytea, p_detail text, p_show_cancelled boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.calendar_link_create(p_actor bigint, p_request text, p_technician bigint, p_label text, p_secret_hash bytea, p_detail text, p_show_cancelled boolean) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.calendar_link_create(p_actor bigint, p_request text, p_technician bigint, p_label text, p_secret_hash bytea, p_detail text, p_show_cancelled boolean) TO callout_admin;
REVOKE ALL ON FUNCTION callout.calendar_link_json(l callout.calendar_link) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.calendar_link_list(p_actor bigint, p_technician bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.calendar_link_list(p_actor bigint, p_technician bigint, p_query jsonb) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.calendar_link_list(p_actor bigint, p_technician bigint, p_query jsonb) TO callout_admin;
REVOKE ALL ON FUNCTION callout.calendar_link_revoke(p_actor bigint, p_request text, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.calendar_link_revoke(p_actor bigint, p_request text, p_id bigint) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.calendar_link_revoke(p_actor bigint, p_request text, p_id bigint) TO callout_admin;
REVOKE ALL ON FUNCTION callout.calendar_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.calendar_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.calendar_lock(p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.calendar_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.calendar_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.calendar_visits(p_link bigint, p_from date, p_to date) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.calendar_visits(p_link bigint, p_from date, p_to date) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.clock_line_text(p_starts timestamp with time zone, p_ends timestamp with time zone, p_zone text, p_what text, p_reason text, p_minutes numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.closed_reason(p_calendar bigint, p_zone text, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.contact_correct(p_device bigint, p_request text, p_site bigint, b jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.contact_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.contact_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.contact_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.contact_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.contact_jobs(p_jobs bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.contact_json(c callout.contact) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.contact_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.contact_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.contact_lock(p_actor bigint, p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.contact_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.contact_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.customer_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.customer_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.customer_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.customer_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.customer_json(c callout.customer) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.customer_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.customer_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.customer_lock(p_actor bigint, p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.customer_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.customer_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.customer_seen(p_customer bigint, p_territories bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.day_refusals(p_visits bigint[], p_technicians bigint[], p_planned tstzrange[], p_lats double precision[], p_lons double precision[], p_known jsonb, p_summary jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.device_auth(p_token_hash bytea, p_contract integer, p_app text, p_unsent bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.device_auth(p_token_hash bytea, p_contract integer, p_app text, p_unsent bigint) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.device_enrol(p_code_hash bytea, p_token_hash bytea, p_name text, p_model text, p_app text, p_contract integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.device_enrol(p_code_hash bytea, p_token_hash bytea, p_name text, p_model text, p_app text, p_contract integer) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.device_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.device_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.device_json(d callout.device) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.device_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.device_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.device_list(p_actor bigint, p_query jsonb) TO callout_admin;
REVOKE ALL ON FUNCTION callout.device_lock(p_actor bigint, p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.device_note(p_token callout.device_token, p_contract integer, p_app text, p_unsent bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.device_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.device_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.device_renew(p_token_hash bytea, p_new_hash bytea, p_request text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.device_renew(p_token_hash bytea, p_new_hash bytea, p_request text) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.device_revoke(p_actor bigint, p_request text, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.device_revoke(p_actor bigint, p_request text, p_id bigint) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.device_revoke(p_actor bigint, p_request text, p_id bigint) TO callout_admin;
REVOKE ALL ON FUNCTION callout.device_skew(p_device callout.device, p_mutation jsonb, p_skew_ms bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.device_state(p_revoked_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.device_token_use(p_device bigint, p_token_hash bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.devices_out(p_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.devices_out(p_seconds integer) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.emergency_apply(p_actor bigint, p_request text, p_job bigint, p_cause text, p_visits jsonb, p_seen jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.emergency_apply(p_actor bigint, p_request text, p_job bigint, p_cause text, p_visits jsonb, p_seen jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.employed_time(t callout.technician) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.enrol_code_create(p_actor bigint, p_request text, p_technician bigint, p_code_hash bytea, p_ttl_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.enrol_code_create(p_actor bigint, p_request text, p_technician bigint, p_code_hash bytea, p_ttl_s integer) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.enrol_code_create(p_actor bigint, p_request text, p_technician bigint, p_code_hash bytea, p_ttl_s integer) TO callout_admin;
REVOKE ALL ON FUNCTION callout.epoch_s(p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_apply(p_device callout.device, p_mutation jsonb, p_skew_ms bigint, p_request text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_at(p_facts callout.fact[], p_device bigint, p_seq bigint, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_blob(p_kind text, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_content(p_kind text, p_body jsonb, OUT kind text, OUT body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_count(p_fact callout.fact, p_site bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_do(p_fact callout.fact, p_visit callout.visit, p_job callout.job, w jsonb, p_points jsonb, p_request text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_family(p_fact callout.fact) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_invalid(p_kind text, p_visit bigint, p_job bigint, b jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_json(f callout.fact) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_keep(p_device callout.device, p_mutation jsonb, p_kind text, p_at timestamp with time zone, p_job bigint, p_skew_ms bigint, p_verdict text, p_text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_later(p_facts callout.fact[], p_device bigint, p_seq bigint, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_live(p_family callout.fact[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_merge(p_kind text, w jsonb, b jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_number(p_body jsonb, p_key text, p_min numeric, p_max numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_of_contact(p_visit callout.visit, p_job callout.job, p_base bigint, p_device bigint, p_seq bigint, p_at timestamp with time zone, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_of_correction(p_technician bigint, p_uid uuid, p_kind text, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_of_meter(p_job callout.job, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_of_part(p_technician bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_of_status(p_visit callout.visit, p_device bigint, p_seq bigint, p_at timestamp with time zone, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_of_task(p_job bigint, p_device bigint, p_seq bigint, p_at timestamp with time zone, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_one_of(p_body jsonb, p_key text, VARIADIC p_words text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_ours(p_kind text, p_fact callout.fact, p_visit callout.visit, p_job callout.job) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_photo() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_refusal(p_state text, p_rule text, p_message text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_review(p_fact callout.fact, p_visit callout.visit, p_job callout.job, p_kind text, p_ours jsonb, p_text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_settle(p_fact callout.fact, p_site bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_stretch(p_body jsonb, p_from text, p_to text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_text(p_body jsonb, p_key text, p_max integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_words(p_kind text, b jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fact_world(p_device callout.device, p_mutation jsonb, p_kind text, p_at timestamp with time zone, p_visit callout.visit, p_job callout.job) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.fail(p_code text, p_text text, p_pointer text, p_rule text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_moved(p_since text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.feed_moved(p_since text) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.feed_news(p_scopes bigint[], p_versions bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.feed_news(p_scopes bigint[], p_versions bigint[]) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.feed_note_access() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_asset() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_contact() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_customer() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_hold() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_job() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_job_type() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_notice() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_part() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_part_of() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_past() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_past_technician() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_past_type() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_proposal() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_review() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_site() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_skill() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_van() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_note_visit() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_purge(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.feed_purge(p_limit integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.feed_scope_make() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_stamp() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.feed_touch_jobs(p_sites bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.follow_look(p_territory bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.follow_look(p_territory bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.follow_suggest(p_territory bigint, p_cause text, p_visits jsonb, p_epoch bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.follow_suggest(p_territory bigint, p_cause text, p_visits jsonb, p_epoch bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.follow_tell(p_territory bigint, p_left jsonb, p_epoch bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.follow_tell(p_territory bigint, p_left jsonb, p_epoch bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.follow_territories() FROM PUBLIC;
GRANT ALL ON FUNCTION callout.follow_territories() TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.hold_book(p_actor bigint, p_request text, p_hold bigint, p_offer text, p_body jsonb, p_version bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.hold_book(p_actor bigint, p_request text, p_hold bigint, p_offer text, p_body jsonb, p_version bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.hold_check_state(p_hold callout.slot_hold) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hold_fail(p_hold bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hold_find(p_actor bigint, p_hold bigint, p_offer text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hold_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.hold_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.hold_job_create(p_actor bigint, p_request text, p_hold callout.slot_hold, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hold_json(h callout.slot_hold) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hold_live(p_state text, p_expires timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hold_make(p_actor bigint, p_request text, p_body jsonb, p_seen jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.hold_make(p_actor bigint, p_request text, p_body jsonb, p_seen jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.hold_of_offer(p_actor bigint, p_offer text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.hold_of_offer(p_actor bigint, p_offer text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.hold_read(p_actor bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hold_read_range(p_body jsonb, p_from text, p_to text, p_pointer text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hold_reap(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.hold_reap(p_limit integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.hold_refuse(p_hold callout.slot_hold) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hold_refuse_late(p_hold callout.slot_hold) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hold_refuse_skill(p_hold callout.slot_hold, p_name text, p_day date) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hold_release(p_actor bigint, p_request text, p_id bigint, p_version bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.hold_release(p_actor bigint, p_request text, p_id bigint, p_version bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.hold_row(h callout.slot_hold) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hold_target(p_job callout.job, p_hold callout.slot_hold) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hold_troubles(p_technician bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.holds_expire(p_technicians bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hours_json(p_weekday smallint, p_minutes int4range) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.hours_range(p_from integer, p_to integer, p_place text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.idempotency_begin(p_user bigint, p_key_hash bytea, p_request_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.idempotency_begin(p_user bigint, p_key_hash bytea, p_request_hash bytea) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.idempotency_find(p_user bigint, p_key_hash bytea, p_request_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.idempotency_find(p_user bigint, p_key_hash bytea, p_request_hash bytea) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.idempotency_keep(p_user bigint, p_key_hash bytea, p_request_hash bytea, p_request text, p_extra text, p_answer json) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.idempotency_keep(p_user bigint, p_key_hash bytea, p_request_hash bytea, p_request text, p_extra text, p_answer json) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.idempotency_lock_of(p_user bigint, p_key_hash bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.idempotency_purge(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.idempotency_purge(p_limit integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.idempotency_seen(p_user bigint, p_key_hash bytea, p_request_hash bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_apply(p_batch bigint, p_kind text, p_options jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.import_apply(p_batch bigint, p_kind text, p_options jsonb) TO callout_admin;
REVOKE ALL ON FUNCTION callout.import_begin() FROM PUBLIC;
GRANT ALL ON FUNCTION callout.import_begin() TO callout_admin;
REVOKE ALL ON FUNCTION callout.import_calendars(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_code(p_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_created(p_batch bigint, p_kind text, p_count bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_fate(p_batch bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_job_types(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_notes(p_batch bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.import_notes(p_batch bigint) TO callout_admin;
REVOKE ALL ON FUNCTION callout.import_requests(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_requests_judge(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_requests_names(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_requests_place(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_requests_read(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_requests_store(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_resolve(p_batch bigint, p_table text, p_column text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_rows_doubled(p_batch bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_rows_fate(p_batch bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_rows_skills(p_batch bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_rows_skills_known(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_rows_unknown(p_batch bigint, p_column text, p_table text, p_what text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_skills(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_sla_policies(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_stamp(p_text text, p_zone text, p_days integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_stamp_skipped(p_text text, p_zone text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_technicians(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_technicians_check(p_batch bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_territories(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_territories_make(p_batch bigint, p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.import_unresolved(p_batch bigint, p_table text, p_column text, p_what text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.instant_text(p_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.instant_text(p_at timestamp with time zone) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.instant_text(p_at timestamp with time zone) TO callout_mobile;
GRANT ALL ON FUNCTION callout.instant_text(p_at timestamp with time zone) TO callout_admin;
REVOKE ALL ON FUNCTION callout.job_asked(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_asked(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_assign(p_actor bigint, p_request text, p_job bigint, p_technician bigint, p_start timestamp with time zone, p_end timestamp with time zone, p_travel_s integer, p_pinned boolean, p_job_version bigint, p_why text, p_others jsonb, p_seen jsonb, p_fence jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_assign(p_actor bigint, p_request text, p_job bigint, p_technician bigint, p_start timestamp with time zone, p_end timestamp with time zone, p_travel_s integer, p_pinned boolean, p_job_version bigint, p_why text, p_others jsonb, p_seen jsonb, p_fence jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_audit(p_actor bigint, p_id bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_audit(p_actor bigint, p_id bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_cancel(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_cancel(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_clocks(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_clocks(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_create(p_actor bigint, p_request text, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_create(p_actor bigint, p_request text, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_days_done(j callout.job) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_days_left(j callout.job) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_due(j callout.job) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_facts(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_facts(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_follow(p_jobs bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_found(p_actor bigint, p_query jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_json(p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_lock(p_actor bigint, p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_needs(p_actor bigint, p_job bigint, p_type bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_photos(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_photos(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_photos_of(p_jobs bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_relate(p_actor bigint, p_job bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_relate_after(p_actor bigint, p_job bigint, p_item jsonb, p_at bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_relate_technician(p_actor bigint, p_job bigint, p_item jsonb, p_at bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_relations(p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_report(p_job bigint, p_anew boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_resize(p_job callout.job, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_room(j callout.job) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_site(p_actor bigint, p_body jsonb, p_territory bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_size_check(p_crew numeric, p_days numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_tasks(p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_tasks_put(p_job bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_timeline(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_timeline(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_together_s(p_territory bigint, p_job bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_visit bigint, p_jobs bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_type_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_type_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_type_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_type_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_type_json(t callout.job_type) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_type_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_type_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_type_lists_put(p_type bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_type_lock(p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_type_parts_put(p_type bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_type_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_type_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_type_skills_put(p_type bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_type_tasks_put(p_type bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_type_tools_put(p_type bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_update(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.job_update(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.job_visitor(p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_waits(j callout.job) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_warnings(p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.job_words(j callout.job) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.jobs_lock(p_ids bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.json_add(p_object json, p_key text, p_value jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.key_create(p_login text, p_label text, p_key_hash bytea, p_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.key_create(p_login text, p_label text, p_key_hash bytea, p_days integer) TO callout_admin;
REVOKE ALL ON FUNCTION callout.key_list() FROM PUBLIC;
GRANT ALL ON FUNCTION callout.key_list() TO callout_admin;
REVOKE ALL ON FUNCTION callout.key_revoke(p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.key_revoke(p_id bigint) TO callout_admin;
REVOKE ALL ON FUNCTION callout.lease_fence(p_territory bigint, p_epoch bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.lease_give_up(p_holder uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.lease_give_up(p_holder uuid) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.lease_make() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.lease_share(p_now timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.lease_take(p_holder uuid, p_name text, p_ttl_s integer, p_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.lease_take(p_holder uuid, p_name text, p_ttl_s integer, p_most integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.lease_wanted(p_now timestamp with time zone, p_share integer, p_but uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.link_fits(p_end timestamp with time zone, p_start timestamp with time zone, p callout.job_precedence) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.link_gap(p callout.job_precedence) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.link_refusals(p_visits bigint[], p_jobs bigint[], p_technicians bigint[], p_from timestamp with time zone[], p_to timestamp with time zone[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.links_broken(p_visits bigint[], p_jobs bigint[], p_technicians bigint[], p_from timestamp with time zone[], p_to timestamp with time zone[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.list_answer(p_items json, p_page bigint[], p_query jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.list_page(p_ids bigint[], p_keys text[], p_query jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.list_query(p_query jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.list_rows(p_page bigint[], p_query jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.list_words(p_text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.local_text(p_at timestamp with time zone, p_zone text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.login_failed(p_login text, p_address text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.login_failed(p_login text, p_address text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.login_find(p_login text, p_address text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.login_find(p_login text, p_address text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.login_wait(p_login text, p_address text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.master_gone(p_actor bigint, p_request text, p_kind text, p_before json, p_why text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.master_note(p_actor bigint, p_request text, p_kind text, p_before json, p_after json, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.means_moved() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.means_note(p_territories bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.means_of_sites(p_sites bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.means_shift() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.means_site() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.means_technician() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.means_territory() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.metrics_row() FROM PUBLIC;
GRANT ALL ON FUNCTION callout.metrics_row() TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.metrics_row() TO callout_admin;
REVOKE ALL ON FUNCTION callout.migrations_applied() FROM PUBLIC;
GRANT ALL ON FUNCTION callout.migrations_applied() TO callout_admin;
REVOKE ALL ON FUNCTION callout.minute_text(p_minute integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.notice_json(o callout.notice) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.notice_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.notice_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.notice_seen(p_actor bigint, p_request text, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.notice_seen(p_actor bigint, p_request text, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.object_audit(p_kind text, p_id bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.object_audit(p_kind text, p_id bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.organisation_counts() FROM PUBLIC;
GRANT ALL ON FUNCTION callout.organisation_counts() TO callout_admin;
REVOKE ALL ON FUNCTION callout.overlap_fail(p_technician bigint, p_planned tstzrange, p_but bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.page_after(p_query jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.page_cut(p_query jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.page_limit(p_limit integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.part_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.part_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.part_delta(p_use text, p_quantity integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.part_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.part_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.part_json(s callout.part) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.part_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.part_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.part_lock(p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.part_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.part_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.password_change(p_actor bigint, p_request text, p_new_hash text, p_keep_token_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.password_change(p_actor bigint, p_request text, p_new_hash text, p_keep_token_hash bytea) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.past_touch(p_sites bigint[], p_assets bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_asset(p_body jsonb, p_old bigint, p_site bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_bool(p_body jsonb, p_key text, p_old boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_boundary(p_body jsonb, p_old polygon) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_calendar(p_body jsonb, p_old bigint, p_needed boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_code(p_body jsonb, p_old text, p_key text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_customer(p_actor bigint, p_body jsonb, p_old bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_degree(p_body jsonb, p_key text, p_old double precision, p_limit integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_number(p_body jsonb, p_key text, p_old numeric, p_min numeric, p_max numeric, p_needed boolean, p_whole boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_retired(p_body jsonb, p_old timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_site(p_actor bigint, p_body jsonb, p_old bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_site_contact(p_body jsonb, s callout.site) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_site_territory(p_actor bigint, p_body jsonb, s callout.site) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_sla_policy(p_body jsonb, p_old bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.patch_text(p_body jsonb, p_key text, p_old text, p_max integer, p_needed boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.people_effect(p_technician callout.technician, p_before jsonb, p_kind text, p_text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.people_troubles(p_technician bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.photo_counts(p_fact callout.fact) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.photo_decided(p_fact callout.fact) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.photo_get(p_actor bigint, p_uid text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.photo_get(p_actor bigint, p_uid text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.photo_stands(p_fact callout.fact) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.planning_breaks(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_breaks(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_breaks(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_candidates(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.planning_horizon(p_territory bigint, p_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_horizon(p_territory bigint, p_days integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.planning_job_parts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_job_parts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_job_parts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_job_skills(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_job_skills(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_job_skills(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_job_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_job_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_job_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_job_tools(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_job_tools(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_job_tools(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_jobs(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_jobs(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_jobs(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_links(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_links(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_links(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_jobs bigint[]) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_news(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_scopes bigint[], p_versions bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_news(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_scopes bigint[], p_versions bigint[]) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.planning_parts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_parts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_parts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_policy(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_policy(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_policy(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_rules(p_territory bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.planning_shifts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_shifts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_shifts(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_skills(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_skills(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_skills(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_stands(v callout.visit, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.planning_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_territory(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_territory(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_territory(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_tools(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_tools(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_tools(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_travel(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_travel(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_travel(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_visits(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_visits(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_visits(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_admin;
REVOKE ALL ON FUNCTION callout.planning_ways(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.planning_ways(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.planning_ways(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_admin;
REVOKE ALL ON FUNCTION callout.policy_change(p_actor bigint, p_request text, p_territory bigint, p_version bigint, p_body jsonb, p_whole boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.policy_default(p callout.policy) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.policy_get(p_actor bigint, p_territory bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.policy_get(p_actor bigint, p_territory bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.policy_json(p callout.policy) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.policy_limits() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.policy_make() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.policy_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.policy_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.policy_replace(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.policy_replace(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.policy_rules_set(p_territory bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.policy_write(p_new callout.policy, p_moved boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.position_purge(p_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.position_purge(p_days integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.promise_refuses(p_territory bigint, p_promise tstzrange, p_begin timestamp with time zone, p_override boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_accept(p_actor bigint, p_request text, p_id bigint, p_positions integer[], p_dispatch boolean, p_version bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_accept(p_actor bigint, p_request text, p_id bigint, p_positions integer[], p_dispatch boolean, p_version bigint) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.proposal_accept(p_actor bigint, p_request text, p_id bigint, p_positions integer[], p_dispatch boolean, p_version bigint) TO callout_admin;
REVOKE ALL ON FUNCTION callout.proposal_apply(p_id bigint, p_positions integer[], p_state text, p_actor bigint, p_request text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_apply_now(p_actor bigint, p_request text, p_territory bigint, p_kind text, p_cause text, p_summary jsonb, p_visits jsonb, p_seen jsonb, p_epoch bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_apply_now(p_actor bigint, p_request text, p_territory bigint, p_kind text, p_cause text, p_summary jsonb, p_visits jsonb, p_seen jsonb, p_epoch bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.proposal_ask(p_actor bigint, p_request text, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_ask(p_actor bigint, p_request text, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.proposal_ask_jobs(p_territory bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_ask_technicians(p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone, p_zone text, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_beat(p_id bigint, p_progress jsonb, p_epoch bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_beat(p_id bigint, p_progress jsonb, p_epoch bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.proposal_cancel(p_actor bigint, p_request text, p_id bigint, p_version bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_cancel(p_actor bigint, p_request text, p_id bigint, p_version bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.proposal_changes(p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_claim(p_holder uuid, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_claim(p_holder uuid, p_limit integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.proposal_discard(p_actor bigint, p_request text, p_id bigint, p_version bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_discard(p_actor bigint, p_request text, p_id bigint, p_version bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.proposal_fail(p_id bigint, p_error text, p_epoch bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_fail(p_id bigint, p_error text, p_epoch bigint) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.proposal_fail(p_id bigint, p_error text, p_epoch bigint) TO callout_admin;
REVOKE ALL ON FUNCTION callout.proposal_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.proposal_inverse(p_old callout.proposal, p_positions integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_invert(p_old callout.proposal, p_new bigint, p_positions integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_is_silent(p_seen_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_json(p callout.proposal, p_visits boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.proposal_lock(p_actor bigint, p_id bigint, p_version bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_locks(p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_overlaps(p_id bigint, p_positions integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_place(p_technician bigint, p_planned tstzrange, p_travel_s integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_promise_kept(x callout.proposal_visit) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_ready(p_id bigint, p_summary jsonb, p_visits jsonb, p_seen jsonb, p_epoch bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_ready(p_id bigint, p_summary jsonb, p_visits jsonb, p_seen jsonb, p_epoch bigint) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.proposal_ready(p_id bigint, p_summary jsonb, p_visits jsonb, p_seen jsonb, p_epoch bigint) TO callout_admin;
REVOKE ALL ON FUNCTION callout.proposal_reap(p_age_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_reap(p_age_s integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.proposal_refuse(p_id bigint, p_positions integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_refuse_links(p_id bigint, p_positions integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_refuse_overlaps(p_id bigint, p_positions integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_refuse_promised(p_id bigint, p_positions integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_refuse_sets(p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_refuse_ways(p_id bigint, p_positions integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_revert(p_actor bigint, p_request text, p_id bigint, p_positions integer[], p_accept boolean, p_why text, p_version bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_revert(p_actor bigint, p_request text, p_id bigint, p_positions integer[], p_accept boolean, p_why text, p_version bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.proposal_settle(p_proposal callout.proposal, p_positions integer[], p_state text, p_actor bigint, p_request text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_start(p_actor bigint, p_request text, p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.proposal_start(p_actor bigint, p_request text, p_territory bigint, p_from timestamp with time zone, p_to timestamp with time zone) TO callout_admin;
REVOKE ALL ON FUNCTION callout.proposal_tries_most() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_visits_store(p_id bigint, p_visits jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposal_whole_sets(p_id bigint, p_positions integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.proposals_found(p_actor bigint, p_query jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.push_apply(p_device bigint, p_mutations jsonb, p_sent_at timestamp with time zone, p_request text, p_unsent bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.push_apply(p_device bigint, p_mutations jsonb, p_sent_at timestamp with time zone, p_request text, p_unsent bigint) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.push_check(p_device callout.device, p_mutations jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.push_lock(p_technician bigint, p_mutations jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.ready_check() FROM PUBLIC;
GRANT ALL ON FUNCTION callout.ready_check() TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.ready_check() TO callout_mobile;
GRANT ALL ON FUNCTION callout.ready_check() TO callout_admin;
REVOKE ALL ON FUNCTION callout.require_distinct(p_body jsonb, p_list text, VARIADIC p_keys text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.require_helper(p_actor bigint, p_technician bigint, p_territory bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.require_role(p_actor bigint, VARIADIC p_roles text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.require_site(p_actor bigint, p_id bigint, s callout.site, p_pointer text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.require_technician(p_actor bigint, p_technician bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.require_territory(p_actor bigint, p_territory bigint, p_kind text, p_id bigint, p_pointer text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.require_unused(p_kind text, p_id bigint, p_users jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.require_version(p_kind text, p_id bigint, p_is bigint, p_wanted bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.review_add(p_kind text, p_key text, p_territory bigint, p_technician bigint, p_job bigint, p_visit bigint, p_fact jsonb, p_theirs jsonb, p_ours jsonb, p_text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.review_apply(p_actor bigint, p_request text, r callout.review) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.review_contact(p_actor bigint, p_request text, r callout.review) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.review_decisions(p_kind text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.review_followup(p_actor bigint, p_request text, r callout.review, b jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.review_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.review_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.review_has_picture(r callout.review) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.review_head(r callout.review) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.review_json(r callout.review) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.review_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.review_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.review_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.review_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.review_reassign(p_actor bigint, p_request text, p_visit callout.visit, p_technician bigint, p_why text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.review_settle(p_actor bigint, p_request text, r callout.review, p_decision text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.review_window(p_actor bigint, p_request text, r callout.review, b jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.rule_is_off(p_rule text, p_territory bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.scopes_moved(p_scopes bigint[], p_versions bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.second_text(p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.seen_check(p_seen jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.seen_territories(p_actor bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sees_territory(p_actor bigint, p_territory bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.session_close(p_token_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.session_close(p_token_hash bytea) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.session_open(p_user bigint, p_token_hash bytea, p_idle_s integer, p_max_s integer, p_request text, p_address text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.session_open(p_user bigint, p_token_hash bytea, p_idle_s integer, p_max_s integer, p_request text, p_address text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.sheet_asset(p_asset bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sheet_check(p_scope bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sheet_jobs(p_jobs bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sheet_jobs_at(p_sites bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sheet_note(p_jobs bigint[], p_over boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sheet_parts(p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sheet_past(p_job callout.job) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sheet_photos(p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sheet_site_notes(p_site bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sheet_skills(p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sheet_slas(p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sheet_tasks(p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sheet_touch(p_jobs bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.shift_breaks_set(s callout.shift, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.shift_check(p_technician bigint, p_during tstzrange, p_but bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.shift_date(s callout.shift) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.shift_day_take(p_technician bigint, p_day date) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.shift_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.shift_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.shift_generate(p_technicians bigint[], p_from date, p_to date) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.shift_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.shift_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.shift_json(s callout.shift) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.shift_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.shift_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.shift_lock(p_actor bigint, p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.shift_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.shift_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.shift_write(v callout.shift, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.shifts_ahead(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.shifts_ahead(p_limit integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.shifts_ahead_days() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.site_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.site_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.site_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.site_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.site_hours_put(p_site bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.site_json(s callout.site) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.site_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.site_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.site_lock(p_actor bigint, p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.site_note_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.site_note_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.site_note_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.site_note_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.site_note_json(n callout.site_note) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.site_note_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.site_note_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.site_note_lock(p_actor bigint, p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.site_note_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.site_note_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.site_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.site_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.site_windows(p_site bigint, p_zone text, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.skill_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.skill_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.skill_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.skill_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.skill_json(s callout.skill) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.skill_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.skill_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.skill_lock(p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.skill_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.skill_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.sla_act(p_clock bigint, p_milestone bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_cancel(p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_fire(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.sla_fire(p_limit integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.sla_interval_end(p_clock bigint, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_jobs(p_calendar bigint, p_territory bigint, p_policy bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_lines(p_clock bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_milestones(p_jobs bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_milestones_end(p_job bigint, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_milestones_put(p_policy bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_pause(p_job bigint, p_reason text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_policy_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.sla_policy_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.sla_policy_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.sla_policy_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.sla_policy_json(p callout.sla_policy) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_policy_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.sla_policy_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.sla_policy_lock(p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_policy_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.sla_policy_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.sla_reach(p_clock bigint, p_minutes numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_reach_axis(p_calendar bigint, p_zone text, p_clocks bigint[], p_minutes numeric[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_reaches(p_clocks bigint[], p_minutes numeric[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_recall(p_job bigint, p_kind text, p_at timestamp with time zone, p_bound boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_recount(p_jobs bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_refresh(p_jobs bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_resume(p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_retarget(p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_retarget_all(p_policy bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_settle(p_job bigint, p_kind text, p_at timestamp with time zone, p_bound boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_start(p_jobs bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_state(p_jobs bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sla_targets_put(p_policy bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.slot_body_needs(p_actor bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.slot_book(p_actor bigint, p_request text, p_slot jsonb, p_seen jsonb, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.slot_book(p_actor bigint, p_request text, p_slot jsonb, p_seen jsonb, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.slot_needs(p_needs jsonb, p_job bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.slot_place(p_actor bigint, p_body jsonb, OUT territory bigint, OUT site bigint, OUT lat double precision, OUT lon double precision) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.slot_policy(p_territory bigint, OUT hold_min integer, OUT window_min integer, OUT grid_min integer, OUT notice_min integer, OUT days integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.slot_question(p_actor bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.slot_question(p_actor bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.slot_read(p_actor bigint, p_body jsonb, OUT territory bigint, OUT zone text, OUT starts timestamp with time zone, OUT ends timestamp with time zone, OUT offers timestamp with time zone, OUT window_min integer, OUT grid_min integer, OUT site bigint, OUT lat double precision, OUT lon double precision, OUT job bigint, OUT duration_s bigint, OUT priority integer, OUT respond timestamp with time zone, OUT resolve timestamp with time zone, OUT needs jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.slot_windows(p_territory bigint, p_zone text, p_from timestamp with time zone, p_to timestamp with time zone, p_window_min integer, p_grid_min integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sort_key(p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.step_first() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.step_legal(p_machine text, p_from text, p_to text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.step_level(p_state text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.step_next() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.step_rank(p_state text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.step_refuse(p_machine text, p_id bigint, p_from text, p_to text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.stock_move(p_technician bigint, p_part bigint, p_delta integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.sync_pull(p_device bigint, p_since bigint, p_limit integer, p_contract integer, p_all boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.sync_pull(p_device bigint, p_since bigint, p_limit integer, p_contract integer, p_all boolean) TO callout_mobile;
REVOKE ALL ON FUNCTION callout.taken_fail(p_kind text, p_body jsonb, p_key text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.task_settle(p_task bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technician_days(p_actor bigint, p_query jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technician_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.technician_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.technician_find(p_code text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.technician_find(p_code text) TO callout_admin;
REVOKE ALL ON FUNCTION callout.technician_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.technician_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.technician_json(t callout.technician) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technician_left(t callout.technician) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technician_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.technician_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.technician_lock(p_actor bigint, p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technician_move(p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technician_parts_set(p_technician bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technician_patch(p_actor bigint, p_row callout.technician, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technician_patch_employed(p_body jsonb, p_old daterange, p_today date) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technician_place(p_body jsonb, p_key text, p_needed boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technician_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.technician_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.technician_skills_set(p_technician bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technician_tools_set(p_technician bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technician_write(v callout.technician, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technician_zone(p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.technicians_lock(p_ids bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.territory_at(p_lat double precision, p_lon double precision) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.territory_day(p_actor bigint, p_territory bigint, p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.territory_day(p_actor bigint, p_territory bigint, p_day date) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.territory_day(p_actor bigint, p_territory bigint, p_day date) TO callout_admin;
REVOKE ALL ON FUNCTION callout.territory_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.territory_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.territory_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.territory_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.territory_json(t callout.territory) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.territory_list(p_actor bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.territory_list(p_actor bigint) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.territory_list(p_actor bigint) TO callout_admin;
REVOKE ALL ON FUNCTION callout.territory_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.territory_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
GRANT ALL ON FUNCTION callout.territory_list(p_actor bigint, p_query jsonb) TO callout_admin;
REVOKE ALL ON FUNCTION callout.territory_lock(p_actor bigint, p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.territory_means(p_territory bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.territory_neighbours_put(p_territory bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.territory_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.territory_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.territory_reach(p_territory bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.territory_whole_json(t callout.territory) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.tool_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.tool_delete(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_why text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.tool_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.tool_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.tool_json(s callout.tool) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.tool_list(p_actor bigint, p_query jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.tool_list(p_actor bigint, p_query jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.tool_lock(p_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.tool_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.tool_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.trail_page(p_ids bigint[], p_query jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.travel_about_s(p_lat1 double precision, p_lon1 double precision, p_lat2 double precision, p_lon2 double precision, p_summary jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.travel_cell(p_lat double precision, p_lon double precision) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.travel_cells(p_territory bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.travel_configure(p_provider text, p_profile text, p_learn boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.travel_configure(p_provider text, p_profile text, p_learn boolean) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.travel_done(p_territory bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.travel_done(p_territory bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.travel_failing(p_text text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.travel_failing(p_text text) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.travel_learn(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.travel_learn(p_limit integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.travel_next(p_every_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.travel_next(p_every_s integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.travel_places(p_territory bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.travel_places(p_territory bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.travel_purge(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.travel_purge(p_limit integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.travel_store(p_territory bigint, p_profile text, p_cells bigint[], p_from bigint[], p_to bigint[], p_seconds integer[], p_metres integer[]) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.travel_store(p_territory bigint, p_profile text, p_cells bigint[], p_from bigint[], p_to bigint[], p_seconds integer[], p_metres integer[]) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.unplanned_row(j callout.job, p_due timestamp with time zone, k callout.job_type, s callout.site) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.user_create(p_login text, p_name text, p_role text, p_password_hash text, p_territories text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.user_create(p_login text, p_name text, p_role text, p_password_hash text, p_territories text[]) TO callout_admin;
REVOKE ALL ON FUNCTION callout.user_disable(p_login text, p_disabled boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.user_disable(p_login text, p_disabled boolean) TO callout_admin;
REVOKE ALL ON FUNCTION callout.user_find(p_login text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.user_json(p_user bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.user_list() FROM PUBLIC;
GRANT ALL ON FUNCTION callout.user_list() TO callout_admin;
REVOKE ALL ON FUNCTION callout.user_password_set(p_login text, p_password_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.user_password_set(p_login text, p_password_hash text) TO callout_admin;
REVOKE ALL ON FUNCTION callout.user_row(p_user bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.van_note(p_technicians bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.van_parts(p_technician bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.version_move() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.version_step_move() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visit_begun(p_state text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visit_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.visit_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.visit_hold_check() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visit_is_over(v callout.visit, p_zone text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visit_json(v callout.visit) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visit_live(p_state text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visit_lock(p_actor bigint, p_visit bigint, p_others jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visit_movable(v callout.visit, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visit_report(p_device bigint, p_request text, p_visit callout.visit, p_body jsonb, p_at timestamp with time zone, p_seq bigint, p_made timestamp with time zone, p_verdict text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visit_revise() FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visit_row(v callout.visit, j callout.job, s callout.site) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visit_touch(p_jobs bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visit_troubles(p_technician bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visit_unassign(p_actor bigint, p_request text, p_visit bigint, p_version bigint, p_why text, p_others jsonb, p_seen jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.visit_unassign(p_actor bigint, p_request text, p_visit bigint, p_version bigint, p_why text, p_others jsonb, p_seen jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.visit_update(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.visit_update(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.visits_miss(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.visits_miss(p_limit integer) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.visits_overlap(p_visits bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visits_read(p_changes jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visits_refuse(p_changes callout.visit_change[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visits_withdraw(p_actor bigint, p_request text, p_job bigint, p_why text, p_begun boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.visits_write(p_actor bigint, p_request text, p_changes jsonb, p_seen jsonb, p_why text, p_cause text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.week_check_break(p callout.shift_pattern, p_at text) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.week_clear(p_technician bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.week_fill(p_technician bigint, p_last date) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.week_get(p_actor bigint, p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.week_get(p_actor bigint, p_id bigint) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.week_is(p_technician bigint, p_week callout.shift_pattern[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.week_json(t callout.technician) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.week_minutes(p callout.shift_pattern) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.week_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION callout.week_put(p_actor bigint, p_request text, p_id bigint, p_version bigint, p_body jsonb) TO callout_dispatchd;
REVOKE ALL ON FUNCTION callout.week_read(p_technician bigint, p_body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION callout.zone_check() FROM PUBLIC;
GRANT INSERT(batch) ON TABLE callout.import_row TO callout_admin;
GRANT INSERT(line) ON TABLE callout.import_row TO callout_admin;
GRANT INSERT(cells) ON TABLE callout.import_row TO callout_admin;
