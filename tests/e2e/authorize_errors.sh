#!/bin/sh
# Wrong authorization requests: a page before the redirect URI is proven, the client after it.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
sign_in ada
web_client

# RFC 6749 4.1.2.1.
authorize -response_type
starts 'no response_type: to the client' "$redirect_uri" "$location"
like 'no response_type: the error' '*_re*' "$(parameter error "$location")"
for type in token id_token 'code id_token' none 'code code' CODE; do
  authorize "response_type=$type"
  sends_back "response_type $type" unsupported_response_type
done

# RFC 6749 3.3.
authorize -scope
starts 'no scope: to the client' "$redirect_uri" "$location"
same 'no scope: refused' invalid_scope "$(parameter error "$location")"
authorize scope='openid admin'
sends_back 'an unknown scope' invalid_scope
authorize scope='openid phone'
sends_back 'a scope that is not registered' invalid_scope
authorize scope='openid "quoted"'
sends_back 'a scope with a quote' invalid_scope
new_client 'No offline' --redirect-uri https://app.example/cb --scope openid
to_consent scope='openid offline_access'
same 'offline_access that is not registered is dropped' consent "$(page)"
check 'and not shown' body_lacks 'data-scope="offline_access"'
web_client

# RFC 6749 3.1: parameters are not repeated; empty ones count as left out.
for parameter in response_type scope state nonce code_challenge prompt; do
  in_request prompt=consent
  fetch "$issuer/authorize?$query&$parameter=code"
  starts "$parameter twice: to the client" "$redirect_uri" "$location"
  same "$parameter twice: refused" invalid_request "$(parameter error "$location")"
  same "$parameter twice: no code" '' "$(parameter code "$location")"
done
in_request
fetch "$issuer/authorize?$query&foo=1&foo=2&bar="
unlike 'unknown parameters may repeat' '*error=*' "$location"
[ "$status" = 200 ] || follow
same 'unknown parameters are ignored' consent "$(page)"
to_consent prompt= max_age= claims= -nonce nonce= response_mode=
same 'empty parameters count as left out' consent "$(page)"
authorize scope=
same 'an empty scope counts as left out' invalid_scope "$(parameter error "$location")"

# state comes back as it was, whatever it is.
for value in '%00' '%0d%0aSet-Cookie:%20x=y' '+' '%20' '%26amp%3B' ';' '%F0%9F%94%92' '%2525'; do
  in_request -state scope='openid admin'
  fetch "$issuer/authorize?$query&state=$value"
  like "state $value: answered" '[34]0?' "$status"
  unlike "state $value: no header of theirs" '*x=y*' "$(header Set-Cookie)"
  case $location in
    "$redirect_uri"*)
      back=$(printf '%s' "$location" | sed -n 's/.*[?&]state=\([^&]*\).*/\1/p')
      sent=$(printf '%s' "$value" | sed 's/+/%20/; s/;/%3B/; s/:/%3A/; s/=/%3D/; s/%0d%0a/%0D%0A/')
      case $(parameter error "$location") in
        invalid_request) check "state $value: refused" true ;;
        *) same "state $value: the same" "$sent" "$(printf '%s' "$back" | sed 's/;/%3B/; s/:/%3A/')" ;;
      esac
      ;;
    *) same "state $value: a page" error "$(page)" ;;
  esac
done
authorize "state=$(printf '%01500d' 0)" scope='openid admin'
sends_back 'a long state' invalid_scope

# OIDC Core 6: neither by value nor by reference.
authorize request=eyJhbGciOiJub25lIn0.e30.
sends_back 'a request object' request_not_supported
authorize request_uri=https://app.example/request.jwt
sends_back 'a request object by reference' request_uri_not_supported
authorize registration='{}'
sends_back 'registration in the request' registration_not_supported

# OIDC Core 5.5: claims is a JSON object of known shape.
for value in '{' '[]' '"x"' '{"id_token":[]}' '{"id_token":{},"id_token":{}}' \
  '{"userinfo":{"email":1e999}}' '{"id_token":{"acr":"x"}}' \
  "$(printf '%0200d' 0 | sed 's/0/{"a":/g')"; do
  authorize "claims=$value"
  sends_back "claims $(printf '%.30s' "$value")" invalid_request
