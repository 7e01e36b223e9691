#!/usr/bin/env bash
# Runs the server once, at image build, and keeps what the JVM made of its classes: they need not be read, checked and taken apart at each start.
# The archive remembers the class path as it is written, which is relative, and each jar's time and size: it fits wherever the same jars are copied to.
# usage: rehearse.sh <role> <main class>
set -euo pipefail
export DOLPHINSCHEDULER_HOME=/rehearsal/$1 MAIN_CLASS=$2
archive=$DOLPHINSCHEDULER_HOME/server.jsa
schema=/rehearsal/dolphinscheduler_postgresql.sql
scratch=$(mktemp -d)
chmod 755 "$scratch"

postgres=$(echo /usr/lib/postgresql/*/bin)
install -d -o postgres "$scratch/data"
as_postgres() { su postgres -s /bin/bash -c "PATH=$postgres:\$PATH $1"; }
as_postgres "initdb --encoding=UTF8 --locale=C.UTF-8 --auth=trust -D $scratch/data" > /dev/null
as_postgres "pg_ctl start --wait --silent -D $scratch/data -l $scratch/data/log -o '-c unix_socket_directories=/tmp'"
as_postgres "createuser -h localhost -s dolphinscheduler && createdb -h localhost -O dolphinscheduler dolphinscheduler"
as_postgres "psql -q -v ON_ERROR_STOP=1 -h localhost -U dolphinscheduler -d dolphinscheduler -f $schema" > /dev/null

printf 'tickTime=500\ndataDir=%s\nclientPort=2181\nadmin.enableServer=false\n' "$scratch/zookeeper" > "$scratch/zoo.cfg"
java -Xmx128m -cp /usr/share/java/zookeeper.jar:/usr/share/java/slf4j-simple.jar \
  org.apache.zookeeper.server.quorum.QuorumPeerMain "$scratch/zoo.cfg" > "$scratch/zookeeper.log" 2>&1 &
zookeeper=$!

# As cluster/scheduler-settings.ts has it, where it decides which classes are loaded.
export DATABASE=postgresql SPRING_PROFILES_ACTIVE=postgresql TZ=UTC REGISTRY_TYPE=zookeeper SPRING_JACKSON_TIME_ZONE=UTC
export SPRING_DATASOURCE_URL='jdbc:postgresql://localhost/dolphinscheduler?ApplicationName=rehearsal'
export SPRING_DATASOURCE_USERNAME=dolphinscheduler SPRING_DATASOURCE_PASSWORD=dolphinscheduler
export REGISTRY_ZOOKEEPER_CONNECT_STRING=localhost:2181 REGISTRY_ZOOKEEPER_BLOCK_UNTIL_CONNECTED=60s
export SPRING_MAIN_ALLOW_CIRCULAR_REFERENCES=true PYTHON_GATEWAY_ENABLED=false MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED=true
export JAVA_OPTS="-Xms128m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ArchiveClassesAtExit=$archive"
bash /opt/dolphinscheduler/bin/start.sh > "$scratch/server.log" 2>&1 &
server=$!

for (( second = 0; ; second++ )); do
  grep -q 'Started [A-Za-z]* in [0-9.]* seconds' "$scratch/server.log" && break
  if (( second == 180 )) || ! kill -0 "$server"; then
    tail -n 40 "$scratch/server.log" >&2
    echo 'the server did not start' >&2
    exit 1
  fi
  sleep 1
done
# Heartbeats and the first scans of the database load classes too.
sleep 8
pkill -TERM -P "$server" java
wait "$server" || true
kill "$zookeeper"
as_postgres "pg_ctl stop --wait --silent -m fast -D $scratch/data"
rm -rf "$scratch"
[[ -s $archive ]]
