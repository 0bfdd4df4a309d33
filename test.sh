#!/usr/bin/env bash
# Installs what the tests need where it is missing, builds the solution and runs all of its tests.
# Arguments go to `dotnet test`, for example: ./test.sh --filter Category=Parity
# The last line is "N passed, N failed"; the exit code is 0 only if tests ran and all of them passed.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

give_up() {
  echo "$1" >&2
  echo "0 passed, 0 failed"
  exit 1
}

install_missing() {
  local packages=()
  command -v chromium > /dev/null || command -v chromium-browser > /dev/null || command -v google-chrome > /dev/null || packages+=(chromium)
  [ -n "$(find /usr/share/fonts -name '*.ttf' -print -quit 2> /dev/null)" ] || packages+=(fonts-dejavu-core)
  [ "${#packages[@]}" -gt 0 ] || return 0
  command -v apt-get > /dev/null || { echo "Please install: ${packages[*]} (there is no apt-get here)." >&2; return 0; }

  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  echo "Installing ${packages[*]}"
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" > /dev/null
}

command -v dotnet > /dev/null || give_up "The .NET SDK $(sed -n 's/.*"version": "\(.*\)".*/\1/p' global.json) or newer is missing: https://dotnet.microsoft.com/download"
install_missing || give_up "The packages that the tests need could not be installed."
dotnet build AutoProg.sln -c Release -v quiet || give_up "The build failed."

results="$PWD/TestResults/$(date +%Y%m%d-%H%M%S)-$$"
mkdir -p "$results"
# One test project after another: each of them takes all cores.
dotnet test AutoProg.sln -c Release --no-build -m:1 --logger trx --results-directory "$results" "$@"
status=$?

# Sums the <Counters total="…" passed="…" failed="…" …/> line of every result file.
sum() {
  find "$results" -name '*.trx' -exec sed -n "s/.*<Counters .*[ ]$1=\"\([0-9]*\)\".*/\1/p" {} + | awk '{ total += $1 } END { print total + 0 }'
}

passed=$(sum passed)
failed=$(($(sum failed) + $(sum error) + $(sum timeout) + $(sum aborted)))
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
  echo "dotnet test ended with exit code $status although no test failed: a test project did not finish." >&2
elif [ "$((passed + failed))" -eq 0 ]; then
  echo "No test ran." >&2
  status=1
elif [ "$failed" -ne 0 ]; then
  status=1
fi

echo "$passed passed, $failed failed"
exit "$status"
