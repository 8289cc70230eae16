#!/bin/sh
# FastCGI peers that stop in the middle of a record hold a worker for five seconds at most, and clients that stop in the
# middle of a request, ten thousand of them, hold none: everybody else is served.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[workers]
userinfo = 4'
web_client --id-token-alg ES256
sign_in ada
get_code
redeem
userinfo
same 'before' 200 "$status"
remember_pids

# What peers may open: nginx takes as many when it is told to.
descriptors=$(prlimit --nofile --output HARD --noheadings --raw)
[ "$descriptors" != unlimited ] && [ "$descriptors" -lt 20000 ] || descriptors=20000

# FastCGI 1.0 3.3: a record is a header of 8 bytes and what it announces.
begin='\001\001\000\001\000\010\000\000\000\001\001\000\000\000\000\000'
parameters='\001\004\000\001\000\144\000\000\016\004REQUEST_METHODPO'
# shellcheck disable=SC2059 # a format of our own
{
  printf '\001\001\000' >"$work/half_a_header"
  printf "$begin" | head -c 12 >"$work/half_a_record"
  printf "$begin$parameters" >"$work/half_the_parameters"
}

# stand NAME PORT|SOCKET COUNT: such peers in the background, until leave_off.
stand() {
  mkfifo "$work/peers"
  prlimit --nofile="$descriptors" node "$(dirname "$0")/half_open.mjs" "$2" "$3" "$work/$1" \
    <"$work/peers" >"$work/peers.out" &
  peers=$!
  exec 9>"$work/peers"
  check "$1: the peers stand" wait_for grep -q stand "$work/peers.out"
}
leave_off() {
  exec 9>&-
  wait "$peers"
  rm "$work/peers"
}

# within SECONDS COMMAND...
within() {
  limit=$1
  shift
  from=$(date +%s%N)
  "$@"
  took=$((($(date +%s%N) - from) / 1000000))
  check "$name: answered within $limit s ($took ms)" [ "$took" -lt $((limit * 1000)) ]
}

loops=0
while still "$seconds"; do
  # As many as there are workers: each waits for its record.
  for name in half_a_header half_a_record half_the_parameters; do
    stand "$name" "$work/stack/run/userinfo.sock" 4
    within 13 userinfo
    same "$name: userinfo" 200 "$status"
    within 4 fetch "$issuer/jwks"
    same "$name: another program" 200 "$status"
    leave_off
  done
  loops=$((loops + 1))
done
echo "$loops rounds of slow peers"

# Requests of which the rest does not come, as many as descriptors allow: nginx waits for them, no program does.
count=10000
[ "$descriptors" -gt 11000 ] || count=$((descriptors - 1000))
name='half a request'
{
  printf 'POST %s/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n' "$mount"
  printf 'Content-Length: 100\r\n\r\ngrant_type='
} >"$work/half_a_request"
stand half_a_request "${base##*:}" "$count"
cat "$work/peers.out"
check "$count half requests stand" grep -q "^$count stand, 0 were refused" "$work/peers.out"
for again in 1 2 3 4 5; do
  within 10 userinfo
  same "$name: userinfo, $again" 200 "$status"
  get_code
  within 10 redeem
  same "$name: token, $again" 200 "$status"
done
leave_off
lives 'slow peers' token userinfo authorize jwks

finish
