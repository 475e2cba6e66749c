// SPDX-License-Identifier: Apache-2.0

// Rows of the table in filter.c for tests only: what sanitizers and valgrind do beside the program.
// clang-format off
    CALL(mmap), CALL(mprotect), CALL(prctl), CALL(prlimit64), CALL(sigaltstack), CALL(openat),
    CALL(clone), CALL(ptrace), CALL(wait4), CALL(waitid), CALL(getppid),
    // clang-format on
