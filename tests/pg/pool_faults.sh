#!/bin/sh
# SPDX-License-Identifier: MIT
exec "$top_srcdir/tests/support/with_cluster" "$top_builddir/tests/pg/test_pool_faults"
