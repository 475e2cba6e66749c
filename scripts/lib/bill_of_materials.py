#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the bill of materials of a release: what is linked into each published file, by Debian's
source package and version, as JSON of SPDX 2.3. What is linked is read from the linker's own maps,
so that nothing can be left out; an archive that no package is known for is an error."""
import argparse
import hashlib
import json
import os
import re
import sys

# The archives and start files that the linker may take, by the source package they are from.
PACKAGES = {
    "curl": ["libcurl.a"],
    "gcc-12": ["libgcc.a", "crtbeginS.o", "crtendS.o"],
    "jansson": ["libjansson.a"],
    "libevent": ["libevent_core.a", "libevent_extra.a", "libevent_openssl.a", "libevent_pthreads.a"],
    "libseccomp": ["libseccomp.a"],
    "libyaml": ["libyaml.a"],
    "musl": ["libc.a", "rcrt1.o", "crti.o", "crtn.o"],
    "nghttp2": ["libnghttp2.a"],
    "openssl": ["libcrypto.a", "libssl.a"],
    "protobuf-c": ["libprotobuf-c.a"],
    "zlib": ["libz.a"],
}

# Debian's short names of licences (copyright-format 1.0) that SPDX has another name for. The
# versions "+" and without are "or later" and "only" there.
SPDX_LICENCES = {
    "apache-2.0": "Apache-2.0", "bsd-2-clause": "BSD-2-Clause", "bsd-3-clause": "BSD-3-Clause",
    "curl": "curl", "expat": "MIT", "mit": "MIT", "zlib": "Zlib", "isc": "ISC",
    "lgpl-2.1": "LGPL-2.1-only", "lgpl-2.1+": "LGPL-2.1-or-later",
}


def linked_files(map_path):
    """The archives that a member was taken of, and the object files, as ld(1) lists them."""
    with open(map_path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    head = text.split("Memory Configuration", 1)[0].split("Discarded input sections", 1)[0]
    archives = re.findall(r"^(\S+\.a)\(", head, re.MULTILINE)
    objects = re.findall(r"^LOAD (\S+\.o)$", text, re.MULTILINE)
    if not archives or not objects:
        sys.exit(f"bill_of_materials: \"{map_path}\" is no map of a linker")
    return set(archives) | set(objects)


def linked_packages(map_path):
    """Relative paths are our own objects and archives, named as the build folder knows them."""
    known = {name: package for package, names in PACKAGES.items() for name in names}
    found = set()
    for path in linked_files(map_path):
        if not os.path.isabs(path):
            continue
        name = os.path.basename(path)
        if name not in known:
            sys.exit(f"bill_of_materials: \"{path}\" is linked in, and no package is known for it; "
                     "PACKAGES in scripts/lib/bill_of_materials.py has to name it")
        found.add(known[name])
    return found


def licence_of(copyright_path):
    """That of "Files: *", where the file is one that machines can read and SPDX has the licence."""
    if not os.path.exists(copyright_path):
        return "NOASSERTION"
    with open(copyright_path, encoding="utf-8") as file:
        paragraphs = re.split(r"\n\s*\n", file.read())
    for paragraph in paragraphs:
        if re.search(r"^Files:\s*\*\s*$", paragraph, re.MULTILINE):
            licence = re.search(r"^License:[ \t]*(.*)$", paragraph, re.MULTILINE)
            return SPDX_LICENCES.get(licence.group(1).strip().lower(), "NOASSERTION")
    return "NOASSERTION"


def identifier(*words):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.]+", "-", "-".join(words))


def library(name, version, copyright_path):
    licence = licence_of(copyright_path)
    return {
        "SPDXID": identifier("debian", name), "name": name, "versionInfo": version,
        "supplier": "Organization: Debian", "filesAnalyzed": False,
        "downloadLocation": "NOASSERTION",  # Debian's, as the external reference says
        "licenseConcluded": licence, "licenseDeclared": licence, "copyrightText": "NOASSERTION",
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
            "referenceLocator": f"pkg:deb/debian/{name}@{version.replace(':', '%3A')}?arch=source"}],
    }


def published(path, version):
    with open(path, "rb") as file:
        checksum = hashlib.sha256(file.read()).hexdigest()
    name = os.path.basename(path)
    return {
        "SPDXID": identifier(name), "name": name, "packageFileName": name, "versionInfo": version,
        "supplier": "NOASSERTION", "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
        "checksums": [{"algorithm": "SHA256", "checksumValue": checksum}],
        "licenseConcluded": "NOASSERTION", "licenseDeclared": "Apache-2.0",
        "copyrightText": "NOASSERTION",
    }


def relation(element, kind, other):
    return {"spdxElementId": element, "relationshipType": kind, "relatedSpdxElement": other}


def document(args, versions):
    files = {}  # a published file, and the packages in it
    for pair in args.linked:
        path, map_path = pair.split("=", 1)
        files.setdefault(path, set()).update(linked_packages(map_path))
    packages = [published(path, args.version) for path in sorted(files)]
    relations = [relation("SPDXRef-DOCUMENT", "DESCRIBES", package["SPDXID"])
                 for package in packages]
    for name in sorted(set().union(*files.values())):
        packages.append(library(name, versions[name], os.path.join(args.copyright, name)))
    for path in sorted(files):
        relations += [relation(identifier(os.path.basename(path)), "STATIC_LINK",
                               identifier("debian", name)) for name in sorted(files[path])]
    return {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"nsinfo-{args.version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/nsinfo-{args.version}-{args.commit}",
        "creationInfo": {"created": args.created, "creators": ["Tool: scripts/release"]},
        "packages": packages, "relationships": relations,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", required=True)
    parser.add_argument("--commit", required=True)
    parser.add_argument("--created", required=True, help="RFC 3339, in UTC")
    parser.add_argument("--sources", required=True, help="a file: package and version a line")
    parser.add_argument("--copyright", required=True, help="a folder with a file for each package")
    parser.add_argument("linked", nargs="+", metavar="FILE=MAP", help="what is published, and the "
                        "map of a program in it")
    args = parser.parse_args()
    with open(args.sources, encoding="utf-8") as file:
        versions = dict(line.split() for line in file)
    json.dump(document(args, versions), sys.stdout, indent=1, sort_keys=True)
    print()


main()
