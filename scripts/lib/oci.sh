# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# An image of one static program, FROM nothing, for several architectures: an image layout of the
# OCI image specification 1.0 in a tar archive. Needs archive.sh.

# oci_blob FOLDER FILE TYPE [MEMBERS]: moves FILE among the layout's blobs and prints its descriptor,
# with the MEMBERS (JSON) added.
oci_blob() {
    local folder=$1 file=$2 type=$3 members=${4:-{\}} sum size
    sum=$(sha256 "$file")
    size=$(stat -c %s "$file")
    mkdir -p "$folder/blobs/sha256"
    mv "$file" "$folder/blobs/sha256/$sum"
    jq --null-input --compact-output --arg type "application/vnd.oci.image.$type" \
        --arg digest "sha256:$sum" --argjson size "$size" --argjson members "$members" \
        '{mediaType: $type, digest: $digest, size: $size} + $members'
}

# The user is the one that deploy/ has: root, as no other may read the links of /proc/PID/ns.
oci_config() {
    local architecture=$1 layer=$2 path=$3 labels=$4
    jq --null-input --compact-output --sort-keys --arg created "$(source_date)" \
        --arg architecture "$architecture" --arg layer "sha256:$(sha256 "$layer")" \
        --arg path "$path" --argjson labels "$labels" \
        '{created: $created, architecture: $architecture, os: "linux",
          config: {User: "0:0", Entrypoint: [$path], WorkingDir: "/", Labels: $labels},
          rootfs: {type: "layers", diff_ids: [$layer]},
          history: [{created: $created, created_by: "scripts/release"}]}'
}

# oci_manifest LAYOUT ARCHITECTURE PROGRAM LABELS: prints the descriptor of the image for one
# architecture, which has PROGRAM at / and its name.
oci_manifest() {
    local layout=$1 architecture=$2 program=$3 labels=$4 work config layer
    work=$(mktemp -d -p "$layout")
    tar_reproducibly --file "$work/layer" -C "$(dirname "$program")" "$(basename "$program")"
    oci_config "$architecture" "$work/layer" "/$(basename "$program")" "$labels" >"$work/config"
    gzip -n -9 "$work/layer"
    config=$(oci_blob "$layout" "$work/config" config.v1+json)
    layer=$(oci_blob "$layout" "$work/layer.gz" layer.v1.tar+gzip)
    jq --null-input --compact-output --argjson config "$config" --argjson layer "$layer" \
        '{schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json",
          config: $config, layers: [$layer]}' >"$work/manifest"
    oci_blob "$layout" "$work/manifest" manifest.v1+json \
        "{\"platform\": {\"architecture\": \"$architecture\", \"os\": \"linux\"}}"
    rmdir "$work"
}

# oci_index DESCRIPTORS…: as an image index of all of them.
oci_index() {
    printf '%s\n' "$@" | jq --slurp --compact-output \
        '{schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: .}'
}

# oci_archive OUTPUT NAME:TAG LABELS ARCHITECTURE=PROGRAM…: LABELS are an object of JSON. containerd
# takes the image's whole name from an annotation of its own, others the tag from OCI's.
oci_archive() {
    local output=$1 name=$2 labels=$3 layout image index
    local -a manifests=()
    shift 3
    layout=$(mktemp -d)
    for image in "$@"; do
        manifests+=("$(oci_manifest "$layout" "${image%%=*}" "${image#*=}" "$labels")")
    done
    oci_index "${manifests[@]}" >"$layout/index"
    index=$(oci_blob "$layout" "$layout/index" index.v1+json \
        "{\"annotations\": {\"io.containerd.image.name\": \"docker.io/library/$name\",
                            \"org.opencontainers.image.ref.name\": \"${name##*:}\"}}")
    oci_index "$index" >"$layout/index.json"
    echo '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
    tar_reproducibly --file "$output" -C "$layout" blobs index.json oci-layout
    rm -rf "$layout"
}
