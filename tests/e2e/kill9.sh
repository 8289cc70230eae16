#!/bin/sh
# Programs are killed with -9 while clients go from code to token to refreshed token: nothing that was
# answered is lost, and what was killed is there again at once.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# A client that did not hear the answer to a refresh may ask again.
stack_up '[tokens]
refresh_grace = "60s"'
web_client --id-token-alg ES256
# shellcheck source=load.sh
. "$(dirname "$0")/load.sh"

pid_of() { "$root/tools/stack" info "$work/stack" | jq -r --arg name "$1" '.pids[$name]'; }

bench acknowledged --seconds 6 --connections 16 &
load=$!

kills=0
end=$(($(date +%s) + 5))
while [ "$(date +%s)" -lt "$end" ]; do
  for name in token authorize userinfo nginx; do
    sleep 0.2
    kill -9 "$(pid_of $name)" && kills=$((kills + 1))
  done
done
check 'the load ran to its end' wait "$load"

check 'many were killed' [ "$kills" -ge 8 ]
check 'some requests were interrupted' [ "$(count interrupted)" -ge 4 ]
check 'many tokens were issued' [ "$(count access_tokens)" -ge 500 ]
# Before the next step of the same client, ...
same 'nothing acknowledged was unknown at the next step' 0 "$(count contradicted)"
# ... and after all of it.
same 'every access token answered is known' 0 "$(count access_tokens_lost)"
same 'every refresh token answered is good' 0 "$(count refresh_tokens_lost)"
same 'a refresh whose answer was lost can be asked again' 0 "$(count unanswered_refused)"
check "served again at once ($(count longest_gap_ms) ms)" \
  [ "$(count longest_gap_ms)" -lt 2000 ]

for name in jwks discovery; do kill -9 "$(pid_of $name)"; done
fetch "$issuer/jwks"
same 'jwks serves at once' 200 "$status"
fetch "$issuer/.well-known/openid-configuration"
same 'discovery serves at once' 200 "$status"
same 'the database is whole' ok "$(sqlite3 "$database" 'PRAGMA integrity_check')"

finish
