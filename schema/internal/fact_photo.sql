-- SPDX-License-Identifier: MIT
-- A fact names a photo whose bytes are here already: its job sheet shows it.
-- (Where they come later, blob_store() says so.)

CREATE FUNCTION fact_photo() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT FROM job_photos_of(ARRAY[NEW.job_id]) p
        WHERE p.uid = NEW.body ->> 'blob' AND p.stored) THEN
        PERFORM sheet_touch(ARRAY[NEW.job_id]);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER fact_photo AFTER INSERT ON fact FOR EACH ROW
    WHEN (NEW.kind IN ('photo', 'signature') AND NEW.job_id IS NOT NULL)
    EXECUTE FUNCTION fact_photo();
