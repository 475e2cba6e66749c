# SPDX-License-Identifier: Apache-2.0
#
# One static library a folder, so that the linker keeps the layers: a folder links just those that
# it may include.

find_package(Threads REQUIRED)

add_library(nsinfo_flags INTERFACE)
target_include_directories(nsinfo_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(nsinfo_flags INTERFACE
    _GNU_SOURCE _FILE_OFFSET_BITS=64 NSINFO_VERSION="${PROJECT_VERSION}")
target_compile_options(nsinfo_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wformat=2 -Wshadow -Wstrict-prototypes -Wmissing-prototypes
    -Wpointer-arith -Wcast-qual -Wwrite-strings -Wundef -Wvla -Wimplicit-fallthrough
    -Wswitch-enum -Wnull-dereference -Wno-gnu-zero-variadic-macro-arguments
    -Wno-missing-field-initializers
    -fno-common -fstack-protector-strong
    $<$<BOOL:${NSINFO_WERROR}>:-Werror>)
target_link_options(nsinfo_flags INTERFACE -Wl,-z,relro,-z,now -Wl,--as-needed)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(nsinfo_flags INTERFACE
        -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -ffunction-sections -fdata-sections)
    target_link_options(nsinfo_flags INTERFACE -pie -Wl,--gc-sections)
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
