/* SPDX-License-Identifier: Apache-2.0 */
/* See unlock.h. Argon2 runs in a thread, so that a person can stop it; it cannot be interrupted itself, so a stopped
 * try is left to end alone. */
#include "cli/unlock.h"

#include "cli/language.h"
#include "cli/prompt.h"
#include "vault/agent.h"
#include "vault/attempt.h"
#include "vault/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { TRIES = 3 };

struct unlock *unlock_new(const struct options *options, const char *directory)
{
    struct unlock *unlock = g_new0(struct unlock, 1);
    unlock->options = options;
    unlock->directory = g_strdup(directory);
    return unlock;
}

void unlock_free(struct unlock *unlock)
{
    if (unlock == NULL) return;
    g_clear_pointer(&unlock->given, secret_free);
    g_clear_pointer(&unlock->given_new, secret_free);
    g_clear_pointer(&unlock->typed, secret_free);
    g_free(unlock->typed_user);
    g_free(unlock->directory);
    g_free(unlock);
}

bool unlock_check_place(const char *directory, GError **error)
{
    static const char *const beside[] = { KEYFILE_NAME, "auth.log", "audit.anchors" };
    if (!folder_check(directory, error)) return false;
    for (size_t i = 0; i < G_N_ELEMENTS(beside); i++)
        if (!folder_check_file(directory, beside[i], false, error)) return false;
    return true;
}

const char *unlock_named_user(const struct options *options)
{
    const char *user = options->user != NULL ? options->user : g_getenv("BUREAU_USER");
    return user != NULL && user[0] != '\0' ? user : NULL;
}

/* ---- one try in a thread -------------------------------------------------------------------------------------------
 */

struct trial {
    gint holders; /* the thread and the one who waits */
    int finished; /* eventfd */
    char *directory, *user;
    struct secret *passphrase;
    GCancellable *cancellable;
    struct vault_keys *keys;
    GError *error;
};

static void trial_release(struct trial *trial)
{
    if (!g_atomic_int_dec_and_test(&trial->holders)) return;
    if (trial->keys != NULL) vault_keys_unref(trial->keys);
    g_clear_error(&trial->error);
    g_clear_object(&trial->cancellable);
    secret_free(trial->passphrase);
    close(trial->finished);
    g_free(trial->directory);
    g_free(trial->user);
    g_free(trial);
}

static gpointer run_try(gpointer data)
{
    struct trial *trial = data;
    const uint64_t one = 1;
    trial->keys = keyfile_unlock(trial->directory, trial->user, trial->passphrase, trial->cancellable, &trial->error);
    ssize_t ignored = write(trial->finished, &one, sizeof one);
    (void)ignored;
    trial_release(trial);
    return NULL;
}

/* Waits for the end of the try; false when it was stopped first. */
static bool wait_for_try(const struct trial *trial)
{
    struct pollfd waiting[] = { { .fd = trial->finished, .events = POLLIN },
                                { .fd = g_cancellable_get_fd(trial->cancellable), .events = POLLIN } };
    while (waiting[0].revents == 0 && waiting[1].revents == 0)
        poll(waiting, G_N_ELEMENTS(waiting), -1);
    return waiting[0].revents != 0;
}

static struct vault_keys *try_passphrase(const struct unlock *unlock, const char *user, struct secret *passphrase,
                                         GError **error)
{
    struct trial *trial = g_new0(struct trial, 1);
    trial->holders = 2;
    trial->finished = eventfd(0, EFD_CLOEXEC);
    trial->directory = g_strdup(unlock->directory);
    trial->user = g_strdup(user);
    trial->passphrase = secret_copy(secret_bytes(passphrase), secret_length(passphrase));
    if (unlock->options->cancellable != NULL) trial->cancellable = g_object_ref(unlock->options->cancellable);
    prompt_status(_("Unlocking ..."));
    g_thread_unref(g_thread_new("unlock", run_try, trial));
    struct vault_keys *keys = NULL;
    if (wait_for_try(trial)) {
        keys = g_steal_pointer(&trial->keys);
        if (keys == NULL) g_propagate_error(error, g_steal_pointer(&trial->error));
    } else {
        bureau_error_set(error, BUREAU_ERROR_CANCELLED, N_("Stopped as asked; nothing was changed"), NULL, NULL);
    }
    prompt_status(NULL);
    trial_release(trial);
    return keys;
}

