#!/bin/sh
# A program that lacks its configuration, a key, a template or the database says which file and ends with 3.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
"$root/tools/stack" down "$work/stack" >/dev/null
home=$(dirname "$config")

# refuses NAME PROGRAM WORD: as plain CGI; exit 3, the word on standard error, nothing on standard output.
refuses() {
  code=0
  REQUEST_METHOD=GET "$root/build/bin/lockspire-$2" --config "$config" </dev/null >"$work/out" 2>"$work/err" || code=$?
  same "$1: exit" 3 "$code"
  check "$1: names $3" grep -qF -e "$3" "$work/err"
  check "$1: answers nothing" test ! -s "$work/out"
}

# without FILE NAME PROGRAM: the same with the file moved away for the moment.
without() {
  mv "$1" "$1.away"
  refuses "$2" "$3" "$1"
  mv "$1.away" "$1"
}

setting() { sed -n "s/^ *$1 *= *['\"]\(.*\)['\"].*/\1/p" "$config"; }
path_of() { case $1 in /*) echo "$1" ;; *) echo "$home/$1" ;; esac; }

without "$config" 'no configuration' token
without "$(path_of "$(setting sealing_key_file)")" 'no sealing key' token
for program in token revoke introspect; do
  without "$(path_of "$(setting client_secret_key_file)")" 'no key to the secrets of clients' "$program"
done
without "$(jq -r .session_secret_file "$work/stack.json")" 'no session secret' authorize
without "$(jq -r .database "$work/stack.json")" 'no database' userinfo

cp "$config" "$work/good.toml"
printf '\n[tokns]\ncode_lifetime = "1m"\n' >>"$config"
refuses 'an unknown table' discovery tokns
cp "$work/good.toml" "$config"

sealing=$(path_of "$(setting sealing_key_file)")
chmod 644 "$sealing"
refuses 'a key that others can read' token "$sealing"
chmod 600 "$sealing"
cp "$sealing" "$work/sealing.key"
openssl rand 32 | openssl base64 -A | tr '+/' '-_' | tr -d '=' >"$sealing"
refuses 'a key that opens nothing' token 'sealing key'
cp "$work/sealing.key" "$sealing"

cp -r "$root/templates" "$work/templates"
rm "$work/templates/consent.tpl"
sed "s|^ *template_dir *=.*|template_dir = \"$work/templates\"|" "$work/good.toml" >"$config"
refuses 'no consent template' authorize consent.tpl
printf '<p>{{#OPEN}}</p>' >"$work/templates/consent.tpl"
refuses 'a template that does not parse' authorize consent.tpl
cp "$work/good.toml" "$config"

finish
