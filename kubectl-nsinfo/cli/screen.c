// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/screen.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "kubectl-nsinfo/cli/key.h"

// xterm's ctlseqs: the alternate screen; the cursor away, and no wrapping of what is too long. To
// be sent the alternate screen when it is there makes a terminal forget where the cursor was before
// it.
#define ENTER   "\033[?1049h"
#define PREPARE "\033[?25l\033[?7l\033[H\033[2J"
#define LEAVE   "\033[?7h\033[?25h\033[?1049l"

enum { DEFAULT_COLUMNS = 80, DEFAULT_ROWS = 24, ESCAPE_MS = 50, MS_PER_SECOND = 1000 };

// What the program does by itself on these is put off until the screen can be left.
static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};

static volatile sig_atomic_t ending; // the signal, 0 if there was none
static volatile sig_atomic_t stopping;
static volatile sig_atomic_t continued;
static volatile sig_atomic_t resized;

static struct {
    bool open;
    struct termios before;
    struct sigaction actions[ARRAY_SIZE(signals)];
    sigset_t mask; // as it was; while waiting it is so again
    char typed[64];
    size_t typed_len;
} screen;

static void note_signal(int number)
{
    if (number == SIGTSTP)
        stopping = 1;
    else if (number == SIGCONT)
        continued = 1;
    else if (number == SIGWINCH)
        resized = 1;
    else
        ending = number;
}

bool screen_possible(void)
{
    const char *kind = getenv("TERM");

    return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && kind != NULL &&
           kind[0] != '\0' && !str_eq(kind, "dumb");
}

static int write_text(const char *text)
{
    return fd_write_all(STDOUT_FILENO, text, strlen(text));
}

// Keys one by one and unseen; Ctrl-C and Ctrl-Z stay signals. Ctrl-S would keep the program from
// ending.
static int prepare(void)
{
    struct termios raw = screen.before;

    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_iflag &= ~(tcflag_t)IXON;
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(STDIN_FILENO, TCSANOW, &raw) < 0)
        return -errno;
    return write_text(PREPARE);
}

static int enter(void)
{
    int rc = write_text(ENTER);

    return rc < 0 ? rc : prepare();
}

static void leave(void)
{
    // There is nothing to be done about a terminal that is gone.
    if (write_text(LEAVE) < 0 || tcsetattr(STDIN_FILENO, TCSANOW, &screen.before) < 0)
        return;
}

