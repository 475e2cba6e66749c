// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_TEST_FUZZ_H
#define NSINFO_TEST_FUZZ_H

// What every fuzzer needs. One is a file with LLVMFuzzerTestOneInput(): libFuzzer calls it with
// bytes that it makes up (llvm.org/docs/LibFuzzer.html), replay.c with the corpus.
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"
#include "common/base/xalloc.h"

// Looks for faults in what a parser makes of data[0..size). Returns 0.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// What has to hold for every input: if it does not, the case is a finding.
#define fuzz_check(condition) ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))

ATTR_NORETURN void fuzz_fail(const char *file, int line, const char *condition) ATTR_NONNULL(1, 3);

// A failure says so and says why.
void fuzz_check_error(int rc, const struct error *err) ATTR_NONNULL(2);

// The bytes as a text of their own, with the NUL behind it that some parsers count on; the caller
// frees it. Nothing else lies behind that, so that the address sanitizer sees who reads on.
char *fuzz_text(const uint8_t *data, size_t size) ATTR_NODISCARD ATTR_NONNULL(1);

// Takes the first byte off the input, to choose with; 0 if there is none.
uint8_t fuzz_take_byte(const uint8_t **data, size_t *size) ATTR_NODISCARD ATTR_NONNULL(1, 2);

#endif
