#!/bin/sh
# [session] silent_refresh: prompt=none without a cookie goes by the host's login once, which shows nothing.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[session]
silent_refresh = true'
web_client

# bounces NAME [NAME=VALUE...]: asked silently, the browser is on its way to the login. Sets $return_to.
bounces() {
  name=$1
  shift
  authorize prompt=none "$@"
  same "$name: 302" 302 "$status"
  starts "$name: to the login" "$login_path?return_to=" "${location#"$base"}"
  same "$name: which is to show nothing" none "$(parameter prompt "$location")"
  return_to=$(parameter return_to "$location")
}

# Nobody is signed in anywhere: the demo host says so, and the client is told.
bounces 'nobody'
follow
same 'nobody: the host sends back at once' 303 "$status"
same 'nobody: and says why' "$return_to?error=login_required" "${location#"$base"}"
follow
sends_back 'nobody' login_required
fetch "$base$return_to"
shows_page 'nobody: the interaction is over'

# The person signs in at the host, and says yes once.
authorize
follow
return_to=$(sed -n 's/.*name="return_to" value="\([^"]*\)".*/\1/p' "$work/body")
account=$(sed -n 's/.*name="account" value="\([^"]*\)".*/\1/p' "$work/body" | head -n 1)
fetch --data "$(encode "return_to=$return_to" "account=$account" password=x decision=sign-in)" "$base$login_path"
same 'the host signs in' 303 "$status"
follow
same 'the consent page' consent "$(page)"
decide approve -d remember=true
redeem
same 'tokens' 200 "$status"

# The cookie ran out, the host still knows the person.
for mode in query fragment form_post; do
  set_cookie "$session_cookie" ''
  bounces "$mode" "response_mode=$mode"
  follow
  same "$mode: the host sends back at once" "$return_to" "${location#"$base"}"
  check "$mode: with a cookie" grep -q "$session_cookie" "$jar"
  follow
  case $mode in
    form_post)
      same "$mode: a form" form-post "$(page)"
      code=$(sed -n 's/.*name="code" value="\([^"]*\)".*/\1/p' "$work/body")
      ;;
    *) code=$(parameter code "$location") ;;
  esac
  redeem
  same "$mode: tokens" 200 "$status"
done
authorize prompt=none
starts 'with a cookie nobody is bounced' "$redirect_uri?code=" "$location"

# An expired cookie is as good as none; a login that is too old is refused without a trip.
sign_in ada --lifetime 1s
wait_until=$(($(date +%s) + 2))
while [ "$(date +%s)" -lt "$wait_until" ]; do sleep 0.2; done
bounces 'expired'
sign_in ada --auth-time "$(($(date +%s) - 100))"
authorize prompt=none max_age=60
sends_back 'too old' login_required

# A host that knows nothing of all this sends straight back: no loop.
browser second
bounces 'straight back'
fetch "$base$return_to"
sends_back 'straight back' login_required

# The way back is the browser's own.
bounces 'another browser'
browser third
sign_in ada
fetch "$base$return_to"
shows_page 'another browser'

# A POST never goes there itself; the GET after it does, once.
browser fourth
in_request prompt=none
fetch --data "$query" "$issuer/authorize"
same 'POST: 303' 303 "$status"
starts 'POST: to the interaction' "$mount/interactions/" "${location#"$base"}"
interaction=$location
follow
starts 'POST: then to the login' "$login_path?return_to=" "${location#"$base"}"
location=$interaction
follow
sends_back 'POST: once only' login_required

# A frame of another site would not get its cookie back.
in_request prompt=none
fetch -H 'Sec-Fetch-Dest: iframe' -H 'Sec-Fetch-Site: cross-site' "$issuer/authorize?$query"
sends_back 'a frame of another site' login_required

finish
