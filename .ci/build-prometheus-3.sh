#!/usr/bin/env bash
# Builds promtool and the prometheus server of a current Prometheus 3 from their Go module, outside the checkout.
# Debian ships 2.42; rules have to pass on both, because range selectors and the le label changed in 3.0.
#
# Prints the path of promtool on standard output, progress on standard error. What is built already is used again.
# Exits with 3 where there is no Go toolchain, so that the caller decides what that means.
set -euo pipefail

# Prometheus 3.x.y is the module version v0.3xx.y: https://github.com/prometheus/prometheus#prometheus-code-base
MODULE=github.com/prometheus/prometheus
MODULE_VERSION=v0.316.0
VERSION=3.16.0

home="${XDG_CACHE_HOME:-$HOME/.cache}/ryot-metrics/prometheus-$VERSION"

is_built() {
  [[ "$("$home/$1" --version 2>/dev/null || true)" == "$1, version $VERSION "* ]]
}

if is_built promtool && is_built prometheus; then
  printf '%s\n' "$home/promtool"
  exit 0
fi

if ! command -v go >/dev/null; then
  echo "build-prometheus-3: no Go toolchain (https://go.dev/doc/install), so Prometheus $VERSION is not built" >&2
  exit 3
fi

echo "build-prometheus-3: building Prometheus $VERSION with $(go env GOVERSION); some minutes when nothing is cached" >&2
mkdir -p "$home"
staging="$(mktemp -d "$home/build.XXXXXX")"
trap 'rm -rf "$staging"' EXIT

# The version is stamped by Prometheus's own build tool; a plain `go install` leaves it empty. Without the tag
# `builtinassets` the server compiles without its web pages, which need a Node build: its API is whole.
stamp="-s -w -X github.com/prometheus/common/version.Version=$VERSION"
GOBIN="$staging" go install -ldflags "$stamp" \
  "$MODULE/cmd/promtool@$MODULE_VERSION" "$MODULE/cmd/prometheus@$MODULE_VERSION" >&2

# A rename within one folder is atomic: a build that is interrupted, or runs twice, leaves no half a program.
mv -f "$staging/promtool" "$staging/prometheus" "$home/"
if ! is_built promtool || ! is_built prometheus; then
  echo "build-prometheus-3: what was built does not answer as Prometheus $VERSION" >&2
  exit 1
fi
printf '%s\n' "$home/promtool"
