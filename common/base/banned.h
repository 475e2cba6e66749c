// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_BANNED_H
#define NSINFO_BASE_BANNED_H

// The C library's declarations must have been seen before their names are poisoned.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// Unbounded, or unable to report an error: common/base/text.h and strbuf.h have the replacements.
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok strtok_r gets
#pragma GCC poison atoi atol atoll atof strtol strtoll strtoul strtoull sscanf

#endif
