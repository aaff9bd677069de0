#!/usr/bin/env bash
# What a JobManager pod of Flink's native integration calls, with kubernetes-application as first argument.
exec flink-process.sh "$1" -- "${@:2}"
