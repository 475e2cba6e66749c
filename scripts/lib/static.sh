# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What both programs are made of when they are linked statically: musl, and the libraries compiled
# against it from Debian's sources. glibc is no choice: linked statically it loads the modules of
# the machine's nsswitch.conf(5) all the same, and dies of those that are not its own version.
# Needs step.sh and debian.sh.
#
# shellcheck disable=SC2154 # debian_options

# The Debian source packages; each is built by the function of its name, in this order.
readonly static_sources=(zlib openssl nghttp2 curl jansson libyaml protobuf-c libevent libseccomp)

static_triplet() {
    case $1 in
        amd64) echo x86_64-linux ;;
        arm64) echo aarch64-linux ;;
        *) fail "no static build is known for the architecture \"$1\"" ;;
    esac
}

# The versions of all of them that apt knows, the newest first: "NAME VERSION" a line.
static_known_versions() {
    apt-cache "${debian_options[@]}" showsrc --only-source "${static_sources[@]}" |
        awk '$1 == "Package:" { name = $2 } $1 == "Version:" { print name, $2 }' |
        sort -u | sort -k 1,1 -k 2,2Vr
}

# static_download NAME=VERSION…
static_download() {
    apt-get "${debian_options[@]}" source --download-only "$@"
}

# static_download_newest NAME: its versions are on standard input, the newest first. While a mirror is
# updated, files of the newest version may be missing: the newest that is whole.
static_download_newest() {
    local name=$1 version newest=''
    while read -r _ version; do
        newest=${newest:-$version}
        static_download "$name=$version" || continue
        [ "$version" = "$newest" ] || static_older+=("$name $version, not $newest")
        static_version[$name]=$version
        return
    done
    echo "the mirror has no version of $name whole" >&2
    return 1
}

static_download_sources() {
    local known name
    known=$(static_known_versions)
    for name in "${static_sources[@]}"; do
        static_version[$name]=$(awk -v name="$name" '$1 == name { print $2; exit }' <<<"$known")
    done
    static_download "${static_sources[@]}" && return
    for name in "${static_sources[@]}"; do
        static_download_newest "$name" < <(grep "^$name " <<<"$known") || return
    done
}

# static_fetch FOLDER ARCHITECTURE…: false if it fails. Downloads the sources, and the package musl-dev for each
# ARCHITECTURE. static_version has their versions then, and static_older what is not the newest.
static_fetch() {
    local folder=$1 before=$PWD
    shift
    declare -gA static_version=()
    declare -ga static_older=()
    mkdir -p "$folder"
    cd "$folder" || return
    static_download_sources || return
    apt-get "${debian_options[@]}" download "${@/#/musl-dev:}" || return
    cd "$before" || return
    static_version[gcc-12]=$(dpkg-query -W -f '${source:Version}' libgcc-12-dev)
    static_version[musl]=$(apt-cache "${debian_options[@]}" show --no-all-versions "musl-dev:$1" |
        sed -n 's/^Version: //p')
}

# Whatever decides what the libraries' bytes are.
static_key() {
    local name
    {
        for name in "${!static_version[@]}"; do
            echo "$name ${static_version[$name]}"
        done | sort
        "$(static_triplet "$1")-gnu-gcc" --version
        declare -f static_build static_compiler static_kernel_headers static_pkg_config \
            static_configure static_make "${static_sources[@]/#/static_build_}"
    } | sha256sum | cut -c 1-16
}

# The kernel's own headers, which musl leaves to it; in a folder without glibc's.
static_kernel_headers() {
    local architecture=$1 folder=$2 headers machine
    machine=$(static_triplet "$architecture")-gnu
    headers=/usr/include
    [ -d "$headers/$machine/asm" ] || headers=/usr/$machine/include
    mkdir -p "$folder"
    ln -sfn "$headers/linux" "$folder/linux"
    ln -sfn "$headers/asm-generic" "$folder/asm-generic"
    if [ "$headers" = /usr/include ]; then headers=/usr/include/$machine; fi
    ln -sfn "$headers/asm" "$folder/asm"
}

