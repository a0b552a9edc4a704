-- SPDX-License-Identifier: MIT
-- What the imports of things with a code share: noted rows get their fate;
-- rows whose code (or key) is there twice are bad; lists of skills are taken
-- apart and their codes found.

CREATE FUNCTION import_rows_fate(p_batch bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    UPDATE import_row r SET fate = 'bad'
    WHERE r.batch = p_batch AND r.fate = 'new' AND EXISTS (SELECT
        FROM import_note n WHERE n.batch = p_batch AND n.line = r.line
            AND n.level = 'bad')
$$;

CREATE FUNCTION import_rows_doubled(p_batch bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    INSERT INTO import_note (batch, line, col, level, kind, text, hint)
    SELECT p_batch, line, 'code', 'bad', 'doubled_code',
        format('''%s'' is on line %s already', code, first_line),
        'a code that is there once in the file'
    FROM (SELECT line, cells->>'code' AS code,
            min(line) OVER (PARTITION BY cells->>'code') AS first_line
        FROM import_row WHERE batch = p_batch) d
    WHERE line > first_line;
$$;

-- Rows whose column names a code that `p_table` does not have.
CREATE FUNCTION import_rows_unknown(p_batch bigint, p_column text,
    p_table text, p_what text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_known text;
BEGIN
    EXECUTE format($q$SELECT string_agg(code, ', ') FROM
        (SELECT code FROM %I ORDER BY code LIMIT 8) c$q$, p_table)
        INTO v_known;
    EXECUTE format($q$
        INSERT INTO import_note (batch, line, col, level, kind, text, hint)
        SELECT batch, line, $2, 'bad', 'unknown_%1$s',
            format('there is no %%s ''%%s''', $3, cells->>$2),
            coalesce('one of ' || $4 || ' ...', 'import them first')
        FROM import_row r
        WHERE batch = $1 AND fate = 'new' AND cells ? $2 AND NOT EXISTS
            (SELECT FROM %1$I x WHERE x.code = r.cells->>$2)$q$, p_table)
        USING p_batch, p_column, p_what, v_known;
    PERFORM import_rows_fate(p_batch);
END
$$;

-- The skills of the rows that are still new: "GAS:2 WATER:1".
CREATE FUNCTION import_rows_skills(p_batch bigint)
RETURNS TABLE (line integer, code text, level smallint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT r.line, left(s.one, c.colon - 1),
        max(substr(s.one, c.colon + 1)::smallint)
    FROM import_row r,
        regexp_split_to_table(r.cells->>'skills', ' ') AS s (one),
        LATERAL (SELECT length(s.one) - strpos(reverse(s.one), ':') + 1)
            AS c (colon)
    WHERE r.batch = p_batch AND r.fate = 'new'
    GROUP BY r.line, left(s.one, c.colon - 1)
$$;

-- Make the unknown ones if the import says so; else their rows are bad.
CREATE FUNCTION import_rows_skills_known(p_batch bigint, p_options jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_made bigint;
BEGIN
    IF 'skills' = ANY (string_to_array(p_options->>'create', ' ')) THEN
        INSERT INTO skill (code, name)
        SELECT DISTINCT code, code FROM import_rows_skills(p_batch)
        ORDER BY code
        ON CONFLICT (code) DO NOTHING;
        GET DIAGNOSTICS v_made = ROW_COUNT;
        PERFORM import_created(p_batch, 'skills', v_made);
    END IF;
    INSERT INTO import_note (batch, line, col, level, kind, text, hint)
    SELECT p_batch, s.line, 'skills', 'bad', 'unknown_skill',
        format('there is no skill ''%s''', s.code),
        'a skill that is there, or --create-missing'
    FROM import_rows_skills(p_batch) s
    WHERE NOT EXISTS (SELECT FROM skill k WHERE k.code = s.code);
    PERFORM import_rows_fate(p_batch);
END
$$;
