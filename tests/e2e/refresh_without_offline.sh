#!/bin/sh
# With tokens.refresh_token_needs_offline_access = false a client that is registered for refresh tokens gets
# them without offline_access, and they end with the session.
# OIDC Core 11 #online: refresh tokens may be issued without offline_access too.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[tokens]
refresh_token_needs_offline_access = false'
web_client
sign_in ada --sid phone

get_code scope='openid email'
redeem
same 'redeemed' 200 "$status"
same 'nothing was added to what was approved' 'openid email' "$(member scope)"
check 'there is a refresh token' [ -n "$refresh_token" ]
refresh "$refresh_token"
same 'it is good' 200 "$status"
same 'for what was approved' 'openid email' "$(member scope)"
userinfo
same 'the new access token is good' 200 "$status"
kept=$refresh_token

get_code scope='openid offline_access'
redeem
offline=$refresh_token
cli session end --sid phone >/dev/null
refresh "$kept"
token_refused 'it ended with the session' invalid_grant
refresh "$offline"
same 'the one with offline_access did not' 200 "$status"

new_client 'Never again' --redirect-uri https://app.example/cb --grant-type authorization_code \
  --scope openid
sign_in bob
get_code scope=openid
redeem
same 'a client without the grant is served' 200 "$status"
same 'a client without the grant gets none' '' "$refresh_token"

finish
