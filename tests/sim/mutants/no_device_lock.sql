-- SPDX-License-Identifier: MIT
-- Two pushes of one device at the same time.
SELECT pg_temp.mutate('push_apply', ' FOR NO KEY UPDATE', '') \g /dev/null
