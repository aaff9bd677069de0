#!/usr/bin/env bash
# usage: zkServer.sh start-foreground [CONFIGURATION]; variables as with ZooKeeper's own script
set -euo pipefail
home=$(cd "$(dirname "$0")/.." && pwd)
directory=${ZOOCFGDIR:-${ZOO_CONF_DIR:-$home/conf}}
[ "${1:-}" = start-foreground ] || { sed -n 2p "$0" >&2; exit 1; }
for environment in zookeeper-env.sh java.env; do [ ! -f "$directory/$environment" ] || . "$directory/$environment"; done
exec "$JAVA_HOME/bin/java" "-Dzookeeper.log.dir=${ZOO_LOG_DIR:-$home/logs}" -Dzookeeper.log.file=zookeeper.log \
  -XX:+HeapDumpOnOutOfMemoryError '-XX:OnOutOfMemoryError=kill -9 %p' "-Xmx${ZK_SERVER_HEAP:-1000}m" ${JVMFLAGS:-} ${SERVER_JVMFLAGS:-} \
  -cp "$directory:$home/lib/*" org.apache.zookeeper.server.quorum.QuorumPeerMain "${2:-$directory/zoo.cfg}"