static void take_signals(void)
{
    struct sigaction action = {.sa_handler = note_signal};
    sigset_t taken;

    sigemptyset(&taken);
    sigemptyset(&action.sa_mask);
    ending = stopping = continued = resized = 0;
    for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
        sigaddset(&taken, signals[i]);
    pthread_sigmask(SIG_BLOCK, &taken, &screen.mask);
    for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
        sigaction(signals[i], NULL, &screen.actions[i]);
        // nohup(1) and the like have it so, and mean it.
        if (screen.actions[i].sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

static void give_signals_back(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
        sigaction(signals[i], &screen.actions[i], NULL);
    pthread_sigmask(SIG_SETMASK, &screen.mask, NULL);
}

int screen_open(struct error *err)
{
    if (tcgetattr(STDIN_FILENO, &screen.before) < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "read the terminal's settings");
    screen.typed_len = 0;
    take_signals();
    int rc = enter();
    if (rc < 0) {
        leave();
        give_signals_back();
        return error_set_errno(err, ERROR_INTERNAL, -rc, "set the terminal");
    }
    screen.open = true;
    return 0;
}

void screen_close(void)
{
    if (!screen.open)
        return;
    screen.open = false;
    leave();
    give_signals_back();
}

struct screen_size screen_size(void)
{
    struct winsize size = {0};

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0 || size.ws_row == 0)
        return (struct screen_size){DEFAULT_COLUMNS, DEFAULT_ROWS};
    return (struct screen_size){size.ws_col, size.ws_row};
}

int screen_draw(const struct strbuf *frame)
{
    return fd_write_all(STDOUT_FILENO, strbuf_text(frame), frame->len);
}

// Does what the signal does to a program that knows nothing of it.
static void obey(int number)
{
    const struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t only;

    sigemptyset(&only);
    sigaddset(&only, number);
    sigaction(number, &action, NULL);
    raise(number);
    pthread_sigmask(SIG_UNBLOCK, &only, NULL);
    pthread_sigmask(SIG_BLOCK, &only, NULL);
}

// False if the terminal cannot be had again.
static bool stop(void)
{
    const struct sigaction action = {.sa_handler = note_signal};

    leave();
    obey(SIGTSTP);
    // Gone on with. In the background it is stopped here once more, for it sets the terminal.
    sigaction(SIGTSTP, &action, NULL);
    return enter() == 0;
}

// True if the screen has to be drawn again.
static bool follow_signals(void)
{
    int number = ending;
    bool again = stopping != 0 || continued != 0 || resized != 0;
    bool stops = stopping != 0;
    bool goes_on = continued != 0;

    if (number != 0) {
        screen_close();
        obey(number);
        _exit(128 + number);
    }
    stopping = continued = resized = 0;
    if (stops && !stop())
        ending = SIGHUP;
    // Whoever stopped it by SIGSTOP may have set the terminal since.
    if (!stops && goes_on && prepare() < 0)
        ending = SIGHUP;
    return again;
}

static bool next_key(bool all, int *ret)
{
    size_t len = key_decode(screen.typed, screen.typed_len, ret);

    if (len == 0 && (all || screen.typed_len == sizeof(screen.typed))) {
        *ret = KEY_OTHER;
        len = screen.typed_len;
    }
    screen.typed_len -= len;
    memmove(screen.typed, screen.typed + len, screen.typed_len);
    return len > 0;
}

// False if there is nobody to type any more.
static bool read_typed(void)
{
    ssize_t len = read(STDIN_FILENO, screen.typed + screen.typed_len,
                       sizeof(screen.typed) - screen.typed_len);

    if (len < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (len <= 0)
        return false;
    screen.typed_len += (size_t)len;
    return true;
}

// What poll(2) says, for as long as the rest of a key may need at most, if one has begun.
static struct screen_event wait_once(int fd, uint64_t timeout_ms)
{
    struct pollfd watched[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                               {.fd = fd, .events = POLLIN}};
    bool begun = screen.typed_len > 0;
    uint64_t wait_ms = begun && timeout_ms > ESCAPE_MS ? ESCAPE_MS : timeout_ms;
    const struct timespec timeout = {(time_t)(wait_ms / MS_PER_SECOND),
                                     (long)(wait_ms % MS_PER_SECOND) * 1000000};
    struct screen_event event = {SCREEN_TIMEOUT, KEY_OTHER};

    int count = ppoll(watched, ARRAY_SIZE(watched), &timeout, &screen.mask);
    if (follow_signals())
        return (struct screen_event){SCREEN_CHANGED, KEY_OTHER};
    if (count > 0 && watched[0].revents != 0 && !read_typed())
        return (struct screen_event){SCREEN_GONE, KEY_OTHER};
    if (count > 0 && watched[1].revents != 0)
        return (struct screen_event){SCREEN_WOKEN, KEY_OTHER};
    if (next_key(begun && count == 0, &event.key))
        event.kind = SCREEN_KEY;
    else if (count != 0 || (begun && wait_ms < timeout_ms))
        // Part of a key, or a signal that is none of the screen's: nothing that the caller waits
        // for, who looks how much time is left.
        event = (struct screen_event){SCREEN_KEY, KEY_OTHER};
    return event;
}

struct screen_event screen_wait(int fd, uint64_t timeout_ms)
{
    struct screen_event event = {SCREEN_KEY, KEY_OTHER};

    if (screen.typed_len > 0 && next_key(false, &event.key))
        return event;
    return wait_once(fd, timeout_ms);
}
