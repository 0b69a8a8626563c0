/* SPDX-License-Identifier: Apache-2.0 */
/* Writes down every change that goes to the disk, and makes from it what a disk may hold after the power went at any
 * moment. The model: what was flushed is there; of what was not, each sector of 512 bytes is there, is not, or is torn,
 * whatever the order; files grow no further than to the last sector that is there; names of files are made and taken
 * away in order, and any flush carries those before it (as ext4 and xfs do). A flush is believed when it says yes. */
#pragma once
#include "shim.h"

#include <glib.h>

struct recorder;

/* Records the files of `folder` from now on; what lies there already is flushed. `fail_flush`: the so-manieth flush
 * answers an error, and of what it should have flushed each sector may be lost for good although reading shows it (0:
 * none fails). */
struct recorder *recorder_start(const char *folder, unsigned fail_flush);
/* No more is recorded. */
void recorder_stop(struct recorder *recorder);
void recorder_free(struct recorder *recorder);

/* A word of the test's own between the calls: an act was acknowledged. */
void recorder_note(struct recorder *recorder, unsigned word);
/* The folder was flushed by a call that does not come through the VFS. */
void recorder_note_folder_flushed(struct recorder *recorder);

/* From now on images are of a disk that says it has flushed and has not: to see that the checks would notice. */
void recorder_set_lying(struct recorder *recorder, bool lying);

unsigned recorder_length(const struct recorder *recorder); /* changes so far: a cut lies before one of them */
unsigned recorder_flushes(const struct recorder *recorder);

/* Writes into `folder`, which is empty, the files as the disk may hold them when the power went before change number
 * `cut`. Calls `word` for each note before it. */
void recorder_image(const struct recorder *recorder, unsigned cut, GRand *random, const char *folder,
                    void (*word)(void *data, unsigned word), void *data);
