// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BUNDLE_EMBEDDED_MANIFESTS_H
#define NSINFO_BUNDLE_EMBEDDED_MANIFESTS_H

#include <stddef.h>

// A file of manifests that the build has put into the program.
struct embedded_manifest {
    const char *path; // in the sources
    const char *text; // without a NUL
    size_t len;
};

extern const struct embedded_manifest embedded_agent; // deploy/nsinfo-agent.yaml
extern const struct embedded_manifest embedded_team;  // examples/team.yaml

#endif
