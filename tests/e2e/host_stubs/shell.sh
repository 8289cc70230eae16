#!/bin/sh
# shell.sh FILE WORD...: the driver of the stub in shell.
set -eu
# shellcheck source=/dev/null
. "$1"
word=$2
shift 2
case $word in
  cookie)
    lockspire_set_cookie "$1" "$2" "$3" \
      '"amr":["pwd","otp"],"acr":"2","claims":{"name":"Zoë \"Z\" O'\''Neil \\","email_verified":true}'
    ;;
  mint)
    payload=$(printf '{"iss":"%s","aud":"%s","sub":"%s","sid":"%s","auth_time":%d,"iat":%d,"exp":%d}' \
      "$3" "$4" "$5" "$6" "$7" "$8" "$9")
    lockspire_mint "$payload" "$1" "$(printf %s "$2" | lockspire_key)"
    ;;
  *)
    for path in "$@"; do lockspire_safe_return_to "$path"; done
    for path in "$@"; do lockspire_give_up "$path" login_required; done
    ;;
esac
