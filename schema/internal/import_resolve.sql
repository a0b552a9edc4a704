-- SPDX-License-Identifier: MIT
-- Find what requests name (a territory, a job type, a skill): by its code, by
-- the code that the name makes, by its name. Once a name, not once a row.

CREATE FUNCTION import_resolve(p_batch bigint, p_table text, p_column text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    EXECUTE format($q$
        WITH v AS MATERIALIZED (
            SELECT DISTINCT %2$I AS name, import_code(%2$I) AS code
            FROM import_request WHERE batch = $1 AND fate = 'new'
        ), n AS MATERIALIZED (
            SELECT v.name, (SELECT x.id FROM %1$I x
                WHERE x.code IN (v.name, v.code) OR x.name = v.name
                ORDER BY x.code = v.name DESC, x.code = v.code DESC, x.id
                LIMIT 1) AS id
            FROM v
        )
        UPDATE import_request r SET %1$s_id = n.id FROM n
        WHERE r.batch = $1 AND r.fate = 'new' AND r.%2$I = n.name
            AND n.id IS NOT NULL$q$, p_table, p_column) USING p_batch;
END
$$;

-- The names that were not found are bad rows.
CREATE FUNCTION import_unresolved(p_batch bigint, p_table text, p_column text,
    p_what text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_known text;
BEGIN
    EXECUTE format($q$SELECT string_agg(code, ', ' ORDER BY code) FROM
        (SELECT code FROM %I ORDER BY code LIMIT 8) c$q$, p_table)
        INTO v_known;
    EXECUTE format($q$
        INSERT INTO import_note (batch, line, col, level, kind, text, hint)
        SELECT batch, line, $3, 'bad', 'unknown_' || $4,
            format('there is no %%s ''%%s''', $2, left(%2$I, 80)), $5
        FROM import_request
        WHERE batch = $1 AND fate = 'new' AND %2$I IS NOT NULL
            AND %1$s_id IS NULL$q$, p_table, p_column)
        USING p_batch, p_what, p_column, p_table, CASE
            WHEN v_known IS NULL THEN '--create-missing makes it'
            ELSE format('one of %s ..., or --create-missing', v_known) END;
    PERFORM import_fate(p_batch);
END
$$;
