# SPDX-License-Identifier: MIT
# The corpus of the fuzzer of servers' answers must not crash the device.
exec "$top_builddir/tests/fuzz/replay_delta" "$top_srcdir/tests/fuzz/corpus/delta"
