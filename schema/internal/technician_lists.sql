-- SPDX-License-Identifier: MIT
-- What a technician can and has, as whole lists of a request body: skills with
-- their certificates, tools and parts in the van. A list that is not there
-- stays; one that is the same already is not written. True if something
-- changed.

CREATE FUNCTION technician_skills_set(p_technician bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_item jsonb;
    v_at   text;
    v_id   bigint;
    v_new  technician_skill[] := '{}';
BEGIN
    IF NOT p_body ? 'skills' THEN
        RETURN false;
    END IF;
    FOR v_item, v_at IN SELECT e, format('/skills/%s', o - 1)
        FROM jsonb_array_elements(body_array(p_body, 'skills', 200))
            WITH ORDINALITY x (e, o)
    LOOP
        SELECT id INTO v_id FROM skill WHERE code = v_item ->> 'skill';
        IF v_id IS NULL THEN
            PERFORM fail('CO422', format('there is no skill "%s"',
                v_item ->> 'skill'), v_at || '/skill', 'unknown');
        END IF;
        v_new := v_new || ROW(p_technician, v_id,
            coalesce(body_number(v_item, 'level', 1, 10), 1),
            body_days(v_item, v_at))::technician_skill;
    END LOOP;
    IF NOT EXISTS (
        (SELECT * FROM unnest(v_new) EXCEPT ALL SELECT *
            FROM technician_skill WHERE technician_id = p_technician)
        UNION ALL
        (SELECT * FROM technician_skill WHERE technician_id = p_technician
            EXCEPT ALL SELECT * FROM unnest(v_new))) THEN
        RETURN false;
    END IF;
    DELETE FROM technician_skill WHERE technician_id = p_technician;
    INSERT INTO technician_skill SELECT * FROM unnest(v_new);
    RETURN true;
EXCEPTION WHEN exclusion_violation THEN
    PERFORM fail('CO422', 'two certificates of one skill overlap: on a day it '
        'has one level', '/skills', 'overlap');
END
$$;

CREATE FUNCTION technician_tools_set(p_technician bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_new bigint[];
    v_old bigint[];
BEGIN
    IF NOT p_body ? 'tools' THEN
        RETURN false;
    END IF;
    v_new := body_codes(p_body, 'tools', 'tool');
    v_old := ARRAY(SELECT tool_id FROM technician_tool
        WHERE technician_id = p_technician ORDER BY tool_id);
    IF v_new = v_old THEN
        RETURN false;
    END IF;
    DELETE FROM technician_tool WHERE technician_id = p_technician;
    INSERT INTO technician_tool SELECT p_technician, unnest(v_new);
    RETURN true;
END
$$;

CREATE FUNCTION technician_parts_set(p_technician bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_new technician_part[];
BEGIN
    IF NOT p_body ? 'parts' THEN
        RETURN false;
    END IF;
    v_new := ARRAY(SELECT ROW(p_technician, b.part, b.amount)::technician_part
        FROM body_parts(p_body, 'parts') b);
    IF NOT EXISTS (
        (SELECT * FROM unnest(v_new) EXCEPT ALL SELECT *
            FROM technician_part WHERE technician_id = p_technician)
        UNION ALL
        (SELECT * FROM technician_part WHERE technician_id = p_technician
            EXCEPT ALL SELECT * FROM unnest(v_new))) THEN
        RETURN false;
    END IF;
    DELETE FROM technician_part WHERE technician_id = p_technician;
    INSERT INTO technician_part SELECT * FROM unnest(v_new);
    RETURN true;
END
$$;
