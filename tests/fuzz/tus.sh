# SPDX-License-Identifier: MIT
# The corpus of the fuzzer of tus's header fields must not crash the readers.
exec "$top_builddir/tests/fuzz/replay_tus" "$top_srcdir/tests/fuzz/corpus/tus"
