#!/bin/sh
# The host signs somebody out on the server: `session end` holds here at the next request, and what was
# granted in the session ends with it.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
web_client

# run EXIT ARGUMENT...: of the CLI; what it printed stands in the file out.
run() {
  want=$1
  shift
  got=0
  cli "$@" >"$work/out" 2>"$work/err" || got=$?
  same "lockspire $*: exit" "$want" "$got"
}
answer() { jq -r "$1" "$work/out"; }

# --- one session -------------------------------------------------------------------------------------

sign_in ada --sid phone
get_code
redeem
phone_access=$access_token
# Without openid a refresh token comes without offline_access: it is bound to the session.
get_code scope=email
redeem
phone_refresh=$refresh_token
get_code scope='openid offline_access'
redeem
offline_access=$access_token
offline_refresh=$refresh_token
get_code
pending_code=$code
pending_verifier=$verifier
to_consent
cp "$work/body" "$work/page"

browser laptop
sign_in ada --sid laptop
get_code
redeem
laptop_access=$access_token

run 0 --json session end --sid phone
same 'it says what it ended' phone "$(answer .sid)"
same 'it says how much' 3 "$(answer .grants_ended)"
check 'it says until when' [ "$(answer .until)" -gt "$(date +%s)" ]

# The cookie is the same, still in its time, and counts for nothing.
browser first
authorize
same 'the ended session: sent on' 302 "$status"
like 'the ended session: to the login' "${login_path}[?&]return_to=*" "$location"
authorize prompt=none
sends_back 'the ended session, prompt=none' login_required
cp "$work/page" "$work/body"
decide approve
same 'a consent page that was open: no code' '' "$code"
unlike 'a consent page that was open: nothing goes to the client' "$redirect_uri*" "$location"
check 'the log says why' grep -q 'session.ended' "$logs/authorize.log"

# A cookie that the host renews for the same session does not bring it back.
sign_in ada --sid phone
authorize
like 'the same sid, renewed: to the login' "${login_path}[?&]return_to=*" "$location"

# OIDC BCL 2.7 in our own words: tokens of the session end, those with offline_access stay.
access_token=$phone_access
userinfo
same 'an access token of the session: dead' 401 "$status"
refresh "$phone_refresh"
token_refused 'a refresh token of the session' invalid_grant
code=$pending_code
verifier=$pending_verifier
redeem
token_refused 'a code of the session' invalid_grant
access_token=$offline_access
userinfo
same 'an access token with offline_access: alive' 200 "$status"
refresh "$offline_refresh"
same 'a refresh token with offline_access: alive' 200 "$status"
offline_access=$access_token
offline_refresh=$refresh_token

# The other session of the same person knows nothing of it.
browser laptop
access_token=$laptop_access
userinfo
same 'the other session: its token lives' 200 "$status"
to_consent
same 'the other session: still signed in' consent "$(page)"

# --- all sessions of an account ----------------------------------------------------------------------

browser bob
sign_in bob --sid bobs
get_code
redeem
bob_access=$access_token

run 0 --json session end --sub ada
same 'all sessions: it says whose' ada "$(answer .sub)"
same 'all sessions: it says how much' 1 "$(answer .grants_ended)"
browser laptop
authorize
like 'all sessions: the other one is ended too' "${login_path}[?&]return_to=*" "$location"
access_token=$laptop_access
userinfo
same 'all sessions: and its tokens' 401 "$status"
access_token=$offline_access
userinfo
same 'all sessions: offline_access stays' 200 "$status"
access_token=$bob_access
userinfo
same 'somebody else lives on' 200 "$status"

# Who signs in anew is in again; the clock of the cookie has whole seconds.
ended_at=$(date +%s)
until [ "$(date +%s)" -gt "$ended_at" ]; do :; done
browser anew
sign_in ada --sid anew
to_consent
same 'signed in again' consent "$(page)"

# --- remembered consent is no way round it -----------------------------------------------------------

get_code
to_consent
decide approve --data remember=true
authorize
unlike 'remembered: answered at once' '' "$(parameter code "$location")"
run 0 session end --sid anew
authorize
like 'remembered, but ended: to the login' "${login_path}[?&]return_to=*" "$location"

# --- the command -------------------------------------------------------------------------------------

run 2 session end
run 2 session end --sid a --sub b
run 5 session end --sid ''
run 5 session end --sub "$(printf 'a\tb')"
run 0 --json session end --sid never-seen
same 'an unknown session: nothing to end' 0 "$(answer .grants_ended)"
run 0 --json audit list --event session.ended
same 'every end is in the log' 4 "$(answer length)"
like 'with its session' 'sid never-seen*' "$(answer '.[0].detail')"

finish
