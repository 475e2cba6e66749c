// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_APISERVER_STATUS_H
#define NSINFO_APISERVER_STATUS_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// A refusal of the API server as an error, in the words that kubectl has for it: of the Status
// object in the body (k8s.io/apimachinery meta/v1), or, where the body is something else, of the
// HTTP status. Pure. Returns -1, always.
//   404 → ERROR_NOT_FOUND, "Error from server (NotFound)", "pods \"x\" not found"
//   401 → ERROR_UNAUTHORIZED, "You must be logged in to the server (Unauthorized)"
// content_type may be NULL; body need not end with NUL.
int status_error(int http_status, const char *content_type, const char *body, size_t len,
                 struct error *err) ATTR_NONNULL(3, 5);

#endif
