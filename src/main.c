/* SPDX-License-Identifier: Apache-2.0 */
/* The program: makes the process private, then hands the words to the command line, which opens the workstation when
 * there are none. */
#include "config.h"

#include "cli/cli.h"
#include "core/app.h"
#include "screen/screens.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* Credit files pass through this memory: no core file, no debugger of the same user, no readable new file. */
static void keep_private(void)
{
    const struct rlimit none = { 0, 0 };
    umask(077);
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
        .screens = screens,
        .start = request->start,
        .script = request->script,
        .columns = request->columns,
        .rows = request->rows,
        .theme = request->theme,
        .depth = request->depth,
        .output = request->output,
    };
    return app_run(&options, error);
}

int main(int argc, char **argv)
{
    keep_private();
    return cli_main(argc, argv, open_workstation);
}
