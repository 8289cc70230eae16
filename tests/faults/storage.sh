#!/bin/sh
# The database is locked by a stranger, missing, or may not be written: answers are 503 and nothing is lost, the programs
# live on, and all is well by itself afterwards.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# Root may write anything, unless it has no capability.
if [ "$(id -u)" = 0 ]; then
  started_by 'token authorize userinfo revoke' setpriv --inh-caps=-all --bounding-set=-all
fi
stack_up
web_client --id-token-alg ES256
sign_in ada
get_code
redeem
same 'before the fault a code is redeemed' 200 "$status"
kept=$access_token
database=$(jq -r .database "$work/stack.json")

# A writer that does not let go: another program holds the write lock for a while.
lock() {
  mkfifo "$work/lock"
  sqlite3 "$database" <"$work/lock" >"$work/lock.out" 2>&1 &
  locker=$!
  exec 9>"$work/lock"
  printf '.timeout 5000\nBEGIN IMMEDIATE; SELECT 1;\n' >&9
  wait_for grep -q 1 "$work/lock.out"
}
unlock() {
  echo 'ROLLBACK;' >&9
  exec 9>&-
  wait "$locker"
  rm "$work/lock"
}

revoke() { fetch -u "$client_id:$client_secret" --data "token=$1" "$issuer/revoke"; }

locked() {
  get_code prompt=consent
  redeem
  spent=$access_token
  get_code prompt=consent
  lock
  redeem
  unavailable 'token, locked database'
  same 'token, locked database: JSON' temporarily_unavailable "$(member error)"
  # RFC 7009 2.2.1: 503 and Retry-After, for the token may still be good.
  revoke "$spent"
  unavailable 'revoke, locked database'
  same 'revoke, locked database: JSON' temporarily_unavailable "$(member error)"
  access_token=$spent
  userinfo
  same 'userinfo, locked database: reading goes on, and the token is good as was said' 200 "$status"
  fetch "$issuer/jwks"
  same 'jwks, locked database' 200 "$status"
  unlock
  revoke "$spent"
  same 'revoke, after the lock' 200 "$status"
  userinfo
  same 'and now the token is dead' 401 "$status"
  redeem
  same 'the code was not lost: it is redeemed after the lock' 200 "$status"
}

missing() {
  get_code prompt=consent
  mkdir "$work/aside"
  mv "$database" "$database-wal" "$database-shm" "$work/aside/"
  try_until 503 redeem
  unavailable 'token, missing database'
  try_until 503 fetch "$issuer/authorize?$query"
  unavailable 'authorize, missing database'
  access_token=$kept
  try_until 503 userinfo
  unavailable 'userinfo, missing database'
  fetch "$issuer/.well-known/openid-configuration"
  same 'discovery, missing database' 200 "$status"
  fetch "$issuer/jwks"
  same 'jwks, missing database' 200 "$status"
  # The file last: whoever opened it without its WAL would begin another one.
  mv "$work"/aside/*-wal "$work"/aside/*-shm "$(dirname "$database")/"
  mv "$work/aside/$(basename "$database")" "$database"
  rmdir "$work/aside"
  try_until 200 redeem
  same 'the database is back, and the code is redeemed' 200 "$status"
  access_token=$kept
  try_until 200 userinfo
  same 'and the token of before is alive' 200 "$status"
}

# restart NAME...: until the old ones, which answer on nginx's connections to the end, are gone.
restart() {
  for name in "$@"; do
    old=$(pid_of "$name")
    "$root/tools/stack" restart "$work/stack" "$name"
    check "the old $name is gone" wait_for gone "$old"
  done
}
gone() { ! kill -0 "$1" 2>/dev/null; }

# Programs that start while the file may not be written read from it, and write as soon as they may.
read_only() {
  get_code prompt=consent
  redeem
  spent=$access_token
  get_code prompt=consent
  chmod 444 "$database"
  restart token userinfo revoke
  remember_pids
  redeem
  unavailable 'token, read-only database'
  revoke "$spent"
  unavailable 'revoke, read-only database'
  access_token=$spent
  userinfo
  same 'userinfo, read-only database: reading goes on' 200 "$status"
  chmod 660 "$database"
  try_until 200 redeem
  same 'the file may be written: the code was not spent' 200 "$status"
  try_until 200 revoke "$spent"
  same 'and a token is revoked' 200 "$status"
}

loops=0
while still "$seconds"; do
  remember_pids
  locked
  missing
  lives 'a locked, a missing database' token authorize userinfo revoke
  read_only
  lives 'a read-only database' token authorize userinfo revoke
  loops=$((loops + 1))
done
echo "$loops rounds"
database_is_whole
nothing_was_spent_twice

finish
