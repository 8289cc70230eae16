#!/bin/sh
# The guard: who gets to the host's API, what the host hears of them, what everybody else is told; and
# the metadata of the resource. The echo API answers with every header that reached it.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
api=$base/api
web_client --scope echo:read --scope echo:admin
sign_in ada --sid s1
metadata=$base/.well-known/oauth-protected-resource/api

# call PATH [CURL ARGUMENT...]: with $access_token.
call() {
  path=$1
  shift
  fetch -H "Authorization: Bearer $access_token" "$@" "$base$path"
}
# token_for [NAME=VALUE]...: a fresh one for the API.
token_for() {
  get_code "resource=$api" "$@"
  redeem
}
# reached NAME: a header as the host got it; empty when it got none.
reached() { jq -r --arg name "$1" '.headers[$name] // empty' "$work/body"; }
# part NAME: of the challenge.
part() { header WWW-Authenticate | sed -n "s/.*[ ,]$1=\"\([^\"]*\)\".*/\1/p"; }

# refused NAME STATUS ERROR: a whole refusal, as the client gets it through nginx.
refused() {
  same "$1: the status" "$2" "$status"
  same "$1: the error" "$3" "$(part error)"
  same "$1: the error in the body" "$3" "$(member error)"
  same "$1: the same words" "$(part error_description)" "$(member error_description)"
  # RFC 9728 5.1: the challenge says where the metadata is.
  same "$1: the metadata" "$metadata" "$(part resource_metadata)"
  same "$1: one challenge" 1 "$(grep -ci '^www-authenticate:' "$work/headers")"
  same "$1: JSON" application/json "$(header Content-Type)"
  same "$1: not stored" no-store "$(header Cache-Control)"
  check "$1: a request id" [ -n "$(header X-Request-Id)" ]
  same "$1: nothing of the guard's own" '' "$(grep -i '^x-auth-' "$work/headers" || true)"
}
# let_in NAME
let_in() { same "$1: let in" 200 "$status"; }

# dies NAME: the token in use is refused a second from now at the latest.
dies() {
  sleep 1
  call /api/echo
  refused "$1" 401 invalid_token
}

# --- without a token ---------------------------------------------------------------------------------

# RFC 6750 3.1 #no-credentials: a challenge without an error when nothing came.
# RFC 6750 3 #scope: with the scope that is wanted.
for path in /api/echo /api/echo/more /api/%65cho //api/echo /api///echo /%2fapi/echo /api%2Fecho; do
  fetch --path-as-is "$base$path"
  same "no token at $path: 401" 401 "$status"
  same "no token at $path: no error" '' "$(part error)"
  same "no token at $path: the scope" echo:read "$(part scope)"
  same "no token at $path: the metadata" "$metadata" "$(part resource_metadata)"
  same "no token at $path: one challenge" 1 "$(grep -ci '^www-authenticate:' "$work/headers")"
  same "no token at $path: JSON" invalid_token "$(member error)"
done
fetch -X POST -d a=b "$base/api/echo"
same 'another method: 405' 405 "$status"
same 'another method: what is allowed' 'GET, HEAD, OPTIONS' "$(header Allow)"
same 'another method: JSON' invalid_request "$(member error)"
fetch "$base/api/nothing"
same 'what no route names' 404 "$status"
for path in /_lockspire_guard /_lockspire_guard/ '/_lockspire_guard?x' //_lockspire_guard; do
  fetch --path-as-is -H 'LOCKSPIRE_ROUTE: echo' "$base$path"
  same "the guard itself is not reachable: $path" 404 "$status"
done

# One path, two readings: nginx would judge the one, and the API take the other.
for path in /open/../api/echo /open/%2E%2e/api/echo '/api/admin/../../open/echo' '/api/admin/%2e%2e/.%2E/open/echo' \
  '/api/admin/..%2fecho' '/open/a/..' '/open/a/..?x' '/open/..;x=1/api/echo' '/./api/echo' '/api\echo' '/open\..\api/echo' \
  '/api%5Cecho'; do
  fetch --path-as-is "$base$path"
  same "two readings of $path: 400" 400 "$status"
  check "two readings of $path: the host was not asked" body_lacks headers
done
fetch --path-as-is "$base/api/admin/..%2fecho"
same 'two readings of a guarded path: JSON' invalid_request "$(member error)"
same 'two readings of a guarded path: not stored' no-store "$(header Cache-Control)"
for path in /open/echo/.hidden /open/echo/a..b /open/echo/a%2fb '/open/echo?x=/../y\z' '/open/echo/...'; do
  fetch --path-as-is "$base$path"
  unlike "one reading of $path: it gets to the host" 400 "$status"
