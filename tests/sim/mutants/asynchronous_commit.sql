-- SPDX-License-Identifier: MIT
-- An acknowledgement does not wait for the disk.
SELECT format('ALTER DATABASE %I SET synchronous_commit = off',
    current_database()) \gexec
