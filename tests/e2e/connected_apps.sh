#!/bin/sh
# The page of connected apps: what each may do, since when, and the button that ends consent and tokens.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
apps=$issuer/account/apps

# of_app CLIENT_ID: the part of the page that is about it, on one line.
of_app() {
  tr -d '\n' <"$work/body" | sed 's/<li data-client-id/\n&/g' | grep -F "<li data-client-id=\"$1\"" ||
    true
}
token_of() { printf '%s\n' "$1" | sed -n 's/.*name="csrf_token" value="\([^"]*\)".*/\1/p'; }
# press CLIENT_ID TOKEN [CURL ARGUMENT...]
press() {
  pressed=$1
  csrf=$2
  shift 2
  fetch --data-urlencode "client_id=$pressed" --data-urlencode "csrf_token=$csrf" \
    --data decision=revoke "$@" "$apps"
}

# --- signed out --------------------------------------------------------------------------------------

fetch "$apps"
same 'signed out: sent on' 302 "$status"
same 'signed out: to the login, which leads back' "$mount/account/apps" \
  "$(parameter return_to "$location")"
same 'signed out: no interaction' '' "$(parameter interaction_id "$location")"
fetch --data decision=revoke "$apps"
same 'signed out, a POST: sent on as a GET' 303 "$status"
fetch -X DELETE "$apps"
same 'another method: 405' 405 "$status"
same 'another method: says which' 'GET, POST' "$(header Allow)"

# --- nothing yet -------------------------------------------------------------------------------------

cat >"$work/ada.json" <<'JSON'
{"name": "Ada Lovelace", "email": "ada@example.com"}
JSON
sign_in ada --sid s1 --claims "$work/ada.json"
fetch "$apps"
same 'no app: the page' 200 "$status"
same 'no app: its name' apps "$(page)"
check 'no app: it says so' body_has 'No app has access'
check 'no app: no form' body_lacks '<form'
same 'it names the person' 'Ada Lovelace (ada@example.com)' "$(text_of account)"
same 'it is not stored' no-store "$(header Cache-Control)"
like 'it runs nothing' "*default-src 'none'*" "$(header Content-Security-Policy)"
like 'it is not framed' "*frame-ancestors 'none'*" "$(header Content-Security-Policy)"
like 'its cookie is for the server alone' 'lockspire_a=*HttpOnly*SameSite=Lax*' "$(header Set-Cookie)"

# --- two apps ----------------------------------------------------------------------------------------

web_client
notes=$client_id
notes_secret=$client_secret
to_consent scope='openid email offline_access'
decide approve --data remember=true
redeem
notes_access=$access_token
notes_refresh=$refresh_token
get_code scope='openid profile'
unused_code=$code
unused_verifier=$verifier
new_client '<b>Kite</b> & "Co"' --redirect-uri https://kite.example/cb --scope openid
kite=$client_id
get_code scope=openid
redeem
kite_access=$access_token

fetch "$apps"
same 'both are listed' 2 "$(grep -c '<li data-client-id=' "$work/body")"
part=$(of_app "$notes")
like 'it has the name' '*Acme Notes*' "$part"
email_words=$(cli --json config show | jq -r '.[] | select(.key == "scopes.email").value | fromjson')
profile_words=$(cli --json config show | jq -r '.[] | select(.key == "scopes.profile").value | fromjson')
like 'what it may do' "*$email_words*" "$part"
like 'what it was allowed a second time' "*$profile_words*" "$part"
like 'since when' "*Since*datetime=\"$(date -u +%Y-%m-%d)\"*" "$part"
like 'last used' "*Last used*datetime=\"$(date -u +%Y-%m-%d)\"*" "$part"
like 'a name is text' '*&lt;b&gt;Kite&lt;/b&gt; &amp; &quot;Co&quot;*' "$(of_app "$kite")"
unlike 'the other may less' "*$email_words*" "$(of_app "$kite")"
same 'the cookie stays' '' "$(header Set-Cookie)"

# --- forged ------------------------------------------------------------------------------------------

good=$(token_of "$part")
cp "$jar" "$work/jar.good"
forged() {
  name=$1
  shift
  "$@"
  same "$name: 400" 400 "$status"
  same "$name: an error page" error "$(page)"
  same "$name: no redirect" '' "$location"
}
forged 'no token' fetch --data "client_id=$notes" --data decision=revoke "$apps"
forged 'a wrong token' press "$notes" AAAA
forged 'two tokens' press "$notes" "$good" --data-urlencode "csrf_token=$good"
forged 'a foreign Origin' press "$notes" "$good" -H 'Origin: https://evil.example'
forged 'a cross-site request' press "$notes" "$good" -H 'Sec-Fetch-Site: cross-site'
forged 'another decision' fetch --data-urlencode "client_id=$notes" \
  --data-urlencode "csrf_token=$good" --data decision=keep "$apps"
forged 'no app named' fetch --data-urlencode "csrf_token=$good" --data decision=revoke "$apps"
forged 'not a form' fetch -H 'Content-Type: text/plain' --data-raw \
  "client_id=$notes&csrf_token=$good&decision=revoke" "$apps"
set_cookie lockspire_a ''
forged 'without the cookie of the page' press "$notes" "$good"
cp "$work/jar.good" "$jar"
sign_in ada --sid s2
forged 'the token of another session' press "$notes" "$good"
sign_in mallory --sid s1
forged 'the token of another account' press "$notes" "$good"
browser second
sign_in ada --sid s1
fetch "$apps"
forged 'the token of another browser' press "$notes" "$good"
browser first
check 'the log says so' grep -q 'account.refused reason=apps.csrf' "$logs/account.log"
sign_in ada --sid s1 --claims "$work/ada.json"
access_token=$notes_access
userinfo
same 'after all that nothing is revoked' 200 "$status"

# --- revoke ------------------------------------------------------------------------------------------

press "$notes" "$good" -H 'Origin: null' -H 'Sec-Fetch-Site: same-origin'
same 'revoke: 303' 303 "$status"
same 'revoke: back to the page' "$mount/account/apps" "$location"
follow
same 'revoke: gone from the page' '' "$(of_app "$notes")"
unlike 'revoke: the other stays' '' "$(of_app "$kite")"
access_token=$notes_access
userinfo
same 'revoke: the access token is dead' 401 "$status"
access_token=$kite_access
userinfo
same 'revoke: the token of the other lives' 200 "$status"
client_id=$notes
client_secret=$notes_secret
redirect_uri=https://app.example/cb
refresh "$notes_refresh"
token_refused 'revoke: the refresh token' invalid_grant
code=$unused_code
verifier=$unused_verifier
redeem
token_refused 'revoke: a code not redeemed yet' invalid_grant
to_consent scope='openid email'
same 'revoke: consent is asked again' consent "$(page)"
press "$notes" "$good"
same 'twice: no harm' 303 "$status"
press no-such-app "$good"
same 'an app that never was: no harm' 303 "$status"
cli --json audit list --event consent.revoked >"$work/audit"
same 'one revocation in the log' 1 "$(jq length "$work/audit")"
same 'the person did it' ada "$(jq -r '.[0].actor' "$work/audit")"

# The operator's way is the same.
cli consent revoke --sub ada --client "$kite" >/dev/null
fetch "$apps"
check 'the last one gone: it says so' body_has 'No app has access'
access_token=$kite_access
userinfo
same 'the operator: the token is dead' 401 "$status"

# An ended session sees nothing.
cli session end --sid s1 >/dev/null
fetch "$apps"
same 'ended: sent on' 302 "$status"

finish
