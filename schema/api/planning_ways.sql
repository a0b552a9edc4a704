-- SPDX-License-Identifier: MIT
-- The known ways between the places of a territory, a row for each place that
-- they begin at: "to,seconds,metres;to,seconds,;...". What devices reported
-- (the median of five or more) wins over the provider. Nothing where times are
-- made of distances.

CREATE FUNCTION planning_ways(p_territory bigint, p_from timestamptz,
    p_to timestamptz)
RETURNS TABLE (from_cell bigint, ways text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET work_mem = '64MB' AS $$
DECLARE
    v_setting travel_setting;
BEGIN
    SELECT * INTO v_setting FROM travel_setting;
    IF v_setting.provider = 'crow' AND NOT v_setting.learn THEN
        RETURN;
    END IF;
    IF NOT v_setting.learn THEN     -- half a million rows need no sorting
        RETURN QUERY
        WITH here AS MATERIALIZED (
            SELECT c.cell FROM travel_cells(p_territory) c
        )
        SELECT w.from_cell,
            string_agg(concat(w.to_cell, ',', w.seconds, ',', w.metres), ';')
        FROM here f
        JOIN travel_time w ON w.profile = v_setting.profile
            AND w.from_cell = f.cell AND w.source = 'osrm'
        JOIN here t ON t.cell = w.to_cell
        WHERE w.seconds IS NOT NULL
        GROUP BY w.from_cell ORDER BY w.from_cell;
        RETURN;
    END IF;
    RETURN QUERY
    WITH here AS MATERIALIZED (
        SELECT c.cell FROM travel_cells(p_territory) c
    ), known AS (
        SELECT DISTINCT ON (w.from_cell, w.to_cell) w.from_cell AS a,
            w.to_cell AS b, w.seconds, w.metres
        FROM here f
        JOIN travel_time w ON w.profile = v_setting.profile
            AND w.from_cell = f.cell
        JOIN here t ON t.cell = w.to_cell
        WHERE w.seconds IS NOT NULL
            AND CASE w.source
                WHEN 'learnt' THEN v_setting.learn AND w.samples >= 5
                ELSE v_setting.provider = 'osrm' END
        ORDER BY w.from_cell, w.to_cell, w.source   -- learnt comes first
    )
    SELECT k.a, string_agg(concat(k.b, ',', k.seconds, ',', k.metres), ';')
    FROM known k GROUP BY k.a ORDER BY k.a;
END
$$;
