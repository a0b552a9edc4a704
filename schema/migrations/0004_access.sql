-- SPDX-License-Identifier: MIT
-- Who may come in: users, sessions, keys, devices, calendar links; and the
-- trail of what they did. Secrets are kept as sha256 (they are random, 160
-- bits or more), passwords as argon2id.

CREATE TABLE app_role (
    name text PRIMARY KEY
);
INSERT INTO app_role (name) VALUES ('admin'), ('dispatcher'), ('manager'), ('intake');

CREATE TABLE app_user (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login         text NOT NULL CHECK (login ~ '^[a-z0-9][a-z0-9_.@+-]{0,63}$'),
    name          text NOT NULL,
    role          text NOT NULL REFERENCES app_role,
    password_hash text NOT NULL,
    disabled_at   timestamptz,
    created_at    timestamptz NOT NULL,
    version       bigint NOT NULL DEFAULT 1,
    UNIQUE (login)
);

-- Territories of a user; none: all of them.
CREATE TABLE app_user_territory (
    user_id      bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
    territory_id bigint NOT NULL REFERENCES territory ON DELETE CASCADE,
    PRIMARY KEY (user_id, territory_id)
);

CREATE TABLE session (
    token_hash   bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    user_id      bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL
);
CREATE INDEX session_of_user ON session (user_id);

-- Failed log-ins, counted per account and per address (internal/login_wait.sql).
CREATE TABLE login_throttle (
    key          text PRIMARY KEY,      -- 'login:…' or 'address:…'
    failures     integer NOT NULL,      -- in one go: 15 quiet minutes end it
    last_at      timestamptz NOT NULL
);
CREATE INDEX login_throttle_last ON login_throttle (last_at);

CREATE TABLE api_key (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id      bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
    label        text NOT NULL,
    key_hash     bytea NOT NULL UNIQUE CHECK (length(key_hash) = 32),
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz
);

CREATE TABLE calendar_link (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    technician_id  bigint NOT NULL REFERENCES technician ON DELETE CASCADE,
    label          text NOT NULL,
    secret_hash    bytea NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    detail         text NOT NULL DEFAULT 'full'
        CHECK (detail IN ('full', 'no_personal', 'busy')),
    show_cancelled boolean NOT NULL DEFAULT true,
    created_by     bigint REFERENCES app_user,
    created_at     timestamptz NOT NULL,
    revoked_at     timestamptz,
    last_used_at   timestamptz
);
CREATE INDEX calendar_link_technician ON calendar_link (technician_id);

CREATE TABLE device (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    technician_id bigint NOT NULL REFERENCES technician,
    name          text NOT NULL,
    token_hash    bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    enrolled_at   timestamptz NOT NULL,
    last_seen_at  timestamptz,
    revoked_at    timestamptz,
    acked_seq     bigint NOT NULL DEFAULT 0   -- of its mutations
);
CREATE INDEX device_technician ON device (technician_id);

CREATE TABLE enrol_code (
    code_hash     bytea PRIMARY KEY CHECK (length(code_hash) = 32),
    technician_id bigint NOT NULL REFERENCES technician ON DELETE CASCADE,
    created_by    bigint REFERENCES app_user,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    used_at       timestamptz,
    device_id     bigint REFERENCES device
);

-- What devices reported, exactly once: (device, seq) and the client's uuid.
-- Never updated, never deleted, and bound to nothing that could go away.
CREATE TABLE fact (
    device_id     bigint NOT NULL REFERENCES device,
    seq           bigint NOT NULL CHECK (seq > 0),
    uid           uuid NOT NULL UNIQUE,
    kind          text NOT NULL,
    visit_id      bigint,            -- as the device said: no reference
    job_id        bigint,
    technician_id bigint NOT NULL,
    body          jsonb NOT NULL,
    at            timestamptz NOT NULL,     -- the device's clock
    received_at   timestamptz NOT NULL,
    clock_skew_ms bigint NOT NULL DEFAULT 0, -- device minus server
    verdict       text NOT NULL CHECK (verdict IN ('applied', 'merged', 'conflict',
        'out_of_scope', 'superseded', 'invalid')),
    verdict_text  text NOT NULL DEFAULT '',
    PRIMARY KEY (device_id, seq)
);
CREATE INDEX fact_job ON fact (job_id, received_at);
CREATE INDEX fact_visit ON fact (visit_id, received_at);

CREATE TABLE audit (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL,
    actor_kind  text NOT NULL CHECK (actor_kind IN ('user', 'device', 'system', 'command')),
    actor_id    bigint,
    action      text NOT NULL,            -- 'visit.assigned'
    object_kind text COLLATE "C" NOT NULL,
    object_id   bigint NOT NULL,
    before      jsonb,
    after       jsonb,
    why         text,
    request     text                      -- X-Request-Id
);
CREATE INDEX audit_object ON audit (object_id, object_kind, id);