/* ---- the ways ------------------------------------------------------------------------------------------------------
 */

static struct vault_keys *keep(struct unlock *unlock, struct vault_keys *keys, struct secret *passphrase,
                               const char *user)
{
    if (keys == NULL) return NULL;
    unlock->how = LOGIN_PASSPHRASE;
    unlock->unlocks = true;
    g_clear_pointer(&unlock->typed, secret_free);
    unlock->typed = secret_copy(secret_bytes(passphrase), secret_length(passphrase));
    g_free(unlock->typed_user);
    unlock->typed_user = g_strdup(user);
    return keys;
}

/* The name for a passphrase: who was named, else the key file's default user. Caller frees. */
static char *find_user(const struct unlock *unlock, GError **error)
{
    const char *named = unlock_named_user(unlock->options);
    g_autoptr(keyfile_t) keyfile = keyfile_read(unlock->directory, error);
    if (keyfile == NULL) return NULL;
    const char *user = named != NULL ? named : keyfile_default_user(keyfile);
    if (user != NULL) return g_strdup(user);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("This store does not say who sits at it by default"),
                     N_("Name a user with --user."), NULL);
    return NULL;
}

static struct vault_keys *ask_and_try(struct unlock *unlock, const char *user, GError **error)
{
    g_autofree char *safe = text_sanitise(user, -1);
    g_autofree char *asked = phrase_make(N_("Passphrase of {1}: "), safe, NULL);
    g_autofree char *prompt = phrase_expand(asked, language_translate);
    for (int left = TRIES;; left--) {
        g_autoptr(GError) cause = NULL;
        if (!prompt_wait(N_("The next try is free in {1} s"), attempt_wait(unlock->directory, user),
                         unlock->options->cancellable)) {
            bureau_error_set(error, BUREAU_ERROR_CANCELLED, N_("No passphrase was given"), NULL, NULL);
            return NULL;
        }
        g_autoptr(secret_t) passphrase = prompt_secret(prompt, unlock->options->cancellable, &cause);
        struct vault_keys *keys = passphrase != NULL ? try_passphrase(unlock, user, passphrase, &cause) : NULL;
        if (keys != NULL) return keep(unlock, keys, passphrase, user);
        const bool again = g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_REFUSED) ||
                           g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_INPUT);
        if (!again || left <= 1) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return NULL;
        }
        g_autofree char *said = bureau_error_message(cause, language_translate);
        g_autofree char *clean = text_sanitise(said, -1);
        prompt_say(clean);
    }
}

/* Reads what was named once; a descriptor has it only once. NULL without an error when nothing was named. */
static struct secret *read_named(struct secret **kept, const char *file, const char *descriptor, GError **error)
{
    if (*kept != NULL || (file == NULL && descriptor == NULL)) return *kept;
    g_autofree char *path = NULL;
    if (file == NULL) {
        uint64_t number;
        if (!g_ascii_string_to_unsigned(descriptor, 10, 0, G_MAXINT, &number, NULL)) {
            bureau_error_set(error, BUREAU_ERROR_USAGE, N_("“{1}” is not the number of a descriptor"),
                             N_("Give a number, for example 3, and open it: 3<file."), descriptor, NULL);
            return NULL;
        }
        return *kept = secret_read_line((int)number, error);
    }
    const int opened = folder_open_named(file, O_RDONLY);
    const int number = errno;
    if (opened < 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The file with the passphrase, {1}, cannot be read: {2}"),
                         N_("Name a file that you may read."), file, system_error_text(number), NULL);
        return NULL;
    }
    *kept = secret_read_line(opened, error);
    close(opened);
    return *kept;
}

static struct secret *given(struct unlock *unlock, GError **error)
{
    return read_named(&unlock->given, unlock->options->passphrase_file, unlock->options->passphrase_fd, error);
}

