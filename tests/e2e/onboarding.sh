#!/bin/sh
# A signed-out person connects an application: login at the host, consent, tokens, userinfo, refresh.
# RFC 8414 3: the well-known path is inserted between the host and the issuer's path.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[tokens]
refresh_grace = "0s"'

cat >"$work/ada.json" <<'JSON'
{"name": "Ada Lovelace", "nickname": "ada", "email": "ada@example.com", "email_verified": true}
JSON

# Discovery says where everything is.
fetch "$issuer/.well-known/openid-configuration"
same 'discovery answers' 200 "$status"
same 'discovery names the issuer' "$issuer" "$(member issuer)"
same 'discovery names the authorization endpoint' "$issuer/authorize" \
  "$(member authorization_endpoint)"
same 'discovery names the token endpoint' "$issuer/token" "$(member token_endpoint)"
jwks_uri=$(member jwks_uri)
fetch "$jwks_uri"
same 'the keys answer' 200 "$status"
check 'there is a key' jq -e '.keys | length > 0' "$work/body" >/dev/null
check 'no key has private members' \
  jq -e 'all(.keys[]; has("d") or has("p") or has("q") or has("k") | not)' "$work/body" >/dev/null
cp "$work/body" "$work/jwks.json"

# Signed out: to the login of the host, which learns where to send the person back to.
web_client
authorize scope='openid profile email offline_access'
same 'a signed-out browser is sent on' 302 "$status"
like 'it goes to the login' "${login_path}[?&]return_to=*" "$location"
return_to=$(parameter return_to "$location")
interaction=$(parameter interaction_id "$location")
same 'the way back is the interaction' "$mount/interactions/$interaction" "$return_to"
like 'the interaction is bound to the browser' 'lockspire_i_*HttpOnly*' "$(header Set-Cookie)"

# The host signs the person in and sends the browser back.
signed_in_at=$(date +%s)
sign_in ada --sid browser-1 --amr pwd --claims "$work/ada.json"
fetch "$base$return_to"
[ "$status" = 200 ] || follow
same 'the consent page is shown' 200 "$status"
same 'it is the consent page' consent "$(page)"
same 'it names the application' 'Acme Notes' "$(text_of client-name)"
like 'it names the person' '*da*' "$(text_of account)"
same 'it names where the answer goes' app.example "$(text_of redirect-host)"
for scope in openid profile email offline_access; do
  check "it shows the scope $scope" body_has "data-scope=\"$scope\""
done

# Approval sends one code to the application.
decide approve
same 'approval answers 303' 303 "$status"
like 'it goes to the application' 'https://app.example/cb?*' "$location"
unlike 'there is a code' '' "$code"
same 'the state comes back' "$state" "$(parameter state "$location")"
same 'the issuer comes along' "$issuer" "$(parameter iss "$location")"

redeem
same 'the code is redeemed' 200 "$status"
same 'tokens are not stored' no-store "$(header Cache-Control)"
same 'the token is a bearer token' Bearer "$(member token_type)"
same 'it lives ten minutes' 600 "$(member expires_in)"
for scope in openid profile email offline_access; do
  like "the scope $scope is granted" "* $scope *" " $(member scope) "
done
unlike 'there is a refresh token' '' "$refresh_token"

# OIDC Core 2: who, by whom, for whom, when.
same 'the ID token is of the issuer' "$issuer" "$(claim iss "$id_token")"
same 'it is about the person' ada "$(claim sub "$id_token")"
like 'it is for the client' "*$client_id*" "$(claim aud "$id_token")"
same 'it carries the nonce' "$nonce" "$(claim nonce "$id_token")"
check 'it says when the person signed in' [ "$(claim auth_time "$id_token")" -ge $((signed_in_at - 5)) ]
same 'it says how' '["pwd"]' "$(claim amr "$id_token")"
check 'its signature holds' node "$root/tests/e2e/verify_jwt.js" "$work/jwks.json" "$id_token"

userinfo
same 'userinfo answers' 200 "$status"
same 'userinfo is about the same person' ada "$(member sub)"
same 'userinfo has the e-mail address' ada@example.com "$(member email)"
same 'userinfo has the name' 'Ada Lovelace' "$(member name)"

# RFC 9700 4.14.2: refresh tokens of rotation live once.
first_refresh=$refresh_token
first_access=$access_token
refresh "$first_refresh"
same 'the refresh token is good' 200 "$status"
unlike 'the refresh token rotates' "$first_refresh" "$refresh_token"
unlike 'a new access token comes' "$first_access" "$access_token"
userinfo
same 'the new access token works' 200 "$status"
second_access=$access_token
second_refresh=$refresh_token

refresh "$first_refresh"
token_refused 'a refresh token used twice' invalid_grant
refresh "$second_refresh"
token_refused 'the whole family after that' invalid_grant
access_token=$second_access
userinfo
same 'and its access tokens' 401 "$status"

# Userinfo gives what the scopes allow and no more.
get_code scope=openid
redeem
userinfo
same 'openid alone: userinfo answers' 200 "$status"
same 'openid alone: no e-mail address' '' "$(member email)"
same 'openid alone: no name' '' "$(member name)"
same 'openid alone: no refresh token' '' "$refresh_token"

# OIDC Core 3.1.2.1: nonce is optional in the code flow.
get_code -nonce
redeem
same 'without nonce: redeemed' 200 "$status"
same 'without nonce: none in the ID token' '' "$(claim nonce "$id_token")"

finish
