// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/commands.h"

#include <errno.h>

#include "common/base/fdio.h"
#include "common/base/xalloc.h"

struct command_read {
    struct guarded_read read; // the first member: a reader has this one
    int fd;
    int rc;
    struct proc_cmdline cmdline;
};

static void run(struct guarded_read *read)
{
    struct command_read *command = (struct command_read *)read;

    command->rc = command->fd < 0 ? command->fd : proc_cmdline_read(command->fd, &command->cmdline);
}

static void free_read(struct guarded_read *read)
{
    struct command_read *command = (struct command_read *)read;

    if (command->fd >= 0)
        close_fd(&command->fd);
    proc_cmdline_release(&command->cmdline);
    free(command);
}

static struct guarded_read *new_read(const struct read_subject *subject, int process_fd)
{
    struct command_read *command = xcalloc(1, sizeof(*command));

    command->read = (struct guarded_read){.subject = *subject, .run = run, .free = free_read};
    command->fd = proc_cmdline_open(process_fd);
    return &command->read;
}

void commands_add(struct commands *commands, size_t entry, const struct read_subject *subject,
                  int process_fd, struct process *process)
{
    commands->reads[commands->count] = new_read(subject, process_fd);
    commands->items[commands->count++] = (struct command){
        .entry = entry,
        .process = *process,
        .start_ticks = subject->start_ticks,
        .rc = -ETIMEDOUT,
    };
    *process = (struct process){0};
}

static void take_result(struct command *command, struct guarded_read **read)
{
    struct command_read *own = (struct command_read *)*read;

    if (own != NULL && own->read.done) {
        command->rc = own->rc;
        command->cmdline = own->cmdline;
        own->cmdline = (struct proc_cmdline){0};
    }
    if (own != NULL)
        free_read(&own->read);
    *read = NULL;
}

void commands_read(struct commands *commands, struct patience *patience)
{
    readers_run(patience, commands->reads, commands->count);
    for (size_t i = 0; i < commands->count; i++)
        take_result(&commands->items[i], &commands->reads[i]);
}

void commands_release(struct commands *commands)
{
    for (size_t i = 0; i < commands->count; i++) {
        if (commands->reads[i] != NULL)
            free_read(commands->reads[i]);
        process_release(&commands->items[i].process);
        proc_cmdline_release(&commands->items[i].cmdline);
    }
    commands->count = 0;
}
