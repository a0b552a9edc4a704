-- SPDX-License-Identifier: MIT
-- A report in words, for a person who reads what happened.

CREATE FUNCTION fact_words(p_kind text, b jsonb) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT concat_ws(': ', CASE p_kind
        WHEN 'status' THEN replace(b ->> 'state', '_', ' ')
            || coalesce(', ' || replace(b ->> 'outcome', '_', ' '), '')
            || coalesce(' (' || (b ->> 'reason') || ')', '')
        WHEN 'note' THEN 'note' || coalesce(' for the ' || (b ->> 'for'), '')
        WHEN 'time' THEN concat_ws(' ', b ->> 'kind', 'from', b ->> 'from',
            'to', b ->> 'to')
        WHEN 'part' THEN concat_ws(' ', b ->> 'use', b ->> 'quantity',
            b ->> 'code')
        WHEN 'meter' THEN concat_ws(' ', 'meter', b ->> 'name', b ->> 'value',
            b ->> 'unit')
        WHEN 'task' THEN 'task ' || coalesce((SELECT '"' || t.text || '"'
            FROM job_task t WHERE t.id = (b ->> 'task')::bigint),
            b ->> 'task') || CASE WHEN (b ->> 'done')::boolean THEN ' done'
            ELSE ' not done' END
        WHEN 'contact' THEN 'contact: ' || concat_ws(', ', b ->> 'name',
            b ->> 'phone', b ->> 'email')
        WHEN 'address' THEN 'address: ' || concat_ws(', ', b ->> 'text',
            (b ->> 'lat') || ' ' || (b ->> 'lon'))
        WHEN 'window' THEN concat_ws(' ', 'another time, from', b ->> 'start',
            'to', b ->> 'end')
        WHEN 'followup' THEN 'another job: ' || (b ->> 'title')
        WHEN 'photo' THEN 'photo'
        WHEN 'signature' THEN 'signed by ' || (b ->> 'name')
        WHEN 'positions' THEN (b ->> 'count') || ' places'
        WHEN 'correction' THEN CASE WHEN b ? 'kind' THEN 'corrected, '
            || fact_words(b ->> 'kind', b -> 'content') ELSE 'taken back' END
        ELSE p_kind END,
        nullif(CASE WHEN p_kind <> 'address' THEN b ->> 'text' END, ''),
        nullif(b ->> 'note', ''))
$$;
