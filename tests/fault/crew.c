/* SPDX-License-Identifier: Apache-2.0 */
#include "crew.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct member {
    pid_t process;
    int report;
};

static void write_all(int descriptor, const char *bytes, gsize length)
{
    while (length > 0) {
        const gssize written = write(descriptor, bytes, length);
        if (written < 0 && errno != EINTR) return;
        if (written <= 0) continue;
        bytes += written;
        length -= (gsize)written;
    }
}

void crew_say(int out, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    g_autofree char *text = g_strdup_vprintf(format, list);
    va_end(list);
    write_all(out, text, strlen(text));
}

/* The member's life: waits until the gate is shut, which is when everybody has been started. */
static _Noreturn void live(int gate, int out, unsigned number, int (*body)(unsigned, int, void *), void *data)
{
    char nothing;
    while (read(gate, &nothing, 1) < 0 && errno == EINTR)
        continue;
    const int code = body(number, out, data);
    fflush(NULL);
    _exit(code); /* not exit(): the parent's handlers and open files are not ours */
}

static char *read_all(int descriptor)
{
    GString *text = g_string_new(NULL);
    char part[4096];
    gssize length;
    while ((length = read(descriptor, part, sizeof part)) != 0)
        if (length > 0) g_string_append_len(text, part, length);
    return g_string_free(text, FALSE);
}

unsigned crew_run(unsigned count, int (*body)(unsigned number, int out, void *data), void *data,
                  void (*meanwhile)(const GPid *members, unsigned count, void *data), GPtrArray *reports)
{
    int gate[2];
    g_autofree struct member *members = g_new0(struct member, count);
    g_autofree GPid *processes = g_new0(GPid, count);
    unsigned failed = 0;
    fflush(NULL);
    if (pipe(gate) != 0) abort();
    for (unsigned i = 0; i < count; i++) {
        int out[2];
        if (pipe(out) != 0) abort();
        members[i].process = fork();
        if (members[i].process == 0) {
            close(gate[1]);
            close(out[0]);
            live(gate[0], out[1], i, body, data);
        }
        if (members[i].process < 0) abort();
        close(out[1]);
        members[i].report = out[0];
        processes[i] = members[i].process;
    }
    close(gate[0]);
    close(gate[1]);
    if (meanwhile) meanwhile(processes, count, data);
    for (unsigned i = 0; i < count; i++) {
        int status;
        char *text = read_all(members[i].report);
        close(members[i].report);
        while (waitpid(members[i].process, &status, 0) < 0 && errno == EINTR)
            continue;
        const bool killed = meanwhile && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
        failed += !killed && (!WIFEXITED(status) || WEXITSTATUS(status) != 0);
        if (!killed && !WIFEXITED(status)) fprintf(stderr, "# process %u ended by signal %d\n", i, WTERMSIG(status));
        if (reports)
            g_ptr_array_add(reports, text);
        else
            g_free(text);
    }
    return failed;
}
