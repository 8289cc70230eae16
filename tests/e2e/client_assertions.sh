#!/bin/sh
# Clients that sign who they are: with their secret, with their private key; at every endpoint, each assertion once.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[scopes]
"read" = "Read your things"'
database=$(jq -r .database "$work/stack.json")

new_key() { openssl genpkey -algorithm "$2" -out "$work/$1.pem" -pkeyopt "$3" 2>/dev/null; }
new_key ec EC ec_paramgen_curve:P-256
new_key rsa RSA rsa_keygen_bits:2048
openssl genpkey -algorithm ED25519 -out "$work/ed.pem" 2>/dev/null
new_key other EC ec_paramgen_curve:P-256
tool() { node "$root/tests/e2e/client_assertion.mjs" "$@"; }
tool jwks "$work/ec.pem" "$work/rsa.pem" "$work/ed.pem" >"$work/jwks.json"

# form ALG KEY [CLAIMS [HEADER]]: the two parameters, with a fresh assertion of the client.
form() {
  alg=$1
  file=$work/$2
  shift 2
  encode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
    "client_assertion=$(tool "$alg" "$file" "$client_id" "$issuer" "$@")"
}
# ask FORM: for a token.
ask() { fetch --data "grant_type=client_credentials&$1" "$issuer/token"; }
# signer: a client that signs with one of three keys.
signer() {
  new_client 'Signs with a key' --grant-type client_credentials --scope read --auth-method private_key_jwt \
    --jwks "$work/jwks.json"
}
# why NAME REASON: the last request was refused for that.
why() {
  same "$1: 401" 401 "$status"
  same "$1: the error" invalid_client "$(member error)"
  same "$1: the words" 'client authentication failed' "$(member error_description)"
  id=$(header X-Request-Id)
  tries=0
  until cli --json explain "$id" >"$work/why" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || break
    sleep 0.05
  done
  same "$1: the reason" "$2" "$(jq -r '.refusals[0].reason' "$work/why")"
}

# RFC 8414 2 #signing-algs: the same methods and algorithms for each endpoint.
fetch "$issuer/.well-known/openid-configuration"
for endpoint in token revocation introspection; do
  for method in client_secret_jwt private_key_jwt; do
    # shellcheck disable=SC2016 # of jq
    check "$endpoint: $method is announced" jq -e --arg m "$method" --arg e "${endpoint}_endpoint_auth_methods_supported" \
      '.[$e] | index($m)' "$work/body" >/dev/null
  done
  same "$endpoint: the algorithms" 'HS256 RS256 ES256 PS256 EdDSA' \
    "$(jq -r --arg e "${endpoint}_endpoint_auth_signing_alg_values_supported" '.[$e] | join(" ")' "$work/body")"
done

# --- client_secret_jwt ---------------------------------------------------------------------------------------
new_client 'Signs with a secret' --grant-type client_credentials --scope read --auth-method client_secret_jwt
printf '%s' "$client_secret" >"$work/secret"
same 'its algorithm is said' HS256 "$(jq -r .token_endpoint_auth_signing_alg "$work/client.json")"
# RFC 7523 2.2: at every endpoint that clients authenticate at.
ask "$(form HS256 secret)"
same 'token: it is proven' 200 "$status"
take_tokens
fetch --data "token=$access_token&$(form HS256 secret)" "$issuer/introspect"
same 'introspect: it is proven' true "$(member active)"
fetch --data "token=$access_token&$(form HS256 secret)" "$issuer/revoke"
same 'revoke: it is proven' 200 "$status"
fetch --data "token=$access_token&$(form HS256 secret)" "$issuer/introspect"
same 'revoked' false "$(jq -r .active "$work/body")"
fetch -u "$client_id:$client_secret" --data grant_type=client_credentials "$issuer/token"
why 'its secret in clear' client_auth.method_not_registered
printf 'x%s' "$client_secret" >"$work/wrong"
ask "$(form HS256 wrong)"
why 'another secret' client_auth.assertion_signature
same 'its secret rests sealed' 1 "$(sqlite3 "$database" \
  "SELECT count(*) FROM client_secrets WHERE sealed_secret LIKE 'v1.%' AND client_id = '$client_id'")"
check 'and never in clear' sh -c "! grep -aqF '$client_secret' '$database' '$database-wal' '$logs'/*.log"

cli --json client rotate-secret "$client_id" --overlap 1h >"$work/client.json"
jq -j .client_secret "$work/client.json" >"$work/next"
for secret in secret next; do
  ask "$(form HS256 $secret)"
  same "rotated: $secret" 200 "$status"
done
cli --json client rotate-secret "$client_id" >"$work/client.json"
jq -j .client_secret "$work/client.json" >"$work/last"
ask "$(form HS256 next)"
why 'a secret that was rotated away' client_auth.assertion_signature
ask "$(form HS256 last)"
same 'the last one' 200 "$status"

