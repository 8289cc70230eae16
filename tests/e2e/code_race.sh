#!/bin/sh
# One code is redeemed from two connections at the same instant, a thousand times: one of them wins,
# and what it won is dead once the other has come.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[tokens]
code_lifetime = "5m"'
web_client --id-token-alg ES256
# shellcheck source=load.sh
. "$(dirname "$0")/load.sh"

rounds=1000
bench race --rounds "$rounds"

same 'every code is redeemed' "$rounds" "$(count rounds)"
# RFC 6749 4.1.2 #single-use: by exactly one of the two.
same 'one of two wins' "$rounds" "$(count one_winner)"
same 'the other hears invalid_grant' "$rounds" "$(count loser_refused)"
# RFC 6749 4.1.2 #replay: what was issued for that code is revoked.
same 'the access token of the winner is dead' "$rounds" "$(count access_token_dead)"
same 'the refresh token of the winner is dead' "$rounds" "$(count refresh_token_dead)"
same 'each replay is in the audit log' "$rounds" \
  "$(sqlite3 "$database" "SELECT count(*) FROM audit_events WHERE reason = 'code.replayed'")"
same 'no request failed' '' "$(grep -h level=error "$logs"/*.log || true)"

finish
