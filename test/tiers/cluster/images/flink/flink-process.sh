#!/usr/bin/env bash
# One process of Flink. Its memory is what Flink's own calculator says, as with Flink's scripts.
# usage: flink-process.sh jobmanager | standalone-job | taskmanager | kubernetes-… [-DSETTING-FOR-THE-FILE...] -- [ARGUMENT...]
set -euo pipefail
role=$1; shift
written=(); while [ "$1" != -- ]; do written+=("$1"); shift; done; shift

export FLINK_LIB_DIR=$FLINK_HOME/lib FLINK_OPT_DIR=$FLINK_HOME/opt FLINK_PLUGINS_DIR=${FLINK_PLUGINS_DIR:-$FLINK_HOME/plugins}
export FLINK_BIN_DIR=$FLINK_HOME/bin FLINK_CONF_DIR=${FLINK_CONF_DIR:-$FLINK_HOME/conf} FLINK_LOG_DIR=${FLINK_LOG_DIR:-$FLINK_HOME/log}
export MAX_LOG_FILE_NUMBER=${MAX_LOG_FILE_NUMBER:-10}
java=$JAVA_HOME/bin/java

calculate() { # calculate COMMAND [ARGUMENT...]: the lines of the result
  local output
  output=$("$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$FLINK_BIN_DIR/bash-java-utils.jar:$(echo "$FLINK_LIB_DIR"/flink-dist-*.jar)" \
    org.apache.flink.runtime.util.bash.BashJavaUtils "$1" --configDir "$FLINK_CONF_DIR" "${@:2}" 2>&1) || { echo "$output" >&2; return 1; }
  sed -n 's/^BASH_JAVA_UTILS_EXEC_RESULT://p' <<<"$output"
}

settings=$(calculate UPDATE_AND_GET_FLINK_CONFIGURATION "${written[@]}" -flatten)
if [ ${#written[@]} -gt 0 ]; then
  file=$FLINK_CONF_DIR/config.yaml
  [ ! -e "$FLINK_CONF_DIR/flink-conf.yaml" ] || file=$FLINK_CONF_DIR/flink-conf.yaml
  printf '%s\n' "$settings" 2>/dev/null >"$file" || echo "$file cannot be written and stays as it is"
fi
setting() { sed -n "s/^$1: *//p" <<<"$settings" | sed "s/^\(['\"]\)\(.*\)\1\$/\2/"; }

case $role in
  jobmanager) kind=JM of=jobmanager class=org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint ;;
  standalone-job) kind=JM of=jobmanager class=org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint ;;
  taskmanager) kind=TM of=taskmanager class=org.apache.flink.runtime.taskexecutor.TaskManagerRunner ;;
  kubernetes-application) kind=JM of=jobmanager class=org.apache.flink.kubernetes.entrypoint.KubernetesApplicationClusterEntrypoint ;;
  kubernetes-taskmanager) kind= of=taskmanager class=org.apache.flink.kubernetes.taskmanager.KubernetesTaskExecutorRunner ;;
  *) echo "unknown process $role" >&2; exit 1 ;;
esac

jvm=${FLINK_TM_JVM_MEM_OPTS:-} dynamic=
if [ -n "$kind" ]; then # the JobManager calculates for the TaskManagers that it starts itself
  resources=$(calculate "GET_${kind}_RESOURCE_PARAMS" "$@")
  jvm=$(sed -n 1p <<<"$resources") dynamic=$(sed -n 2p <<<"$resources")
fi
options="-XX:+IgnoreUnrecognizedVMOptions $(setting env.java.default-opts.all) $(setting env.java.opts.all) $(setting "env.java.default-opts.$of") $(setting "env.java.opts.$of")"
path=$(printf '%s:' $(ls "$FLINK_LIB_DIR"/*.jar | grep -v flink-dist) "$FLINK_LIB_DIR"/flink-dist-*.jar)
log=$FLINK_LOG_DIR/flink-$role-0-$(hostname).log logging=file:$FLINK_CONF_DIR/log4j-console.properties
exec "$java" ${JVM_ARGS:-} $jvm $options "-Dlog.file=$log" "-Dlog4j.configuration=$logging" "-Dlog4j.configurationFile=$logging" \
  -cp "${path%:}" "$class" --configDir "$FLINK_CONF_DIR" $dynamic "$@"
