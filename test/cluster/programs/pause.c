// SPDX-License-Identifier: Apache-2.0
// The process that keeps a pod's namespaces. With a shared PID namespace it is PID 1 of the pod and
// so inherits orphans, which the kernel reaps when SIGCHLD is ignored (wait(2)).
#include <signal.h>
#include <unistd.h>

static void end(int signal)
{
    (void)signal;
    _exit(0);
}

int main(void)
{
    signal(SIGCHLD, SIG_IGN);
    signal(SIGINT, end);
    signal(SIGTERM, end);
    for (;;)
        pause();
}
