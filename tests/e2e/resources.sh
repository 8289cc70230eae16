#!/bin/sh
# Protected resources (RFC 8707): whom a token is for, what of its scopes means something there, how it
# looks, how long it lives.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[scopes]
"read" = "Read your things"
"write" = "Change your things"
"mail.send" = "Send mail for you"'
api=https://api.example.com
mail=https://mail.example.com/v1

# run EXIT ARGUMENT...: of the CLI; what it printed stands in the file out.
run() {
  want=$1
  shift
  got=0
  cli "$@" >"$work/out" 2>"$work/err" || got=$?
  same "lockspire $*: exit" "$want" "$got"
}
answer() { jq -rc "$1" "$work/out"; }

# --- the command -------------------------------------------------------------------------------------

run 0 --json resource add "$api" --scope read --scope write --format jwt --lifetime 5m
same 'its identifier' "$api" "$(answer .identifier)"
same 'its scopes' '["read","write"]' "$(answer .scopes)"
same 'its format' jwt "$(answer .token_format)"
same 'its lifetime' 300 "$(answer .lifetime)"
run 0 --json resource add "$mail" --scope mail.send --format opaque --lifetime 60s
run 5 resource add "$api/" --scope read
run 5 resource add http://api.example.com --scope read
run 5 resource add api.example.com --scope read
run 5 resource add "$api/x#y" --scope read
run 5 resource add https://me@api.example.com --scope read
run 5 resource add "$api/?x=1" --scope read
run 5 resource add "$issuer" --scope read
run 5 resource add https://other.example --scope never-heard-of
run 5 resource add https://other.example --scope read --lifetime 31d
run 2 resource add https://other.example --format xml
run 2 resource add
run 0 resource add http://127.0.0.1:9000/ --scope read
run 0 --json resource list
same 'they are listed' "$api $mail http://127.0.0.1:9000/ $base/api" "$(answer '[.[].identifier] | sort_by(startswith("http:")) | join(" ")')"
run 0 --json resource show "$api/"
same 'a bare origin with its slash is the same' "$api" "$(answer .identifier)"
run 4 resource show "$api/other"
run 4 resource remove "$api/other"
run 0 resource remove http://127.0.0.1:9000
run 0 --json audit list --event resource
same 'each change is in the log, after the stack s own' 5 "$(answer length)"

# --- with a person -----------------------------------------------------------------------------------

web_client --scope read --scope write --scope mail.send
sign_in ada --sid s1
everything='openid email offline_access read write mail.send'

get_code "scope=$everything" "resource=$api"
check 'the consent page names it' [ -n "$code" ]
redeem
same 'it gives a token' 200 "$status"
same 'the audience is the resource' "$api" "$(claim aud "$access_token")"
same 'scopes of other resources are left out' 'openid email offline_access read write' "$(member scope)"
same 'the token says the same' "$(member scope)" "$(claim scope "$access_token")"
same 'its own lifetime' 300 "$(member expires_in)"
same 'openid gives the ID token' ada "$(claim sub "$id_token")"
same 'which is for the client' "$client_id" "$(claim aud "$id_token")"
api_refresh=$refresh_token
# RFC 9068 4: userinfo serves the issuer's own audience.
userinfo
same 'userinfo is not meant' 401 "$status"
like 'and says so' '*invalid_token*' "$(header WWW-Authenticate)"

to_consent "scope=$everything" "resource=$api"
check 'the page says where' body_has "$api"
get_code "scope=$everything" "resource=$api/"
redeem
same 'with the slash: the registered identifier' "$api" "$(claim aud "$access_token")"
get_code "scope=$everything" "resource=$mail"
redeem
check 'opaque, as this resource wants it' [ "$(printf '%s' "$access_token" | tr -cd . | wc -c)" = 1 ]
same 'its lifetime' 60 "$(member expires_in)"
same 'its scopes' 'openid email offline_access mail.send' "$(member scope)"
get_code "scope=$everything" "resource=$issuer"
redeem
same 'the issuer itself' "$issuer" "$(claim aud "$access_token")"
userinfo
same 'userinfo is meant' 200 "$status"
get_code scope='openid mail.send' "resource=$api"
redeem
same 'none of its scopes: the audience all the same' "$api" "$(claim aud "$access_token")"
same 'none of its scopes: no scope of it' openid "$(member scope)"

