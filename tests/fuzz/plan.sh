# SPDX-License-Identifier: MIT
# The corpus of the plan fuzzer must not crash the readers.
exec "$top_builddir/tests/fuzz/replay_plan" "$top_srcdir/tests/fuzz/corpus/plan"
