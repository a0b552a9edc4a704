-- SPDX-License-Identifier: MIT
-- Delete an asset that no job was ever for, and no reading.

CREATE FUNCTION asset_delete(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v asset;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    v := asset_lock(p_actor, p_id);
    PERFORM require_version('asset', p_id, v.version, p_version);
    PERFORM require_unused('asset', p_id, jsonb_build_object('job',
        (SELECT jsonb_agg(j.id) FROM (SELECT id FROM job
            WHERE asset_id = p_id ORDER BY id LIMIT 6) j),
        'reading', (SELECT jsonb_agg(m.name) FROM (SELECT name
            FROM meter_reading WHERE asset_id = p_id LIMIT 6) m)));
    DELETE FROM asset WHERE id = p_id;
    PERFORM master_gone(p_actor, p_request, 'asset', asset_json(v), p_why);
END
$$;
