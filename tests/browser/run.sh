#!/bin/sh
# Runs the browser story in a headless Chromium. Screenshots are left in build/screenshots/.
set -eu
cd "$(dirname "$0")"

for program in chromium chromedriver node; do
  if ! command -v "$program" >/dev/null; then
    echo "FAILED: $program is not installed; tools/install-deps test installs it"
    echo "0 passed, 1 failed"
    exit 1
  fi
done
exec node sign_in.mjs "$@"
