#!/bin/bash
# ZooKeeper alone, or, where ZOOKEEPER_ENSEMBLE lists the hosts of all members in order, as the member number ZOOKEEPER_ID of them.
set -eu
configuration=/etc/doublerun/zoo.cfg
if [ -n "${ZOOKEEPER_ENSEMBLE:-}" ]; then
  data=/var/lib/zookeeper/data
  configuration=$data/zoo.cfg
  echo "$ZOOKEEPER_ID" > $data/myid
  cp /etc/doublerun/zoo.cfg $configuration
  number=0
  for host in $ZOOKEEPER_ENSEMBLE; do
    number=$((number + 1))
    echo "server.$number=$host:2888:3888" >> $configuration
  done
fi
exec java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \
  -cp /etc/doublerun:/usr/share/java/zookeeper.jar:/usr/share/java/slf4j-log4j12.jar:/usr/share/java/log4j-1.2.jar \
  org.apache.zookeeper.server.quorum.QuorumPeerMain $configuration