static struct secret *given_new(struct unlock *unlock, GError **error)
{
    return read_named(&unlock->given_new, unlock->options->new_passphrase_file, unlock->options->new_passphrase_fd,
                      error);
}

/* Keys that the agent has, as the key file has them now: another master key, other rights, a slot that is gone since
 * they were lent. An agent that is not as it should be is told of, and done without. */
static struct vault_keys *borrow(struct unlock *unlock)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(vault_keys_t) lent = agent_borrow(unlock->directory, unlock_named_user(unlock->options), &cause);
    struct vault_keys *keys = lent != NULL ? keyfile_renew(unlock->directory, lent, &cause) : NULL;
    if (keys != NULL) unlock->how = LOGIN_LENT;
    if (g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_STALE)) agent_forget(unlock->directory, NULL);
    if (cause != NULL) {
        g_autofree char *said = bureau_error_message(cause, language_translate);
        g_autofree char *clean = text_sanitise(said, -1);
        fprintf(stderr, "bureau: %s\n", clean);
    }
    return keys;
}

struct vault_keys *unlock_keys(struct unlock *unlock, unsigned ways, GError **error)
{
    g_autoptr(GError) cause = NULL;
    struct secret *named = given(unlock, &cause);
    struct vault_keys *keys = NULL;
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return NULL;
    }
    if (named == NULL && unlock->known == NULL && (ways & UNLOCK_AGENT) && (keys = borrow(unlock)) != NULL) return keys;
    if (named == NULL && unlock->known == NULL && !(ways & UNLOCK_PROMPT)) return NULL;
    g_autofree char *user = find_user(unlock, error);
    if (user == NULL) return NULL;
    struct secret *passphrase = named != NULL ? named : (struct secret *)unlock->known;
    if (passphrase != NULL) return keep(unlock, try_passphrase(unlock, user, passphrase, error), passphrase, user);
    if (prompt_is_possible()) return ask_and_try(unlock, user, error);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The store is locked, and there is no terminal to ask {1} on"),
                     N_("Give --passphrase-file or --passphrase-fd, or lend the keys first: bureau agent start"), user,
                     NULL);
    return NULL;
}

/* ---- what commands ask for -----------------------------------------------------------------------------------------
 */

static struct secret *copy(struct secret *secret)
{
    return secret != NULL ? secret_copy(secret_bytes(secret), secret_length(secret)) : NULL;
}

static bool is_same(struct secret *one, struct secret *two)
{
    return secret_length(one) == secret_length(two) &&
           secret_equal(secret_bytes(one), secret_bytes(two), secret_length(one));
}

/* Typed twice, until both are the same and strong enough. */
static struct secret *ask_new(const struct unlock *unlock, const char *user, GError **error)
{
    g_autofree char *safe = text_sanitise(user, -1);
    g_autofree char *first = phrase_make(N_("New passphrase of {1}: "), safe, NULL);
    g_autofree char *first_prompt = phrase_expand(first, language_translate);
    for (int left = TRIES;; left--) {
        g_autoptr(GError) cause = NULL;
        g_autoptr(secret_t) one = prompt_secret(first_prompt, unlock->options->cancellable, &cause);
        const bool strong = one != NULL && passphrase_check(one, user, &cause);
        g_autoptr(secret_t) two =
            strong ? prompt_secret(_("The same again: "), unlock->options->cancellable, &cause) : NULL;
        if (two != NULL && is_same(one, two)) return g_steal_pointer(&one);
        if (two != NULL)
            bureau_error_set(&cause, BUREAU_ERROR_INPUT, N_("The two were not the same"), N_("Type it again."), NULL);
        if (left <= 1 || g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_CANCELLED)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return NULL;
        }
        g_autofree char *said = bureau_error_message(cause, language_translate);
        g_autofree char *next = bureau_error_next(cause, language_translate);
        g_autofree char *line = g_strdup_printf("%s. %s", said, next != NULL ? next : "");
        g_autofree char *clean = text_sanitise(line, -1);
        prompt_say(clean);
    }
}

