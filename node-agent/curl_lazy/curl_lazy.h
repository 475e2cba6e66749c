// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CURL_LAZY_CURL_LAZY_H
#define NSINFO_CURL_LAZY_CURL_LAZY_H

#include "common/base/attributes.h"
#include "common/base/error.h"

// libcurl, loaded when it is first needed: it brings thirty libraries and 6 MB along, and most
// agents ask no runtime. In the agent libcurl's functions are those of this module, which pass them
// on. In a static agent, of which only the pages in use are in memory, they are libcurl's own.

// Loads it. To be called before the first of its functions, which abort without it.
// ERROR_UNAVAILABLE if it is not there.
int curl_lazy_load(struct error *err) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
