#!/bin/sh
# A client's keys stand at its jwks_uri: fetched, cached, renewed, kept while the site is down, and never asked for
# where they must not be.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
site=$work/site
mkdir "$site"
server=

# --- the partner's site --------------------------------------------------------------------------------

make_certificates() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=Test CA' \
    -keyout "$site/ca.key" -out "$site/ca.crt" 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=keys' \
    -keyout "$site/tls.key" -out "$site/tls.csr" 2>/dev/null
  printf 'subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n' >"$site/extensions"
  openssl x509 -req -in "$site/tls.csr" -CA "$site/ca.crt" -CAkey "$site/ca.key" -CAcreateserial -days 2 \
    -extfile "$site/extensions" -out "$site/tls.crt" 2>/dev/null
}

# site_up [PORT]
site_up() {
  rm -f "$site/port"
  node "$root/tests/e2e/keys_server.mjs" "$site" "$@" 2>"$site/errors" &
  server=$!
  tries=0
  until [ -s "$site/port" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || { cat "$site/errors" >&2; exit 1; }
    sleep 0.05
  done
  port=$(cat "$site/port")
}

site_down() {
  [ -n "$server" ] || return 0
  kill "$server"
  wait "$server" 2>/dev/null || true
  server=
}
trap 'site_down; leave' EXIT

requests() { wc -l <"$site/requests" | tr -d ' '; }

new_key() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$1.pem" 2>/dev/null
}

# publish KEY...: what the site serves from now on.
publish() {
  for key in "$@"; do
    shift
    set -- "$@" "$work/$key.pem"
  done
  node "$root/tests/e2e/client_assertion.mjs" jwks "$@" >"$site/jwks.new"
  mv "$site/jwks.new" "$site/jwks.json"
}

# --- the client ----------------------------------------------------------------------------------------

# job URI: a client whose keys are there.
job() {
  new_client 'Nightly job' --grant-type client_credentials --scope openid --scope read \
    --auth-method private_key_jwt --jwks-uri "$1"
}

# assertion KEY [HEADER]
assertion() {
  encode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
    "client_assertion=$(node "$root/tests/e2e/client_assertion.mjs" ES256 "$work/$1.pem" "$client_id" "$issuer" \
      '{}' "${2-{\}}")"
}

# ask KEY [HEADER]: for a token; HEADER has members of the assertion's header to put in, null to leave out.
ask() { fetch --data "grant_type=client_credentials&$(assertion "$@")" "$issuer/token"; }

# age SECONDS: what is cached was fetched that much earlier, and so was the last attempt.
age() {
  sqlite3 -cmd '.timeout 5000' "$database" "UPDATE remote_jwks SET fetched_at = fetched_at - $1,
    attempted_at = attempted_at - $1, renewed_at = renewed_at - $1" >/dev/null
}

# renewed_now: an unknown kid had it fetched just now.
renewed_now() {
  sqlite3 -cmd '.timeout 5000' "$database" "UPDATE remote_jwks SET renewed_at = strftime('%s', 'now')" >/dev/null
}

# explained NAME PATTERN: why the last request was refused.
explained() {
  id=$(header X-Request-Id)
  tries=0
  until shown=$(cli explain "$id" 2>/dev/null); do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || break
    sleep 0.05
  done
  like "$1" "*$2*" "$shown"
}

# --- the story -----------------------------------------------------------------------------------------

