/* SPDX-License-Identifier: Apache-2.0 */
/* The program: makes the process private, becomes the agent when it was started as one, else hands the words to the
 * command line, which opens the workstation when there are none. */
#include "config.h"

#include "cli/cli.h"
#include "core/app.h"
#include "screen/doorway.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "vault/agent.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#ifdef BUREAU_SANITIZED
#include <sanitizer/lsan_interface.h>
#include <sys/auxv.h>

/* A set-group-ID program may not be traced, so the leak checker cannot look at it and would end it with an error. */
int __lsan_is_turned_off(void)
{
    return getauxval(AT_SECURE) != 0;
}
#endif

/* Credit files pass through this memory: no core file, no debugger of the same user, no readable new file. */
static void keep_private(void)
{
    const struct rlimit none = { 0, 0 };
    umask(folder_program_has_group() ? 007 : 077);
    setrlimit(RLIMIT_CORE, &none);
#ifndef BUREAU_SANITIZED
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* the leak checker of a sanitized build has to attach to us */
#endif
}

static int open_workstation(const struct workstation_request *request, GError **error)
{
    const struct app_options options = {
        .session = request->session,
        .store = request->store,
        .keys = request->keys,
        .how = request->how,
        .screens = screens,
        .start = request->start,
        .script = request->script,
        .columns = request->columns,
        .rows = request->rows,
        .theme = request->theme,
        .depth = request->depth,
        .output = request->output,
        .keep = visit_keep,
        .kept = visit_kept,
        .state = doorway_of_job,
        .called = doorway_called,
    };
    return app_run(&options, error);
}

int main(int argc, char **argv)
{
    keep_private();
    environment_restrict();
    if (argc == 3 && strcmp(argv[1], AGENT_WORD) == 0) return agent_main(atoi(argv[2]));
    return cli_main(argc, argv, open_workstation);
}
