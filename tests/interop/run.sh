#!/bin/sh
# Runs the interop stories: relying parties that nobody here wrote, against throw-away stacks of their own.
set -eu
cd "$(dirname "$0")"

passed=0
failed=0
skipped=0

# Adds the tally in the last line of a story's output; a story without one counts as failed.
count() {
  tally=$(tail -n 1 "$1")
  case $tally in
    [0-9]*' passed, '[0-9]*' failed'*)
      passed=$((passed + ${tally%% passed*}))
      rest=${tally#*passed, }
      failed=$((failed + ${rest%% failed*}))
      case $rest in *'failed, '[0-9]*' skipped') rest=${rest#*failed, }; skipped=$((skipped + ${rest%% skipped})) ;; esac
      ;;
    *)
      echo "FAILED: $2 ended without a tally"
      failed=$((failed + 1))
      ;;
  esac
}

story() {
  name=$1
  shift
  echo "== $name"
  "$@" >"$output" 2>&1 || true
  cat "$output"
  count "$output" "$name"
}

output=$(mktemp)
trap 'rm -f "$output"' EXIT

# node_modules/ is as the lock file says when the copy of it that was installed is the same.
if ! cmp -s package-lock.json node_modules/installed-lock.json; then
  if npm ci --no-audit --no-fund --loglevel=error; then
    cp package-lock.json node_modules/installed-lock.json
  else
    echo "FAILED: npm ci could not install what package-lock.json names; is the npm registry within reach?"
    failed=$((failed + 1))
  fi
fi

# A file is a story when a line of it begins with that word.
for file in ./*.mjs; do
  if grep -q '^// Story: ' "$file"; then story "$file" node "$file"; fi
done
for file in ./*.sh; do
  if grep -q '^# Story: ' "$file"; then story "$file" "$file"; fi
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
