-- SPDX-License-Identifier: MIT
-- Arrival windows that were offered to a customer: a place on a technician's
-- day is held for some minutes, and then booked.

INSERT INTO legal_state (machine, state, live, initial) VALUES
    ('slot_hold', 'held', true, true),
    ('slot_hold', 'booked', false, false),
    ('slot_hold', 'released', false, false),
    ('slot_hold', 'expired', false, false);
INSERT INTO legal_step (machine, from_state, to_state) VALUES
    ('slot_hold', 'held', 'booked'),
    ('slot_hold', 'held', 'released'),
    ('slot_hold', 'held', 'expired');

-- Everybody plans around a hold as around a visit. `needs` are the fields of
-- the job that it is for, as job_create() takes them; or it is for job_id.
CREATE TABLE slot_hold (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    territory_id   bigint NOT NULL REFERENCES territory,
    technician_id  bigint NOT NULL REFERENCES technician,
    state          text COLLATE "C" NOT NULL DEFAULT 'held',
    planned        tstzrange NOT NULL CHECK (NOT isempty(planned)
        AND NOT lower_inf(planned) AND NOT upper_inf(planned)),
    travel_s       integer NOT NULL DEFAULT 0 CHECK (travel_s >= 0),
    arrival_window tstzrange NOT NULL,  -- what the customer is told
    site_id        bigint REFERENCES site,
    lat            double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    lon            double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
    job_id         bigint REFERENCES job,
    needs          jsonb NOT NULL,
    offer          text,        -- the offer that was taken, as it was given
    customer       text CHECK (length(customer) <= 200),
    note           text CHECK (length(note) <= 2000),
    visit_id       bigint REFERENCES visit,
    held_by        bigint REFERENCES app_user,
    created_at     timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    ended_at       timestamptz,
    version        bigint NOT NULL DEFAULT 1,
    CHECK (lower(planned) >= lower(arrival_window)
        AND lower(planned) <= upper(arrival_window)),
    CHECK ((state = 'booked') = (visit_id IS NOT NULL)),
    CHECK ((state = 'held') = (ended_at IS NULL)),
    CONSTRAINT slot_hold_no_overlap
        EXCLUDE USING gist (technician_id WITH =, planned WITH &&)
        WHERE (state = 'held')
);
CREATE INDEX slot_hold_held ON slot_hold (technician_id)
    WHERE state = 'held';
CREATE INDEX slot_hold_expires ON slot_hold (expires_at)
    WHERE state = 'held';
CREATE INDEX slot_hold_job ON slot_hold (job_id) WHERE state = 'held';