# Several: an array, the strictest format, the shortest lifetime.
cli resource add https://notes.example --scope read --lifetime 2m >/dev/null
get_code "scope=$everything" "resource=$api" resource=https://notes.example "resource=$issuer"
redeem
same 'several: all of them' "[\"$api\",\"https://notes.example\",\"$issuer\"]" \
  "$(claim aud "$access_token")"
same 'several: the shortest lifetime' 120 "$(member expires_in)"
userinfo
same 'several, the issuer among them: userinfo is meant' 200 "$status"
several=$refresh_token

# RFC 8707 2.2: less at the token endpoint, never more.
token grant_type=refresh_token "refresh_token=$several" resource=https://notes.example
take_tokens
same 'refreshed for one of them' https://notes.example "$(claim aud "$access_token")"
same 'the scopes that mean something there' 'openid email offline_access read' "$(member scope)"
token grant_type=refresh_token "refresh_token=$refresh_token"
take_tokens
same 'the next one has all again' "$api" "$(claims_of "$access_token" | jq -r '.aud[0]')"
token grant_type=refresh_token "refresh_token=$refresh_token" "resource=$mail"
token_refused 'refreshed for one that was not authorized' invalid_target
token grant_type=refresh_token "refresh_token=$refresh_token" resource=https://unknown.example
token_refused 'refreshed for an unknown one' invalid_target
token grant_type=refresh_token "refresh_token=$refresh_token"
same 'a refusal spends no refresh token' 200 "$status"
get_code "scope=$everything" "resource=$api" "resource=$mail"
redeem resource=https://notes.example
token_refused 'redeemed for one that was not authorized' invalid_target
get_code "scope=$everything" "resource=$api" "resource=$mail"
redeem "resource=$mail"
same 'redeemed for one of two' 200 "$status"
same 'its lifetime' 60 "$(member expires_in)"

# RFC 8707 2: what is not served, or is no absolute URI without a fragment.
for bad in https://unknown.example "$api/path" "$api#x" api http://api.example.com; do
  authorize "resource=$bad"
  sends_back "resource=$bad" invalid_target
done
authorize "resource=$api" resource=https://unknown.example
sends_back 'one of two is unknown' invalid_target

# What was remembered for one resource says nothing about another.
to_consent scope=read "resource=$api"
decide approve --data remember=true
authorize scope=read "resource=$api"
unlike 'remembered: no question' '' "$(parameter code "$location")"
to_consent scope=read resource=https://notes.example
same 'another resource: asked' consent "$(page)"

# Without a resource: the client's default, else the issuer.
get_code scope='openid read'
redeem
same 'no resource: the issuer' "$issuer" "$(claim aud "$access_token")"
cli client update "$client_id" --default-resource "$api" >/dev/null
get_code scope='openid read mail.send'
redeem
same 'no resource, a default: that one' "$api" "$(claim aud "$access_token")"
same 'and its scopes' 'openid read' "$(member scope)"
get_code scope='openid read' "resource=$issuer"
redeem
same 'a resource named goes before the default' "$issuer" "$(claim aud "$access_token")"

# Removed: nothing new comes for it.
cli resource remove "$api" >/dev/null
authorize scope=read "resource=$api"
sends_back 'removed: at authorize' invalid_target
refresh "$api_refresh"
token_refused 'removed: at refresh' invalid_target
get_code scope='openid read'
redeem
same 'removed: the default is the issuer again' "$issuer" "$(claim aud "$access_token")"

finish
