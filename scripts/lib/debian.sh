# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Source packages, and packages of other architectures, from Debian's repositories as this machine
# has them. The machine's own list of sources and its indexes stay as they are.

debian_options=()

# debian_lines TYPE [ARCHITECTURES]: lines of sources.list(5), in the machine's order, which decides
# where a version comes from that several have; TYPE is deb or deb-src.
# shellcheck disable=SC2016 # apt expands these.
debian_lines() {
    local type=$1 architectures=${2:+arch=$2 }
    apt-get indextargets --format '$(ORIGIN)|$(SIGNED_BY)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)' \
        'Identifier: Packages' |
        while IFS='|' read -r origin signed_by uri release component; do
            [ "$origin" = Debian ] || continue
            case $signed_by in
                /*) signed_by=signed-by=$signed_by ;;
                *) signed_by='' ;;
            esac
            printf '%s [%s%s] %s %s %s\n' "$type" "$architectures" "$signed_by" "$uri" "$release" \
                "$component"
        done | sed 's/ \[ *\]//; s/ \]/]/' | awk '!seen[$0]++'
}

# debian_open FOLDER [ARCHITECTURES]: false if it fails. Has apt's state in FOLDER; sources, and packages for the
# ARCHITECTURES (a comma between them) if any are named.
debian_open() {
    local folder=$1 architectures=${2:-}
    mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
    debian_lines deb-src >"$folder/sources.list"
    if [ ! -s "$folder/sources.list" ]; then
        echo "apt knows no Debian repository: see sources.list(5)" >&2
        return 1
    fi
    debian_options=(
        -q -o Dir::Etc::SourceList="$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o Dir::State::Lists="$folder/lists" -o Dir::Cache="$folder/cache"
        # apt drops to a user of its own, who may not be able to write to the folder.
        -o APT::Sandbox::User=root
    )
    if [ -n "$architectures" ]; then
        debian_lines deb "$architectures" >>"$folder/sources.list"
        : >"$folder/status" # what is installed is no matter here
        debian_options+=(-o Dir::State::status="$folder/status" -o APT::Architectures="$architectures")
    fi
    apt-get "${debian_options[@]}" update
}
