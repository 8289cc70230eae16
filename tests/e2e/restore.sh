#!/bin/sh
# A backup that is restored must not make good again what was spent or taken back since.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
database=$(jq -r .database "$work/stack.json")
web_client
sign_in ada

get_code scope='openid offline_access'
unspent=$code
unspent_verifier=$verifier
get_code scope='openid offline_access'
redeem
take_tokens
old_access=$access_token
old_refresh=$refresh_token
cli backup "$work/backup.db" >/dev/null
refresh "$old_refresh"
same 'it is spent after the backup' 200 "$status"

"$root/tools/stack" down "$work/stack" >/dev/null
rm -f "$database" "$database-wal" "$database-shm"
cp "$work/backup.db" "$database"
cli --json token revoke-all >"$work/out"
check 'grants end' [ "$(jq .grants "$work/out")" -ge 2 ]
check 'access tokens end' [ "$(jq .access_tokens "$work/out")" -ge 1 ]
check 'the log has it' [ "$(cli --json audit list --event token.all_revoked | jq length)" = 1 ]
"$root/tools/stack" up "$work/stack" --port "$(jq -r '.base_url | split(":")[2]' "$work/stack.json")" >/dev/null

refresh "$old_refresh"
same 'the spent refresh token stays spent' 400 "$status"
same 'the error' invalid_grant "$(member error)"
access_token=$old_access
userinfo
same 'its access token is dead' 401 "$status"
code=$unspent
verifier=$unspent_verifier
redeem
same 'so is the code of that time' 400 "$status"
get_code scope='openid offline_access'
redeem
same 'a new sign-in works' 200 "$status"

finish
