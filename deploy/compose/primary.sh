#!/bin/bash
# Once, while the primary is made: the roles, the database, and last that commits wait for one of the other two.
set -euo pipefail
psql --no-psqlrc --set ON_ERROR_STOP=1 --username postgres \
    --set owner="$MAZALIM_OWNER_PASSWORD" --set web="$MAZALIM_DATABASE_PASSWORD" --set replication="$REPLICATION_PASSWORD" <<'SQL'
CREATE ROLE replicator REPLICATION LOGIN PASSWORD :'replication';
CREATE ROLE mazalim_owner LOGIN PASSWORD :'owner';
CREATE ROLE mazalim LOGIN PASSWORD :'web';
CREATE DATABASE mazalim OWNER mazalim_owner ENCODING 'UTF8' TEMPLATE template0;
ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (db1, db2, db3)';
SQL
