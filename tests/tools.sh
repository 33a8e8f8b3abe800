#!/usr/bin/env bash
# What the tests need beside Python: a Chromium for the page, and node with @gradio/client for README's example.
# Where they cannot be had, the tests that need them say so and are skipped; in CI that is an error.
set -uo pipefail
cd "$(dirname "$0")/.."
missing=()
any() { for name in "$@"; do command -v "$name" >/dev/null && return; done; return 1; }
any chromium chromium-browser google-chrome || missing+=(chromium)
any node && any npm || missing+=(nodejs npm)
any curl || missing+=(curl)
if [ ${#missing[@]} -gt 0 ] && any apt-get && [ "$(id -u)" = 0 ]; then
  echo "installing for the tests: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
if any npm && [ ! -d .venv/js/node_modules/@gradio/client ]; then
  npm install --silent --no-audit --no-fund --prefix .venv/js @gradio/client@2.7.0
fi
for need in "chromium chromium-browser google-chrome" node curl; do
  # shellcheck disable=SC2086 # the names are several words on purpose
  any $need || { echo "not here: ${need%% *}; install it to run all tests" >&2; failed=1; }
done
[ -d .venv/js/node_modules/@gradio/client ] || { echo "not here: @gradio/client" >&2; failed=1; }
[ "${CI:-}" != true ] || [ -z "${failed:-}" ]
