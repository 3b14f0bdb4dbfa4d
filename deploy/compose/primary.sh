#!/bin/bash
# Once, while the primary is made: the roles and the database as on a machine, and last that commits wait for one of the other two.
set -euo pipefail
sed -e "s/'CHANGE-ME-5'/'$OWNER_PASSWORD'/" -e "s/'CHANGE-ME-6'/'$WEB_PASSWORD'/" -e "s/'CHANGE-ME-7'/'$WORKER_PASSWORD'/" \
    -e "s/'CHANGE-ME-8'/'$READING_PASSWORD'/" -e "s/'CHANGE-ME-9'/'$POOLER_PASSWORD'/" -e "/ROLE backup/d" /etc/mazalim/roles.sql |
    psql --no-psqlrc --set ON_ERROR_STOP=1 --username postgres
psql --no-psqlrc --set ON_ERROR_STOP=1 --username postgres --set replication="$REPLICATION_PASSWORD" <<'SQL'
CREATE ROLE replicator REPLICATION LOGIN PASSWORD :'replication';
ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (db1, db2, db3)';
SQL
