/* SPDX-License-Identifier: Apache-2.0 */
/* Names and values in the order they were set, so that a written route reads and compares the same each time. */
#include "core/route.h"

#include <string.h>

struct route {
    char *view;
    GPtrArray *names, *values; /* char *, same length */
};

struct route *route_new(const char *view)
{
    struct route *route = g_new0(struct route, 1);
    route->view = g_strdup(view);
    route->names = g_ptr_array_new_with_free_func(g_free);
    route->values = g_ptr_array_new_with_free_func(g_free);
    return route;
}

struct route *route_copy(const struct route *route)
{
    struct route *copy = route_new(route->view);
    for (guint i = 0; i < route->names->len; i++)
        route_set(copy, route->names->pdata[i], route->values->pdata[i]);
    return copy;
}

void route_free(struct route *route)
{
    if (route == NULL) return;
    g_free(route->view);
    g_ptr_array_unref(route->names);
    g_ptr_array_unref(route->values);
    g_free(route);
}

const char *route_view(const struct route *route)
{
    return route->view;
}

static int find(const struct route *route, const char *name)
{
    for (guint i = 0; i < route->names->len; i++)
        if (strcmp(route->names->pdata[i], name) == 0) return (int)i;
    return -1;
}

struct route *route_set(struct route *route, const char *name, const char *value)
{
    int at = find(route, name);
    if (at >= 0 && value == NULL) {
        g_ptr_array_remove_index(route->names, (guint)at);
        g_ptr_array_remove_index(route->values, (guint)at);
    } else if (at >= 0) {
        char *copy = g_strdup(value);
        g_free(route->values->pdata[at]);
        route->values->pdata[at] = copy;
    } else if (value != NULL) {
        g_ptr_array_add(route->names, g_strdup(name));
        g_ptr_array_add(route->values, g_strdup(value));
    }
    return route;
}

struct route *route_set_int(struct route *route, const char *name, int64_t value)
{
    char text[32];
    g_snprintf(text, sizeof(text), "%" G_GINT64_FORMAT, value);
    return route_set(route, name, text);
}

const char *route_get(const struct route *route, const char *name)
{
    int at = find(route, name);
    return at >= 0 ? route->values->pdata[at] : NULL;
}

int64_t route_int(const struct route *route, const char *name, int64_t fallback)
{
    const char *text = route_get(route, name);
    gint64 value;
    return text != NULL && g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &value, NULL) ? value : fallback;
}

char *route_format(const struct route *route)
{
    GString *text = g_string_new(NULL);
    g_string_append_uri_escaped(text, route->view, NULL, TRUE);
    for (guint i = 0; i < route->names->len; i++) {
        g_string_append_c(text, i == 0 ? '?' : '&');
        g_string_append_uri_escaped(text, route->names->pdata[i], NULL, TRUE);
        g_string_append_c(text, '=');
        g_string_append_uri_escaped(text, route->values->pdata[i], NULL, TRUE);
    }
    return g_string_free(text, FALSE);
}

static bool parse_pair(struct route *route, const char *pair)
{
    const char *equals = strchr(pair, '=');
    if (equals == NULL) return false;
    g_autofree char *name = g_uri_unescape_segment(pair, equals, NULL);
    g_autofree char *value = g_uri_unescape_string(equals + 1, NULL);
    if (name == NULL || value == NULL || *name == '\0') return false;
    route_set(route, name, value);
    return true;
}

struct route *route_parse(const char *text)
{
    g_auto(GStrv) halves = g_strsplit(text, "?", 2);
    if (halves[0] == NULL || *halves[0] == '\0') return NULL;
    g_autofree char *view = g_uri_unescape_string(halves[0], NULL);
    if (view == NULL) return NULL;
    g_autoptr(route_t) route = route_new(view);
    g_auto(GStrv) pairs = g_strsplit(halves[1] != NULL ? halves[1] : "", "&", -1);
    for (size_t i = 0; pairs[i] != NULL; i++)
        if (*pairs[i] != '\0' && !parse_pair(route, pairs[i])) return NULL;
    return g_steal_pointer(&route);
}
