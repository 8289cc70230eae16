#!/bin/sh
# Every template escapes, parses, runs nothing, and knows the same names as src/render.
# Usage: tests/lint/templates.sh [ROOT]   (ROOT: the checkout, default the one this file lies in)
set -eu

root=${1:-$(dirname "$0")/../..}
cd "$root"
pragma='{{%AUTOESCAPE context="HTML"}}'
passed=0
failed=0

# report NAME OUTPUT: passed when there is no output.
report() {
  if [ -z "$2" ]; then
    passed=$((passed + 1))
    return
  fi
  failed=$((failed + 1))
  printf 'not ok: %s\n%s\n' "$1" "$2"
}

# forbid NAME PATTERN FILE: no line matches the extended regular expression.
forbid() {
  report "$3: $1" "$(grep -niE -e "$2" "$3" || true)"
}

# The markers of a template, one a line; {{>NAME}}, {{#NAME}} and modifiers too.
markers() {
  grep -ohE '\{\{[#>]?[A-Z][A-Z0-9_]*' "$@" | tr -d '{#>' | sort -u
}

check_template() {
  # Without these first bytes ctemplate escapes nothing in the file.
  if [ "$(head -c ${#pragma} "$1")" != "$pragma" ]; then
    report "$1 begins with the pragma" "$(head -n 1 "$1")"
  else
    report "$1 begins with the pragma" ''
  fi
  report "$1 parses" "$(ctemplate-make_tpl_varnames_h -n -q "$1" 2>&1 | grep -i error || true)"
  forbid 'switches no escaping off' '\{\{[^}]*:none|\{\{%AUTOESCAPE.*\{\{%AUTOESCAPE' "$1"
  forbid 'has no style of its own' '<style|[[:space:]]style[[:space:]]*=' "$1"
  forbid 'has no event handler' '[[:space:]]on[a-z]+[[:space:]]*=' "$1"
  forbid 'has no foreign content' '<(svg|math|iframe|object|embed|base|template)|srcdoc|xlink:' "$1"
  forbid 'has no refresh' 'http-equiv' "$1"
  forbid 'quotes its attribute values' \
    '<[a-z]+([[:space:]]+[a-z-]+(="[^"]*")?)*[[:space:]]+[a-z-]+=([^"]|$)' "$1"
  # Two variables could make javascript:// of harmless halves.
  forbid 'writes a URL as one variable' \
    "[[:space:]](href|src|srcset|action|formaction|poster|data|cite|ping)=\"(\"|[^{]|\{[^{]|\{\{[A-Z0-9_]+[^A-Z0-9_}]|\{\{[A-Z0-9_]+\}\}[^\"])" "$1"
  case $1 in
    templates/form_post.tpl)
      report "$1: has one script, from a file" \
        "$(grep -i '<script' "$1" | grep -vxF '<script src="{{SCRIPT}}"></script>' || true)"
      ;;
    *) forbid 'has no script' '<script' "$1" ;;
  esac
}

check_names() {
  markers templates/*.tpl >"$work/in_templates"
  grep -ohE '"[A-Z][A-Z0-9_]+"' src/render/*.cc | tr -d '"' | grep -vx 'HTML' | sort -u \
    >"$work/in_source"
  report 'every marker is filled in by src/render' \
    "$(comm -23 "$work/in_templates" "$work/in_source")"
  report 'every name that src/render fills in is a marker' \
    "$(comm -13 "$work/in_templates" "$work/in_source")"
}

check_assets() {
  report 'the only script is form-post.js' \
    "$(find templates/assets -name '*.js' ! -name form-post.js; find templates/assets -name '*.svg')"
  forbid 'loads nothing from elsewhere' '@import|url\(|https?:' templates/assets/style.css
  forbid 'makes no code of text' 'eval|innerHTML|Function\(|document\.write' \
    templates/assets/form-post.js
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

found=0
for template in templates/*.tpl; do
  [ -f "$template" ] || continue
  found=$((found + 1))
  check_template "$template"
done
[ "$found" -gt 0 ] || { echo 'templates.sh: no template to check' >&2; exit 1; }
check_names
check_assets

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
