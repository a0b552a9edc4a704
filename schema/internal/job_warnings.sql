-- SPDX-License-Identifier: MIT
-- What a dispatcher should know of a job that was taken all the same: today,
-- only whether anybody in the territory can do it.

CREATE FUNCTION job_warnings(p_job bigint) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN ARRAY(
        SELECT format('nobody in the territory %s has %s', y.code,
            string_agg(format('%s at level %s', s.code, n.min_level),
                ' and ' ORDER BY s.code))
        FROM job j
        JOIN territory y ON y.id = j.territory_id
        JOIN job_skill n ON n.job_id = j.id
        JOIN skill s ON s.id = n.skill_id
        WHERE j.id = p_job AND NOT EXISTS (
            SELECT FROM technician t WHERE t.territory_id = j.territory_id
                AND t.employed && daterange(
                    (app_now() AT TIME ZONE y.zone)::date, NULL)
                AND NOT EXISTS (SELECT FROM job_skill m
                    WHERE m.job_id = j.id AND NOT EXISTS (
                        SELECT FROM technician_skill k
                        WHERE k.technician_id = t.id
                            AND k.skill_id = m.skill_id
                            AND k.level >= m.min_level
                            AND k.certified && daterange((app_now()
                                AT TIME ZONE y.zone)::date, NULL))))
        GROUP BY y.code);
END
$$;
