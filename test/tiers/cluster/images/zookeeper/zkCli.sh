#!/usr/bin/env bash
# ZooKeeper's command line; variables as with ZooKeeper's own script.
set -euo pipefail
home=$(cd "$(dirname "$0")/.." && pwd)
exec "$JAVA_HOME/bin/java" -Xmx128m ${CLIENT_JVMFLAGS:-} -cp "${ZOOCFGDIR:-$ZOO_CONF_DIR}:$home/lib/*" org.apache.zookeeper.ZooKeeperMain "$@"
