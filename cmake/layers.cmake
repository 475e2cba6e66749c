# SPDX-License-Identifier: Apache-2.0
#
# One static library a folder, so that the linker keeps the layers: a folder links just those that
# it may include.

find_package(Threads REQUIRED)

# What makes faults harder to exploit; for generated code too. test/release reads it back from the
# programs.
add_library(nsinfo_hardening INTERFACE)
target_compile_options(nsinfo_hardening INTERFACE -fstack-protector-strong)
target_link_options(nsinfo_hardening INTERFACE -Wl,-z,relro,-z,now)
# The static toolchain has flags of its own, and a C library without the two below.
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT NSINFO_STATIC)
    target_compile_options(nsinfo_hardening INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
    target_link_options(nsinfo_hardening INTERFACE -pie)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64|i.86)$")
        # The C library's start files keep to the shadow stack, whether or not they are marked so,
        # as Debian 12's are not. Indirect branch tracking the linker marks by itself, where they
        # have the instructions for it.
        target_compile_options(nsinfo_hardening INTERFACE -fcf-protection=full)
        target_link_options(nsinfo_hardening INTERFACE -Wl,-z,shstk)
    endif()
endif()

add_library(nsinfo_flags INTERFACE)
target_link_libraries(nsinfo_flags INTERFACE nsinfo_hardening)
target_include_directories(nsinfo_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(nsinfo_flags INTERFACE
    _GNU_SOURCE _FILE_OFFSET_BITS=64 NSINFO_VERSION="${PROJECT_VERSION}")
target_compile_options(nsinfo_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wformat=2 -Wshadow -Wstrict-prototypes -Wmissing-prototypes
    -Wpointer-arith -Wcast-qual -Wwrite-strings -Wundef -Wvla -Wimplicit-fallthrough
    -Wswitch-enum -Wnull-dereference -Wno-gnu-zero-variadic-macro-arguments
    -Wno-missing-field-initializers
    -fno-common
    $<$<BOOL:${NSINFO_WERROR}>:-Werror>)
target_link_options(nsinfo_flags INTERFACE -Wl,--as-needed)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(nsinfo_flags INTERFACE -ffunction-sections -fdata-sections)
    target_link_options(nsinfo_flags INTERFACE -Wl,--gc-sections)
endif()
if(NSINFO_SANITIZE)
    target_compile_options(nsinfo_flags INTERFACE
        -fsanitize=${NSINFO_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(nsinfo_flags INTERFACE -fsanitize=${NSINFO_SANITIZE})
endif()
if(NSINFO_FUZZ)
    target_compile_options(nsinfo_flags INTERFACE -fsanitize=fuzzer-no-link)
    target_link_options(nsinfo_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# nsinfo_layer(NAME [LINK target...]): every .c of the folder, as the static library NAME.
function(nsinfo_layer name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
    file(GLOB sources CONFIGURE_DEPENDS *.c)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC nsinfo_flags ${arg_LINK})
endfunction()
