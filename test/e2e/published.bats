#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What scripts/release has made, taken as a cluster takes it.
#
# NSINFO_DIST  where the release is (default: build/dist/VERSION)
#
# shellcheck disable=SC2154 # what run leaves

load helpers

setup() {
    version=$(sed -n 's/^project(nsinfo VERSION \([0-9.]*\) .*/\1/p' "$root/CMakeLists.txt")
    dist=$(realpath -m "${NSINFO_DIST:-$root/build/dist/$version}")
    [ -d "$dist" ] || skip "no release in $dist: scripts/release makes one"
}

# In a namespace of containerd's of its own, where kubelet does not see it.
on_containerd() {
    on_node node-a ctr -n nsinfo-published "$@"
}

teardown() {
    on_containerd images rm --sync "docker.io/library/nsinfo-agent:$version" >/dev/null 2>&1 || true
    on_node node-a ctr namespaces rm nsinfo-published >/dev/null 2>&1 || true
}

@test "containerd takes the image for both machines, under deploy/'s name, and runs it" {
    on_containerd images import --all-platforms "$dist/nsinfo-agent_${version}_oci.tar"
    run -0 on_containerd images ls
    [[ $output == *"docker.io/library/nsinfo-agent:$version "*" linux/amd64,linux/arm64 "* ]]
    run -0 on_containerd run --rm "docker.io/library/nsinfo-agent:$version" published /nsinfo-agent --version
    [ "$output" = "nsinfo-agent $version" ]
}
