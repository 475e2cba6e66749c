#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The agent's image by the OCI image specification 1.0: its layout, its descriptors and its contents.
#
# NSINFO_DIST  where the release is (default: build/dist/VERSION)
#
# shellcheck disable=SC2154 # what run leaves

bats_require_minimum_version 1.5.0

load dist

setup_file() {
    dist_unpack
}

# Descriptors on standard input, one a line: each blob is there, as long as it says, and of that sum.
are_whole() {
    local digest size
    jq -r '"\(.digest) \(.size)"' | while read -r digest size; do
        [ "$(stat -c %s "$(blob "$digest")")" -eq "$size" ]
        [ "sha256:$(sha256sum <"$(blob "$digest")" | cut -d ' ' -f 1)" = "$digest" ]
    done
}

@test "every blob is the one that its descriptor says, and there are no others" {
    local architecture
    {
        jq -c '.manifests[]' "$unpacked/image/index.json"
        image_index | jq -c '.manifests[]'
        for architecture in "${architectures[@]}"; do
            image_manifest "$architecture" | jq -c '.config, .layers[]'
        done
    } >"$BATS_TEST_TMPDIR/descriptors"
    are_whole <"$BATS_TEST_TMPDIR/descriptors"
    [ "$(jq -r .digest "$BATS_TEST_TMPDIR/descriptors" | sort)" = \
        "$(find "$unpacked/image/blobs/sha256" -type f -printf 'sha256:%f\n' | sort)" ]
}

@test "the layout is of version 1.0.0, with one image for both machines" {
    [ "$(jq -r .imageLayoutVersion "$unpacked/image/oci-layout")" = 1.0.0 ]
    [ "$(jq -r '.manifests | length' "$unpacked/image/index.json")" -eq 1 ]
    [ "$(image_index | jq -c '[.manifests[].platform]')" = \
        '[{"architecture":"amd64","os":"linux"},{"architecture":"arm64","os":"linux"}]' ]
}

@test "the name that it gets is the one that deploy/ asks for" {
    local name
    name=$(sed -n 's/^ *image: //p' "$root/deploy/nsinfo-agent.yaml")
    [ "$name" = "nsinfo-agent:$version" ]
    [ "$(jq -r '.manifests[0].annotations."io.containerd.image.name"' "$unpacked/image/index.json")" = \
        "docker.io/library/$name" ]
}

@test "the image is one program and nothing else, and starts it as the user that deploy/ has" {
    local architecture
    for architecture in "${architectures[@]}"; do
        [ "$(image_manifest "$architecture" | jq '.layers | length')" -eq 1 ]
        run tar --list --verbose --numeric-owner --gzip \
            --file "$(blob "$(image_manifest "$architecture" | jq -r '.layers[0].digest')")"
        [[ $output == "-rwxr-xr-x 0/0 "*" nsinfo-agent" ]]
        [ "${#lines[@]}" -eq 1 ]
        [ "$(image_config "$architecture" | jq -c '[.architecture, .os, .config.User, .config.Entrypoint]')" = \
            "[\"$architecture\",\"linux\",\"0:0\",[\"/nsinfo-agent\"]]" ]
    done
    grep -q 'runAsUser: 0$' "$root/deploy/nsinfo-agent.yaml"
}

@test "the layer is known by the sum of what is in it, unpacked" {
    local architecture layer
    for architecture in "${architectures[@]}"; do
        layer=$(blob "$(image_manifest "$architecture" | jq -r '.layers[0].digest')")
        [ "$(image_config "$architecture" | jq -r '.rootfs.diff_ids[]')" = \
            "sha256:$(gzip -dc "$layer" | sha256sum | cut -d ' ' -f 1)" ]
    done
}

@test "the image says of which version and commit it is" {
    run jq -r '.config.Labels | ."org.opencontainers.image.version", ."org.opencontainers.image.revision"' \
        < <(image_config arm64)
    [ "${lines[0]}" = "$version" ]
    [[ ${lines[1]} =~ ^[0-9a-f]{40}$ ]]
}
