#!/bin/sh
# A clean stop leaves everything in the database file itself: the WAL may be deleted then, and nothing is lost.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
web_client --id-token-alg ES256
# shellcheck source=../e2e/load.sh
. "$(dirname "$0")/../e2e/load.sh"
port=${base##*:}
sign_in ada
get_code scope='openid email offline_access'
redeem
same 'a code is redeemed' 200 "$status"

loops=0
while still "$seconds"; do
  bench acknowledged --seconds 1 --connections 8
  same 'nothing was lost under load' 0 "$(count contradicted)"
  refresh "$refresh_token"
  same 'a refresh is answered' 200 "$status"
  tokens=$(sqlite3 "$database" 'SELECT count(*) FROM refresh_tokens')
  "$root/tools/stack" down "$work/stack" >"$work/down"
  mkdir "$work/copy"
  cp "$database" "$work/copy/"
  same 'the file alone has every token' "$tokens" \
    "$(sqlite3 "$work/copy/lockspire.db" 'SELECT count(*) FROM refresh_tokens')"
  rm -r "$work/copy"
  rm -f "$database-wal" "$database-shm"
  "$root/tools/stack" up "$work/stack" --port "$port" >"$work/stack.json"
  refresh "$refresh_token"
  same 'without its WAL the last token is there' 200 "$status"
  loops=$((loops + 1))
done
echo "$loops stops"
database_is_whole
nothing_was_spent_twice

finish
