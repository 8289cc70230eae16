# Owned by the host: `lockspire install` wrote it once; change what you like, nobody overwrites it.
# POSIX sh with openssl 3, od, tr, sed, date: for CGI scripts. To be sourced. Tells Lockspire who is signed in.
# On every page: printf 'Set-Cookie: %s\r\n' "$(lockspire_set_cookie "$sub" "$sid" "$auth_time")"
#
# Login page: keep return_to (and interaction_id) in the form, through password, MFA and passkey:
#   already signed in, and `prompt` is not `login`, `max_age` not passed: go to lockspire_safe_return_to "$return_to"
#   else, with `prompt=none`: go to lockspire_give_up "$return_to" login_required, show nothing
#   signed in now: a new session id of yours, set the cookie, go back
#   pressed Cancel: go to lockspire_give_up "$return_to" access_denied
# Logout: printf 'Set-Cookie: %s\r\n' "$(lockspire_cleared_cookie)"
# shellcheck shell=sh
lockspire_issuer='@ISSUER@'
lockspire_origin='@ORIGIN@'
lockspire_secret_name='@SECRET_NAME@'
lockspire_secret_file='@SECRET_FILE@'
lockspire_cookie='@COOKIE_NAME@'
lockspire_attributes='@COOKIE_ATTRIBUTES@'
lockspire_lifetime=900 # seconds; each page makes a new one

lockspire_part() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# The key's bytes in hex, from base64url on standard input.
lockspire_key() { { tr -d '\n' | tr -- '-_' '+/' && printf '='; } | openssl base64 -d -A | od -An -v -tx1; }

# RFC 2104 by hand: `openssl -hmac KEY` would show the key in the list of processes. 64 bytes of key at most.
lockspire_pad() {
  for byte in $1; do printf %b "\\0$(printf '%03o' $((0x$byte ^ $2)))"; done
  for _ in $(seq $(($(printf %s "$1" | wc -w) + 1)) 64); do printf %b "\\0$(printf '%03o' "$2")"; done
}
lockspire_hmac() {
  { lockspire_pad "$1" 0x5c && { lockspire_pad "$1" 0x36 && printf %s "$2"; } | openssl dgst -sha256 -binary; } |
    openssl dgst -sha256 -binary | lockspire_part
}

# lockspire_mint PAYLOAD NAME KEY: PAYLOAD is JSON, KEY what lockspire_key prints.
lockspire_mint() {
  input=$(printf '{"alg":"HS256","typ":"lockspire-session+jwt","kid":"%s"}' "$2" | lockspire_part).$(printf %s "$1" | lockspire_part)
  printf '%s.%s\n' "$input" "$(lockspire_hmac "$3" "$input")"
}

# lockspire_set_cookie SUB SID AUTH_TIME [MORE]: SUB a stable id, never an e-mail address; SID of your session, not
# its cookie's value; AUTH_TIME when the password or MFA was checked; MORE as in '"acr":"1","claims":{"name":"Ada"}'.
lockspire_set_cookie() {
  case $1$2$3 in *[\"\\[:cntrl:]]*) echo 'lockspire: no quotes, backslashes, control bytes' >&2; return 1 ;; esac
  now=$(date +%s)
  payload=$(printf '{"iss":"%s","aud":"%s","sub":"%s","sid":"%s","auth_time":%d,"iat":%d,"exp":%d%s}' "$lockspire_origin" \
    "$lockspire_issuer" "$1" "$2" "$3" "$now" "$((now + lockspire_lifetime))" "${4:+,$4}")
  printf '%s=%s; Max-Age=%d; %s\n' "$lockspire_cookie" "$(lockspire_mint "$payload" "$lockspire_secret_name" \
    "$(lockspire_key <"$lockspire_secret_file")")" "$lockspire_lifetime" "$lockspire_attributes"
}
lockspire_cleared_cookie() { printf '%s=; Max-Age=0; %s\n' "$lockspire_cookie" "$lockspire_attributes"; }

# A path on this site or `/`: anything else would make the login an open redirector.
lockspire_safe_return_to() (
  LC_ALL=C; case ${1-} in //* | *[!!-~]* | *\\*) echo / ;; /*) printf '%s\n' "$1" ;; *) echo / ;; esac
)
lockspire_give_up() { path=$(lockspire_safe_return_to "$1"); case $path in *\?*) echo "$path&error=$2" ;; *) echo "$path?error=$2" ;; esac; }
