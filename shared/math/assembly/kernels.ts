export { gramBlocks } from './gram';
export { leastSquares } from './least-squares';
export { nearestColumns } from './neighbours';
export { rotateBlocks } from './rotate';
export { nearestInOrder } from './sequences';
export { transpose } from './transpose';
