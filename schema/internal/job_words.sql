-- SPDX-License-Identifier: MIT
-- What a search looks for its words in: the job's names, small.

CREATE FUNCTION job_words(j job) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT lower(concat_ws(' ', j.id, j.title, j.external_id, s.name,
        s.address, c.name))
    FROM site s JOIN customer c ON c.id = s.customer_id
    WHERE s.id = j.site_id
$$;
