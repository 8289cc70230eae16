#!/bin/sh
# Guessing a client's secret is slowed down, across programs and restarts; the metrics tell of it.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
echo '{"grant_types":["client_credentials"],"scope":"echo:read"}' >"$work/metadata"
new_client 'Acme Machine' --from "$work/metadata"

guess() { fetch "$@" -u "$client_id:wrong" -d grant_type=client_credentials "$issuer/token"; }
right() { fetch "$@" -u "$client_id:$client_secret" -d grant_type=client_credentials "$issuer/token"; }
guess_times() {
  left=$1
  while [ "$left" -gt 0 ]; do
    guess -4
    same "guess $left" 401 "$status"
    left=$((left - 1))
  done
}

guess_times 19
right -4
same 'below the limit the right secret is heard' 200 "$status"
guess_times 1
# RFC 6585 4: 429 and Retry-After.
guess -4
same 'the next guess waits' 429 "$status"
same 'the error' temporarily_unavailable "$(member error)"
same 'never stored' no-store "$(header Cache-Control)"
check 'Retry-After within the minute' [ "$(header Retry-After)" -ge 1 ]
check 'Retry-After within the minute' [ "$(header Retry-After)" -le 60 ]
check 'with a request id' [ -n "$(header X-Request-Id)" ]
right -4
same 'the right guess is not told from a wrong one' 429 "$status"
if curl -sS -6 -o /dev/null "$issuer/jwks" 2>/dev/null; then
  right -6
  same 'the right client elsewhere is heard' 200 "$status"
fi
same 'one alert' 1 "$(grep -c 'level=alert .*event=client_auth.bruteforce' "$logs/token.log")"

# The other programs that clients authenticate at, within about a second.
wait_for_429() {
  tries=0
  until fetch -4 -u "$client_id:$client_secret" -d token=x "$issuer/$1" && [ "$status" = 429 ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 40 ] || break
    sleep 0.1
  done
}
wait_for_429 revoke
same 'revoke knows' 429 "$status"
wait_for_429 introspect
same 'introspect knows' 429 "$status"

# A restart forgets nothing.
"$root/tools/stack" restart "$work/stack" token >/dev/null
tries=0
until right -4 && [ "$status" = 429 ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 20 ] || break
  sleep 0.1
done
same 'after a restart' 429 "$status"

# --- metrics ---
# metric NAME LABELS: its value, 0 when it is not there.
metric() {
  found=$(cli metrics | sed -n "s/^$1{$2} \\([0-9.]*\\)\$/\\1/p" | head -n 1)
  echo "${found:-0}"
}
# metric_reaches NAME LABELS LEAST: counts come within about a second.
metric_reaches() {
  tries=0
  until [ "$(metric "$1" "$2" | cut -d . -f 1)" -ge "$3" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 50 ] || return 1
    sleep 0.1
  done
}
check 'requests by status' metric_reaches lockspire_requests_total 'program="token",status="401"' 20
check 'and 429' metric_reaches lockspire_requests_total 'program="token",status="429"' 2
check 'refusals by reason' metric_reaches lockspire_refusals_total \
  'program="token",reason="client_auth.wrong_secret"' 20
check 'throttled' metric_reaches lockspire_refusals_total \
  'program="token",reason="client_auth.throttled"' 2
check 'tokens by grant type' metric_reaches lockspire_tokens_issued_total \
  'program="token",grant_type="client_credentials"' 1
check 'commits' metric_reaches lockspire_commit_batch_size_count 'program="token"' 1
check 'rows' [ "$(metric lockspire_rows 'table="clients"')" -ge 1 ]
check 'keys' [ "$(metric lockspire_signing_keys 'alg="ES256",state="active"')" = 1 ]

# Over HTTP, from loopback: the same text.
fetch "$issuer/metrics"
same 'over HTTP' 200 "$status"
same 'the type' 'text/plain; version=0.0.4; charset=utf-8' "$(header Content-Type)"
same 'the same families as the CLI' "$(cli metrics | sed -n 's/^# TYPE //p')" \
  "$(sed -n 's/^# TYPE //p' "$work/body")"
fetch -X POST -d '' "$issuer/metrics"
same 'POST' 405 "$status"
check 'nobody else may' grep -qE '^ *deny all;' "$root/nginx/lockspire-server.conf"

# A flood of refusals costs few commits: the writes of refusals share them.
before=$(sqlite3 "$(jq -r .database "$work/stack.json")" 'SELECT count(*) FROM refusals')
yes "url = $issuer/userinfo" | head -n 300 >"$work/flood"
curl -sS --max-time 30 -H 'Authorization: Bearer nonsense' -o /dev/null -K "$work/flood" >/dev/null
check 'the flood is counted' metric_reaches lockspire_requests_total \
  'program="userinfo",status="401"' 300
after=$(sqlite3 "$(jq -r .database "$work/stack.json")" 'SELECT count(*) FROM refusals')
recorded=$((after - before))
check 'and recorded' [ "$recorded" -ge 100 ]
commits=$(metric lockspire_commit_batch_size_count 'program="userinfo"')
check "in few commits ($commits for $recorded)" [ "$commits" -le 60 ]

finish
