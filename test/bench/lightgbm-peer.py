"""Measures LightGBM 4.7.0 for `npm run bench boosting`: commands come in as lines, times in seconds go out as JSON lines.

bin THREADS             cuts columns into bins, as every training wants
train THREADS           grows trees on the bins of the last `bin`
foresee                 writes the log odds of the held-out rows as scores.f64, untimed
"""

import json
import sys
import time
from pathlib import Path

import lightgbm
import numpy as np

folder = Path(sys.argv[1])
shape = json.loads((folder / "shape.json").read_text())
columns, known, held = shape["columns"], shape["rows"], shape["heldOut"]
values = np.fromfile(folder / "values.f32", dtype=np.float32).reshape(columns, known + held).T.copy()
labels = np.fromfile(folder / "labels.u8", dtype=np.uint8)


def settings(threads: int) -> dict:
    return {**shape["settings"], "objective": "binary", "num_threads": threads, "verbosity": -1, "seed": 1}


def say(seconds: float) -> None:
    print(json.dumps({"seconds": seconds}), flush=True)


data = model = None
say(0.0)
for line in sys.stdin:
    name, *rest = line.split()
    if name == "foresee":
        model.predict(values[known:], raw_score=True).tofile(folder / "scores.f64")
        say(0.0)
        continue
    start = time.perf_counter()
    if name == "bin":
        data = lightgbm.Dataset(values[:known], labels[:known], params=settings(int(rest[0])))
        data.construct()
    else:
        model = lightgbm.train(settings(int(rest[0])), data, shape["trees"])
    say(time.perf_counter() - start)