done

# --- with one ----------------------------------------------------------------------------------------

token_for scope='openid echo:read'
jwt=$access_token
call /api/echo
let_in 'a JWT'
same 'the person' ada "$(reached x-auth-subject)"
same 'the client' "$client_id" "$(reached x-auth-client)"
same 'the scope' 'openid echo:read' "$(reached x-auth-scope)"
same 'the claims are those of the token' "$(claims_of "$jwt" | jq -S .)" \
  "$(claims_of "x.$(reached x-auth-claims)" | jq -S .)"
same 'the token stays with nginx' '' "$(reached authorization)"
same 'the answer is the host s' GET "$(member method)"
same 'nothing of the guard s in it' '' "$(grep -i '^x-auth-\|^www-authenticate' "$work/headers" || true)"
# RFC 6750 2.1: the scheme in any case; a HEAD is a GET.
fetch -H "authorization: bearer $jwt" "$base/api/echo"
let_in 'the scheme in small letters'
call /api/echo --head
let_in 'HEAD'

# Frameworks that read these would see another path or method than the guard judged.
for name in X-Original-URL X-Rewrite-URL; do
  call /api/echo -H "$name: /api/admin"
  let_in "with $name"
  check "$name does not reach a guarded location" body_lacks /api/admin
  fetch -H "$name: /api/admin" "$base/open/echo"
  let_in "with $name at an open location"
  check "$name does not reach an open location" body_lacks /api/admin
done
for name in X-HTTP-Method-Override X-HTTP-Method X-Method-Override; do
  call /api/echo -H "$name: DELETE"
  let_in "with $name"
  check "$name does not reach a guarded location" body_lacks DELETE
done

# Nobody says who they are by a header: not beside a good token, not without one.
for spoof in X-Auth-Subject x-auth-subject X-AUTH-SUBJECT X_Auth_Subject X-Auth_Subject X_AUTH_SUBJECT \
  X-Auth-Client X-Auth-Scope X-Auth-Claims X_Auth_Claims; do
  lower=$(echo "$spoof" | tr '[:upper:]' '[:lower:]')
  call /api/echo -H "$spoof: mallory" -H "$spoof: mallory2"
  let_in "spoofed $spoof"
  check "spoofed $spoof: does not arrive" body_lacks mallory
  same "spoofed $spoof: the person" ada "$(reached x-auth-subject)"
  fetch -H "$spoof: mallory" "$base/open/echo"
  let_in "spoofed $spoof at an open location"
  check "spoofed $spoof at an open location: does not arrive" body_lacks mallory
  same "spoofed $spoof at an open location: nothing" '' "$(reached "$lower")"
  fetch -H "$spoof: mallory" "$base/"
  check "spoofed $spoof at the site: no harm" [ "$status" = 200 ]
done
# The host hears of the token in the header, whatever else came.
for more in 'Cookie: access_token=x' 'X-Lockspire-Route: admin' 'LOCKSPIRE_ROUTE: admin' 'Proxy: x'; do
  call /api/echo -H "$more"
  let_in "$more"
done
fetch -H "Authorization: Bearer $jwt" -H 'Authorization: Bearer x' "$base/api/echo"
same 'two headers: refused by nginx' 400 "$status"
# RFC 9700 4.3.2: no access token in a query.
fetch "$base/api/echo?access_token=$jwt"
same 'a token in the query: as good as none' 401 "$status"
same 'a token in the query: no error' '' "$(part error)"

# --- refusals ----------------------------------------------------------------------------------------

call /api/admin
# RFC 6750 3.1 #insufficient: 403, and through nginx too.
refused 'a scope is missing' 403 insufficient_scope
same 'a scope is missing: which' echo:admin "$(part scope)"
call /api/admin -X OPTIONS -H 'Origin: https://app.example'
refused 'OPTIONS with a token is no preflight' 403 insufficient_scope
same 'scripts of the client may read it' https://app.example \
  "$(header Access-Control-Allow-Origin)"
same 'and the challenge' 'WWW-Authenticate, X-Request-Id' "$(header Access-Control-Expose-Headers)"
fetch -X OPTIONS -H 'Origin: https://app.example' -H 'Access-Control-Request-Method: GET' "$base/api/admin"
unlike 'a preflight gets to the host' '40[13]' "$status"
fetch -X OPTIONS "$base/api/admin"
same 'an OPTIONS that is none does not' 401 "$status"

