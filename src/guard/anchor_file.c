/* SPDX-License-Identifier: Apache-2.0 */
/* Where anchors lie. One copy beside the store is handy; the one that counts is out of reach of whoever puts an old
 * store back: in the person's own state folder, and, where the office sets it, in a folder on another disk. */
#include "guard/anchor.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OWN_NAME "audit.anchors"

/* The XDG state folder, asked for at each use: tests put it elsewhere while they run. */
static const char *state_folder(void)
{
    const char *named = g_getenv("XDG_STATE_HOME");
    return named && g_path_is_absolute(named) ? named : g_get_user_state_dir();
}

char **anchor_files(struct session *session)
{
    const char *directory = store_directory(session->store);
    uint8_t digest[16];
    const struct seal_part place = { directory, strlen(directory) };
    seal_digest(digest, sizeof digest, NULL, &place, 1);
    g_autofree char *id = guard_hex(vault_keys_id(store_keys(session->store)), VAULT_ID);
    g_autofree char *mark = guard_hex(digest, 8);
    g_autofree char *name = g_strdup_printf("%s-%s.anchors", id, mark);
    g_autofree char *elsewhere = setting_get(session->store, "audit.anchors", NULL);
    g_autoptr(GStrvBuilder) files = g_strv_builder_new();
    g_autofree char *own = g_build_filename(directory, OWN_NAME, NULL);
    g_autofree char *personal = g_build_filename(state_folder(), "bureau", "anchors", name, NULL);
    g_strv_builder_add_many(files, own, personal, NULL);
    if (elsewhere && g_path_is_absolute(elsewhere)) {
        g_autofree char *set = g_build_filename(elsewhere, name, NULL);
        g_strv_builder_add(files, set);
    }
    return g_strv_builder_end(files);
}

static bool cannot(const char *file, const char *what, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The anchor of the log could not be written to {1}: {2}"),
                     N_("See that the folder is there, is yours, and has room; then run `bureau audit anchor`."), file,
                     what, NULL);
    return false;
}

/* A power cut may have left half a line: the next one begins on its own. */
static bool ends_in_line(int descriptor, off_t size)
{
    char last = '\n';
    return size == 0 || pread(descriptor, &last, 1, size - 1) != 1 || last == '\n';
}

static bool write_line(int descriptor, const char *file, const char *text, GError **error)
{
    struct stat info;
    if (fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) return cannot(file, "not a plain file", error);
    g_autofree char *line = g_strconcat(ends_in_line(descriptor, info.st_size) ? "" : "\n", text, "\n", NULL);
    const size_t length = strlen(line);
    /* one call, so that the lines of several processes do not mix */
    const ssize_t written = write(descriptor, line, length);
    if (written < 0 || (size_t)written != length)
        return cannot(file, written < 0 ? system_error_text(errno) : "no space", error);
    return fsync(descriptor) == 0 || cannot(file, system_error_text(errno), error);
}

static void flush_folder(const char *file)
{
    g_autofree char *folder = g_path_get_dirname(file);
    const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    fsync(descriptor);
    close(descriptor);
}

static bool append(const char *file, mode_t mode, const char *text, GError **error)
{
    const bool is_new = !g_file_test(file, G_FILE_TEST_IS_REGULAR);
    const int descriptor = open(file, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, mode);
    if (descriptor < 0) return cannot(file, system_error_text(errno), error);
    const bool done = write_line(descriptor, file, text, error);
    close(descriptor);
    if (done && is_new) flush_folder(file);
    return done;
}

bool anchor_append(const char *file, bool own, const char *text, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(file);
    if (own) return append(file, folder_file_mode(folder, 0660), text, error);
    folder_as_person();
    const bool done = g_mkdir_with_parents(folder, 0700) == 0 ? append(file, 0600, text, error)
                                                              : cannot(file, system_error_text(errno), error);
    folder_as_program();
    return done;
}

char **anchor_lines(const char *file, size_t most)
{
    struct stat info;
    g_autofree char *text = NULL;
    const int descriptor = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor >= 0 && fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode)) {
        const size_t size = (size_t)info.st_size, take = MIN(size, most);
        text = g_malloc(take + 1);
        const ssize_t read = pread(descriptor, text, take, (off_t)(size - take));
        text[read > 0 ? read : 0] = '\0';
        /* what was cut off at the front is no line */
        char *first = take < size ? strchr(text, '\n') : NULL;
        if (first) memmove(text, first + 1, strlen(first + 1) + 1);
    }
    if (descriptor >= 0) close(descriptor);
    return g_strsplit(text ? text : "", "\n", -1);
}
