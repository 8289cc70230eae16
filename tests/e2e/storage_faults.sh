#!/bin/sh
# The database is locked, missing, replaced: answers are 503 and nothing is lost, and the programs live on.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
web_client
sign_in ada
get_code
redeem
same 'before the fault a code is redeemed' 200 "$status"
database=$(jq -r .database "$work/stack.json")

pid_of() { "$root/tools/stack" info "$work/stack" | jq -r ".pids.$1"; }
token_pid=$(pid_of token)
authorize_pid=$(pid_of authorize)

# try_until STATUS COMMAND...: bounded; a pool connection may have to notice that the file is back.
try_until() {
  wanted=$1
  shift
  tries=0
  while [ "$tries" -lt 50 ]; do
    "$@"
    [ "$status" != "$wanted" ] || return 0
    tries=$((tries + 1))
    sleep 0.1
  done
}

unavailable() {
  same "$1: 503" 503 "$status"
  check "$1: says when to come back" test -n "$(header Retry-After)"
  same "$1: not stored" no-store "$(header Cache-Control)"
}

revoke() {
  access_token=$spent
  fetch -u "$client_id:$client_secret" --data "token=$spent" "$issuer/revoke"
}

# A writer that does not let go: another program holds the write lock for a while.
get_code
mkfifo "$work/lock"
sqlite3 "$database" <"$work/lock" >"$work/lock.out" 2>&1 &
locker=$!
exec 9>"$work/lock"
printf '.timeout 5000\nBEGIN IMMEDIATE; SELECT 1;\n' >&9
tries=0
until grep -q 1 "$work/lock.out"; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] || break
  sleep 0.05
done
spent=$access_token
redeem
unavailable 'token, locked database'
same 'token, locked database: JSON' temporarily_unavailable "$(member error)"
# RFC 7009 2.2.1: 503 and Retry-After, for the token may still be good.
revoke
unavailable 'revoke, locked database'
same 'revoke, locked database: JSON' temporarily_unavailable "$(member error)"
userinfo
same 'the token is still good, as was said' 200 "$status"
fetch "$issuer/jwks"
same 'jwks, locked database' 200 "$status"
echo 'ROLLBACK;' >&9
exec 9>&-
wait "$locker"
revoke
same 'revoke, after the lock' 200 "$status"
userinfo
same 'and now the token is dead' 401 "$status"
redeem
same 'the code was not lost: it is redeemed after the lock' 200 "$status"
kept=$access_token

# The file is gone.
get_code
mkdir "$work/aside"
mv "$database" "$database-wal" "$database-shm" "$work/aside/" 2>/dev/null || mv "$database" "$work/aside/"
try_until 503 redeem
unavailable 'token, missing database'
try_until 503 fetch "$issuer/authorize?$query"
unavailable 'authorize, missing database'
access_token=$kept
try_until 503 userinfo
unavailable 'userinfo, missing database'
body_lacks sqlite || check 'no word of the inside' false
fetch "$issuer/.well-known/openid-configuration"
same 'discovery, missing database' 200 "$status"
fetch "$issuer/jwks"
same 'jwks, missing database' 200 "$status"

# It comes back.
mv "$work"/aside/* "$(dirname "$database")/"
try_until 200 redeem
same 'the database is back, and the code is redeemed' 200 "$status"
access_token=$kept
try_until 200 userinfo
same 'and the token of before is alive' 200 "$status"
same 'the token program lived through it' "$token_pid" "$(pid_of token)"
same 'the authorize program lived through it' "$authorize_pid" "$(pid_of authorize)"

same 'it is whole' ok "$(sqlite3 "$database" 'PRAGMA integrity_check')"

finish
