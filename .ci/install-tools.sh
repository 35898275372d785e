#!/usr/bin/env bash
# Installs what the tests run against on Debian: promtool, amtool, Prometheus, Alertmanager, an exporter and Chromium;
# and the packages that the tests of the Python package use, in an environment of their own.
# Needs root, or sudo. Always asks apt, also where a tool is there already: a missing line must fail on every machine.
set -euo pipefail

PACKAGES=(prometheus prometheus-alertmanager prometheus-node-exporter chromium python3 python3-venv)

if [[ "$(id -u)" -ne 0 ]]; then
  exec sudo "${BASH_SOURCE[0]}" "$@"
fi

export DEBIAN_FRONTEND=noninteractive

# Tests start their own servers on free ports. Packages ask this hook before they start a service; 101 forbids it:
# https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
policy=/usr/sbin/policy-rc.d
if [[ ! -e "$policy" ]]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi

apt() {
  # Another apt may hold the lock, as automatic updates do soon after a machine has started.
  apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -qq "$@"
}

# The lock of `update` is not one that the timeout above waits for.
for attempt in 1 2 3 4 5 6; do
  apt update && break
  [[ "$attempt" -lt 6 ]] || exit 1
  sleep 10
done
apt install -y --no-install-recommends "${PACKAGES[@]}"

for tool in promtool prometheus amtool prometheus-alertmanager prometheus-node-exporter chromium; do
  version="$("$tool" --version 2>/dev/null)"
  printf '%s\n' "${version%%$'\n'*}"
done

# Anew each time: what is left of an older list must not pass for what is on this one.
tests="$(dirname "${BASH_SOURCE[0]}")/../test/python"
python3 -m venv --clear "$tests/.venv"
"$tests/.venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$tests/requirements.txt"
"$tests/.venv/bin/python" --version
