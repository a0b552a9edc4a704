-- SPDX-License-Identifier: MIT
-- What a customer was told is a rule of its own: a hand breaks it with a
-- reason, a plan keeps it.

INSERT INTO plan_rule (name, place, mode, fixed, weight, unit) VALUES
    ('promise', 21, 'soft', false, 12, 'minute');
