# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Which Debian packages the project needs, and for what. Needs step.sh.

# The one table: a group a line, its packages after the colon.
packages_table() {
    cat <<'TABLE'
build:      gcc clang cmake ninja-build pkg-config libc6-dev
build:      libcurl4-openssl-dev libjansson-dev libyaml-dev libevent-dev libssl-dev
build:      libprotobuf-c-dev protobuf-c-compiler libseccomp-dev
test:       libcmocka-dev bats valgrind libclang-rt-14-dev cppcheck clang-tidy clang-format
test:       git perl shellcheck python3 python3-h2 python3-yaml python3-jsonschema
test:       openssl jq curl util-linux procps iproute2
test:       tmux groff-base man-db bsdextrautils bash-completion zsh fish
cluster:    etcd-server etcd-client containerd runc docker.io containernetworking-plugins podman
cluster:    iproute2 iptables conntrack ethtool socat jq openssl curl util-linux
cluster:    nginx tar gcc libc6-dev libc-bin procps
release:    autoconf automake libtool make perl python3 dpkg-dev git jq gperf
release:    gcc-aarch64-linux-gnu linux-libc-dev-arm64-cross binutils qemu-user-static
kubernetes: golang-go rsync dpkg-dev make
TABLE
}

packages_of() {
    local group
    for group in "$@"; do
        packages_table | sed -n "s/^$group: *//p" | tr ' ' '\n'
    done | sed '/^$/d' | sort -u
    # Where a program of that name is there from elsewhere, it is as good: its package would take
    # the other's place.
    case " $* " in
        *" test "* | *" cluster "*) command -v kubectl >/dev/null || echo kubernetes-client ;;
    esac
    case " $* " in
        *" cluster "*)
            command -v busybox >/dev/null || echo busybox-static
            ;;
    esac
}

packages_missing() {
    local package
    packages_of "$@" | while read -r package; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            echo "$package"
    done
}

# Packages such as docker.io and nginx start their daemon when they are installed, and at
# every boot. Debian's helpers for that are hidden behind /bin/true, in a mount namespace that ends
# with apt-get: the programs are installed, and nothing has to be put in place and removed again.
packages_without_services() {
    if ! unshare --mount true 2>/dev/null; then
        "$@"
        return
    fi
    # shellcheck disable=SC2016
    unshare --mount --propagation slave sh -c '
        for helper in /usr/sbin/invoke-rc.d /usr/sbin/update-rc.d \
            /usr/bin/deb-systemd-invoke /usr/bin/deb-systemd-helper; do
            [ ! -e "$helper" ] || mount --bind /bin/true "$helper" || exit 1
        done
        exec "$@"' sh "$@"
}

readonly packages_apt_get=(
    env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
    apt-get -q -y -o DPkg::Lock::Timeout=600
)

# An index that cannot name a candidate for every package is missing or old.
packages_are_known() {
    local package
    for package in "$@"; do
        [[ $(apt-cache policy "$package") == *'Candidate: '[0-9]* ]] || return 1
    done
}

# packages_install GROUP…: installs by apt what is missing of these groups, and nothing else.
packages_install() {
    local -a missing
    mapfile -t missing < <(packages_missing "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    [ "$(id -u)" -eq 0 ] ||
        fail "as root, run: apt-get install --no-install-recommends ${missing[*]}"
    long_step "1 minute" "Install ${#missing[@]} packages: ${missing[*]}"
    local log
    log=$(mktemp)
    packages_are_known "${missing[@]}" || "${packages_apt_get[@]}" update >"$log" 2>&1 ||
        fail_with_log "$log" "apt-get update failed"
    packages_try_install "$log" "${missing[@]}" ||
        fail_with_log "$log" "apt-get could not install: ${missing[*]}"
    rm -f "$log"
}

# A mirror may have dropped the version that an old index names, so a failure is retried once.
packages_try_install() {
    local log=$1
    shift
    local -a install=("${packages_apt_get[@]}" install --no-install-recommends "$@")
    packages_without_services "${install[@]}" >"$log" 2>&1 && return
    "${packages_apt_get[@]}" update >"$log" 2>&1 || return
    packages_without_services "${install[@]}" >"$log" 2>&1
}
