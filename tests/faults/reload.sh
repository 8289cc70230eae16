#!/bin/sh
# A template or a key becomes unreadable or broken, and SIGHUP comes: the programs keep what they have and say so, and
# take the new files once these are good.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
cp -r "$root/templates" "$work/templates"
# Root may read anything, unless it has no capability.
if [ "$(id -u)" = 0 ]; then
  started_by 'token authorize' setpriv --inh-caps=-all --bounding-set=-all
fi
stack_up "template_dir = '$work/templates'"
web_client --id-token-alg ES256
sealing=$(dirname "$config")/$(sed -n "s/^sealing_key_file *= *['\"]\(.*\)['\"]/\1/p" "$config")
[ -f "$sealing" ] || sealing=${sealing#"$(dirname "$config")"/}
secret=$(jq -r .session_secret_file "$work/stack.json")
sign_in ada

# log_says PROGRAM EVENT NUMBER: at least so often.
log_says() { [ "$(grep -c "$2" "$logs/$1.log")" -ge "$3" ]; }

# reloads PROGRAM EVENT: SIGHUP, and the event comes once more.
reloads() {
  before=$(grep -c "$2" "$logs/$1.log" || true)
  kill -HUP "$(pid_of "$1")"
  check "$1: $2" wait_for log_says "$1" "$2" $((before + 1))
}

works() {
  get_code
  same "$1: a person is asked" 303 "$status"
  redeem
  same "$1: a token is signed" 200 "$status"
}

# while_bad NAME PROGRAM FILE
while_bad() {
  reloads "$2" program.not_reloaded
  check "$1: the file is named" grep -qF "$3" "$logs/$2.log"
  works "$1"
}

works 'before'
remember_pids
loops=0
while still "$seconds"; do
  for pair in "authorize $work/templates/consent.tpl" "authorize $secret" "token $sealing"; do
    program=${pair%% *}
    file=${pair#* }
    name=$(basename "$file")
    mode=$(stat -c %a "$file")
    cp -p "$file" "$work/good"
    chmod 000 "$file"
    while_bad "$name unreadable" "$program" "$file"
    chmod "$mode" "$file"
    mv "$file" "$file.away"
    while_bad "$name missing" "$program" "$file"
    mv "$file.away" "$file"
    printf '{{#OPEN}}' >"$file"
    while_bad "$name broken" "$program" "$file"
    cp -p "$work/good" "$file"
    reloads "$program" program.reloaded
    works "$name good again"
  done
  loops=$((loops + 1))
done
echo "$loops rounds"

sed 's/<h1/<h1 title="the new one"/' "$work/templates/consent.tpl" >"$work/new.tpl"
cp "$work/new.tpl" "$work/templates/consent.tpl"
reloads authorize program.reloaded
to_consent prompt=consent
check 'a good new template is shown' body_has 'the new one'
lives 'bad files' authorize token

finish
