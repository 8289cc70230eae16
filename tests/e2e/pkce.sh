#!/bin/sh
# PKCE: demanded from every client, enforced whenever it was sent, never downgraded.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
sign_in ada
web_client

# RFC 9700 2.1.1: no request without a challenge.
authorize -code_challenge -code_challenge_method
sends_back 'no challenge' invalid_request
authorize code_challenge=
sends_back 'an empty challenge' invalid_request
authorize -code_challenge
sends_back 'a method without a challenge' invalid_request
# RFC 7636 4.3: without a method the challenge is plain, and plain is refused.
authorize -code_challenge_method
sends_back 'no method' invalid_request
authorize code_challenge_method=plain
sends_back 'plain' invalid_request
authorize code_challenge_method=s256
sends_back 'another case of the method' invalid_request
authorize code_challenge_method=S512
sends_back 'an unknown method' invalid_request

# RFC 7636 4.2: 43 characters of base64url.
good=$(printf '%043d' 0)
while IFS='|' read -r name value; do
  authorize "code_challenge=$value"
  sends_back "challenge with $name" invalid_request
done <<TABLE
42 characters|${good%0}
129 characters|$(printf '%0129d' 0)
padding|${good%0}=
a plus|${good%0}+
a slash|${good%0}/
a space inside|${good%00} 0
TABLE
in_request -code_challenge
fetch "$issuer/authorize?$query&code_challenge=${good%0}%00"
sends_back 'challenge with a NUL' invalid_request
fetch "$issuer/authorize?$query&code_challenge=${good%0}%C3%A9"
sends_back 'challenge with an umlaut' invalid_request

# The verifier decides.
get_code
redeem
same 'the right verifier' 200 "$status"

get_code
token grant_type=authorization_code "code=$code" "redirect_uri=$redirect_uri"
token_refused 'no verifier' invalid_grant

get_code
right=$verifier
fresh
redeem
token_refused 'a wrong verifier' invalid_grant
verifier=$right
redeem
token_refused 'the right one after a wrong one' invalid_grant

get_code
first_code=$code
first_verifier=$verifier
get_code
code=$first_code
redeem
token_refused 'the verifier of another code' invalid_grant
verifier=$first_verifier

# RFC 7636 4.1: 43 to 128 unreserved characters.
while IFS='|' read -r name value; do
  get_code "code_challenge=$(printf '%s' "$value" | openssl dgst -sha256 -binary |
    openssl base64 -A | tr '+/' '-_' | tr -d '=')"
  verifier=$value
  redeem
  token_refused "verifier of $name" invalid_grant
done <<TABLE
42 characters|${good%0}
129 characters|$(printf '%0129d' 0)
43 characters with a plus|${good%0}+
43 characters with a space|${good%00} 0
TABLE
for length in 43 128; do
  value=$(printf "%0${length}d" 0)
  get_code "code_challenge=$(printf '%s' "$value" | openssl dgst -sha256 -binary |
    openssl base64 -A | tr '+/' '-_' | tr -d '=')"
  verifier=$value
  redeem
  same "verifier of $length characters" 200 "$status"
done

# The challenge itself is no verifier.
get_code
verifier=$challenge
redeem
token_refused 'the challenge as verifier' invalid_grant

# Only a confidential client can be let off, and only by the operator.
printf '%s' '{"client_name": "Old", "redirect_uris": ["https://app.example/cb"],
  "scope": "openid email", "require_pkce": false}' >"$work/old.json"
cli --json client create --from "$work/old.json" >"$work/client.json"
client_id=$(jq -r .client_id "$work/client.json")
client_secret=$(jq -r .client_secret "$work/client.json")
get_code -code_challenge -code_challenge_method
token grant_type=authorization_code "code=$code" "redirect_uri=$redirect_uri"
same 'let off: redeemed without a verifier' 200 "$status"
# RFC 9700 4.8.2: a verifier where no challenge was is a downgrade.
get_code -code_challenge -code_challenge_method
redeem
token_refused 'let off: a verifier without a challenge' invalid_grant
get_code
token grant_type=authorization_code "code=$code" "redirect_uri=$redirect_uri"
token_refused 'let off: a challenge that was sent counts' invalid_grant
authorize code_challenge_method=plain
sends_back 'let off: plain is still refused' invalid_request
result=0
printf '%s' '{"client_name": "Old", "redirect_uris": ["https://app.example/cb"],
  "scope": "openid", "token_endpoint_auth_method": "none", "require_pkce": false}' |
  cli client create --from - >/dev/null 2>&1 || result=$?
same 'a public client is never let off' 5 "$result"

finish
