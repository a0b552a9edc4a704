# SPDX-License-Identifier: MIT
# The corpus of the push fuzzer must not crash the reader.
exec "$top_builddir/tests/fuzz/replay_push" "$top_srcdir/tests/fuzz/corpus/push"