# A compiler that knows musl and nothing of glibc. All flags stand in here: some libraries keep those
# that they are given in the program, and these name folders. The C library's own default stack of a
# thread is 128 kB; these are glibc's 8 MB, of which only what is used counts.
static_compiler() {
    local architecture=$1 prefix=$2 triplet gcc musl=$2/musl/usr extra=''
    triplet=$(static_triplet "$architecture")
    gcc=$triplet-gnu-gcc
    # Else libgcc asks for getauxval() before it is there.
    [ "$architecture" != arm64 ] || extra=-mno-outline-atomics
    mkdir -p "$prefix/bin"
    static_kernel_headers "$architecture" "$prefix/kernel"
    cat >"$prefix/bin/static-cc" <<SCRIPT
#!/bin/sh
exec $gcc -nostdinc -isystem $musl/include/$triplet-musl -isystem $prefix/usr/include \\
    -isystem $(dirname "$("$gcc" -print-libgcc-file-name)")/include -idirafter $prefix/kernel \\
    -O2 -g0 -fPIE -ffunction-sections -fdata-sections -fstack-protector-strong \\
    -fstack-clash-protection -DNDEBUG $extra \\
    -ffile-prefix-map=$prefix=. \\
    "\$@" \\
    -static-pie -B$musl/lib/$triplet-musl -L$musl/lib/$triplet-musl -L$prefix/usr/lib \\
    -Wl,--gc-sections -Wl,-z,relro,-z,now,-z,noexecstack,-z,stack-size=8388608
SCRIPT
    chmod 0755 "$prefix/bin/static-cc"
    local tool
    for tool in ar ranlib strip nm; do
        ln -sfn "/usr/bin/$triplet-gnu-$tool" "$prefix/bin/static-$tool"
    done
}

# Some sources come as git has them, without a configure script.
static_configure() {
    [ -e configure ] || autoreconf --install --force
    ./configure --quiet --prefix=/usr --build=x86_64-linux-gnu --host="$triplet-musl" \
        --disable-shared --enable-static --disable-dependency-tracking \
        CC=static-cc CFLAGS=-O2 AR=static-ar RANLIB=static-ranlib STRIP=static-strip NM=static-nm "$@"
}

static_make() {
    make --silent -j"$(nproc)" "$@"
}

static_build_zlib() {
    CHOST=$triplet-musl CC=static-cc AR=static-ar RANLIB=static-ranlib ./configure --prefix=/usr --static
    static_make libz.a
    make --silent install DESTDIR="$prefix"
}

