-- SPDX-License-Identifier: MIT
-- Whether a step is listed in legal_step: made from that table each time that
-- the functions are made (so after every migration), as a constant, because
-- 10,000 look-ups were a tenth of accepting a plan. Inlined.

DO $$
BEGIN
    EXECUTE format('CREATE FUNCTION step_legal(p_machine text, p_from text, '
        'p_to text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE '
        'AS %L', format('SELECT p_machine || '' '' || p_from || '' '' || p_to '
        '= ANY (%L::text[])', (SELECT array_agg(
            machine || ' ' || from_state || ' ' || to_state
            ORDER BY machine, from_state, to_state) FROM legal_step)));
END
$$;
