#!/bin/sh
# growth.sh [--short]: what it costs to have 10 million token rows and 100 000 clients in the database:
# throughput beside an empty one, at the same time on the same machine, within 15 %.
#
# --short, for `make test`: 200 000 rows, and processor time for each request instead, which a busy machine
# bends less: at most twice that of the empty one. A table that is read from end to end costs a hundred
# times as much.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=../../tools/bench/site.sh
. "$root/tools/bench/site.sh"
# shellcheck source=fill.sh
. "$root/tests/soak/fill.sh"

tokens=${SOAK_TOKENS:-10000000}
clients=${SOAK_CLIENTS:-100000}
seconds=${SOAK_SECONDS:-4}
rounds=${SOAK_ROUNDS:-5}
only=authorize,code,refresh,client_credentials,introspection,userinfo
short=
if [ "${1:-}" = --short ]; then
  short=yes tokens=200000 clients=20000 seconds=1 rounds=1
  only=authorize,code,refresh,introspection
fi

work=$(mktemp -d)
umask 077
leave() {
  status=$?
  trap - EXIT INT TERM HUP
  bench_site_down "$work/full" || status=1
  bench_site_down "$work/empty" || status=1
  rm -rf "$work"
  exit "$status"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

mkdir "$work/full" "$work/empty"
bench_site "$work/empty" empty
bench_site "$work/full" full
fill "$database" "$tokens" "$clients"
[ -n "$short" ] || echo "$tokens token rows, $clients clients: $(du -h "$database" | cut -f 1)"

failed=0
round=0
while [ "$round" -lt "$rounds" ]; do
  round=$((round + 1))
  "$bin/lockspire-bench" compare "$work/full/site.json" "$work/empty/site.json" --json --connections 32 \
    --seconds "$seconds" --only "$only" \
    >"$work/round.$round.json" ||
    { failed=$((failed + 1)); jq -c '.rows[] | select(.full.failed > 0 or .full.starved) | .full' "$work/round.$round.json"; }
done
# Of each scenario the round in the middle.
middle() {
  jq -s -r "[.[].rows[]] | group_by(.scenario)[] | [.[0].scenario, (map($1) | sort | .[length / 2 | floor])] | @tsv" \
    "$work"/round.*.json
}
if [ -n "$short" ]; then
  measure='.full.cpu_ns * 100 / .empty.cpu_ns | floor' least=0 most=200 what='% of the processor time'
else
  measure='.empty.percent_of_theirs' least=85 most=1000000 what='% of the throughput'
fi
middle "$measure" >"$work/table"

passed=0
while read -r scenario percent; do
  if [ "$percent" -ge "$least" ] && [ "$percent" -le "$most" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'not ok: '
  fi
  echo "$scenario: $percent $what with an empty database"
done <"$work/table"
[ "$passed" -gt 0 ] || failed=$((failed + 1))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
