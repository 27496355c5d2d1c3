import { adam, adamOfOne } from './adam';
import { addProducts, addTimes, mulAddPairs, pairAt, storePair } from './doubles';

// Rows of d 32-bit floats, d a multiple of 4; `bytes` is a row's length. Sums keep the order of a single thread: what
// many rows add to is parted by numbers of a row, into slices of `sliceBytes`, and all else by rows.

/**
 * Vectors of the items at the places [first, end): an item's own row, and the scaled sum of its features' rows. Clears
 * the slopes there.
 *
 * @param touched - (places): the item at each. @param offsets - (items + 1); 0 where items have no features.
 * @param vectors - (places, d); so are the slopes.
 */
export function startPlaces(
  _thread: i32,
  first: i32,
  end: i32,
  touched: usize,
  own: usize,
  shared: usize,
  offsets: usize,
  columns: usize,
  bytes: usize,
  vectors: usize,
  slopes: usize,
): void {
  for (let place = first; place < end; place++) {
    const item = usize(load<u32>(touched + (usize(place) << 2)));
    const vector = vectors + usize(place) * bytes;
    copyRow(vector, own + item * bytes, bytes);
    clearRow(slopes + usize(place) * bytes, bytes);
    if (offsets === 0) continue;
    let column = columns + (usize(load<u32>(offsets + (item << 2))) << 2);
    const stop = columns + (usize(load<u32>(offsets + (item << 2), 4)) << 2);
    const scale = scaleOf((stop - column) >> 2);
    for (; column < stop; column += 4) addTimes(vector, scale, shared + usize(load<u32>(column)) * bytes, bytes);
  }
}

/**
 * The weighted sums of the vectors of each row's entries, by pool, and the gated sum of those; and its target's vector.
 *
 * @param entryEnds - (rows + 1) @param entryPlaces - (entries) @param entryCells - (entries): which weights count.
 * @param weights - (cells, 3) @param gates - (3, d)
 * @param pools - (3, rows, d), each of `poolBytes`. @param pooled - (rows, d); so are the targets.
 */
export function poolRows(
  _thread: i32,
  first: i32,
  end: i32,
  entryEnds: usize,
  entryPlaces: usize,
  entryCells: usize,
  weights: usize,
  vectors: usize,
  targetPlaces: usize,
  gates: usize,
  bytes: usize,
  poolBytes: usize,
  pools: usize,
  pooled: usize,
  targets: usize,
): void {
  for (let row = first; row < end; row++) {
    const newest = pools + usize(row) * bytes;
    const early = newest + poolBytes;
    const even = early + poolBytes;
    clearRow(newest, bytes);
    clearRow(early, bytes);
    clearRow(even, bytes);
    const stop = usize(load<u32>(entryEnds + (usize(row) << 2), 4)) << 2;
    for (let entry = usize(load<u32>(entryEnds + (usize(row) << 2))) << 2; entry < stop; entry += 4) {
      const vector = vectors + usize(load<u32>(entryPlaces + entry)) * bytes;
      const weight = weights + usize(load<u32>(entryCells + entry)) * 12;
      const ofNewest = load<f32>(weight);
      if (ofNewest !== 0) addTimes(newest, f64(ofNewest), vector, bytes);
      addToBoth(early, f64(load<f32>(weight, 4)), even, f64(load<f32>(weight, 8)), vector, bytes);
    }
    gatedSum(pooled + usize(row) * bytes, gates, newest, early, even, bytes);
    const target = vectors + usize(load<u32>(targetPlaces + (usize(row) << 2))) * bytes;
    copyRow(targets + usize(row) * bytes, target, bytes);
  }
}

/**
 * Backwards through the pools, for the slices [first, end) of all rows: adds to the slopes of targets, gates and
 * entries, in the rows' order.
 *
 * @param gatedWeights - (cells, d) of 64-bit floats: what a vector counts in the pooled sum.
 * @param targetSlopes - (rows) @param people - (rows, d); so are pooledSlopes.
 * @param gateSlopes - (3, d)
 */
export function spreadSlices(
  _thread: i32,
  first: i32,
  end: i32,
  sliceBytes: usize,
  rowCount: i32,
  entryEnds: usize,
  entryPlaces: usize,
  entryCells: usize,
  gatedWeights: usize,
  targetPlaces: usize,
  targetSlopes: usize,
  people: usize,
  pooledSlopes: usize,
  bytes: usize,
  poolBytes: usize,
  pools: usize,
  gateSlopes: usize,
  slopes: usize,
): void {
  for (let slice = first; slice < end; slice++) {
    const from = usize(slice) * sliceBytes;
    const length = min(sliceBytes, bytes - from);
    let entry: usize = 0;
    for (let row = 0; row < rowCount; row++) {
      const place = usize(row) << 2;
      const at = usize(row) * bytes + from;
      const target = slopes + usize(load<u32>(targetPlaces + place)) * bytes + from;
      addTimes(target, f64(load<f32>(targetSlopes + place)), people + at, length);
      addProducts(gateSlopes + from, pooledSlopes + at, pools + at, length);
      addProducts(gateSlopes + bytes + from, pooledSlopes + at, pools + poolBytes + at, length);
      addProducts(gateSlopes + 2 * bytes + from, pooledSlopes + at, pools + 2 * poolBytes + at, length);
      for (const stop = usize(load<u32>(entryEnds + place, 4)) << 2; entry < stop; entry += 4) {
        const slope = slopes + usize(load<u32>(entryPlaces + entry)) * bytes + from;
        const gated = gatedWeights + 2 * (usize(load<u32>(entryCells + entry)) * bytes + from);
        addGatedSlope(slope, pooledSlopes + at, gated, length);
      }
    }
  }
}

