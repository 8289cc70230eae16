#!/bin/sh
# With session.end_offline_access the end of a session takes the grants with offline_access along.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[session]
end_offline_access = true'
web_client

sign_in ada --sid phone
get_code scope='openid offline_access'
redeem
cli session end --sid phone >/dev/null
userinfo
same 'the access token is dead' 401 "$status"
refresh "$refresh_token"
token_refused 'the refresh token' invalid_grant

finish
