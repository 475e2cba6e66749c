// SPDX-License-Identifier: Apache-2.0
// Passes TCP connections from a port on this side's loopback on to a port in another network
// namespace: `relay NETNS ADDRESS PORT` prints the port that it got, and goes into the background.
// A socket stays in the namespace where it was opened, so one process can have a foot in each.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct connection {
    int near, far;
};

static struct sockaddr_in target;

static void copy(int from, int to)
{
    char buffer[65536];
    for (;;) {
        ssize_t got = recv(from, buffer, sizeof(buffer), 0);
        if (got <= 0)
            break;
        for (ssize_t sent = 0, n; sent < got; sent += n) {
            n = send(to, buffer + sent, (size_t)(got - sent), MSG_NOSIGNAL);
            if (n <= 0) {
                // Nobody listens any more: the other side learns it by its next write.
                shutdown(from, SHUT_RD);
                return;
            }
        }
    }
    shutdown(to, SHUT_WR);
}

static void *copy_back(void *argument)
{
    struct connection *c = argument;
    copy(c->far, c->near);
    return NULL;
}

static void no_delay(int fd)
{
    int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
}

static void *serve(void *argument)
{
    struct connection *c = argument;
    pthread_t back;
    c->far = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->far >= 0 && connect(c->far, (struct sockaddr *)&target, sizeof(target)) == 0) {
        no_delay(c->near);
        no_delay(c->far);
        if (pthread_create(&back, NULL, copy_back, c) == 0) {
            copy(c->near, c->far);
            pthread_join(back, NULL);
        }
    }
    if (c->far >= 0)
        close(c->far);
    close(c->near);
    free(c);
    return NULL;
}

static int listen_on_loopback(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(here);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&here, size) < 0 || listen(fd, 128) < 0 ||
        getsockname(fd, (struct sockaddr *)&here, &size) < 0)
        err(1, "listen on 127.0.0.1");
    printf("%u\n", (unsigned)ntohs(here.sin_port));
    fflush(stdout);
    return fd;
}

static void enter(const char *netns)
{
    int fd = open(netns, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || setns(fd, CLONE_NEWNET) < 0)
        err(1, "enter %s", netns);
    close(fd);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        errx(2, "usage: relay NETNS ADDRESS PORT");
    target.sin_family = AF_INET;
    target.sin_port = htons((uint16_t)strtoul(argv[3], NULL, 10));
    if (inet_pton(AF_INET, argv[2], &target.sin_addr) != 1)
        errx(2, "not an IPv4 address: %s", argv[2]);
    int listener = listen_on_loopback();
    enter(argv[1]);
    if (daemon(0, 0) < 0)
        err(1, "go into the background");
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&detached, 256 * 1024);
    for (;;) {
        pthread_t thread;
        struct connection *c = calloc(1, sizeof(*c));
        if (c == NULL || (c->near = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) < 0) {
            free(c);
            usleep(10000);
        } else if (pthread_create(&thread, &detached, serve, c) != 0) {
            close(c->near);
            free(c);
        }
    }
}
