-- SPDX-License-Identifier: MIT
-- A territory's zone is an IANA name: no abbreviation, no POSIX string, which
-- PostgreSQL would take and devices would not.

CREATE FUNCTION zone_check() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.zone !~ '^([A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)+|UTC)$'
        OR NEW.zone ~ '^(posix|right)/'
        OR NOT EXISTS (SELECT FROM pg_timezone_names
            WHERE name = NEW.zone) THEN
        PERFORM fail('CO422', format('"%s" is no time zone: give an IANA name'
            ' such as Europe/Berlin', NEW.zone), '/zone', 'zone');
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER territory_zone_check
    BEFORE INSERT OR UPDATE OF zone ON territory
    FOR EACH ROW EXECUTE FUNCTION zone_check();
