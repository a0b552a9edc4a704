-- SPDX-License-Identifier: MIT
-- Nobody tells a device that a visit was taken away.
SELECT pg_temp.mutate('feed_stamp', 'WHERE n.op = ''U'' OR f.op = ''U''',
    'WHERE n.op = ''U''') \g /dev/null
