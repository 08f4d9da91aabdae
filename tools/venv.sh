#!/bin/sh
# Builds .venv from the pinned, hashed requirements: tools/venv.sh base|test
set -eu
cd "$(dirname "$0")/.."
kind=$1

fail() {
    echo "$1" >&2
    exit 1
}

# A name on PATH may be a shim that leads nowhere, so each candidate is run.
version_fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' >/dev/null 2>&1
}

can_make_venv() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

find_python() {
    fitting=
    for candidate in "${PYTHON:-}" python3.12 python3.11 python3 python \
        "$HOME"/.pyenv/versions/3.12*/bin/python "$HOME"/.pyenv/versions/3.11*/bin/python; do
        [ -n "$candidate" ] && version_fits "$candidate" || continue
        fitting=$candidate
        if can_make_venv "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    [ -z "$fitting" ] || fail "$fitting belum punya modul venv; pada Debian/Ubuntu pasang paket python3-venv."
    fail "sapa memerlukan Python 3.11 atau 3.12, tetapi tidak ada yang ditemukan; pasang, atau tunjuk: make run PYTHON=/letak/python3.12"
}

if ! version_fits .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    rm -rf .venv
    "$python" -m venv .venv || fail "Folder .venv tidak dapat dibuat; periksa ruang disk dan izin folder ini."
fi

echo "Memasang paket (hanya sekali) ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes -r "requirements/$kind.txt" ||
    fail "Pemasangan paket gagal; periksa jaringan dan ruang disk, lalu ulangi."

ln -sf ../../tools/sapa .venv/bin/sapa

# The test requirements contain the base ones.
touch .venv/base.stamp
[ "$kind" = base ] || touch .venv/test.stamp
