#!/usr/bin/env bash
# Starts Flink as the official image's entry point and Flink's own scripts do, as far as pods rely on it.
# usage: docker-entrypoint.sh jobmanager | standalone-job | taskmanager [ARGUMENT...]   or any other command
export FLINK_HOME=${FLINK_HOME:-/opt/flink}
export PATH=$FLINK_HOME/bin:$PATH

if [ "${DISABLE_JEMALLOC:-false}" = false ]; then
  export LD_PRELOAD=${LD_PRELOAD:+$LD_PRELOAD:}/usr/lib/x86_64-linux-gnu/libjemalloc.so.2
fi

for plugin in ${ENABLE_BUILT_IN_PLUGINS//;/ }; do
  [ -e "$FLINK_HOME/opt/$plugin" ] || { echo "Plugin $plugin does not exist. Exiting."; exit 1; }
  mkdir -p "$FLINK_HOME/plugins/${plugin%.jar}" && ln -fs "$FLINK_HOME/opt/$plugin" "$FLINK_HOME/plugins/${plugin%.jar}/" || exit 1
  echo "Successfully enabled $plugin"
done

# The address is written over what the file says; a file that cannot be written stays as it is.
settings=("-Djobmanager.rpc.address=${JOB_MANAGER_RPC_ADDRESS:-$(hostname -f)}" -Dblob.server.port=6124 -Dquery.server.port=6125)
[ -z "${TASK_MANAGER_NUMBER_OF_TASK_SLOTS:-}" ] || settings+=("-Dtaskmanager.numberOfTaskSlots=$TASK_MANAGER_NUMBER_OF_TASK_SLOTS")
while IFS=: read -r key value; do
  [ -z "$key" ] || settings+=("-D$key=${value# }")
done <<<"${FLINK_PROPERTIES:-}"

case ${1:-help} in
  jobmanager | standalone-job | taskmanager) exec flink-process.sh "$1" "${settings[@]}" -- "${@:2}" ;;
  help) sed -n 3p "$0"; exit 0 ;;
esac
exec "$@"
