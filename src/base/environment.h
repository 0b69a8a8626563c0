/* SPDX-License-Identifier: Apache-2.0 */
/* What the one who starts the program may tell it through the environment. */
#pragma once

/* In a program that is installed set-group-ID the environment comes from somebody with fewer rights: all of it is
 * dropped but who they are, their language, terminal and folders. In every program a folder (XDG_...) that is not an
 * absolute path is ignored. Before any thread. */
void environment_restrict(void);
