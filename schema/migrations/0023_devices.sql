-- SPDX-License-Identifier: MIT
-- Devices: tokens that are exchanged for new ones, what dispatchers want to
-- know of each, and what a device says after it was revoked.

-- The token that a device uses; the one before it, as long as the new one was
-- never used; and those that it was given, but perhaps never got.
CREATE TABLE device_token (
    token_hash    bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    device_id     bigint NOT NULL REFERENCES device ON DELETE CASCADE,
    made_at       timestamptz NOT NULL,
    first_used_at timestamptz,
    expires_at    timestamptz         -- it was exchanged, and holds until then
);
CREATE INDEX device_token_device ON device_token (device_id, made_at);
INSERT INTO device_token (token_hash, device_id, made_at, first_used_at)
SELECT token_hash, id, enrolled_at, enrolled_at FROM device;

ALTER TABLE device DROP token_hash,
    ADD model         text CHECK (length(model) BETWEEN 1 AND 200),
    ADD app           text CHECK (length(app) BETWEEN 1 AND 200),
    ADD contract      integer,
    ADD unsent        bigint,         -- mutations that wait, as it says
    ADD clock_skew_ms bigint,         -- at its last push: its clock minus ours
    ADD version       bigint NOT NULL DEFAULT 1;  -- of what people change
CREATE INDEX device_revoked ON device (revoked_at)
    WHERE revoked_at IS NOT NULL;

-- From a device that was revoked: kept, and carried out for nobody.
ALTER TABLE fact ADD quarantined boolean NOT NULL DEFAULT false;
