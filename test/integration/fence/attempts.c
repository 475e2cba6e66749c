// SPDX-License-Identifier: Apache-2.0
#include "test/integration/fence/attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/text.h"

enum { BAD_FD = -1, BAD_VALUE = 0x7ffffff0, TMPFILE_BIT = O_TMPFILE & ~O_DIRECTORY };

#define TEXT(text) ((uintptr_t)(text))
#define CALL(title, call, ...)                                                                     \
    {                                                                                              \
        .name = (title), .number = SYS_##call, .arguments = { __VA_ARGS__ }                        \
    }
#define OPEN(title, path, flags) CALL(title, openat, HERE, TEXT(path), (uintptr_t)(flags), 0600)
#define HERE                     ((uintptr_t)AT_FDCWD)
#define NO_FILE                  ((uintptr_t)BAD_FD)
#define NOWHERE                  ((uintptr_t)1) // an address that is not mapped

// The working directory is the test's own; "file" and "folder" are in it.
const struct attempt attempts[] = {
#ifndef NSINFO_FENCE_TOOLS
    OPEN("open a file for writing", "file", O_WRONLY),
    OPEN("open a file for reading and writing", "file", O_RDWR),
    OPEN("open a file with both bits of the access mode", "file", O_ACCMODE),
    OPEN("create a file", "new-1", O_WRONLY | O_CREAT),
    OPEN("create a file that is only read", "new-2", O_RDONLY | O_CREAT),
    OPEN("create a file that must not be there", "new-3", O_RDONLY | O_CREAT | O_EXCL),
    OPEN("truncate a file as it is opened for reading", "file", O_RDONLY | O_TRUNC),
    OPEN("append to a file", "file", O_WRONLY | O_APPEND),
    OPEN("open a file without a name", ".", O_TMPFILE | O_RDWR),
    OPEN("open with the one bit of O_TMPFILE", ".", TMPFILE_BIT),
    OPEN("open for reading without a trace in its access time", "file", O_NOATIME),
    OPEN("write through a link of /proc", "/proc/self/cwd/file", O_WRONLY),
    OPEN("write through a process's root", "/proc/self/root/dev/null", O_WRONLY),
    OPEN("write to a process's memory", "/proc/self/mem", O_RDWR),
    OPEN("write to the machine's settings", "/proc/sys/kernel/hostname", O_WRONLY),
    OPEN("write to a terminal", "/dev/null", O_RDWR | O_NOCTTY | O_CLOEXEC),
    CALL("make memory executable at another key", pkey_mprotect, NOWHERE, 4096, PROT_EXEC, NO_FILE),
    {.name = "vfork", .function = try_vfork},
    {.name = "tkill its own thread", .function = try_signal_to_own_thread},
    {.name = "clone a process", .function = try_clone_process},
    {.name = "clone a process that shares the memory", .function = try_clone_process_with_memory},
    {.name = "clone a thread into namespaces of its own", .function = try_clone_into_namespaces},
    {.name = "get memory that can be executed", .function = try_executable_memory},
    {.name = "make memory executable", .function = try_making_memory_executable},
    {.name = "send its parent a signal", .function = try_signal_to_parent},
    {.name = "send its own process a signal by kill", .function = try_signal_to_own_process},
    {.name = "send a thread of its parent a signal", .function = try_thread_signal_to_parent},
    {.name = "set a limit", .function = try_lower_limit},
    CALL("prctl: become dumpable", prctl, PR_SET_DUMPABLE, 1),
    CALL("prctl: empty the ambient capabilities", prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL),
    CALL("prctl: raise an ambient capability", prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET,
         CAP_SYS_ADMIN),
    CALL("trace a process", ptrace, PTRACE_PEEKDATA, 0, 0, 0),
    CALL("read another's memory", process_vm_readv, 0, NOWHERE, 1, NOWHERE, 1, BAD_VALUE),
#ifdef SYS_open
    CALL("open a file for writing by the old call", open, TEXT("file"), O_WRONLY),
    CALL("create a file by the old call", creat, TEXT("new-4"), 0600),
#endif
#endif
    {.name = "openat2", .function = try_openat2},
    {.name = "make a socket file", .function = try_unix_socket_file},
    CALL("truncate", truncate, TEXT("file"), 0),
    CALL("ftruncate", ftruncate, NO_FILE, 0),
    CALL("fallocate", fallocate, NO_FILE, 0, 0, 1),
    CALL("rename", renameat2, HERE, TEXT("old"), HERE, TEXT("moved"), 0),
    CALL("remove a file", unlinkat, HERE, TEXT("gone"), 0),
    CALL("make a folder", mkdirat, HERE, TEXT("new-folder"), 0700),
    CALL("make a FIFO", mknodat, HERE, TEXT("new-fifo"), 0010600, 0),
    CALL("chmod", fchmodat, HERE, TEXT("file"), 0600),
    CALL("fchmod", fchmod, NO_FILE, 0600),
    CALL("chown", fchownat, HERE, TEXT("file"), NO_FILE, NO_FILE, 0),
    CALL("link", linkat, HERE, TEXT("file"), HERE, TEXT("new-link"), 0),
    CALL("symlink", symlinkat, TEXT("file"), HERE, TEXT("new-symlink")),
    CALL("set an attribute", setxattr, TEXT("file"), TEXT("none.such"), TEXT("1"), 1, 0),
    CALL("set a file's times", utimensat, HERE, TEXT("file"), 0, 0),
    CALL("copy between files", copy_file_range, NO_FILE, 0, NO_FILE, 0, 1, 0),
    CALL("send a file", sendfile, NO_FILE, NO_FILE, 0, 1),
    CALL("splice", splice, NO_FILE, 0, NO_FILE, 0, 1, 0),
    CALL("write at an offset", pwrite64, NO_FILE, TEXT("x"), 1, 0),
    CALL("a file handle's name", name_to_handle_at, HERE, TEXT("file"), NOWHERE, NOWHERE, 0),
    CALL("open by a file handle", open_by_handle_at, NO_FILE, NOWHERE, O_RDONLY),
    CALL("make a file of memory", memfd_create, TEXT("x"), 0),
    CALL("make a file of secret memory", memfd_secret, BAD_VALUE),
    CALL("leave for another folder", chdir, TEXT(".")),
    CALL("chroot", chroot, TEXT("none-such")),
    CALL("set the umask", umask, 0022),

    CALL("execve", execve, TEXT("none-such"), 0, 0),
    CALL("execveat", execveat, HERE, TEXT("none-such"), 0, 0, 0),
    {.name = "fork", .function = try_fork},
    {.name = "clone3", .number = SYS_clone3, .refused_with = -ENOSYS},
    CALL("write another's memory", process_vm_writev, 0, NOWHERE, 1, NOWHERE, 1, BAD_VALUE),
    CALL("advise another's memory", process_madvise, NO_FILE, 0, 0, 0, 0),
    CALL("compare processes", kcmp, 0, 0, BAD_VALUE, 0, 0),
    CALL("open a process", pidfd_open, 0, 0),
    CALL("take a process's file", pidfd_getfd, NO_FILE, 0, 0),
    CALL("signal an opened process", pidfd_send_signal, NO_FILE, 0, 0, 0),
    {.name = "queue a signal", .function = try_queued_signal},
    CALL("wait for a process", waitid, BAD_VALUE, 0, 0, 0, 0),
    CALL("setns", setns, NO_FILE, 0),
    CALL("unshare", unshare, 0),
    CALL("set the host's name", sethostname, NOWHERE, 5),
    CALL("set the domain's name", setdomainname, NOWHERE, 5),

    CALL("mount", mount, NOWHERE, NOWHERE, NOWHERE, 0, 0),
    CALL("umount", umount2, TEXT("none-such"), 0),
    CALL("pivot_root", pivot_root, TEXT("none-such"), TEXT("none-such")),
    CALL("open a file system", fsopen, NOWHERE, 0),
    CALL("mount a file system that is open", fsmount, NO_FILE, 0, 0),
    CALL("move a mount", move_mount, NO_FILE, TEXT("none-such"), NO_FILE, TEXT("x"), 0),
    CALL("clone a mount", open_tree, NO_FILE, TEXT("none-such"), 0),
    CALL("change a mount", mount_setattr, NO_FILE, TEXT("none-such"), 0, 0, 0),
    CALL("swapon", swapon, NOWHERE, 0),
    CALL("swapoff", swapoff, NOWHERE),
    CALL("quotas", quotactl, BAD_VALUE, 0, 0, 0),
    CALL("accounting", acct, NOWHERE),

    CALL("bpf", bpf, BAD_VALUE, 0, 0),
    CALL("keyctl", keyctl, BAD_VALUE, 0, 0, 0, 0),
    CALL("add a key", add_key, NOWHERE, NOWHERE, 0, 0, 0),
    CALL("request a key", request_key, NOWHERE, NOWHERE, 0, 0),
    CALL("set up io_uring", io_uring_setup, 0, 0),
    CALL("enter io_uring", io_uring_enter, NO_FILE, 0, 0, 0, 0, 0),
    CALL("register with io_uring", io_uring_register, NO_FILE, 0, 0, 0),
    CALL("set up asynchronous I/O", io_setup, 0, NOWHERE),
    CALL("performance events", perf_event_open, NOWHERE, 0, 0, NO_FILE, 0),
    CALL("userfaultfd", userfaultfd, BAD_VALUE),
    CALL("load a module", init_module, NOWHERE, 0, NOWHERE),
    CALL("load a module from a file", finit_module, NO_FILE, NOWHERE, 0),
    CALL("remove a module", delete_module, NOWHERE, 0),
    CALL("load another kernel", kexec_load, 0, BAD_VALUE, NOWHERE, BAD_VALUE),
    CALL("reboot", reboot, 0, 0, 0, 0),
    CALL("set the time", settimeofday, NOWHERE, 0),
    CALL("set a clock", clock_settime, 0, NOWHERE),
    CALL("adjust the clock", adjtimex, NOWHERE),
    CALL("read the kernel's log", syslog, BAD_VALUE, 0, 0),
    CALL("watch all files", fanotify_init, BAD_VALUE, 0),
    CALL("watch a file", inotify_init1, BAD_VALUE),
    CALL("personality", personality, UINT32_MAX),
#ifdef SYS_iopl
    CALL("machine ports", iopl, BAD_VALUE),
    CALL("a descriptor table of its own", modify_ldt, BAD_VALUE, 0, 0),
#endif

    CALL("setuid", setuid, 0),
    CALL("setgid", setgid, 0),
    CALL("setresuid", setresuid, NO_FILE, NO_FILE, NO_FILE),
    CALL("setgroups", setgroups, BAD_VALUE, 0),
    CALL("set capabilities", capset, NOWHERE, NOWHERE),
    CALL("move a process to another group", setpgid, BAD_VALUE, 0),
    CALL("priority", setpriority, BAD_VALUE, 0, 0),
    CALL("scheduling", sched_setscheduler, 0, BAD_VALUE, NOWHERE),
    CALL("another filter", seccomp, SECCOMP_GET_ACTION_AVAIL, 0, NOWHERE),

    CALL("a netlink socket", socket, AF_NETLINK, SOCK_RAW, 0),
    CALL("a packet socket", socket, AF_PACKET, SOCK_RAW, 0),
    CALL("a VM socket", socket, AF_VSOCK, SOCK_STREAM, 0),
    CALL("a socket of the kernel's ciphers", socket, AF_ALG, SOCK_SEQPACKET, 0),
    CALL("a raw socket", socket, AF_INET, SOCK_RAW, 1),
    CALL("a datagram socket", socket, AF_INET, SOCK_DGRAM, 0),
    CALL("a datagram socket in the file system", socket, AF_UNIX, SOCK_DGRAM, 0),
    CALL("bind", bind, NO_FILE, 0, 0),
    CALL("listen", listen, NO_FILE, 0),
    CALL("a filter for a socket", setsockopt, NO_FILE, SOL_SOCKET, SO_ATTACH_FILTER, 0, 0),
    {.name = "a stream socket in the file system",
     .number = SYS_socket,
     .arguments = {AF_UNIX, SOCK_STREAM},
     .runtimes_may = true},
    {.name = "a stream socket",
     .number = SYS_socket,
     .arguments = {AF_INET, SOCK_STREAM},
     .api_server_may = true},
    {.name = "a stream socket of IPv6",
     .number = SYS_socket,
     .arguments = {AF_INET6, SOCK_STREAM},
     .api_server_may = true},
    {.name = "connect",
     .number = SYS_connect,
     .arguments = {NO_FILE},
     .runtimes_may = true,
     .api_server_may = true},
    {.name = "send a message", .number = SYS_sendmsg, .arguments = {NO_FILE}, .runtimes_may = true},

    CALL("put words into a terminal", ioctl, 0, TIOCSTI, NOWHERE),
    CALL("put words into a terminal, by a number of 64 bits", ioctl, 0, TIOCSTI | (1UL << 32),
         NOWHERE),
    CALL("have a file's signals sent", fcntl, 0, F_SETOWN, 0),
    CALL("lease a file", fcntl, NO_FILE, F_SETLEASE, F_RDLCK),
    CALL("have changes of a folder signalled", fcntl, NO_FILE, F_NOTIFY, 0),
    CALL("have a file's signals turned on", fcntl, NO_FILE, F_SETFL, O_ASYNC),
    CALL("shared memory", shmget, 0, 0, 0),
    CALL("message queues", msgget, BAD_VALUE, 0),
    CALL("a timer that signals", timer_create, BAD_VALUE, 0, NOWHERE),
};

const size_t attempt_count = ARRAY_SIZE(attempts);

long attempt_make(const struct attempt *attempt)
{
    const uintptr_t *a = attempt->arguments;

    if (attempt->function != NULL)
        return attempt->function();
    long rc = syscall(attempt->number, a[0], a[1], a[2], a[3], a[4], a[5]);
    return rc < 0 ? -errno : rc;
}
