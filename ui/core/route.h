/* SPDX-License-Identifier: Apache-2.0 */
/* A route names a view and what it is about: "subject" with subject=12. Links, the back stack, saved sessions and tests
 * speak routes; screens never include each other. Values are ids and settings, never names or numbers of persons. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct route;
struct route *route_new(const char *view);
struct route *route_copy(const struct route *route);
void route_free(struct route *route);
typedef struct route route_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(route_t, route_free)
const char *route_view(const struct route *route);
/* Both answer the route, so that they can be chained. A NULL value takes the name away. */
struct route *route_set(struct route *route, const char *name, const char *value);
struct route *route_set_int(struct route *route, const char *name, int64_t value);
const char *route_get(const struct route *route, const char *name); /* NULL when absent */
int64_t route_int(const struct route *route, const char *name, int64_t fallback);
/* "subject?subject=12&tab=history", values percent-escaped; and back (NULL when it is none). Caller frees. */
char *route_format(const struct route *route);
struct route *route_parse(const char *text);
