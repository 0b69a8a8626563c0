/* SPDX-License-Identifier: Apache-2.0 */
#include "clockwork.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct samples samples_new(void)
{
    return (struct samples){ g_array_new(FALSE, FALSE, sizeof(double)) };
}

void samples_add(struct samples *samples, double milliseconds)
{
    g_array_append_val(samples->values, milliseconds);
}

static int compare(gconstpointer a, gconstpointer b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double samples_at(const struct samples *samples, double share)
{
    if (samples->values->len == 0) return -1;
    g_array_sort(samples->values, compare);
    const guint index = (guint)(share * (samples->values->len - 1) + 0.5);
    return g_array_index(samples->values, double, index);
}

void samples_free(struct samples *samples)
{
    g_array_unref(samples->values);
}

static double now(void)
{
    return (double)g_get_monotonic_time() / 1000;
}

double run_timed(const char *const *arguments)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *out = NULL, *err = NULL;
    int status;
    const double start = now();
    if (!g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, &error)) {
        fprintf(stderr, "bench: %s\n", error->message);
        exit(1);
    }
    const double end = now();
    if (status != 0) {
        fprintf(stderr, "bench: %s failed: %s%s\n", arguments[0], out, err);
        exit(1);
    }
    return end - start;
}

struct screen {
    pid_t child;
    int master;
};

/* Reads until nothing comes for `quiet` milliseconds; the moment of the last byte, 0 when none came in two seconds. */
static double drain(struct screen *screen, int quiet, size_t *bytes)
{
    char buffer[65536];
    double last = 0;
    *bytes = 0;
    for (;;) {
        struct pollfd ready = { .fd = screen->master, .events = POLLIN };
        if (poll(&ready, 1, last > 0 ? quiet : 2000) <= 0) return last;
        const ssize_t got = read(screen->master, buffer, sizeof buffer);
        if (got <= 0) return last;
        last = now();
        *bytes += (size_t)got;
    }
}

struct screen *screen_start(const char *const *arguments, int columns, int rows, double *first_paint)
{
    struct screen *screen = g_new0(struct screen, 1);
    struct winsize size = { .ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows };
    const double start = now();
    screen->child = forkpty(&screen->master, NULL, NULL, &size);
    if (screen->child == 0) {
        setenv("TERM", "xterm-256color", 1);
        execv(arguments[0], (char *const *)arguments);
        _exit(127);
    }
    /* the first paint is there when the footer's last word has come: the frame is written in one go */
    GString *seen = g_string_new(NULL);
    char buffer[65536];
    *first_paint = -1;
    for (ssize_t got; (got = read(screen->master, buffer, sizeof buffer)) > 0;) {
        g_string_append_len(seen, buffer, got);
        if (memmem(seen->str, seen->len, "Help", 4)) {
            *first_paint = now() - start;
            break;
        }
    }
    g_string_free(seen, TRUE);
    size_t rest;
    drain(screen, 300, &rest);
    return screen;
}

double screen_key(struct screen *screen, const char *keys, size_t *bytes)
{
    const double start = now();
    if (write(screen->master, keys, strlen(keys)) < 0) return -1;
    const double last = drain(screen, 20, bytes);
    return last > 0 ? last - start : 0;
}

void screen_settle(struct screen *screen, const char *keys)
{
    size_t bytes;
    if (write(screen->master, keys, strlen(keys)) >= 0) drain(screen, 80, &bytes);
}

double screen_until(struct screen *screen, const char *keys, const char *text)
{
    enum { PATIENCE = 3000 };
    size_t rest;
    g_autoptr(GString) seen = g_string_new(NULL);
    const double start = now();
    if (write(screen->master, keys, strlen(keys)) < 0) return -1;
    while (strstr(seen->str, text) == NULL) {
        char bytes[4096];
        struct pollfd ready = { screen->master, POLLIN, 0 };
        const ssize_t count = poll(&ready, 1, PATIENCE) > 0 ? read(screen->master, bytes, sizeof bytes) : 0;
        if (count <= 0) {
            fprintf(stderr, "bench: \"%s\" was not painted\n", text);
            exit(1);
        }
        g_string_append_len(seen, bytes, count);
    }
    const double found = now();
    drain(screen, 80, &rest);
    return found - start;
}

void screen_stop(struct screen *screen)
{
    size_t rest;
    int status;
    if (write(screen->master, "\021", 1) == 1) drain(screen, 200, &rest);
    kill(screen->child, SIGTERM);
    waitpid(screen->child, &status, 0);
    close(screen->master);
    g_free(screen);
}
