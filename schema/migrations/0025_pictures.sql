-- SPDX-License-Identifier: MIT
-- Who names a blob: a correction, too, where it brings another picture. As
-- internal/fact_blob.sql has it.

DROP INDEX fact_blob;
CREATE INDEX fact_blob ON fact ((CASE WHEN kind = 'correction'
        THEN body #>> '{content,blob}' ELSE body ->> 'blob' END))
    WHERE (CASE WHEN kind = 'correction'
        THEN body #>> '{content,blob}' ELSE body ->> 'blob' END) IS NOT NULL;
