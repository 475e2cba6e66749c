# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034 # what the tests use
# What the tests of a release share: its files, and what is in them.

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
version=$(sed -n 's/^project(nsinfo VERSION \([0-9.]*\) .*/\1/p' "$root/CMakeLists.txt")
dist=${NSINFO_DIST:-$root/build/dist/$version}
architectures=(amd64 arm64)
unpacked=${BATS_FILE_TMPDIR:-}

client_archive() {
    echo "$dist/kubectl-nsinfo_${version}_linux_$1.tar.gz"
}

# By an absolute digest "sha256:…" of a descriptor.
blob() {
    echo "$unpacked/image/blobs/sha256/${1#sha256:}"
}

# The index that names the image for every machine.
image_index() {
    cat "$(blob "$(jq -r '.manifests[0].digest' "$unpacked/image/index.json")")"
}

image_manifest() {
    cat "$(blob "$(image_index |
        jq -r --arg a "$1" '.manifests[] | select(.platform.architecture == $a).digest')")"
}

image_config() {
    cat "$(blob "$(image_manifest "$1" | jq -r .config.digest)")"
}

# The commit that the release says it is of.
image_commit() {
    image_config amd64 | jq -r '.config.Labels."org.opencontainers.image.revision"'
}

# What is in the archives goes to client-ARCHITECTURE, image, and agent-ARCHITECTURE.
dist_unpack() {
    local architecture folder
    [ -d "$dist" ] || { echo "no release in $dist: run scripts/release $version first" >&2 && return 1; }
    mkdir "$unpacked/image"
    tar --extract --file "$dist/nsinfo-agent_${version}_oci.tar" -C "$unpacked/image"
    for architecture in "${architectures[@]}"; do
        folder=$unpacked/client-$architecture
        mkdir "$folder" "$unpacked/agent-$architecture"
        tar --extract --file "$(client_archive "$architecture")" -C "$folder"
        tar --extract --gzip -C "$unpacked/agent-$architecture" \
            --file "$(blob "$(image_manifest "$architecture" | jq -r '.layers[0].digest')")"
    done
}

program_file() {
    case $2 in
        kubectl-nsinfo) echo "$unpacked/client-$1/$2" ;;
        nsinfo-agent) echo "$unpacked/agent-$1/$2" ;;
    esac
}

# What runs a program that is for another machine; else env(1), which changes nothing.
emulator() {
    if [ "$1" = "$(dpkg --print-architecture)" ]; then
        echo env
    else
        echo qemu-aarch64-static
    fi
}