# The key that the secrets are sealed with is replaced like that of the signing keys.
# new_programs: the ones before have served their last request.
drained() { grep -c event=pool.drained "$logs/token.log" || true; }
new_programs() {
  before=$(drained)
  "$root/tools/stack" restart "$work/stack" >/dev/null
  tries=0
  until [ "$(drained)" -gt "$before" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || break
    sleep 0.05
  done
}
mv "$work/stack/clients.key" "$work/stack/old-clients.key"
openssl rand 32 | openssl base64 -A | tr '+/' '-_' | tr -d '=' >"$work/stack/clients.key"
chmod 600 "$work/stack/clients.key"
{ echo 'previous_client_secret_key_files = ["old-clients.key"]'; cat "$config"; } >"$config.new"
mv "$config.new" "$config"
new_programs
ask "$(form HS256 last)"
same 'another key is named' 200 "$status"
cli --json key reseal >"$work/out"
same 'secrets are sealed anew' 1 "$(jq .client_secrets "$work/out")"
sed -i '/^previous_client_secret_key_files/d' "$config"
new_programs
ask "$(form HS256 last)"
same 'and open under the new key alone' 200 "$status"

# --- private_key_jwt -----------------------------------------------------------------------------------------
signer
same 'no secret is made' '' "$client_secret"
for pair in 'ES256 ec.pem' 'RS256 rsa.pem' 'PS256 rsa.pem' 'EdDSA ed.pem'; do
  # shellcheck disable=SC2086
  ask "$(form $pair)"
  same "$pair: it is proven" 200 "$status"
done
take_tokens
fetch --data "token=$access_token&$(form EdDSA ed.pem)" "$issuer/introspect"
same 'introspect: proven by a key' true "$(member active)"
fetch --data "token=$access_token&$(form ES256 ec.pem)" "$issuer/revoke"
same 'revoke: proven by a key' 200 "$status"
# RFC 10070 4 #typ: the type of its own is taken, and the issuer alone is the audience.
ask "$(form ES256 ec.pem '{}' '{"typ":"client-authentication+jwt"}')"
same 'typ client-authentication+jwt' 200 "$status"
ask "$(form ES256 ec.pem '{}' '{"typ":"at+jwt"}')"
why 'typ of another kind' client_auth.assertion_typ
for aud in "\"$issuer/token\"" "[\"$issuer\"]" "[\"$issuer\",\"https://evil.example\"]" '""' null; do
  ask "$(form ES256 ec.pem "{\"aud\":$aud}")"
  why "aud $aud" client_auth.assertion_audience
done
now=$(date +%s)
ask "$(form ES256 ec.pem "{\"exp\":$((now - 300)),\"iat\":$((now - 360))}")"
why 'expired' client_auth.assertion_expired
ask "$(form ES256 ec.pem "{\"exp\":$((now + 86400))}")"
why 'too long' client_auth.assertion_too_long
ask "$(form ES256 ec.pem '{"exp":null}')"
why 'without an end' client_auth.assertion_claims
ask "$(form ES256 ec.pem '{"jti":null}')"
why 'without a name' client_auth.assertion_claims
ask "$(form ES256 other.pem '{}' '{"kid":"ec"}')"
why 'signed by another key' client_auth.assertion_signature
jq -c '.keys[0]' "$work/jwks.json" >"$work/public"
ask "$(form HS256 public)"
why 'an HMAC under its public key' client_auth.assertion_alg
ask "$(form ES256 ec.pem '{}' '{"alg":"none"}')"
why 'alg none' client_auth.assertion_alg
ask "$(form ES256 ec.pem '{}' '{"crit":["exp"]}')"
why 'crit' client_auth.malformed_assertion
once=$(form ES256 ec.pem)
ask "$once"
same 'once' 200 "$status"
ask "$once"
why 'twice' client_auth.assertion_replayed
fetch --data "token=x&$once" "$issuer/introspect"
why 'twice, elsewhere' client_auth.assertion_replayed
check 'a replay wakes the operator' grep -q 'level=alert .*reason=client_auth.assertion_replayed' "$logs/token.log"
# RFC 6749 2.3: one method a request.
fetch -u "$client_id:x" --data "grant_type=client_credentials&$(form ES256 ec.pem)" "$issuer/token"
token_refused 'Basic beside it' invalid_request
ask "client_secret=x&$(form ES256 ec.pem)"
token_refused 'a secret beside it' invalid_request
ask "client_id=somebody&$(form ES256 ec.pem)"
token_refused 'another client_id' invalid_request

# RFC 7523 3 #once: two at the same instant, at one program and at two. Each client may fail 19 times.
for i in 1 2 3 4 5; do
  signer
  node "$root/tests/e2e/same_instant.mjs" 6 "$work/ec.pem" "$client_id" "$issuer" >"$work/race"
  same "$i: one of two wins, always" '{"none":0,"one":18,"both":0}' "$(cat "$work/race")"
done

# --- another algorithm, other keys ---------------------------------------------------------------------------
signer
cli client update "$client_id" --auth-signing-alg EdDSA >/dev/null
ask "$(form ES256 ec.pem)"
why 'an algorithm that is not registered any more' client_auth.assertion_alg
ask "$(form EdDSA ed.pem)"
same 'the one that is' 200 "$status"
tool jwks "$work/other.pem" >"$work/jwks.json"
exit_code=0
cli client update "$client_id" --jwks "$work/jwks.json" 2>/dev/null || exit_code=$?
same 'keys that do not fit the algorithm are refused' 5 "$exit_code"
cli client update "$client_id" --auth-signing-alg ES256 --jwks "$work/jwks.json" >/dev/null
ask "$(form EdDSA ed.pem)"
why 'a key that is registered no more' client_auth.assertion_alg
ask "$(form ES256 other.pem)"
same 'the new key' 200 "$status"
cli client disable "$client_id" >/dev/null
ask "$(form ES256 other.pem)"
why 'a disabled client' client.disabled

# --- guessing ------------------------------------------------------------------------------------------------
web_client --auth-method client_secret_jwt
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do ask "$(form HS256 wrong)"; done
same 'twenty wrong ones' 401 "$status"
ask "$(form HS256 wrong)"
same 'and no more' 429 "$status"
same 'no request failed' '' "$(grep -h level=error "$logs"/*.log || true)"

finish
