/* SPDX-License-Identifier: Apache-2.0 */
#include "points.h"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char now[512];

static unsigned number(const char *name, unsigned usual)
{
    const char *text = g_getenv(name);
    const guint64 value = text ? g_ascii_strtoull(text, NULL, 10) : 0;
    return value > 0 && value < G_MAXUINT ? (unsigned)value : usual;
}

unsigned points_first(void)
{
    return number("BUREAU_FAULT_POINT", 1);
}

unsigned points_next(unsigned point)
{
    return g_getenv("BUREAU_FAULT_POINT") ? 0 : point + number("BUREAU_FAULT_STEP", 7);
}

unsigned points_many(unsigned usual)
{
    return usual * number("BUREAU_FAULT_CYCLES", 1);
}

GRand *points_random(unsigned point)
{
    const guint32 seeds[] = { number("BUREAU_FAULT_SEED", 20261122), point };
    return g_rand_new_with_seed_array(seeds, G_N_ELEMENTS(seeds));
}

/* The sanitizers end the process without a word about the point. */
static void print_at_death(void)
{
    if (*now && write(STDOUT_FILENO, now, strlen(now)) < 0) return;
}

#ifdef BUREAU_SANITIZED
void __asan_set_death_callback(void (*callback)(void));
#endif

void point_set(const char *format, ...)
{
    static gsize prepared;
    va_list list;
    va_start(list, format);
    g_autofree char *text = g_strdup_vprintf(format, list);
    va_end(list);
    g_snprintf(now, sizeof now, "# at: %s (seed %u)\n", text, number("BUREAU_FAULT_SEED", 20261122));
    if (g_once_init_enter(&prepared)) {
#ifdef BUREAU_SANITIZED
        __asan_set_death_callback(print_at_death);
#endif
        atexit(print_at_death);
        g_once_init_leave(&prepared, 1);
    }
    if (g_getenv("BUREAU_FAULT_VERBOSE")) fputs(now, stdout);
}

void point_done(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    g_autofree char *text = g_strdup_vprintf(format, list);
    va_end(list);
    printf("# %s\n", text);
    fflush(stdout);
    *now = '\0';
}

int point_teardown(void **state)
{
    (void)state;
    print_at_death();
    *now = '\0';
    return 0;
}
