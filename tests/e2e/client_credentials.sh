#!/bin/sh
# A client asks for itself (RFC 6749 4.4): what it may have, and what it never gets.
# RFC 6749 4.4: confidential clients only.
# RFC 6749 4.4.2: of the scopes that the client is registered for, those that need no person; all
# of them when none is asked.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[scopes]
"read" = "Read your things"
"write" = "Change your things"'
api=https://api.example.com
cli resource add "$api" --scope read --lifetime 3m >/dev/null
fetch "$issuer/jwks"
cp "$work/body" "$work/jwks.json"

new_client 'Nightly job' --grant-type client_credentials --scope read --scope write --scope email \
  --scope openid
token grant_type=client_credentials
take_tokens
same 'it gets a token' 200 "$status"
same 'its scopes without those about a person' 'read write' "$(member scope)"
# RFC 6749 4.4.3: no refresh token; and nobody is signed in, so no ID token.
same 'no refresh token' '' "$refresh_token"
same 'no ID token' '' "$id_token"
same 'not stored' no-store "$(header Cache-Control)"
check 'its signature holds' node "$root/tests/e2e/verify_jwt.js" "$work/jwks.json" "$access_token"
# RFC 9068 2.2: the client is the subject.
same 'sub is the client' "$client_id" "$(claim sub "$access_token")"
same 'client_id is the client' "$client_id" "$(claim client_id "$access_token")"
same 'the audience is the issuer' "$issuer" "$(claim aud "$access_token")"
same 'no session' '' "$(claim sid "$access_token")"
userinfo
same 'userinfo is about people' 403 "$status"

token grant_type=client_credentials scope=write
same 'narrowed' write "$(member scope)"
token grant_type=client_credentials 'scope=read write' "resource=$api"
take_tokens
same 'for a resource: its audience' "$api" "$(claim aud "$access_token")"
same 'for a resource: its lifetime' 180 "$(member expires_in)"
same 'for a resource: its scopes and the free ones' 'read write' "$(member scope)"
token grant_type=client_credentials resource=https://unknown.example
token_refused 'an unknown resource' invalid_target
token grant_type=client_credentials "resource=$api#x"
token_refused 'a resource with a fragment' invalid_target
for scope in email openid unknown 'read email' offline_access; do
  token grant_type=client_credentials "scope=$scope"
  token_refused "scope=$scope" invalid_scope
done
fetch -u "$client_id:wrong" --data grant_type=client_credentials "$issuer/token"
token_refused 'a wrong secret' invalid_client

cli client disable "$client_id" >/dev/null
token grant_type=client_credentials
token_refused 'a disabled client' invalid_client
run_introspection() { fetch -u "$client_id:$client_secret" --data "token=$access_token" "$issuer/introspect"; }
run_introspection
same 'a disabled client cannot ask either' 401 "$status"

web_client --scope read
token grant_type=client_credentials
token_refused 'a client that is not registered for it' unauthorized_client
new_client 'No secret' --public --redirect-uri http://127.0.0.1/cb --scope read \
  --grant-type authorization_code
token grant_type=client_credentials
token_refused 'a public client' unauthorized_client
check 'a public client cannot be registered for it' [ "$(cli client create --public --name x \
  --grant-type client_credentials --scope read >/dev/null 2>&1 || echo no)" = no ]

finish