# Without whatever neither program has a use for: modules, engines, and ciphers that no TLS server
# of this decade asks for.
static_build_openssl() {
    local -a without=(
        shared dso module engine afalgeng async ktls secure-memory tests legacy comp ssl3 dtls
        autoload-config ui-console aria bf blake2 camellia cast cmp cms ct des dh dsa gost idea
        md4 mdc2 nextprotoneg ocb ocsp psk rc2 rc4 rfc3779 rmd160 scrypt seed siphash siv sm2 sm3
        sm4 srp srtp ssl-trace tls1 tls1_1 ts whirlpool
    )
    perl ./Configure "linux-${triplet%-linux}" --prefix=/usr --libdir=lib --openssldir=/etc/ssl \
        CC=static-cc AR=static-ar RANLIB=static-ranlib "${without[@]/#/no-}"
    static_make build_generated
    static_make libcrypto.a libssl.a libcrypto.pc libssl.pc openssl.pc
    mkdir -p "$prefix/usr/include/openssl" "$prefix/usr/lib/pkgconfig"
    cp include/openssl/*.h "$prefix/usr/include/openssl/"
    cp libcrypto.a libssl.a "$prefix/usr/lib/"
    cp ./*.pc "$prefix/usr/lib/pkgconfig/"
}

static_build_nghttp2() {
    static_configure --enable-lib-only
    static_make -C lib
    static_make -C lib install DESTDIR="$prefix"
}

# No authorities are built in: common/net looks for those of the distribution that it runs on.
static_build_curl() {
    static_configure --with-openssl --with-nghttp2 --with-zlib --without-ca-bundle --without-ca-path \
        --without-ca-fallback --enable-unix-sockets --enable-ipv6 --enable-threaded-resolver \
        --enable-http --enable-proxy --disable-ftp --disable-file --disable-ldap --disable-ldaps \
        --disable-rtsp --disable-dict --disable-telnet --disable-tftp --disable-pop3 --disable-imap \
        --disable-smb --disable-smtp --disable-gopher --disable-mqtt --disable-manual --disable-ntlm \
        --disable-ntlm-wb --disable-crypto-auth --disable-tls-srp --disable-alt-svc --disable-hsts \
        --disable-cookies --disable-doh --disable-netrc --disable-mime --disable-dateparse \
        --disable-progress-meter --disable-libcurl-option --without-libpsl --without-libidn2 \
        --without-libssh2 --without-brotli --without-zstd --without-librtmp --disable-openssl-auto-load-config
    static_make -C lib
    static_make -C lib install DESTDIR="$prefix"
    static_make -C include install DESTDIR="$prefix"
    static_make install-pkgconfigDATA DESTDIR="$prefix"
}

static_build_jansson() {
    static_configure
    static_make -C src
    static_make -C src install DESTDIR="$prefix"
    static_make install-pkgconfigDATA DESTDIR="$prefix"
}

static_build_libyaml() {
    static_configure
    static_make -C src
    static_make -C src install DESTDIR="$prefix"
    static_make -C include install DESTDIR="$prefix"
    static_make install-pkgconfigDATA DESTDIR="$prefix"
}

static_build_protobuf-c() {
    static_configure --disable-protoc
    static_make protobuf-c/libprotobuf-c.la
    static_make install DESTDIR="$prefix"
}

# Debian's patches change its Makefile.am.
static_build_libevent() {
    autoreconf --install --force
    static_configure --disable-samples --disable-libevent-regress --disable-debug-mode
    static_make
    static_make install DESTDIR="$prefix"
    # musl has none.
    install -D -m 0644 compat/sys/queue.h "$prefix/usr/include/sys/queue.h"
}

static_build_libseccomp() {
    static_configure
    static_make -C src libseccomp.la
    static_make -C src install DESTDIR="$prefix"
    static_make -C include install DESTDIR="$prefix"
    static_make install-pkgconfDATA DESTDIR="$prefix"
}

# Their pkg-config files say /usr, which is there twice: on this machine and below PREFIX. pkgconf
# puts the latter before it.
static_pkg_config() {
    cat >"$1/bin/static-pkg-config" <<SCRIPT
#!/bin/sh
export PKG_CONFIG_LIBDIR=$1/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$1 PKG_CONFIG_PATH=
exec pkg-config --static "\$@"
SCRIPT
    chmod 0755 "$1/bin/static-pkg-config"
}

# static_build ARCHITECTURE SOURCES PREFIX: compiles all that static_fetch() has put into SOURCES;
# PREFIX/usr has the libraries then, and PREFIX/copyright/NAME the licences of each.
static_build() {
    local architecture=$1 sources=$2 prefix=$3 triplet name version tree
    triplet=$(static_triplet "$architecture")
    mkdir -p "$prefix/copyright"
    dpkg-deb -x "$sources/musl-dev_${static_version[musl]}_$architecture.deb" "$prefix/musl"
    cp "$prefix/musl/usr/share/doc/musl-dev/copyright" "$prefix/copyright/musl"
    cp /usr/share/doc/libgcc-12-dev/copyright "$prefix/copyright/gcc-12"
    static_compiler "$architecture" "$prefix"
    static_pkg_config "$prefix"
    tree=$prefix/tree
    for name in "${static_sources[@]}"; do
        rm -rf "$tree"
        version=${static_version[$name]#*:}
        dpkg-source --no-check -x "$sources/${name}_$version.dsc" "$tree"
        (
            cd "$tree" || exit
            export PATH=$prefix/bin:$PATH PKG_CONFIG=static-pkg-config
            # OpenSSL keeps it. They serve for many commits.
            SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -S Timestamp)
            export SOURCE_DATE_EPOCH
            "static_build_$name"
        )
        cp "$tree/debian/copyright" "$prefix/copyright/$name"
    done
    rm -rf "$tree" "$prefix"/*.orig.tar.*
}
