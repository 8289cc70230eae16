#!/bin/sh
# Nothing that could be used stands in a log, not even of requests that go wrong.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[log]
level = "debug"'
database=$(jq -r .database "$work/stack.json")
web_client
: >"$work/secrets"
secret() { printf '%s\n' "$@" >>"$work/secrets"; }

authorize prompt=login
interaction=$(parameter interaction_id "$location")
secret "$state" "$nonce" "$challenge" "${interaction#*.}"
follow
sign_in ada
get_code scope='openid offline_access'
action=$(form_action)
secret "$state" "$nonce" "$challenge" "$verifier" "${code#*.}"
redeem
secret "$access_token" "$id_token" "${refresh_token#*.}" "$client_secret"
userinfo
refresh "$refresh_token"
secret "$access_token" "${refresh_token#*.}"
live=$access_token
redeem
access_token=$live
userinfo
same 'the replay ended the tokens' 401 "$status"

to_consent
action=$(form_action)
interaction=${action#*/interactions/}
interaction=${interaction%/complete}
secret "$state" "$(csrf_token)" "${interaction#*.}" \
  "$(awk -F '\t' -v name="$session_cookie" '$6 == name { print $7 }' "$jar")" \
  "$(awk -F '\t' '$6 ~ /lockspire_i_/ { print $7 }' "$jar" | tail -n 1)"
# Refused by nginx before it knows a location, and a fault of the storage.
in_request
secret "$state"
printf 'GET %s/authorize?%s HTTP/1.1\r\nBad header\r\n\r\n' "$mount" "$query" |
  timeout 5 node -e 'const s = require("net").connect(process.argv[1], "127.0.0.1");
    process.stdin.pipe(s); s.resume(); s.on("close", () => process.exit())' "${base##*:}"
mv "$database" "$database.aside"
decide approve
same 'the storage is away' 503 "$status"
mv "$database.aside" "$database"

check 'there are secrets to look for' [ "$(grep -c . "$work/secrets")" -ge 18 ]
check 'there are logs to look in' grep -q 'request.unavailable' "$logs/authorize.log"
same 'secrets in logs' '' "$(grep -rhoaF -f "$work/secrets" "$logs" || true)"

finish