static struct secret *nobody_to_ask(const char *next, const char *user, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("A passphrase of {1} is needed, and there is no terminal to ask on"), next, user, NULL);
    return NULL;
}

static struct secret *find_new(struct unlock *unlock, const char *user, GError **error)
{
    g_autoptr(GError) cause = NULL;
    struct secret *named = given_new(unlock, &cause);
    if (named == NULL && cause == NULL && !unlock->unlocks) named = given(unlock, &cause); /* for a store to be made */
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return NULL;
    }
    if (named != NULL) return passphrase_check(named, user, error) ? copy(named) : NULL;
    if (prompt_is_possible()) return ask_new(unlock, user, error);
    return nobody_to_ask(N_("Give it with --new-passphrase-file or --new-passphrase-fd."), user, error);
}

static struct secret *find_current(struct unlock *unlock, enum secret_wanted wanted, const char *user, GError **error)
{
    g_autoptr(GError) cause = NULL;
    struct secret *named = given(unlock, &cause);
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return NULL;
    }
    if (named != NULL) return copy(named);
    if (unlock->typed != NULL && g_strcmp0(unlock->typed_user, user) == 0) return copy(unlock->typed);
    if (!prompt_is_possible())
        return nobody_to_ask(N_("Give it with --passphrase-file or --passphrase-fd."), user, error);
    g_autofree char *safe = text_sanitise(user, -1);
    g_autofree char *asked =
        phrase_make(wanted == SECRET_RECOVERY ? N_("Recovery key: ") : N_("Passphrase of {1}: "), safe, NULL);
    g_autofree char *prompt = phrase_expand(asked, language_translate);
    return prompt_secret(prompt, unlock->options->cancellable, error);
}

struct secret *unlock_ask(void *data, enum secret_wanted wanted, const char *user, GError **error)
{
    struct unlock *unlock = data;
    const char *who = user != NULL ? user : "";
    if (wanted == SECRET_GIVEN) {
        g_autoptr(GError) cause = NULL;
        struct secret *named = given_new(unlock, &cause);
        if (cause == NULL) return copy(named);
        g_propagate_error(error, g_steal_pointer(&cause));
        return NULL;
    }
    return wanted == SECRET_NEW ? find_new(unlock, who, error) : find_current(unlock, wanted, who, error);
}

void unlock_try_back(const char *recovery)
{
    g_auto(GStrv) groups = g_strsplit(recovery, "-", -1);
    const guint count = g_strv_length(groups);
    if (count < 2 || !prompt_is_possible()) return;
    const guint first = (guint)g_random_int_range(0, (gint32)count);
    const guint second = (first + 1 + (guint)g_random_int_range(0, (gint32)count - 1)) % count;
    g_autofree char *wanted = g_strconcat(groups[first], groups[second], NULL);
    g_autofree char *one = g_strdup_printf("%u", first + 1), *two = g_strdup_printf("%u", second + 1);
    g_autofree char *asked = phrase_make(
        N_("To see that it is written down, type its groups {1} and {2} (empty leaves it): "), one, two, NULL);
    g_autofree char *prompt = phrase_expand(asked, language_translate);
    for (int left = TRIES; left > 0; left--) {
        g_autoptr(secret_t) typed = prompt_secret(prompt, NULL, NULL);
        if (typed == NULL) break;
        g_autoptr(GString) plain = g_string_new(NULL);
        for (const uint8_t *at = secret_bytes(typed); *at != 0; at++)
            if (g_ascii_isalnum(*at)) g_string_append_c(plain, g_ascii_toupper((gchar)*at));
        const bool same = strcmp(plain->str, wanted) == 0;
        prompt_say(same ? _("Right. Keep it where a fire or a thief does not find it with the store.")
                        : _("That is not what stands there."));
        secret_wipe(plain->str, plain->len);
        if (same) break;
    }
    secret_wipe(wanted, strlen(wanted));
    for (guint i = 0; i < count; i++)
        secret_wipe(groups[i], strlen(groups[i]));
}
