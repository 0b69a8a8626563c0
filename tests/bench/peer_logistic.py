# SPDX-License-Identifier: Apache-2.0
"""statsmodels on the tables that logistic.c wrote: name, method, median CPU seconds; one thread, errors included."""
import os
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
import sys, time, warnings
import numpy
import statsmodels.api as api

warnings.simplefilter("ignore")
for line in sys.argv[1:]:
    path, rows, columns, rounds = line.rsplit(":", 3)
    rows, columns, rounds = int(rows), int(columns), int(rounds)
    table = numpy.fromfile(path, dtype="float64").reshape(rows, columns + 1)
    y, x = table[:, 0].copy(), api.add_constant(table[:, 1:])
    fits = {
        "Logit": lambda: api.Logit(y, x).fit(disp=0, method="newton", tol=1e-10),
        "GLM": lambda: api.GLM(y, x, family=api.families.Binomial()).fit(tol=1e-10),
    }
    for method, fit in fits.items():
        times = []
        for _ in range(rounds):
            began = time.process_time()
            result = fit()
            errors = result.bse
            times.append(time.process_time() - began)
        print(os.path.basename(path), method, sorted(times)[rounds // 2],
              *["%.17g" % value for value in (result.params[0], result.params[-1], errors[0], errors[-1])])
