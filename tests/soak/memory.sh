#!/bin/sh
# memory.sh [--short]: each program stays under 20 MiB (RSS) after a million requests of each kind that it
# serves, and does not grow over the last half million.
#
# --short, for `make test`: some thousand requests, in which a program still takes what it will keep, and not
# those that only RSA makes slow.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=../../tools/bench/site.sh
. "$root/tools/bench/site.sh"

requests=${SOAK_REQUESTS:-1000000}
growth_kib=256
short=
if [ "${1:-}" = --short ]; then
  short=yes requests=2000 growth_kib=1536
fi
set --
[ -z "$short" ] || set -- --only \
  "discovery,authorize,flow,refresh,client_credentials,introspect,userinfo,guard: one token,revoke,account"
limit_kib=20480

work=$(mktemp -d)
umask 077
leave() {
  status=$?
  trap - EXIT INT TERM HUP
  bench_site_down "$work" || status=1
  rm -rf "$work"
  exit "$status"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

bench_site "$work" Lockspire
failed=0
"$bin/lockspire-bench" memory "$work/site.json" --connections 64 --requests "$requests" "$@" \
  >"$work/memory.json" || failed=1

passed=0
jq -r 'to_entries[] | select(.value.program?) | [.key, .value.program, .value.rss_kib, .value.grown_kib] | @tsv' \
  "$work/memory.json" >"$work/table"
tab=$(printf '\t')
while IFS=$tab read -r scenario program rss grown; do
  if [ "$rss" -lt "$limit_kib" ] && [ "$grown" -le "$growth_kib" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'not ok: '
  fi
  echo "$program after $requests of $scenario: $rss KiB, $grown KiB more over the last half"
done <"$work/table"
[ "$passed" -gt 0 ] || failed=$((failed + 1))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
