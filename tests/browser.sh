#!/usr/bin/env bash
# Sees to a Chromium for the tests of the page; without one they are skipped (never in CI, where that is an error).
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "installing Chromium for the tests of the page"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
echo "no Chromium here: install the package 'chromium' to run the tests of the page too" >&2
[ "${CI:-}" != true ]
