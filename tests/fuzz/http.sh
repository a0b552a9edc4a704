# SPDX-License-Identifier: MIT
# The corpus of the HTTP fuzzer must not crash the parser.
exec "$top_builddir/tests/fuzz/replay_http" "$top_srcdir/tests/fuzz/corpus/http"
