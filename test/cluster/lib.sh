# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034
# What the cluster's scripts agree on. Needs step.sh.

# One cluster a machine, whatever the checkout; who wants another beside it gives it a name. Their
# addresses are the same, but each has networks of its own.
readonly cluster=nsinfo${NSINFO_CLUSTER:+-$NSINFO_CLUSTER}
readonly run=/run/$cluster-cluster
readonly cache=${XDG_CACHE_HOME:-$HOME/.cache}/nsinfo
readonly kubeconfig=$run/admin.kubeconfig
readonly nodes=(node-a node-b)

# 198.18.0.0/15 belongs to no host: it is set aside for tests (RFC 2544). The API server refuses to
# proxy to the loopback and link-local ranges.
readonly -A node_address=([node-a]=198.18.0.1 [node-b]=198.18.0.2)
readonly -A pod_network=([node-a]=198.18.1.0/24 [node-b]=198.18.2.0/24)
readonly service_network=198.19.0.0/24
readonly service_address=198.19.0.1 server_port=443
readonly -A runtime=([node-a]=containerd [node-b]=docker)

# Debian's docker before any other: its client is the one that belongs to its daemon.
readonly node_path=/usr/sbin:/usr/bin:/sbin:/bin

is_node() {
    [ "$1" = node-a ] || [ "$1" = node-b ]
}

# The version 1 hierarchies that this machine has mounted, one a line: controllers, as they are
# mounted together. cgroups(7)
cgroup_hierarchies() {
    cut -d : -f 2 /proc/self/cgroup | sed '/^$/d'
}

# Where the machine has a hierarchy mounted; nothing if nowhere, or not whole.
cgroup_mountpoint() {
    awk -v options=",$1," '{
        for (dash = 7; $dash != "-"; dash++) {}
        if ($4 == "/" && $(dash + 1) == "cgroup" && index("," $(dash + 3) ",", options)) {
            print $5
            exit
        }
    }' /proc/self/mountinfo
}

# Version 2, and no version 1 beside it.
cgroups_are_unified() {
    [ "$(stat --file-system --format %T /sys/fs/cgroup)" = cgroup2fs ]
}

# A node's cgroup in each hierarchy, one a line, whether it exists or not.
node_cgroups() {
    local hierarchy mountpoint
    if cgroups_are_unified; then
        printf '%s\n' "/sys/fs/cgroup/$cluster-$1"
        return
    fi
    while read -r hierarchy; do
        mountpoint=$(cgroup_mountpoint "$hierarchy")
        [ -z "$mountpoint" ] || printf '%s\n' "$mountpoint/$cluster-$1"
    done < <(cgroup_hierarchies)
}

# join_cgroups NODE [PID]: moves this shell into the node's cgroups, or a process; they are made
# where they are missing.
join_cgroups() {
    local cgroup file
    while read -r cgroup; do
        if [ ! -d "$cgroup" ]; then
            mkdir "$cgroup"
            # A new cpuset has no CPU, and takes no process before it has.
            for file in cpuset.cpus cpuset.mems; do
                cgroups_are_unified || [ ! -e "$cgroup/$file" ] ||
                    cat "${cgroup%/*}/$file" >"$cgroup/$file"
            done
        fi
        # In version 2 no process may be where it has cgroups below it: the node makes this one.
        [ ! -d "$cgroup/init" ] || cgroup=$cgroup/init
        echo "${2:-$BASHPID}" >"$cgroup/cgroup.procs"
    done < <(node_cgroups "$1")
}

# Every process of a node, from the outside; whatever it was doing, it cannot leave its cgroups.
node_processes() {
    local cgroup
    while read -r cgroup; do
        find "$cgroup" -name cgroup.procs -exec cat {} + 2>/dev/null || true
    done < <(node_cgroups "$1") | sort -u
}

# The host PID of the node's PID 1.
node_pid() {
    local pid
    pid=$(cat "$run/$1/pid" 2>/dev/null) || return 1
    # After a crash of the machine or the node, another process may have the number.
    grep -q "/$cluster-$1\(/init\)\?\$" "/proc/$pid/cgroup" 2>/dev/null || return 1
    printf '%s\n' "$pid"
}
