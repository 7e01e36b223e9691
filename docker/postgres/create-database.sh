#!/usr/bin/env bash
# Makes the cluster's database at image build. The password is known to everybody: the server is reachable from loopback and the run's own network only.
set -euo pipefail
initdb --encoding=UTF8 --locale=C.UTF-8 --auth-local=trust --auth-host=scram-sha-256
echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
pg_ctl start --wait --silent -o '-c listen_addresses='
psql -v ON_ERROR_STOP=1 -d postgres \
  -c "CREATE ROLE dolphinscheduler SUPERUSER LOGIN PASSWORD 'dolphinscheduler'" \
  -c 'CREATE DATABASE dolphinscheduler OWNER dolphinscheduler'
pg_ctl stop --wait --silent -m fast
