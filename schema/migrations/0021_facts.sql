-- SPDX-License-Identifier: MIT
-- What devices report, of all kinds, and what a person has to look at.

-- Steps are the technician's: what she did stands, whether the ones before it
-- came or not, and in whichever order two devices deliver. A visit that was
-- declined or missed is taken up again by work on it; a called off one only
-- by a dispatcher who settles the conflict.
INSERT INTO legal_step (machine, from_state, to_state) VALUES
    ('visit', 'planned', 'accepted'),
    ('visit', 'planned', 'declined'),
    ('visit', 'planned', 'en_route'),
    ('visit', 'planned', 'on_site'),
    ('visit', 'planned', 'paused'),
    ('visit', 'planned', 'completed'),
    ('visit', 'dispatched', 'on_site'),
    ('visit', 'dispatched', 'paused'),
    ('visit', 'dispatched', 'completed'),
    ('visit', 'accepted', 'on_site'),
    ('visit', 'accepted', 'paused'),
    ('visit', 'accepted', 'completed'),
    ('visit', 'en_route', 'paused'),
    ('visit', 'en_route', 'completed'),
    ('visit', 'paused', 'completed'),
    ('visit', 'declined', 'accepted'),
    ('visit', 'declined', 'en_route'),
    ('visit', 'declined', 'on_site'),
    ('visit', 'declined', 'paused'),
    ('visit', 'declined', 'completed'),
    ('visit', 'missed', 'en_route'),
    ('visit', 'missed', 'on_site'),
    ('visit', 'missed', 'paused'),
    ('visit', 'missed', 'completed'),
    ('visit', 'cancelled', 'on_site'),
    ('visit', 'cancelled', 'paused'),
    ('visit', 'cancelled', 'completed'),
    -- settled by a dispatcher
    ('visit', 'en_route', 'declined'),
    ('visit', 'on_site', 'declined'),
    ('visit', 'paused', 'declined'),
    ('job', 'open', 'in_progress'),
    ('job', 'open', 'completed'),
    ('job', 'planned', 'completed'),
    ('job', 'on_hold', 'in_progress'),
    ('job', 'on_hold', 'completed'),
    ('job', 'cancelled', 'open'),
    ('job', 'cancelled', 'in_progress'),
    ('job', 'cancelled', 'completed'),
    -- another report says otherwise
    ('clock', 'met', 'running'),
    ('clock', 'met', 'missed'),
    ('clock', 'met', 'cancelled'),
    ('clock', 'missed', 'running'),
    ('clock', 'missed', 'met'),
    ('clock', 'cancelled', 'running'),
    ('clock', 'cancelled', 'met'),
    ('clock', 'cancelled', 'missed');

-- The report that a visit's state comes from, to hold the next one against.
ALTER TABLE visit ADD said_at timestamptz, ADD said_device bigint,
    ADD said_seq bigint;

ALTER TABLE fact ADD base bigint,   -- the sheet's version that she saw
    ADD of uuid;                    -- the report that this one corrects
CREATE INDEX fact_of ON fact (of) WHERE of IS NOT NULL;

-- What facts come to, one row each under the fact's uid, as long as no
-- correction takes it back.
CREATE TABLE time_entry (
    uid           uuid PRIMARY KEY,
    technician_id bigint NOT NULL REFERENCES technician,
    job_id        bigint,
    visit_id      bigint,
    kind          text COLLATE "C" NOT NULL
        CHECK (kind IN ('work', 'travel', 'break', 'other')),
    during        tstzrange NOT NULL CHECK (NOT isempty(during)
        AND NOT lower_inf(during) AND NOT upper_inf(during))
);
CREATE INDEX time_entry_technician
    ON time_entry (technician_id, lower(during));
CREATE INDEX time_entry_job ON time_entry (job_id) WHERE job_id IS NOT NULL;

CREATE TABLE part_use (
    uid           uuid PRIMARY KEY,
    technician_id bigint NOT NULL REFERENCES technician,
    part_id       bigint NOT NULL REFERENCES part,
    job_id        bigint,
    visit_id      bigint,
    use           text COLLATE "C" NOT NULL
        CHECK (use IN ('used', 'returned', 'broken', 'taken')),
    quantity      integer NOT NULL CHECK (quantity BETWEEN 1 AND 100000),
    at            timestamptz NOT NULL
);
CREATE INDEX part_use_job ON part_use (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX part_use_part ON part_use (part_id);

CREATE TABLE meter_reading (
    uid           uuid PRIMARY KEY,
    technician_id bigint NOT NULL REFERENCES technician,
    asset_id      bigint REFERENCES asset,
    job_id        bigint,
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    value         numeric NOT NULL,
    unit          text,
    at            timestamptz NOT NULL
);
CREATE INDEX meter_reading_asset ON meter_reading (asset_id, at);
CREATE INDEX meter_reading_job ON meter_reading (job_id);

-- Where devices were: pruned after a while, so not in fact.body.
CREATE TABLE position (
    technician_id bigint NOT NULL,
    device_id     bigint NOT NULL,
    at            timestamptz NOT NULL,
    lat           double precision NOT NULL,
    lon           double precision NOT NULL,
    accuracy_m    double precision
);
CREATE INDEX position_technician ON position (technician_id, at);
CREATE INDEX position_at ON position USING brin (at);

-- What a person has to look at. Both sides are kept for ever; while it is
-- open, more of the same (key) is added to `facts` instead of a row of its own.
CREATE TABLE review (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at            timestamptz NOT NULL,
    territory_id  bigint NOT NULL REFERENCES territory,
    kind          text COLLATE "C" NOT NULL CHECK (kind IN ('conflict',
        'out_of_scope', 'window', 'address', 'followup', 'stock', 'clock',
        'quarantine', 'contact', 'invalid')),
    key           text COLLATE "C" NOT NULL,
    job_id        bigint,
    visit_id      bigint,
    technician_id bigint NOT NULL REFERENCES technician,
    facts         jsonb NOT NULL,       -- [{device, seq, uid}], oldest first
    theirs        jsonb NOT NULL,       -- what the technician says
    ours          jsonb,                -- what stood here
    text          text NOT NULL,
    state         text COLLATE "C" NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'settled')),
    decision      text COLLATE "C",
    settled_by    bigint REFERENCES app_user,
    settled_at    timestamptz,
    note          text,
    result        jsonb,                -- what the decision made
    version       bigint NOT NULL DEFAULT 1,
    CHECK ((state = 'settled') = (decision IS NOT NULL))
);
CREATE UNIQUE INDEX review_open ON review (key) WHERE state = 'open';
CREATE INDEX review_territory ON review (territory_id, id);
CREATE INDEX review_job ON review (job_id) WHERE job_id IS NOT NULL;
