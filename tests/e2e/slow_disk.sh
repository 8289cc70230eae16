#!/bin/sh
# A disk whose flushes take 2 ms longer, as those of a cloud volume do, is waited for by many at once:
# with 64 connections the token endpoint answers more often than the disk flushes.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
LD_PRELOAD=${LOCKSPIRE_BIN:-$root/build/bin}/../slow_disk.so
export LD_PRELOAD
stack_up
unset LD_PRELOAD
web_client --id-token-alg ES256
# shellcheck source=load.sh
. "$(dirname "$0")/load.sh"

# metric NAME: of the token program.
metric() {
  fetch "$issuer/metrics"
  awk -v name="lockspire_$1{program=\"token\"}" '$1 == name { print $2 }' "$work/body"
}

check 'the load ran to its end' bench measure --only code --connections 64 --seconds 2 --json
row='.rows[] | select(.scenario == "code")'
same 'nobody was refused' 0 "$(jq "$row | .failed" "$work/counts.json")"
same 'nobody starved' false "$(jq "$row | .starved" "$work/counts.json")"
rate=$(jq "$row | .requests_per_second" "$work/counts.json")
check "more than 500 a second, which one commit after another cannot do ($rate)" [ "$rate" -gt 500 ]

# What programs counted is written once a second.
answered=$(jq "$row | .answered" "$work/counts.json")
tries=50
while [ "$tries" -gt 0 ] && [ "$(metric commit_batch_size_sum)" -lt "$answered" ]; do
  tries=$((tries - 1))
  sleep 0.1
done
commits=$(metric commit_batch_size_count)
writes=$(metric commit_batch_size_sum)
check "many redemptions share a commit ($writes in $commits)" [ "$writes" -gt $((8 * commits)) ]

finish
