#!/bin/sh
# Silent, again, recently enough, as somebody else: prompt, max_age, id_token_hint and claims.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
web_client
now() { date +%s; }

# away NAME: the browser is on its way to the login. Sets $return_to.
away() {
  same "$1: 302" 302 "$status"
  like "$1: to the login" "${login_path}[?&]*" "$location"
  return_to=$(parameter return_to "$location")
}

# OIDC Core 3.1.2.6: prompt=none shows nothing.
authorize prompt=none
sends_back 'silent, signed out' login_required
sign_in ada --auth-time "$(now)"
authorize prompt=none
sends_back 'silent, no consent' consent_required
to_consent
decide approve -d remember=true
authorize prompt=none
like 'silent, remembered' "$redirect_uri*code=*" "$location"
code=$(parameter code "$location")
redeem
hint=$id_token
same 'silent: tokens' 200 "$status"

# prompt=login: even who is signed in signs in again, and only a new login counts. One of the same
# second would be new.
sign_in ada --auth-time "$(($(now) - 5))"
authorize prompt=login
away 'login'
same 'login: the host is told' login "$(parameter prompt "$location")"
fetch "$base$return_to"
away 'login, back without one'
sign_in ada --auth-time "$(($(now) - 5))"
fetch "$base$return_to"
away 'login, back with the old one'
fetch "$base$return_to"
same 'login, a third time: 400' 400 "$status"
same 'login, a third time: a page' login-required "$(page)"
same 'login, a third time: no redirect' '' "$location"

authorize prompt=login
away 'login once more'
sign_in ada --auth-time "$(($(now) + 1))"
fetch "$base$return_to"
[ "$status" != 302 ] || case $location in "$mount"/*) follow ;; esac
like 'login, back with a new one: a code' "$redirect_uri*code=*" "$location"
code=$(parameter code "$location")
redeem
same 'login: tokens' 200 "$status"

# max_age: judged as of the start, so that the login itself costs nothing.
sign_in ada --auth-time "$(($(now) - 100))"
authorize prompt=none max_age=60
sends_back 'silent, too old' login_required
authorize prompt=none max_age=3600
like 'silent, recent enough' "$redirect_uri*code=*" "$location"
authorize max_age=60
away 'too old'
same 'too old: the host is told' 60 "$(parameter max_age "$location")"
fetch "$base$return_to"
away 'too old, back with the same'
sign_in ada --auth-time "$(now)"
fetch "$base$return_to"
like 'too old, back with a new one' "$redirect_uri*code=*" "$location"
signed_in_at=$(($(now) - 30))
sign_in ada --auth-time "$signed_in_at"
authorize max_age=60
code=$(parameter code "$location")
redeem
same 'auth_time is the true one' "$signed_in_at" "$(claim auth_time "$id_token")"
authorize max_age=0
away 'max_age=0'

# select_account goes to the login at least once.
sign_in ada
authorize prompt=select_account
away 'select_account'
same 'select_account: the host is told' select_account "$(parameter prompt "$location")"
fetch "$base$return_to"
like 'select_account: any account does' "$redirect_uri*code=*" "$location"

# What the login should know goes along, and cannot change where it leads.
sign_out
authorize login_hint='ada@example.com&return_to=//evil.example' ui_locales='de en' acr_values=gold
away 'hints'
same 'login_hint goes along' 'ada@example.com&return_to=//evil.example' \
  "$(parameter login_hint "$location")"
same 'ui_locales goes along' 'de en' "$(parameter ui_locales "$location")"
same 'acr_values goes along' gold "$(parameter acr_values "$location")"
like 'the way back is ours' "$mount/interactions/*" "$return_to"

# The host may give up.
fetch "$base$return_to?error=access_denied"
sends_back 'the host gives up' access_denied
fetch "$base$return_to"
shows_page 'that interaction is over'

# Tampering with the way back changes nothing.
authorize
away 'tampering'
sign_in ada
fetch "$base$return_to?client_id=other&scope=admin&redirect_uri=https://evil.example/cb"
like 'tampering: the stored request counts' "$redirect_uri*code=*" "$location"

# Signed out in between: to the login once more.
sign_out
authorize
away 'signed out'
fetch "$base$return_to"
away 'signed out, back without a login'

# id_token_hint names who should be signed in.
sign_in ada
authorize prompt=none "id_token_hint=$hint"
like 'a hint for the same person' "$redirect_uri*code=*" "$location"
sign_in grace
authorize prompt=none "id_token_hint=$hint"
sends_back 'a hint for another person, silently' login_required
authorize "id_token_hint=$hint"
away 'a hint for another person'
sign_in ada
authorize prompt=none id_token_hint=x.y.z
sends_back 'a hint that is no token' invalid_request
authorize prompt=none "id_token_hint=${hint%????}AAAA"
sends_back 'a hint with a broken signature' invalid_request
own_id=$client_id own_secret=$client_secret own_redirect_uri=$redirect_uri
new_client 'Another' --redirect-uri https://another.example/cb --scope openid --scope email
authorize prompt=none "id_token_hint=$hint"
sends_back 'a hint that another client was given' invalid_request
client_id=$own_id client_secret=$own_secret redirect_uri=$own_redirect_uri

# OIDC Core 5.5: claims asked for one by one are shown and delivered.
printf '{"name": "Ada", "email": "ada@example.com", "birthdate": "1815-12-10"}' >"$work/ada.json"
sign_in ada --claims "$work/ada.json" --acr silver
to_consent 'claims={"id_token":{"birthdate":null,"auth_time":{"essential":true}}}'
same 'further claims are asked about' consent "$(page)"
check 'further claims are shown' body_has 'id="claims"'
decide approve
redeem
same 'further claims are in the ID token' 1815-12-10 "$(claim birthdate "$id_token")"
same 'scope claims are not, unless asked' '' "$(claim email "$id_token")"
same 'the level is told' silver "$(claim acr "$id_token")"
to_consent 'claims={"userinfo":{"birthdate":{"essential":true}}}' scope=openid
decide approve
redeem
userinfo
same 'further claims are at userinfo' 1815-12-10 "$(member birthdate)"

# OIDC Core 5.5.1.1: an essential level is met or refused, never pretended.
authorize 'claims={"id_token":{"acr":{"essential":true,"values":["gold"]}}}' prompt=none
like 'a level that is not there, silently: to the client' "$redirect_uri*error=*" "$location"
same 'a level that is not there, silently: no code' '' "$(parameter code "$location")"
to_consent 'claims={"id_token":{"acr":{"values":["gold"]}}}'
case $(page) in consent) decide approve ;; *) code=$(parameter code "$location") ;; esac
redeem
same 'a level that was only wished for: the true one' silver "$(claim acr "$id_token")"
to_consent 'claims={"id_token":{"sub":{"value":"grace"}}}' prompt=none
like 'another person wanted by claims, silently' "$redirect_uri*error=*" "$location"

finish
