#!/bin/sh
# Introspection (RFC 7662) and its signed answer (RFC 9701): who may ask, and what they learn.
# RFC 7662 2.1: a resource server proves who it is.
# RFC 7662 2.1 #caller: the client itself, or who serves one of the audiences.
# RFC 9701 4: the Accept header asks for the signed form.
# RFC 9701 6: what signed introspection answers to this client are signed with.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[scopes]
"read" = "Read your things"'
api=https://api.example.com
cli resource add "$api" --scope read >/dev/null
cli resource add https://other.example --scope read --format opaque >/dev/null
fetch "$issuer/jwks"
cp "$work/body" "$work/jwks.json"

new_client 'The API' --grant-type client_credentials --scope read --resource-server-for "$api/" \
  --introspection-alg ES256
server=$client_id:$client_secret
server_id=$client_id
new_client 'Another API' --grant-type client_credentials --scope read \
  --resource-server-for https://other.example
stranger=$client_id:$client_secret
web_client --scope read
own=$client_id:$client_secret
sign_in ada --sid s1 --amr pwd

# introspect CREDENTIALS TOKEN [CURL ARGUMENT...]
introspect() {
  credentials=$1
  asked=$2
  shift 2
  fetch -u "$credentials" --data-urlencode "token=$asked" "$@" "$issuer/introspect"
}
# RFC 7662 2.2: inactive, and nothing else.
inactive() {
  same "$1: 200" 200 "$status"
  same "$1: inactive and no more" '{"active":false}' "$(cat "$work/body")"
}

get_code scope='openid email offline_access read' "resource=$api"
redeem
jwt=$access_token
token grant_type=refresh_token "refresh_token=$refresh_token"
take_tokens
live_refresh=$refresh_token

# RFC 7662 2.2: every member that there is.
introspect "$own" "$jwt"
same 'the client itself: 200' 200 "$status"
same 'not stored' no-store "$(header Cache-Control)"
same 'active' true "$(jq -c .active "$work/body")"
same 'scope' 'openid email offline_access read' "$(member scope)"
same 'client_id' "$client_id" "$(member client_id)"
same 'token_type' Bearer "$(member token_type)"
same 'sub' ada "$(member sub)"
same 'aud' "$api" "$(member aud)"
same 'iss' "$issuer" "$(member iss)"
same 'jti' "$(claim jti "$jwt")" "$(member jti)"
same 'exp' "$(claim exp "$jwt")" "$(member exp)"
same 'iat' "$(claim iat "$jwt")" "$(member iat)"
same 'sid' s1 "$(member sid)"
same 'amr' '["pwd"]' "$(jq -c .amr "$work/body")"
introspect "$server" "$jwt"
same 'who serves the audience: active' true "$(jq -c .active "$work/body")"
introspect "$server" "$jwt" --data token_type_hint=refresh_token
same 'a wrong hint hides nothing' true "$(jq -c .active "$work/body")"
introspect "$stranger" "$jwt"
inactive 'who serves another audience'
introspect "$server" "$live_refresh"
inactive 'a refresh token is not for a resource server'
introspect "$own" "$live_refresh"
same 'its own client sees a refresh token' true "$(jq -c .active "$work/body")"
introspect "$own" "$jwt"x
inactive 'a token with a changed signature'
introspect "$own" nonsense
inactive 'no token of ours'
introspect "$own" "$id_token"
inactive 'an ID token'
fetch -u "$own" --data x=1 "$issuer/introspect"
same 'no token: invalid_request' invalid_request "$(member error)"
fetch -u "$own" --data "token=$jwt&token=$jwt" "$issuer/introspect"
same 'two tokens: invalid_request' invalid_request "$(member error)"
fetch --data-urlencode "token=$jwt" "$issuer/introspect"
same 'nobody: 401' 401 "$status"
fetch -u "${own%:*}:wrong" --data-urlencode "token=$jwt" "$issuer/introspect"
same 'a wrong secret: 401' 401 "$status"
fetch -u "$own" "$issuer/introspect?token=x"
same 'GET: 405' 405 "$status"
new_client 'No secret' --public --redirect-uri http://127.0.0.1/cb
fetch --data "client_id=$client_id" --data-urlencode "token=$jwt" "$issuer/introspect"
same 'a public client: 401' 401 "$status"

# RFC 9701 5: signed, for the caller, and never to be taken for an access token.
introspect "$server" "$jwt" -H 'Accept: application/token-introspection+jwt'
same 'signed: 200' 200 "$status"
same 'signed: its type' application/token-introspection+jwt "$(header Content-Type)"
cp "$work/body" "$work/signed"
signed=$(cat "$work/signed")
check 'signed: the signature holds' node "$root/tests/e2e/verify_jwt.js" "$work/jwks.json" "$signed"
head=$(printf '%s' "$signed" | jq -Rr 'split(".")[0] | gsub("-"; "+") | gsub("_"; "/") | @base64d')
same 'signed: typ' token-introspection+jwt "$(printf '%s' "$head" | jq -r .typ)"
same 'signed: alg as registered' ES256 "$(printf '%s' "$head" | jq -r .alg)"
same 'signed: iss' "$issuer" "$(claim iss "$signed")"
same 'signed: aud is the caller' "$server_id" "$(claim aud "$signed")"
same 'signed: no sub' '' "$(claim sub "$signed")"
same 'signed: no exp' '' "$(claim exp "$signed")"
same 'signed: the answer' ada "$(claims_of "$signed" | jq -r .token_introspection.sub)"
introspect "$stranger" "$jwt" -H 'Accept: application/token-introspection+jwt'
same 'signed, inactive' '{"active":false}' "$(claims_of "$(cat "$work/body")" | jq -c .token_introspection)"
access_token=$signed
userinfo
same 'signed: no access token' 401 "$status"

# Opaque tokens, and the ends of tokens.
client_id=${own%%:*}
client_secret=${own#*:}
redirect_uri=https://app.example/cb
get_code scope=read resource=https://other.example
redeem
introspect "$stranger" "$access_token"
same 'opaque: active for who serves it' true "$(jq -c .active "$work/body")"
introspect "$server" "$access_token"
inactive 'opaque: another audience'
cli session end --sid s1 >/dev/null
introspect "$stranger" "$access_token"
inactive 'the session ended'
introspect "$own" "$jwt"
same 'with offline_access it lives on' true "$(jq -c .active "$work/body")"
cli consent revoke --sub ada --client "$client_id" >/dev/null
introspect "$server" "$jwt"
inactive 'consent revoked'
introspect "$own" "$live_refresh"
inactive 'consent revoked: the refresh token'

finish