for bad in x x.y "$jwt.x" "${jwt}x" "${jwt%.*}." "${jwt%.*}" "x$jwt" "$(head -c 9000 /dev/zero | tr '\0' a)"; do
  access_token=$bad
  call /api/echo
  refused "no token of ours: $(printf '%.20s' "$bad")" 401 invalid_token
done
for header in 'Bearer' 'Bearer ' 'Bearer a b' 'Bearer "x"'; do
  fetch -H "Authorization: $header" "$base/api/echo"
  refused "the header $(printf '%.10s' "$header")" 401 invalid_token
done
# RFC 6750 3.1 #other-scheme: a challenge without an error when another scheme came.
for header in "Token $jwt" "DPoP $jwt" 'Basic YTpi'; do
  fetch -H "Authorization: $header" "$base/api/echo"
  same "another scheme, $(printf '%.5s' "$header"): 401" 401 "$status"
  same "another scheme, $(printf '%.5s' "$header"): no error" '' "$(part error)"
  same "another scheme, $(printf '%.5s' "$header"): the scope" echo:read "$(part scope)"
done
# RFC 9068 4 #typ: an ID token is none. RFC 9068 4 #signature: neither is one that says none.
access_token=$id_token
call /api/echo
refused 'an ID token' 401 invalid_token
none=$(printf '{"alg":"none","typ":"at+jwt"}' | openssl base64 -A | tr '+/' '-_' | tr -d '=')
access_token=$none.$(echo "$jwt" | cut -d. -f2).
call /api/echo
refused 'alg none' 401 invalid_token

# RFC 9068 4 #aud: a token for another audience is refused.
get_code scope='openid echo:read'
redeem
call /api/echo
refused 'a token for the issuer' 401 invalid_token
cli resource add https://other.example/api --scope echo:read >/dev/null
token_for scope=echo:read "resource=https://other.example/api"
redeem_for_two=$access_token
call /api/echo
let_in 'one of two audiences'
get_code resource=https://other.example/api scope=echo:read
redeem
call /api/echo
refused 'a token for another API' 401 invalid_token
access_token=$redeem_for_two

# --- what is taken back ------------------------------------------------------------------------------

access_token=$jwt
call /api/echo
let_in 'before it is revoked'
fetch -u "$client_id:$client_secret" --data-urlencode "token=$jwt" "$issuer/revoke"
dies 'revoked by the client'
token_for scope='openid echo:read'
call /api/echo
cli token revoke "$(claim jti "$access_token")" >/dev/null
dies 'revoked by the operator'
token_for scope='openid offline_access echo:read'
call /api/echo
let_in 'of a grant'
fetch -u "$client_id:$client_secret" --data-urlencode "token=$refresh_token" "$issuer/revoke"
dies 'its grant is revoked'
token_for scope='openid echo:read'
call /api/echo
let_in 'of a session'
cli session end --sid s1 >/dev/null
dies 'its session is ended'
sign_in ada --sid s2
token_for scope='openid echo:read'
call /api/echo
let_in 'of a client'
cli client disable "$client_id" >/dev/null
dies 'its client is disabled'
cli client enable "$client_id" >/dev/null
call /api/echo
refused 'enabled again: its grants have ended' 401 invalid_token
check 'the log says why' grep -q 'event=guard.refused reason=access_token.grant_ended' "$logs/guard.log"
check 'the log has no token' sh -c "! grep -qF '$access_token' '$logs/guard.log'"

# Opaque, and short-lived.
cli client update "$client_id" --access-token-format opaque >/dev/null
token_for scope='openid echo:read'
call /api/echo
let_in 'an opaque token'
same 'opaque: the person' ada "$(reached x-auth-subject)"
same 'opaque: the claims say whose it is' "$client_id" \
  "$(claims_of "x.$(reached x-auth-claims)" | jq -r .client_id)"
opaque=$access_token
access_token=${opaque%?}x
call /api/echo
refused 'an opaque token with another verifier' 401 invalid_token
access_token=$opaque
fetch -u "$client_id:$client_secret" --data-urlencode "token=$opaque" "$issuer/revoke"
dies 'opaque and revoked'
cli resource add "$api" --scope echo:read --scope echo:admin --lifetime 2s >/dev/null
token_for scope=echo:read
call /api/echo
let_in 'short-lived'
sleep 2
call /api/echo
refused 'expired' 401 invalid_token
cli resource add "$api" --scope echo:read --scope echo:admin >/dev/null
cli client update "$client_id" --access-token-format jwt >/dev/null

# --- step-up -----------------------------------------------------------------------------------------

