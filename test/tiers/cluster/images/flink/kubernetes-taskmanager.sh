#!/usr/bin/env bash
# What a TaskManager pod of Flink's native integration calls.
exec flink-process.sh kubernetes-taskmanager -- "$@"
