-- SPDX-License-Identifier: MIT
-- A territory has a lease from its birth: free.

CREATE FUNCTION lease_make() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO territory_lease (territory_id)
    SELECT id FROM new_rows ORDER BY id ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER territory_lease_make AFTER INSERT ON territory
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION lease_make();
