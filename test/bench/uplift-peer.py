"""S-, T- and X-learners on reference trees over the ten IHDP files: root PEHE within sample, a model of all rows.

python test/bench/uplift-peer.py DIR/uplift-ihdp, with lightgbm 4.7.0 and scikit-learn 1.9.1.
"""

import sys
from pathlib import Path

import lightgbm
import numpy as np
import pandas as pd
import sklearn
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor

TREES = {
    "lightgbm": lambda: lightgbm.LGBMRegressor(verbose=-1, n_jobs=1, random_state=1),
    "gradient boosting": lambda: GradientBoostingRegressor(random_state=1),
    "random forest": lambda: RandomForestRegressor(n_estimators=200, min_samples_leaf=3, random_state=1, n_jobs=1),
}


def effects(trees, x, treated, outcome):
    """What each learner says of each row."""
    fitted = lambda rows, values: trees().fit(rows, values)
    without, with_it = (fitted(x[treated == arm], outcome[treated == arm]) for arm in (0, 1))
    one = fitted(np.c_[x, treated], outcome)
    of_treated = fitted(x[treated == 1], outcome[treated == 1] - without.predict(x[treated == 1]))
    of_control = fitted(x[treated == 0], with_it.predict(x[treated == 0]) - outcome[treated == 0])
    share = treated.mean()
    arm = lambda value: np.c_[x, np.full(len(x), value)]
    return {
        "S": one.predict(arm(1)) - one.predict(arm(0)),
        "T": with_it.predict(x) - without.predict(x),
        "X": share * of_control.predict(x) + (1 - share) * of_treated.predict(x),
    }


print(f"lightgbm {lightgbm.__version__}, scikit-learn {sklearn.__version__}")
files = sorted(Path(sys.argv[1]).glob("ihdp_npci_*.csv.gz"))
for name, trees in TREES.items():
    errors = {}
    for file in files:
        rows = pd.read_csv(file, header=None).values
        told = effects(trees, rows[:, 5:], rows[:, 0].astype(int), rows[:, 1])
        for learner, effect in told.items():
            errors.setdefault(learner, []).append(np.sqrt(np.mean((effect - (rows[:, 4] - rows[:, 3])) ** 2)))
    print(name, {learner: round(float(np.mean(values)), 3) for learner, values in errors.items()})