make_certificates
: >"$site/requests"
new_key first
new_key second
publish first
site_up
stack_up "[scopes]
\"read\" = \"Read your things\"
[outbound]
allow_private = [\"127.0.0.1:$port\"]
ca_file = \"$site/ca.crt\""
database=$(jq -r .database "$work/stack.json")
keys=https://127.0.0.1:$port

job "$keys/jwks"
same 'registering fetches nothing' 0 "$(requests)"
ask first
same 'a key at the jwks_uri proves the client' 200 "$status"
same 'fetched by GET' 'GET /jwks' "$(cat "$site/requests")"
ask first
ask first '{"kid":null}'
same 'the same without a kid' 200 "$status"
fetch --data "token=x&$(assertion first)" "$issuer/revoke"
same 'at another program' 200 "$status"
same 'they share one fetch' 1 "$(requests)"

# OIDC Core 10.1.1 #unknown-kid: keys that are not known are fetched anew.
publish second
ask second
same 'a rotated key is found at once' 200 "$status"
same 'by one fetch' 2 "$(requests)"
ask first
same 'the key that is gone' invalid_client "$(member error)"
explained 'is explained' client_keys.no_match
for kid in a b c d; do
  renewed_now
  ask second "{\"kid\":\"$kid\"}"
  same "unknown kid $kid: refused" 401 "$status"
done
same 'they cause no fetch' 2 "$(requests)"
age 10
ask second '{"kid":"g"}'
same 'until a while later' 3 "$(requests)"

# A client whose assertions name no kid rotates, too.
new_key third
age 10
publish third
ask third '{"kid":null}'
same 'a rotated key without a kid is found at once' 200 "$status"
same 'by one fetch more' 4 "$(requests)"
for _ in 1 2 3; do
  renewed_now
  ask first '{"kid":null}'
  same 'a wrong key without a kid: refused' 401 "$status"
done
explained 'a wrong key without a kid: explained' client_auth.assertion_signature
same 'which causes no fetch' 4 "$(requests)"
age 10
publish second
ask second
same 'and back' 200 "$status"

site_down
age 900
ask second
same 'the site is down: the last good keys count' 200 "$status"
check 'and it is logged' grep -q 'event=remote_jwks.not_fetched' "$logs/token.log"
age 86400
ask second
same 'for a day' 503 "$status"
same 'then it is unavailable' temporarily_unavailable "$(member error)"
explained 'which is explained' client_keys.unavailable
site_up "$port"
age 10
ask second
same 'the site is up again' 200 "$status"

# Whatever goes wrong, the client is told the same.
cp "$work/body" "$work/good"
unavailable=
for path in redirect missing html large endless slow; do
  job "$keys/$path"
  before=$(requests)
  ask second
  same "$path: refused" 503 "$status"
  same "$path: asked once" $((before + 1)) "$(requests)"
  same "$path: the same words" "${unavailable:-$(cat "$work/body")}" "$(cat "$work/body")"
  unavailable=$(cat "$work/body")
  explained "$path: explained" client_keys.unavailable
done
same 'a redirect is not followed' 0 "$(sed -n '/redirect/,$p' "$site/requests" | grep -c '/jwks' || true)"

# While one client's site hangs, others are served.
publish first second
job "$keys/jwks"
ask first
same 'another client is known' 200 "$status"
quick=$client_id
job "$keys/slow"
age 60
before=$(requests)
waiting=
for _ in 1 2 3; do
  {
    curl -sS -o /dev/null --max-time 20 --data "grant_type=client_credentials&$(assertion first)" "$issuer/token"
    : >"$work/answered"
  } &
  waiting="$waiting $!"
done
client_id=$quick
form=$(assertion first)
tries=0
until [ "$(requests)" -gt "$before" ] || [ "$tries" -ge 100 ]; do
  tries=$((tries + 1))
  sleep 0.05
done
fetch --data "grant_type=client_credentials&$form" "$issuer/token"
same 'it is served meanwhile' 200 "$status"
check 'none of the others was answered' [ ! -e "$work/answered" ]
# shellcheck disable=SC2086 # a list of words
wait $waiting
same 'they shared one fetch' $((before + 1)) "$(requests)"

# What must not be reached is not reached.
before=$(requests)
for uri in https://localhost/jwks https://127.0.0.1/jwks https://127.1/jwks "https://[::1]/jwks" \
  "https://[::ffff:127.0.0.1]/jwks" https://169.254.169.254/latest/meta-data https://2130706433/jwks; do
  job "$uri"
  ask first
  same "$uri: refused" 503 "$status"
  same "$uri: the same words" "$unavailable" "$(cat "$work/body")"
done
same 'nobody was asked' "$before" "$(requests)"
# Neither are other ports, but those of the exceptions; that is said when the client is registered.
for uri in "http://127.0.0.1:$port/jwks" "https://user@127.0.0.1:$port/jwks" file:///etc/passwd \
  "https://localhost:$port/jwks" "https://[::1]:$port/jwks" https://keys.example:22/jwks; do
  exit_code=0
  cli client create --name X --grant-type client_credentials --auth-method private_key_jwt --jwks-uri "$uri" \
    >/dev/null 2>&1 || exit_code=$?
  same "$uri: not registered" 5 "$exit_code"
done

finish
