#!/bin/sh
# `make bench` keeps its word: each endpoint is measured beside what the machine can do, nobody is
# refused, and the counts of the connections are there. What the numbers are is another matter.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

measured=0
"$root/tools/bench/run" --seconds 1 --connections 2,4 --json \
  --only discovery,flow,code,refresh,introspection,guard >"$work/bench.json" || measured=$?
same 'nothing failed and nobody starved' 0 "$measured"

ask() { jq -r "$1" "$work/bench.json"; }
same 'every scenario at every number of connections' 20 "$(ask '.rows | length')"
same 'each answered' true "$(ask '[.rows[] | .requests_per_second > 0 and .failed == 0] | all')"
same 'each connection was counted' true "$(ask '[.rows[] | .fewest_of_a_connection > 0] | all')"
same 'latencies in order' true "$(ask '[.rows[] | .p50_us <= .p99_us and .p99_us <= .max_us] | all')"
same 'beside its limit' true "$(ask '[.rows[] | select(.scenario == "code") | .percent_of_limit > 0] | all')"
same 'what the machine can do' true "$(ask '[.limits[] > 0] | all')"
same 'the memory of each program' true "$(ask '[.memory[].rss_kib > 0] | all')"
same 'a start of each' true "$(ask '[.start_us[] > 0] | all')"

finish
