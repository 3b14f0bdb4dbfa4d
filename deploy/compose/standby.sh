#!/bin/bash
# A copy of the primary where there is none yet; then a server that follows it under the name by which commits wait for it.
set -euo pipefail
primary="host=db1.internal port=5432 user=replicator password=$REPLICATION_PASSWORD sslmode=require application_name=$CLUSTER_NAME"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    install --directory --owner=postgres --group=postgres --mode=0700 "$PGDATA"
    gosu postgres pg_basebackup --pgdata="$PGDATA" --dbname="$primary" --checkpoint=fast --wal-method=stream --write-recovery-conf
fi
exec docker-entrypoint.sh "$@" -c cluster_name="$CLUSTER_NAME"
