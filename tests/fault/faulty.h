/* SPDX-License-Identifier: Apache-2.0 */
/* The n-th call to the disk fails, once or from then on. What it answers is what such a call answers on a real disk;
 * writes take turns: an error, an error after half of it was written, and a full disk. */
#pragma once
#include "shim.h"

/* Arms it: call number `at` (from 1) fails, and with `for_good` every one after it. 0: none fails, they are counted.
 * `turn` chooses how a write fails. */
void faulty_arm(unsigned at, bool for_good, unsigned turn);
/* Nothing fails any more. Answers how many calls there were since faulty_arm(). */
unsigned faulty_disarm(void);
/* The call that failed first: "write 4120 at 32 of bureau.db-log"; "none" when none did. */
const char *faulty_what(void);
bool faulty_has_struck(void);
/* The numbers (from 1) of those calls since faulty_arm() that wrote the head of a log. At the most `room`; answers how
 * many there were. */
unsigned faulty_heads(unsigned *numbers, unsigned room);
