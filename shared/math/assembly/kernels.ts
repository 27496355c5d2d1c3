export { gramBlocks } from './gram';
export { leastSquares } from './least-squares';
export { addToScores, roundLogLoss, sumLogLoss } from './log-loss';
export { nearestColumns } from './neighbours';
export { rotateBlocks } from './rotate';
export { nearestInOrder } from './sequences';
export { transpose } from './transpose';
export { joinChunks, partChunks } from './tree-partition';
export { blockColumns, mergeSums, subtractSums, sumBlocks, sumColumns } from './tree-sums';
