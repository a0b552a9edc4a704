-- SPDX-License-Identifier: MIT
-- States and their legal steps, as data: one table for every state machine of
-- docs/ARCHITECTURE.md. A trigger (internal/step_check.sql) lets rows begin only
-- in an initial state and move only by a step that is listed; so every state
-- in a row is one of these, without a reference (whose check, row by row, was
-- a tenth of accepting a large plan).

CREATE TABLE legal_state (
    machine text NOT NULL,
    state   text NOT NULL,
    live    boolean NOT NULL,   -- still concerns the plan
    initial boolean NOT NULL DEFAULT false,
    PRIMARY KEY (machine, state)
);

CREATE TABLE legal_step (
    machine    text NOT NULL,
    from_state text NOT NULL,
    to_state   text NOT NULL,
    PRIMARY KEY (machine, from_state, to_state),
    FOREIGN KEY (machine, from_state) REFERENCES legal_state (machine, state),
    FOREIGN KEY (machine, to_state) REFERENCES legal_state (machine, state)
);

INSERT INTO legal_state (machine, state, live, initial) VALUES
    ('job', 'open', true, true),
    ('job', 'planned', true, false),
    ('job', 'in_progress', true, false),
    ('job', 'on_hold', true, false),
    ('job', 'completed', false, true),  -- initial: imported history
    ('job', 'cancelled', false, false),
    ('visit', 'planned', true, true),
    ('visit', 'dispatched', true, true),   -- planned and sent in one step
    ('visit', 'accepted', true, false),
    ('visit', 'en_route', true, false),
    ('visit', 'on_site', true, false),
    ('visit', 'paused', true, false),
    ('visit', 'completed', false, false),
    ('visit', 'declined', false, false),
    ('visit', 'cancelled', false, false),
    ('visit', 'missed', false, false),
    ('proposal', 'running', true, true),
    ('proposal', 'ready', true, false),
    ('proposal', 'accepted', false, false),
    ('proposal', 'partly_accepted', false, false),
    ('proposal', 'discarded', false, false),
    ('proposal', 'stale', false, false),
    ('proposal', 'failed', false, false),
    ('proposal', 'cancelled', false, false),
    ('clock', 'running', true, true),
    ('clock', 'paused', true, false),
    ('clock', 'met', false, false),
    ('clock', 'missed', false, false),
    ('clock', 'cancelled', false, false);

INSERT INTO legal_step (machine, from_state, to_state) VALUES
    ('job', 'open', 'planned'),
    ('job', 'planned', 'open'),
    ('job', 'planned', 'in_progress'),
    ('job', 'in_progress', 'completed'),
    ('job', 'in_progress', 'open'),
    ('job', 'in_progress', 'planned'),
    ('job', 'open', 'on_hold'),
    ('job', 'planned', 'on_hold'),
    ('job', 'on_hold', 'open'),
    ('job', 'on_hold', 'planned'),
    ('job', 'open', 'cancelled'),
    ('job', 'planned', 'cancelled'),
    ('job', 'in_progress', 'cancelled'),
    ('job', 'on_hold', 'cancelled'),
    ('job', 'completed', 'open'),
    ('visit', 'planned', 'dispatched'),
    ('visit', 'dispatched', 'accepted'),
    ('visit', 'dispatched', 'declined'),
    ('visit', 'dispatched', 'en_route'),   -- accepted may be skipped
    ('visit', 'accepted', 'en_route'),
    ('visit', 'accepted', 'declined'),
    ('visit', 'accepted', 'dispatched'),   -- moved: to be accepted anew
    ('visit', 'en_route', 'on_site'),
    ('visit', 'on_site', 'paused'),
    ('visit', 'paused', 'on_site'),
    ('visit', 'on_site', 'completed'),
    ('visit', 'planned', 'cancelled'),
    ('visit', 'dispatched', 'cancelled'),
    ('visit', 'accepted', 'cancelled'),
    ('visit', 'en_route', 'cancelled'),
    ('visit', 'on_site', 'cancelled'),
    ('visit', 'paused', 'cancelled'),
    ('visit', 'planned', 'missed'),
    ('visit', 'dispatched', 'missed'),
    ('visit', 'accepted', 'missed'),
    ('proposal', 'running', 'ready'),
    ('proposal', 'running', 'failed'),
    ('proposal', 'running', 'cancelled'),
    ('proposal', 'ready', 'accepted'),
    ('proposal', 'ready', 'partly_accepted'),
    ('proposal', 'ready', 'discarded'),
    ('proposal', 'ready', 'stale'),
    ('clock', 'running', 'paused'),
    ('clock', 'paused', 'running'),
    ('clock', 'running', 'met'),
    ('clock', 'running', 'missed'),
    ('clock', 'paused', 'met'),
    ('clock', 'running', 'cancelled'),
    ('clock', 'paused', 'cancelled');
