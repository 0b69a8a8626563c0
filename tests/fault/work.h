/* SPDX-License-Identifier: Apache-2.0 */
/* What a disk is broken under: a store of its own in a scratch folder, a fixed run of acts on it, and the question
 * afterwards whether everything that was acknowledged is there. An act writes several rows, so that a half of it would
 * be seen; its texts can be worked out from its number, so that a wrong one would be seen too. */
#pragma once
#include "guard/guard.h"

#include "../unit/check.h"
#include "../unit/tree.h"

enum { WORK_ACTS = 24 };

struct work {
    char *folder;                                       /* scratch: template, store, image */
    char *template, *store, *state;                     /* folders of stores */
    bool acknowledged[WORK_ACTS];                       /* the program was told that the act is done */
    bool refused[WORK_ACTS];                            /* it was told that the act is not done (and not: not known) */
    unsigned errors;                                    /* how many acts answered an error */
    struct session *session;                            /* while it is open */
    void (*heard)(void *data, unsigned act, bool done); /* what the program was told, as it comes; may be NULL */
    void *heard_data;
};

/* A scratch folder with a template store in it. Where the disk is played it lies in memory, so that the campaign does
 * not wait for a real one; `on_disk`: where the disk is real. */
struct work *work_new(bool on_disk);
void work_free(struct work *work);
/* The keys of all stores of this program (test_keys() would be others in each file). */
struct vault_keys *work_keys(void);
/* The store is the template again, no act is acknowledged. */
void work_reset(struct work *work);

/* The run: opens the store, does every act (going on after one that failed), folds the log back, loads in bulk, closes.
 * Every error must say what happened and what to do; the case fails when one does not. */
void work_run(struct work *work);
/* The same in parts. work_open() answers false when the store does not open. */
bool work_open(struct work *work);
void work_act(struct work *work, unsigned act);
void work_close(struct work *work);

/* Opens the store in `directory` and fails the case unless it is sound, every page opens, the log proves it, each act
 * of `acknowledged` is there, none of `refused` is (NULL: not asked), and every one of the run is there wholly or not
 * at all. Answers how many there are. */
unsigned work_check(const char *directory, const bool acknowledged[WORK_ACTS], const bool refused[WORK_ACTS]);

/* The case fails unless the store is sound, every page opens and the log proves it. */
void check_store_is_sound(struct store *store);
/* The case fails unless the error names the thing, the cause and the next step, and shows no SQL. */
void check_error_speaks(const GError *error);

/* Files: plain copies and removals of a folder without folders in it. */
void copy_folder(const char *from, const char *to);
