-- Only without Patroni, which makes these two itself. Once, on the primary, as postgres: psql -f replication.sql
-- Who the standbys are.
CREATE ROLE replicator REPLICATION LOGIN PASSWORD 'CHANGE-ME-3';
-- Who brings back an old primary with pg_rewind; it needs these four functions and no more.
CREATE ROLE rewinder LOGIN PASSWORD 'CHANGE-ME-4';
GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text, boolean, boolean) TO rewinder;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_stat_file(text, boolean) TO rewinder;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_binary_file(text) TO rewinder;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean) TO rewinder;