# RFC 9470 3: which sign-in is wanted.
sign_in ada --sid s3 --auth-time "$(($(date +%s) - 300))" --acr urn:example:pwd
token_for scope=echo:read
call /api/echo
let_in 'an old sign-in'
call /api/fresh
refused 'too old a sign-in' 401 insufficient_user_authentication
# RFC 9470 3 #max-age: the age that is allowed.
same 'too old a sign-in: what is wanted' 60 "$(part max_age)"
sign_in ada --sid s4 --acr urn:example:pwd
token_for scope=echo:read max_age=60
call /api/fresh
let_in 'a fresh sign-in'
sed -i 's/^max_age = .*/max_age = "1h"\nacr = ["urn:example:mfa", "urn:example:key"]/' "$work/stack/routes.toml"
check 'the routes are valid' cli config check
"$root/tools/stack" restart "$work/stack" guard
call /api/fresh
# RFC 9470 3 #acr: the levels that are taken.
refused 'too weak a sign-in' 401 insufficient_user_authentication
same 'too weak a sign-in: what is wanted' 'urn:example:mfa urn:example:key' "$(part acr_values)"
same 'too weak a sign-in: how old' 3600 "$(part max_age)"
sign_in ada --sid s5 --acr urn:example:key
token_for scope=echo:read
call /api/fresh
let_in 'a strong sign-in'

# A client by itself is nobody's person.
new_client Robot --grant-type client_credentials --scope echo:read
token grant_type=client_credentials "resource=$api" scope=echo:read
take_tokens
call /api/echo
let_in 'a client by itself'
# RFC 9700 4.15: it is not taken for a person of that name.
same 'a client by itself: no person' '' "$(reached x-auth-subject)"
same 'a client by itself: which' "$client_id" "$(reached x-auth-client)"
call /api/fresh
refused 'a client cannot sign in anew' 401 insufficient_user_authentication
cli client disable "$client_id" >/dev/null
dies 'a client by itself is disabled'
check 'the log says that, too' grep -q 'reason=access_token.client_disabled' "$logs/guard.log"
cli client enable "$client_id" >/dev/null
call /api/echo
let_in 'enabled again'

# --- RFC 9728 ----------------------------------------------------------------------------------------

fetch "$metadata"
same 'metadata: 200' 200 "$status"
# RFC 9728 3.2: application/json. RFC 9728 3.3: of exactly this resource.
same 'metadata: JSON' application/json "$(header Content-Type)"
same 'metadata: the resource' "$api" "$(member resource)"
# RFC 9728 2: who issues tokens, which scopes there are, how a token is sent.
same 'metadata: who issues tokens' "[\"$issuer\"]" "$(jq -c .authorization_servers "$work/body")"
same 'metadata: the scopes' '["echo:admin","echo:read"]' "$(jq -c '.scopes_supported | sort' "$work/body")"
same 'metadata: how a token is sent' '["header"]' "$(jq -c .bearer_methods_supported "$work/body")"
same 'metadata: for everybody' '*' "$(header Access-Control-Allow-Origin)"
tag=$(header ETag)
fetch -H "If-None-Match: $tag" "$metadata"
same 'metadata: unchanged' 304 "$status"
fetch --head "$metadata"
same 'metadata: HEAD' 200 "$status"
fetch -X OPTIONS "$metadata"
same 'metadata: OPTIONS' 204 "$status"
fetch -X POST "$metadata"
same 'metadata: POST' 405 "$status"
for path in '' / /nothing /api/ /api/echo; do
  fetch --path-as-is "$base/.well-known/oauth-protected-resource$path"
  same "metadata of no resource: $path" 404 "$status"
done

# --- mistakes of the site ----------------------------------------------------------------------------

# A route that nginx names and the file has not lets nobody in.
sed -i 's/^name = "echo"/name = "other"/' "$work/stack/routes.toml"
"$root/tools/stack" restart "$work/stack" guard
token grant_type=client_credentials "resource=$api" scope=echo:read
take_tokens
call /api/echo
same 'no such route: 503' 503 "$status"
same 'no such route: JSON' temporarily_unavailable "$(member error)"
check 'no such route: the host was not asked' body_lacks headers
echo 'scoops = []' >>"$work/stack/routes.toml"
got=0
cli config check >"$work/out" 2>&1 || got=$?
same 'a bad file of routes: exit 3' 3 "$got"
check 'a bad file of routes: it is named' grep -q 'routes.toml:[0-9]*: route.scoops is unknown; did you mean route.scopes?' "$work/out"

finish