done
to_consent 'claims={"id_token":{"email":null,"x_unknown":{"essential":true}},"other":{}}'
same 'unknown members of claims are ignored' consent "$(page)"

# OIDC Core 3.1.2.1.
for value in -1 1.5 x ' 1' 99999999999999999999; do
  authorize "max_age=$value"
  sends_back "max_age $value" invalid_request
done
for value in 'none login' 'none none' unheard-of 'login login' 'LOGIN'; do
  authorize "prompt=$value"
  starts "prompt $value: to the client" "$redirect_uri" "$location"
  same "prompt $value: refused" invalid_request "$(parameter error "$location")"
done

# GET, POST, and nothing else; forms, and nothing else.
in_request
fetch --data "$query" "$issuer/authorize"
same 'POST: 303' 303 "$status"
like 'POST: to the interaction' "*$mount/interactions/*" "$location"
follow
same 'POST: consent after a GET' consent "$(page)"
for type in application/json multipart/form-data text/plain \
  'application/x-www-form-urlencoded; charset=utf-16'; do
  fetch -H "Content-Type: $type" --data "$query" "$issuer/authorize"
  like "POST of $type: refused" '4[01]*' "$status"
  same "POST of $type: no redirect" '' "$location"
done
fetch --data "$query" "$issuer/authorize?client_id=$client_id"
same 'client_id in the query and in the body: no redirect' '' "$location"
same 'client_id in the query and in the body: refused' 400 "$status"
for method in PUT DELETE PATCH; do
  fetch -X "$method" "$issuer/authorize?$query"
  same "$method: 405" 405 "$status"
  like "$method: what is allowed" '*GET*' "$(header Allow)"
done

# What goes into a Location is bounded, so that nginx can always pass it on.
repeat() { printf "%$2s" '' | tr ' ' "$1"; }
authorize "state=$(repeat s 4096)" scope='openid admin'
sends_back 'the longest state' invalid_scope
authorize "state=$(repeat s 4097)"
state=
sends_back 'a state that is too long' invalid_request
for name in login_hint ui_locales acr_values nonce; do
  authorize "$name=$(repeat n 1025)"
  sends_back "$name that is too long" invalid_request
done
long=$(repeat '\377' 1024 | LC_ALL=C sed 's/\xff\xff/\xc3\xa9/g')
in_request prompt=login
fetch "$issuer/authorize?$query&login_hint=$long&ui_locales=$long&acr_values=$long"
same 'the longest wishes: status' 302 "$status"
starts 'the longest wishes: to the login' "$login_path" "$location"
authorize "claims={\"id_token\":{\"acr\":{\"values\":[\"$(repeat c 1025)\"]}}}"
sends_back 'claims with values that are too long' invalid_request

# AZ-28: where the site is says the configuration, not the request.
for name in Host X-Forwarded-Host Forwarded; do
  in_request scope='openid admin'
  fetch -H "$name: evil.example" "$issuer/authorize?$query"
  unlike "$name: not reflected" '*evil*' "$location$(cat "$work/body")"
done
in_request
sign_out
for name in X-Remote-User Remote-User X-Auth-Subject; do
  fetch -H "$name: ada" "$issuer/authorize?$query"
  starts "$name signs nobody in" "$login_path" "$location"
done
fetch -u ada:secret "$issuer/authorize?$query"
starts 'Basic signs nobody in' "$login_path" "$location"

# Nothing hostile comes back as markup.
fetch "$issuer/authorize?client_id=%3Cscript%3Ealert(1)%3C/script%3E&redirect_uri=%22onload=x"
shows_page 'hostile values'
check 'hostile values: not reflected' body_lacks '<script'
check 'the page has a reference' [ -n "$(text_of error-reference)" ]
same 'it is the request id' "$(header X-Request-Id)" "$(text_of error-reference)"
same 'the page names the code' invalid_client "$(text_of error-code)"

finish