/**
 * Passes the slopes of touched items on to their features, in the items' order, and takes a step on those: for the
 * slices [first, end) of all rows.
 *
 * @param features - (featureCount): those of the touched items, each once.
 * @param featureSlopes - (all features, d): overwritten for those.
 */
export function changeFeatureSlices(
  _thread: i32,
  first: i32,
  end: i32,
  sliceBytes: usize,
  touched: usize,
  touchedCount: i32,
  features: usize,
  featureCount: i32,
  offsets: usize,
  columns: usize,
  bytes: usize,
  slopes: usize,
  featureSlopes: usize,
  shared: usize,
  firstMoments: usize,
  secondMoments: usize,
  rate: f64,
): void {
  const stop = features + (usize(featureCount) << 2);
  for (let slice = first; slice < end; slice++) {
    const from = usize(slice) * sliceBytes;
    const length = min(sliceBytes, bytes - from);
    for (let feature = features; feature < stop; feature += 4)
      clearRow(featureSlopes + usize(load<u32>(feature)) * bytes + from, length);
    for (let place = 0; place < touchedCount; place++) {
      const item = usize(load<u32>(touched + (usize(place) << 2)));
      let column = columns + (usize(load<u32>(offsets + (item << 2))) << 2);
      const last = columns + (usize(load<u32>(offsets + (item << 2), 4)) << 2);
      const scale = scaleOf((last - column) >> 2);
      const slope = slopes + usize(place) * bytes + from;
      for (; column < last; column += 4)
        addTimes(featureSlopes + usize(load<u32>(column)) * bytes + from, scale, slope, length);
    }
    for (let feature = features; feature < stop; feature += 4) {
      const at = usize(load<u32>(feature)) * bytes + from;
      adam(shared + at, firstMoments + at, secondMoments + at, featureSlopes + at, rate, length);
    }
  }
}

/**
 * A step on the own rows and biases of the items at the places [first, end).
 *
 * @param slopes - (places, d) @param biasSlopes - (places)
 */
export function changePlaces(
  _thread: i32,
  first: i32,
  end: i32,
  touched: usize,
  bytes: usize,
  slopes: usize,
  own: usize,
  firstMoments: usize,
  secondMoments: usize,
  biasSlopes: usize,
  biases: usize,
  firstOfBiases: usize,
  secondOfBiases: usize,
  rate: f64,
): void {
  for (let place = first; place < end; place++) {
    const item = usize(load<u32>(touched + (usize(place) << 2)));
    const at = item * bytes;
    adam(own + at, firstMoments + at, secondMoments + at, slopes + usize(place) * bytes, rate, bytes);
    const bias = item << 2;
    const slope = f64(load<f32>(biasSlopes + (usize(place) << 2)));
    adamOfOne(biases + bias, firstOfBiases + bias, secondOfBiases + bias, slope, rate);
  }
}

/** So that an item of many features is no longer than one of few. */
function scaleOf(featureCount: usize): f64 {
  return 1 / sqrt<f64>(f64(max<usize>(1, featureCount)));
}

function copyRow(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
}

function clearRow(row: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(row + at, f64x2.splat(0));
}

/** y += a × x; z += b × x */
function addToBoth(y: usize, a: f64, z: usize, b: f64, x: usize, bytes: usize): void {
  const ofY = f64x2.splat(a);
  const ofZ = f64x2.splat(b);
  for (let at: usize = 0; at < bytes; at += 8) {
    const pair = pairAt(x + at);
    storePair(y + at, mulAddPairs(pairAt(y + at), ofY, pair));
    storePair(z + at, mulAddPairs(pairAt(z + at), ofZ, pair));
  }
}

/** out = the pools, each times its gates. */
function gatedSum(out: usize, gates: usize, newest: usize, early: usize, even: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 8) {
    const ofNewest = f64x2.mul(pairAt(gates + at), pairAt(newest + at));
    const sum = mulAddPairs(ofNewest, pairAt(gates + bytes + at), pairAt(early + at));
    storePair(out + at, mulAddPairs(sum, pairAt(gates + 2 * bytes + at), pairAt(even + at)));
  }
}

/** out += slope × gated weight, which is of 64-bit floats. */
function addGatedSlope(out: usize, pooledSlope: usize, gated: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 8)
    storePair(out + at, mulAddPairs(pairAt(out + at), pairAt(pooledSlope + at), v128.load(gated + 2 * at)));
}
