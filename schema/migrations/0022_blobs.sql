-- SPDX-License-Identifier: MIT
-- What devices upload: photos and signatures. The bytes lie in files (blob_dir
-- of the daemons), named by the UUID that the device gave them; the row says
-- how much of them has come and what they must be. Which job a blob belongs to
-- stands in the fact that names it (kind photo or signature), which may come
-- before or after.

CREATE TABLE blob (
    uid           uuid PRIMARY KEY,       -- the device's
    device_id     bigint NOT NULL REFERENCES device,
    technician_id bigint NOT NULL REFERENCES technician,
    -- open: comes in; stored: whole and checked; removing: its file goes;
    -- gone: it may be sent anew
    state         text COLLATE "C" NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'stored', 'removing', 'gone')),
    type          text NOT NULL,          -- media type, by its first bytes
    bytes         bigint NOT NULL CHECK (bytes > 0),
    sha256        bytea NOT NULL CHECK (length(sha256) = 32),
    -- What is on the disk for good: the offset of the next piece.
    received      bigint NOT NULL DEFAULT 0
        CHECK (received BETWEEN 0 AND bytes),
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,   -- while it is open
    stored_at     timestamptz,
    removed_at    timestamptz
) WITH (fillfactor = 80);   -- its offset moves with each piece
CREATE INDEX blob_open ON blob (technician_id) WHERE state = 'open';
CREATE INDEX blob_due ON blob (expires_at) WHERE state = 'open';
CREATE INDEX blob_stored ON blob (stored_at) WHERE state = 'stored';
CREATE INDEX blob_removed ON blob (removed_at)
    WHERE state IN ('removing', 'gone');

-- Who names a blob.
CREATE INDEX fact_blob ON fact ((body ->> 'blob')) WHERE body ? 'blob';
