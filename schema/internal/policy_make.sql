-- SPDX-License-Identifier: MIT
-- A territory has a policy from the moment that it exists.

CREATE FUNCTION policy_make() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO policy (territory_id) SELECT id FROM new_rows ORDER BY id
    ON CONFLICT (territory_id) DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER territory_policy_make AFTER INSERT ON territory
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION policy_make();
