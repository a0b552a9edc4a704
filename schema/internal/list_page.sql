-- SPDX-License-Identifier: MIT
-- Lists: a page of what matches, in an order of the reader's choice.
--
-- A list selects the ids that match with the text to sort by (NULL: last),
-- list_page() sorts and cuts them, list_rows() gives them in that order. The
-- reader asks for the page after an object: by id that is all it takes; in
-- another order the page goes on after where that object stands now, so the
-- list selects `mark` too, whether it matches or not.

-- The common parameters. By id (`cut` is not NULL) a list needs no more than
-- `cut` rows from `floor` on.
CREATE FUNCTION list_query(p_query jsonb)
RETURNS TABLE (sort text, down boolean, floor bigint, mark bigint,
    cut integer, words text[], retired boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_after constant bigint := coalesce((p_query ->> 'after')::bigint, 0);
BEGIN
    sort := ltrim(coalesce(p_query ->> 'sort', 'id'), '-');
    down := coalesce(left(p_query ->> 'sort', 1) = '-', false);
    floor := 0;
    IF sort = 'id' AND NOT down THEN
        floor := v_after;
        cut := page_limit((p_query ->> 'limit')::integer) + 1;
    ELSE
        mark := nullif(v_after, 0);
    END IF;
    words := list_words(p_query ->> 'q');
    retired := (p_query ->> 'retired')::boolean;
    RETURN NEXT;
END
$$;

-- Each word as a pattern, for lower(...) LIKE ALL (words).
CREATE FUNCTION list_words(p_text text) RETURNS text[]
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT coalesce(array_agg('%' || regexp_replace(lower(w), '([\\%_])',
        '\\\1', 'g') || '%'), '{}')
    FROM regexp_split_to_table(coalesce(p_text, ''), '\s+') w WHERE w <> ''
$$;

CREATE FUNCTION list_page(p_ids bigint[], p_keys text[], p_query jsonb)
RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_query record;
    v_key   text;
    v_limit constant integer := page_limit((p_query ->> 'limit')::integer);
BEGIN
    SELECT * INTO v_query FROM list_query(p_query);
    IF v_query.mark IS NOT NULL AND v_query.sort <> 'id' THEN
        v_key := p_keys[array_position(p_ids, v_query.mark)];
        IF NOT coalesce(v_query.mark = ANY (p_ids), false) THEN
            PERFORM fail('CO422', format('%s is not in this list any more: '
                'begin again', v_query.mark), '/after', 'unknown');
        END IF;
    END IF;
    RETURN ARRAY(SELECT x.id FROM unnest(p_ids, p_keys) x (id, key)
        WHERE x.id > v_query.floor AND (v_query.mark IS NULL OR CASE
            WHEN x.key IS NOT DISTINCT FROM v_key
            THEN CASE WHEN v_query.down THEN x.id < v_query.mark
                ELSE x.id > v_query.mark END
            WHEN x.key IS NULL THEN true
            WHEN v_key IS NULL THEN false
            WHEN v_query.down THEN x.key < v_key
            ELSE x.key > v_key END)
        ORDER BY CASE WHEN NOT v_query.down THEN x.key END,
            CASE WHEN v_query.down THEN x.key END DESC NULLS LAST,
            CASE WHEN v_query.down THEN -x.id ELSE x.id END
        LIMIT v_limit + 1);    -- one more: is there another page?
END
$$;

CREATE FUNCTION list_rows(p_page bigint[], p_query jsonb)
RETURNS TABLE (id bigint, nth bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT u.id, u.nth FROM unnest(p_page) WITH ORDINALITY u (id, nth)
    WHERE u.nth <= page_limit((p_query ->> 'limit')::integer)
$$;

CREATE FUNCTION list_answer(p_items json, p_page bigint[], p_query jsonb)
RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('items', coalesce(p_items, '[]'), 'next',
        CASE WHEN cardinality(p_page)
            > page_limit((p_query ->> 'limit')::integer)
        THEN p_page[page_limit((p_query ->> 'limit')::integer)] END)
$$;

-- An instant as a text that sorts like it.
CREATE FUNCTION sort_key(p_at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT to_char(p_at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')
$$;
