-- SPDX-License-Identifier: MIT
-- Begin an import: the number under which its rows are copied into import_row.
-- One import at a time; the next one waits until this transaction ends.

CREATE FUNCTION import_begin() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(
        hashtext('callout import ' || current_schema()));
    RETURN nextval('import_batch');
END
$$;
