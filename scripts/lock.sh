#!/bin/sh
# make lock: resolve for Linux, Windows and macOS from Python 3.11 on; no registry's address in the result.
set -eu
if ! command -v uv >/dev/null || ! uv --version >/dev/null 2>&1; then
    tools=$(mktemp -d)
    trap 'rm -rf "$tools"' EXIT
    .venv/bin/python -m venv "$tools"
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check uv
    PATH=$tools/bin:$PATH
fi
compile() {
    uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
        --custom-compile-command "make lock" "$@"
}
compile --group dev --group build pyproject.toml -o requirements.lock
compile packaging/release/requirements.in -o packaging/release/requirements.lock
compile tests/real/requirements.in -o tests/real/requirements.lock
for system in linux:x86_64-manylinux_2_34 windows:x86_64-pc-windows-msvc macos-arm64:aarch64-apple-darwin macos-x86_64:x86_64-apple-darwin; do
    uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
        --python-platform "${system#*:}" --only-binary :all: --custom-compile-command "make lock" \
        --group package --constraint requirements.lock pyproject.toml -o "packaging/lock/${system%%:*}.txt"
done
