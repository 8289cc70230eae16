#!/bin/sh
# How the answer travels: in the query, in the fragment, or in a form that posts itself.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
sign_in ada
web_client

# field NAME: of the form on the form_post page.
field() { sed -n "s/.*<input type=\"hidden\" name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" "$work/body"; }

for mode in query fragment; do
  case $mode in query) mark='?' ;; fragment) mark='#' ;; esac
  get_code "response_mode=$mode"
  same "$mode: 303" 303 "$status"
  like "$mode: where the answer stands" "${redirect_uri}[$mark]*code=*" "$location"
  same "$mode: the state" "$state" "$(parameter state "$location")"
  same "$mode: the issuer" "$issuer" "$(parameter iss "$location")"
  redeem
  same "$mode: redeemed" 200 "$status"
  authorize "response_mode=$mode" scope='openid admin'
  sends_back "$mode: an error" invalid_scope
  like "$mode: where the error stands" "${redirect_uri}[$mark]*error=*" "$location"
done
get_code
like 'no mode is query' "${redirect_uri}[?]*code=*" "$location"

# OAuth 2.0 Form Post Response Mode 2.
to_consent response_mode=form_post
decide approve
same 'form_post: 200' 200 "$status"
same 'form_post: the page' form-post "$(page)"
same 'form_post: no redirect' '' "$location"
same 'form_post: where it goes' "$redirect_uri" "$(form_action)"
same 'form_post: the state' "$state" "$(field state)"
same 'form_post: the issuer' "$issuer" "$(field iss)"
same 'form_post: not stored' no-store "$(header Cache-Control)"
like 'form_post: not framed' "*frame-ancestors 'none'*" "$(header Content-Security-Policy)"
like 'form_post: only our script' "*script-src 'self'*" "$(header Content-Security-Policy)"
unlike 'form_post: no inline script' '*unsafe*' "$(header Content-Security-Policy)"
check 'form_post: a button without script' body_has '<button'
script=$(sed -n 's/.*<script src="\([^"]*\)".*/\1/p' "$work/body")
code=$(field code)
redeem
same 'form_post: redeemed' 200 "$status"
fetch "$base$script"
same 'form_post: the script is there' 200 "$status"
like 'form_post: it is a script' '*javascript*' "$(header Content-Type)"
fetch "$issuer/assets/style.css"
same 'the style sheet is there' 200 "$status"
like 'it is a style sheet' 'text/css*' "$(header Content-Type)"

authorize response_mode=form_post scope='openid admin'
same 'form_post: an error is a form too' form-post "$(page)"
same 'form_post: the error' invalid_scope "$(field error)"
same 'form_post: the state of the error' "$state" "$(field state)"
same 'form_post: no code' '' "$(field code)"
to_consent response_mode=form_post
decide deny
same 'form_post: denied' access_denied "$(field error)"
authorize response_mode=form_post prompt=none scope='openid profile'
same 'form_post: a silent error' consent_required "$(field error)"
in_request response_mode=form_post scope='openid admin' -state
fetch "$issuer/authorize?$query&state=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
check 'form_post: a hostile state stays text' body_lacks '<script>'

# A mode that is not known cannot be answered in: the default one carries the error.
for mode in web_message Query query.jwt form_post.jwt x; do
  authorize "response_mode=$mode"
  sends_back "response_mode $mode" invalid_request
  like "response_mode $mode: in the query" "${redirect_uri}[?]*" "$location"
done

# A form cannot be posted to a private scheme.
new_client 'Acme Shell' --public --redirect-uri com.example.shell:/cb --scope openid --scope email
to_consent response_mode=form_post
unlike 'form_post to a private scheme: no code on a page' form-post "$(page)"

finish
