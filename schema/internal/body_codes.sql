-- SPDX-License-Identifier: MIT
-- Tools and parts that a request body names by their codes.

-- The ids of a list of codes of the table, ascending, each once.
CREATE FUNCTION body_codes(p_body jsonb, p_key text, p_table text)
RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_list constant jsonb := coalesce(nullif(p_body -> p_key, 'null'), '[]');
    v_ids  bigint[];
    v_at   bigint;
BEGIN
    IF jsonb_typeof(v_list) <> 'array' OR jsonb_array_length(v_list) > 200
    THEN
        PERFORM fail('CO422', format('%s must be a list of at most 200 codes',
            p_key), '/' || p_key, 'type');
    END IF;
    EXECUTE format('SELECT array_agg(DISTINCT t.id ORDER BY t.id), '
        'min(c.n) FILTER (WHERE t.id IS NULL) '
        'FROM jsonb_array_elements_text($1) WITH ORDINALITY c (code, n) '
        'LEFT JOIN %I t ON t.code = c.code', p_table)
    INTO v_ids, v_at USING v_list;
    IF v_at IS NOT NULL THEN
        PERFORM fail('CO422', format('there is no %s "%s"', p_table,
            v_list ->> (v_at - 1)::integer), format('/%s/%s', p_key,
            v_at - 1), 'unknown');
    END IF;
    RETURN coalesce(v_ids, '{}');
END
$$;

-- [{part, amount}], one row a part.
CREATE FUNCTION body_parts(p_body jsonb, p_key text)
RETURNS TABLE (part bigint, amount integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_item jsonb;
    v_at   text;
    v_id   bigint;
    v_ids  bigint[] := '{}';
BEGIN
    FOR v_item, v_at IN SELECT e, format('/%s/%s', p_key, o - 1)
        FROM jsonb_array_elements(body_array(p_body, p_key, 200))
            WITH ORDINALITY x (e, o)
    LOOP
        SELECT p.id INTO v_id FROM part p WHERE p.code = v_item ->> 'part';
        IF v_id IS NULL THEN
            PERFORM fail('CO422', format('there is no part "%s"',
                v_item ->> 'part'), v_at || '/part', 'unknown');
        ELSIF v_id = ANY (v_ids) THEN
            PERFORM fail('CO422', format('the part "%s" is named twice',
                v_item ->> 'part'), v_at || '/part', 'unique');
        END IF;
        v_ids := v_ids || v_id;
        part := v_id;
        amount := coalesce(body_number(v_item, 'amount', 1, 100000), 1);
        RETURN NEXT;
    END LOOP;
END
$$;
