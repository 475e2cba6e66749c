// SPDX-License-Identifier: Apache-2.0
//
// In the static program alone, where the linker has libevent call this for getnameinfo() (ld(1),
// --wrap). libevent closes a connection at once whose other end it cannot name, and musl's
// getnameinfo() knows of no AF_UNIX, for which glibc's says "localhost".
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>

// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the linker's names
int __real_getnameinfo(const struct sockaddr *address, socklen_t address_len, char *host,
                       socklen_t host_len, char *service, socklen_t service_len, int flags);
int __wrap_getnameinfo(const struct sockaddr *address, socklen_t address_len, char *host,
                       socklen_t host_len, char *service, socklen_t service_len, int flags);

int __wrap_getnameinfo(const struct sockaddr *address, socklen_t address_len, char *host,
                       socklen_t host_len, char *service, socklen_t service_len, int flags)
{
    if (address->sa_family != AF_UNIX)
        return __real_getnameinfo(address, address_len, host, host_len, service, service_len,
                                  flags);
    if (host != NULL)
        snprintf(host, host_len, "localhost");
    if (service != NULL && service_len > 0)
        service[0] = '\0';
    return 0;
}
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
