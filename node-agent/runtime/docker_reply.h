// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RUNTIME_DOCKER_REPLY_H
#define NSINFO_RUNTIME_DOCKER_REPLY_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// What Docker's Engine API answers. Pure.

// The minor number of the API version to speak: the server's, "1.41" in the Api-Version header of
// /_ping, or the newest that is known here if that is lower. ERROR_BAD_REPLY if api_version is NULL
// or not of the form.
int docker_choose_version(const char *api_version, uint64_t *ret_minor,
                          struct error *err) ATTR_NODISCARD ATTR_NONNULL(2, 3);

// The error of a reply other than 200, with the server's message if it has one.
int docker_status_error(int status, const char *body, size_t len, struct error *err)
    ATTR_NONNULL(2, 4);

// The PID of the container `id`, from what /containers/<id>/json answers. ERROR_NOT_FOUND if it
// does not run; ERROR_BAD_REPLY if the reply is malformed or another container's.
int docker_take_pid(const char *body, size_t len, const char *id, uint64_t *ret_pid,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4, 5);

#endif
