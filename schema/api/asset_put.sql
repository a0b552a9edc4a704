-- SPDX-License-Identifier: MIT
-- A new asset at a site (p_id is NULL), or a change of one. Jobs keep theirs
-- when it is moved to another site.

CREATE FUNCTION asset_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        asset;
    v_before json;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    PERFORM body_keys(p_body, 'site', 'name', 'model', 'serial', 'installed',
        'warranty', 'source', 'external_id', 'retired', 'why');
    IF p_id IS NOT NULL THEN
        v := asset_lock(p_actor, p_id);
        PERFORM require_version('asset', p_id, v.version, p_version);
        v_before := asset_json(v);
    END IF;
    v.site_id := patch_site(p_actor, p_body, v.site_id);
    v.name := patch_text(p_body, 'name', v.name, 200, true);
    v.model := patch_text(p_body, 'model', v.model, 200);
    v.serial := patch_text(p_body, 'serial', v.serial, 200);
    IF p_body ? 'installed' THEN
        v.installed := body_date(p_body, 'installed');
    END IF;
    IF p_body ? 'warranty' THEN
        v.warranty := body_date(p_body, 'warranty');
    END IF;
    v.source := coalesce(patch_text(p_body, 'source', v.source, 64),
        'callout');
    v.external_id := patch_text(p_body, 'external_id', v.external_id, 200);
    v.retired_at := patch_retired(p_body, v.retired_at);
    BEGIN
        IF p_id IS NULL THEN
            INSERT INTO asset (site_id, name, model, serial, installed,
                warranty, source, external_id, retired_at)
            VALUES (v.site_id, v.name, v.model, v.serial, v.installed,
                v.warranty, v.source, v.external_id, v.retired_at)
            RETURNING * INTO v;
        ELSE
            UPDATE asset a SET site_id = v.site_id, name = v.name,
                model = v.model, serial = v.serial, installed = v.installed,
                warranty = v.warranty, source = v.source,
                external_id = v.external_id, retired_at = v.retired_at
            WHERE a.id = p_id RETURNING * INTO v;
        END IF;
    EXCEPTION WHEN unique_violation THEN
        PERFORM taken_fail('asset', p_body, 'external_id');
    END;
    PERFORM master_note(p_actor, p_request, 'asset', v_before, asset_json(v),
        p_body);
    RETURN QUERY SELECT asset_json(v), v.version;
END
$$;
