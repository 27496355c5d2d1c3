"""
Runs the Python library `implicit` beside our kernels: reads one command a line, answers with one line of JSON.

  python implicit-peer.py FOLDER      FOLDER holds offsets.i32, columns.i32 and shape.json of a people × items matrix
  als THREADS DIMENSIONS ITERATIONS   seconds of its fastest iteration; writes the items' factors to FOLDER/factors.f32
  neighbours THREADS COUNT            seconds of a fit; writes (items, COUNT) columns and weights, itself left out
"""
import json
import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as the library itself asks
import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from implicit.nearest_neighbours import CosineRecommender
from scipy.sparse import csr_matrix

folder = sys.argv[1]
read = lambda name, kind: np.fromfile(os.path.join(folder, name), dtype=kind)
shape = json.load(open(os.path.join(folder, "shape.json")))
offsets, columns = read("offsets.i32", np.int32), read("columns.i32", np.int32)
matrix = csr_matrix((np.ones(len(columns), np.float32), columns, offsets), shape=(shape["people"], shape["items"]))


def als(threads, dimensions, iterations):
    weight = shape["confidence"]
    seconds = []
    model = AlternatingLeastSquares(
        factors=dimensions, regularization=shape["regularization"], alpha=weight, iterations=iterations,
        use_cg=True, num_threads=threads, random_state=1,
    )
    model.fit(matrix, show_progress=False, callback=lambda _, elapsed, __: seconds.append(elapsed))
    model.item_factors.astype(np.float32).tofile(os.path.join(folder, "factors.f32"))
    return {"seconds": min(seconds)}


def neighbours(threads, count):
    start = time.perf_counter()
    model = CosineRecommender(K=count + 1, num_threads=threads)  # an item is its own neighbour here
    model.fit(matrix, show_progress=False)
    seconds = time.perf_counter() - start
    similarity = model.similarity.tocsr()
    table = np.full((shape["items"], count), -1, np.int32)
    weights = np.zeros((shape["items"], count), np.float32)
    for item in range(shape["items"]):
        row = slice(similarity.indptr[item], similarity.indptr[item + 1])
        index, score = similarity.indices[row], similarity.data[row]
        order = [at for at in np.lexsort((index, -score)) if index[at] != item][:count]
        table[item, : len(order)] = index[order]
        weights[item, : len(order)] = score[order]
    table.tofile(os.path.join(folder, "neighbours.i32"))
    weights.tofile(os.path.join(folder, "weights.f32"))
    return {"seconds": seconds}


print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    command, *numbers = line.split()
    run = {"als": als, "neighbours": neighbours}[command]
    print(json.dumps(run(*map(int, numbers))), flush=True)
