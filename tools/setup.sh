#!/bin/sh
# Makes .venv and installs exactly what requirements/*.txt lock. Safe to run again: it does nothing where nothing has changed.
#   tools/setup.sh core   what the product needs to run
#   tools/setup.sh dev    and what its checks and tests need
#   tools/setup.sh attack beside it, the tools that attack, each environment apart
set -eu
cd "$(dirname "$0")/.."
wanted=$1
uv_version=0.13.9

say() { printf '%s\n' "$*" >&2; }

# A name on the PATH may be a shim that runs nothing, so each one is asked for its version.
find_python() {
    for name in python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    say "Mazalim needs Python 3.11 or newer, and none was found on the PATH."
    say "Debian, Ubuntu: apt-get install python3 python3-venv. Elsewhere: https://www.python.org/downloads/"
    exit 1
}

make_environment() {
    python=$(find_python)
    say "Making .venv with $("$python" --version) ..."
    rm -rf .venv
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            say "Installing python3-venv ..."
            { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv; } >/dev/null
        else
            say "This Python cannot make virtual environments. Debian, Ubuntu: apt-get install python3-venv"
            exit 1
        fi
    fi
    "$python" -m venv .venv
}

# Registries that are set for pip alone are made known to uv.
tell_uv_about_pip() {
    pip_says() { .venv/bin/pip config list 2>/dev/null | sed -n "s/^\(global\|install\|:env:\)\.$1='\(.*\)'\$/\2/p" | tail -n 1; }
    index=$(pip_says index-url)
    certificates=$(pip_says cert)
    if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] && [ -n "$index" ]; then export UV_DEFAULT_INDEX="$index"; fi
    if [ -z "${SSL_CERT_FILE:-}" ] && [ -f "$certificates" ]; then export SSL_CERT_FILE="$certificates"; fi
}

stamp_of() { cat "requirements/$1.txt" tools/setup.sh | cksum | tr -d ' '; }
is_fresh() { [ "$(cat ".venv/installed-$1" 2>/dev/null)" = "$(stamp_of "$1")" ]; }

make_attackers() {
    for name in attack attack-api; do
        [ "$(cat ".venv-$name/installed" 2>/dev/null)" = "$(stamp_of "$name")" ] && continue
        say "Installing what requirements/$name.txt lists ..."
        tell_uv_about_pip
        .venv/bin/uv venv --quiet --allow-existing --python .venv/bin/python ".venv-$name"
        .venv/bin/uv pip sync --quiet --python ".venv-$name/bin/python" "requirements/$name.txt"
        stamp_of "$name" >".venv-$name/installed"
    done
}

if [ "$wanted" = attack ]; then
    make_attackers
    exit 0
fi
[ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || make_environment
# An environment for development holds everything the product needs; it is kept as one.
if [ -e .venv/installed-dev ]; then wanted=dev; fi
if ! is_fresh "$wanted"; then
    say "Installing what requirements/$wanted.txt lists ..."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
    tell_uv_about_pip
    if ! UV_COMPILE_BYTECODE=1 .venv/bin/uv pip sync --quiet --python .venv/bin/python "requirements/$wanted.txt"; then
        say "uv could not install; trying with pip ..."
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$wanted.txt"
    fi
    stamp_of "$wanted" >".venv/installed-$wanted"
fi
.venv/bin/python -m tools.messages compile
