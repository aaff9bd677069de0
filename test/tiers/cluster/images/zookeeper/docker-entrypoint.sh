#!/usr/bin/env bash
# Starts ZooKeeper as the official image's entry point does: a configuration from the environment where none is mounted, an id.
set -euo pipefail
config=$ZOO_CONF_DIR/zoo.cfg
if [ ! -f "$config" ]; then
  printf '%s\n' "dataDir=$ZOO_DATA_DIR" "dataLogDir=$ZOO_DATA_LOG_DIR" tickTime=2000 initLimit=5 syncLimit=2 admin.enableServer=true \
    "standaloneEnabled=${ZOO_STANDALONE_ENABLED:-true}" clientPort=2181 ${ZOO_SERVERS:-} >"$config"
fi
[ -f "$ZOO_DATA_DIR/myid" ] || echo "${ZOO_MY_ID:-1}" >"$ZOO_DATA_DIR/myid"
exec "$@"
