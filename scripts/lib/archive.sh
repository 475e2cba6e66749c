# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Archives whose bytes depend on what is in them and on SOURCE_DATE_EPOCH, and on nothing else.

# tar_reproducibly OPTION…: order, owners and modes must not depend on the machine or on the umask.
tar_reproducibly() {
    tar --create --format=ustar --sort=name --mtime="@${SOURCE_DATE_EPOCH:-0}" --owner=0 --group=0 \
        --numeric-owner --mode='u+rw,go=u,go-w' "$@"
}

sha256() {
    sha256sum "$1" | cut -d ' ' -f 1
}

# In the form of RFC 3339.
source_date() {
    date -u -d "@${SOURCE_DATE_EPOCH:-0}" +%Y-%m-%dT%H:%M:%SZ
}
