-- SPDX-License-Identifier: MIT
-- Where and who: calendars, territories, skills, technicians with their working time, customers
-- with their sites. Coordinates are WGS 84 degrees. Rows that people edit carry
-- `version` (for If-Match), which a trigger moves.

CREATE TABLE organisation (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    name       text NOT NULL,
    epoch      bigint NOT NULL,  -- of all feeds; a restore moves it
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE business_calendar (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9_.:-]{1,64}$'),
    name text NOT NULL
);

-- Minutes of the local day, [opens, closes); 24:00 is 1440.
CREATE TABLE business_hours (
    calendar_id bigint NOT NULL REFERENCES business_calendar ON DELETE CASCADE,
    weekday     smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7), -- ISO, Monday 1
    minutes     int4range NOT NULL
        CHECK (NOT isempty(minutes) AND minutes <@ int4range(0, 1440, '[)')),
    EXCLUDE USING gist (calendar_id WITH =, weekday WITH =, minutes WITH &&)
);

CREATE TABLE holiday (
    calendar_id bigint NOT NULL REFERENCES business_calendar ON DELETE CASCADE,
    day         date NOT NULL,
    name        text NOT NULL,
    PRIMARY KEY (calendar_id, day)
);

CREATE TABLE territory (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code        text NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9_.:-]{1,64}$'),
    name        text NOT NULL,
    zone        text NOT NULL,      -- IANA name, checked by a trigger
    calendar_id bigint NOT NULL REFERENCES business_calendar,
    boundary    polygon,            -- (longitude, latitude) corners
    version     bigint NOT NULL DEFAULT 1
);

CREATE TABLE skill (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9_.:-]{1,64}$'),
    name text NOT NULL
);

CREATE TABLE technician (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uid          uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    code         text NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9_.:-]{1,64}$'),
    name         text NOT NULL,
    phone        text,
    email        text,
    territory_id bigint NOT NULL REFERENCES territory,
    employed     daterange NOT NULL CHECK (NOT isempty(employed)),
    start_lat    double precision NOT NULL CHECK (start_lat BETWEEN -90 AND 90),
    start_lon    double precision NOT NULL CHECK (start_lon BETWEEN -180 AND 180),
    end_lat      double precision NOT NULL CHECK (end_lat BETWEEN -90 AND 90),
    end_lon      double precision NOT NULL CHECK (end_lon BETWEEN -180 AND 180),
    version      bigint NOT NULL DEFAULT 1
);
CREATE INDEX technician_territory ON technician (territory_id);

-- A level of a skill, while the certificate lasts. No two certificates of one
-- skill overlap, so that a date has one level.
CREATE TABLE technician_skill (
    technician_id bigint NOT NULL REFERENCES technician ON DELETE CASCADE,
    skill_id      bigint NOT NULL REFERENCES skill,
    level         smallint NOT NULL CHECK (level BETWEEN 1 AND 10),
    certified     daterange NOT NULL CHECK (NOT isempty(certified)),
    EXCLUDE USING gist (technician_id WITH =, skill_id WITH =, certified WITH &&)
);

-- The usual week. Shifts are made from it (internal/shift_generate.sql).
CREATE TABLE shift_pattern (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    technician_id bigint NOT NULL REFERENCES technician ON DELETE CASCADE,
    weekday       smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    starts        time NOT NULL,
    ends          time NOT NULL,   -- at or before starts: on the next day
    valid         daterange NOT NULL DEFAULT daterange(NULL, NULL),
    break_from    time,            -- the break lies between these two
    break_to      time,
    break_min     smallint CHECK (break_min BETWEEN 1 AND 240),
    CHECK (num_nulls(break_from, break_to, break_min) IN (0, 3))
);
CREATE INDEX shift_pattern_technician ON shift_pattern (technician_id);

CREATE TABLE shift (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    technician_id bigint NOT NULL REFERENCES technician ON DELETE CASCADE,
    during        tstzrange NOT NULL CHECK (NOT isempty(during)
        AND NOT lower_inf(during) AND NOT upper_inf(during)),
    pattern_id    bigint REFERENCES shift_pattern ON DELETE SET NULL,
    EXCLUDE USING gist (technician_id WITH =, during WITH &&)
);

-- A pause of `minutes` somewhere inside the window.
CREATE TABLE shift_break (
    shift_id bigint NOT NULL REFERENCES shift ON DELETE CASCADE,
    within   tstzrange NOT NULL CHECK (NOT isempty(within)),
    minutes  smallint NOT NULL CHECK (minutes BETWEEN 1 AND 240),
    PRIMARY KEY (shift_id, within)
);

CREATE TABLE absence (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    technician_id bigint NOT NULL REFERENCES technician ON DELETE CASCADE,
    during        tstzrange NOT NULL CHECK (NOT isempty(during)),
    reason        text NOT NULL CHECK (reason IN ('leave', 'sick', 'training', 'other')),
    EXCLUDE USING gist (technician_id WITH =, during WITH &&)
);

CREATE TABLE customer (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      text NOT NULL DEFAULT 'callout',
    external_id text,
    name        text NOT NULL,
    version     bigint NOT NULL DEFAULT 1,
    UNIQUE (source, external_id)
);

CREATE TABLE contact (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customer ON DELETE CASCADE,
    name        text NOT NULL,
    phone       text,
    email       text,
    version     bigint NOT NULL DEFAULT 1
);
CREATE INDEX contact_customer ON contact (customer_id);

CREATE TABLE site (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source       text NOT NULL DEFAULT 'callout',
    external_id  text,
    customer_id  bigint NOT NULL REFERENCES customer,
    contact_id   bigint REFERENCES contact ON DELETE SET NULL,
    territory_id bigint NOT NULL REFERENCES territory,
    name         text NOT NULL,
    address      text NOT NULL DEFAULT '',
    lat          double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    lon          double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
    access_notes text NOT NULL DEFAULT '',
    version      bigint NOT NULL DEFAULT 1,
    UNIQUE (source, external_id)
);
CREATE INDEX site_territory ON site (territory_id);
CREATE INDEX site_customer ON site (customer_id);

-- When the site lets people in; no row at all: always.
CREATE TABLE site_access_hours (
    site_id bigint NOT NULL REFERENCES site ON DELETE CASCADE,
    weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    minutes int4range NOT NULL
        CHECK (NOT isempty(minutes) AND minutes <@ int4range(0, 1440, '[)')),
    EXCLUDE USING gist (site_id WITH =, weekday WITH =, minutes WITH &&)
);
