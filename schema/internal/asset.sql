-- SPDX-License-Identifier: MIT
-- An asset as the API shows it, and its row for a change: whoever sees the
-- site.

CREATE FUNCTION asset_json(a asset) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('id', a.id, 'site', a.site_id, 'name', a.name,
        'model', a.model, 'serial', a.serial, 'installed', a.installed,
        'warranty', a.warranty, 'source', a.source,
        'external_id', a.external_id, 'retired', a.retired_at IS NOT NULL,
        'version', a.version)
$$;

CREATE FUNCTION asset_lock(p_actor bigint, p_id bigint) RETURNS asset
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v asset;
BEGIN
    SELECT * INTO v FROM asset WHERE id = p_id FOR UPDATE;
    PERFORM require_territory(p_actor, (SELECT territory_id FROM site
        WHERE id = v.site_id), 'asset', p_id);
    RETURN v;
END
$$;

-- The site that an asset or a note of the body belongs to. It is locked
-- against going away.
CREATE FUNCTION patch_site(p_actor bigint, p_body jsonb, p_old bigint)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_id constant bigint :=
        patch_number(p_body, 'site', p_old, 1, 9e18, true);
    v    site;
BEGIN
    IF v_id = p_old THEN
        RETURN v_id;
    END IF;
    SELECT * INTO v FROM site WHERE id = v_id FOR KEY SHARE;
    IF v.id IS NULL OR NOT sees_territory(p_actor, v.territory_id) THEN
        PERFORM fail('CO422', format('there is no site %s', v_id), '/site',
            'unknown');
    END IF;
    RETURN v_id;
END
$$;

-- The asset that a job's body names: one of the job's site.
CREATE FUNCTION patch_asset(p_body jsonb, p_old bigint, p_site bigint)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_id constant bigint := patch_number(p_body, 'asset', p_old, 1, 9e18);
BEGIN
    IF v_id IS DISTINCT FROM p_old THEN
        PERFORM FROM asset WHERE id = v_id AND site_id = p_site
            AND retired_at IS NULL FOR KEY SHARE;
        IF NOT FOUND AND v_id IS NOT NULL THEN
            PERFORM fail('CO422', format('the site %s has no asset %s',
                p_site, v_id), '/asset', 'unknown');
        END IF;
    END IF;
    RETURN v_id;
END
$$;
