#!/bin/sh
# Revocation (RFC 7009): what ends with what, and what a stranger cannot end.
# RFC 7009 2.1 #family: the access tokens of the same grant end too.
# RFC 7009 2.1 #foreign: whose token it is not is told so; a public client, which anybody can be,
# is not.
# RFC 7009 2.1 #hint: both kinds are looked for, whatever the hint says.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
web_client
sign_in ada --sid s1

# revoke TOKEN [CURL ARGUMENT...]
revoke() {
  revoked=$1
  shift
  fetch -u "$client_id:$client_secret" --data-urlencode "token=$revoked" "$@" "$issuer/revoke"
}
alive() {
  access_token=$2
  userinfo
  same "$1: alive" 200 "$status"
}
dead() {
  access_token=$2
  userinfo
  same "$1: dead" 401 "$status"
}

# RFC 7009 2.1: an access token ends alone.
get_code scope='openid offline_access'
redeem
first=$access_token
grant=$refresh_token
refresh "$grant"
second=$access_token
grant=$refresh_token
revoke "$first"
same 'an access token: 200' 200 "$status"
same 'no body' '' "$(cat "$work/body")"
same 'not stored' no-store "$(header Cache-Control)"
dead 'the one that was revoked' "$first"
alive 'the other of the same grant' "$second"
refresh "$grant"
same 'the refresh token lives on' 200 "$status"
grant=$refresh_token
third=$access_token

# RFC 7009 2.2: unknown and spent tokens are as good as revoked.
for unknown in nonsense "$first" "$first"x a.b a.b.c "$id_token"; do
  revoke "$unknown"
  same 'an unknown token: 200' 200 "$status"
done
alive 'nothing else ended' "$third"

# RFC 7009 2.1: a wrong hint hides nothing.
revoke "$third" --data token_type_hint=refresh_token
same 'a wrong hint: 200' 200 "$status"
dead 'a wrong hint' "$third"
revoke "$second" --data token_type_hint=never_heard_of
same 'an unknown hint: 200' 200 "$status"
dead 'an unknown hint' "$second"

# Another client's token.
refresh "$grant"
grant=$refresh_token
live=$access_token
owner=$client_id:$client_secret
new_client Thief --redirect-uri https://thief.example/cb --scope openid
for stolen in "$live" "$grant"; do
  revoke "$stolen"
  like 'another client: refused' '40[0-9]' "$status"
done
new_client 'No secret' --public --redirect-uri http://127.0.0.1/cb
fetch --data "client_id=$client_id" --data-urlencode "token=$grant" "$issuer/revoke"
like 'a public client with the token of another: nothing learnt' '[24]0[0-9]' "$status"
client_id=${owner%%:*}
client_secret=${owner#*:}
redirect_uri=https://app.example/cb
alive 'nothing ended' "$live"
check 'the log says so' grep -q 'reason=revoke.foreign' "$logs/revoke.log"

# RFC 7009 2.1: a refresh token ends its family.
revoke "$grant" --data token_type_hint=access_token
same 'a refresh token: 200' 200 "$status"
dead 'its access token' "$live"
refresh "$grant"
token_refused 'the refresh token itself' invalid_grant
cli --json audit list --client "$client_id" >"$work/audit"
check 'the end is in the log' jq -e 'any(.[]; .event == "grant.revoked")' "$work/audit" >/dev/null

# An old refresh token of a family ends it too.
get_code scope='openid offline_access'
redeem
old=$refresh_token
refresh "$old"
live=$access_token
revoke "$old"
dead 'revoked by an older refresh token' "$live"

# A public client gives back its own.
new_client 'Native app' --public --redirect-uri http://127.0.0.1/cb --grant-type authorization_code \
  --grant-type refresh_token --scope openid
get_code scope=openid redirect_uri=http://127.0.0.1:7000/cb
redirect_uri=http://127.0.0.1:7000/cb
redeem
live=$access_token
fetch --data "client_id=$client_id" --data-urlencode "token=$live" "$issuer/revoke"
same 'a public client: 200' 200 "$status"
dead 'a public client gives back its own' "$live"

# Bad requests.
client_id=${owner%%:*}
client_secret=${owner#*:}
fetch -u "$client_id:$client_secret" --data x=1 "$issuer/revoke"
same 'no token: 400' 400 "$status"
same 'no token: the error' invalid_request "$(member error)"
fetch -u "$client_id:wrong" --data token=x "$issuer/revoke"
same 'a wrong secret: 401' 401 "$status"
fetch --data token=x "$issuer/revoke"
same 'nobody: 401' 401 "$status"
fetch -u "$client_id:$client_secret" "$issuer/revoke?token=x"
same 'GET: 405' 405 "$status"

finish
