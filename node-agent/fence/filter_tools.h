// SPDX-License-Identifier: Apache-2.0

// Rows of the table in filter.c for tests only: what sanitizers and valgrind do beside the program.
// clang-format off
    CALL(open), CALL(openat), CALL(readlink), CALL(stat), CALL(getdents), CALL(mmap), CALL(mprotect),
    CALL(prctl), CALL(prlimit64), CALL(sigaltstack), CALL(clone), CALL(getppid), CALL(ptrace),
    CALL(wait4), CALL(process_vm_readv), CALL(tgkill), CALL(tkill), CALL(kill),
    // clang-format on
