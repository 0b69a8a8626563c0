# SPDX-License-Identifier: Apache-2.0
"""scikit-learn and XGBoost on the fixed folds of one set: lr_onehot, rf200 and xgb with the settings of the reference."""
import os
os.environ["OMP_NUM_THREADS"] = "1"
import csv, sys
import numpy
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
import xgboost

name, data, folds = sys.argv[1:4]
with open(data, newline="", encoding="utf-8") as file:
    rows = list(csv.reader(file))
head, rows = rows[0], rows[1:]
y = numpy.array([int(row[0]) for row in rows])
fold = numpy.array([int(line) for line in open(folds)])


def number(cell):
    try:
        return float(cell)
    except ValueError:
        return None


numeric, nominal = [], []
for j in range(1, len(head)):
    cells = [row[j] for row in rows]
    values = [number(cell) for cell in cells]
    if all(value is not None for value, cell in zip(values, cells) if cell):
        numeric.append([numpy.nan if value is None else value for value in values])
    else:
        nominal += [[float(cell == word) for cell in cells] for word in sorted(set(cells))]
numeric = numpy.array(numeric).T.reshape(len(rows), -1)
nominal = numpy.array(nominal).T.reshape(len(rows), -1)


def prepared(train):
    middle = numpy.nanmedian(numeric[train], axis=0)
    flags = numpy.isnan(numeric)[:, numpy.isnan(numeric).any(axis=0)].astype(float)
    filled = numpy.where(numpy.isnan(numeric), middle, numeric)
    spread = filled[train].std(axis=0)
    filled = (filled - filled[train].mean(axis=0)) / numpy.where(spread > 0, spread, 1)
    return numpy.hstack([filled, flags, nominal])


found = {"lr_onehot": [], "rf200": [], "xgb": []}
for k in sorted(set(fold)):
    train, test = fold != k, fold == k
    ready, raw = prepared(train), numpy.hstack([numeric, nominal])
    models = {
        "lr_onehot": (LogisticRegression(C=1, max_iter=2000), ready),
        "rf200": (RandomForestClassifier(200, min_samples_leaf=5, random_state=1, n_jobs=1), ready),
        "xgb": (xgboost.XGBClassifier(n_estimators=200, learning_rate=0.05, max_depth=4, subsample=0.8,
                                      colsample_bytree=0.8, min_child_weight=5, tree_method="hist", n_jobs=1,
                                      eval_metric="logloss", use_label_encoder=False), raw),
    }
    for word, (model, x) in models.items():
        model.fit(x[train], y[train])
        found[word].append(roc_auc_score(y[test], model.predict_proba(x[test])[:, 1]))
for word, values in found.items():
    print("%-13s %-10s auc %.4f (here)" % (name, word, numpy.mean(values)))
