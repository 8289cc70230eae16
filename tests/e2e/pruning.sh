#!/bin/sh
# What has expired is deleted by itself: after the last of its lifetimes nothing is left of a sign-in.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[interactions]
lifetime = "6s"
[tokens]
code_lifetime = "6s"
access_lifetime = "6s"
refresh_lifetime = "6s"
refresh_cap = "6s"
refresh_grace = "0s"'
database=$(jq -r .database "$work/stack.json")
web_client
sign_in ada

rows() {
  sqlite3 "$database" "SELECT (SELECT count(*) FROM interactions), (SELECT count(*) FROM grants),
    (SELECT count(*) FROM authorization_codes), (SELECT count(*) FROM access_tokens),
    (SELECT count(*) FROM refresh_tokens)"
}

get_code scope='openid offline_access'
redeem
refresh "$refresh_token"
same 'refreshed' 200 "$status"
authorize prompt=login
same 'one is left at the login' 302 "$status"
same 'rows while they live' '2|1|1|2|2' "$(rows)"

# Nobody asks anything any more.
tries=0
until [ "$(rows)" = '0|0|0|0|0' ] || [ "$tries" -eq 100 ]; do
  sleep 0.2
  tries=$((tries + 1))
done
same 'rows afterwards' '0|0|0|0|0' "$(rows)"

finish
