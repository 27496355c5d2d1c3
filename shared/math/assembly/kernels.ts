export { gramBlocks } from './gram';
export { leastSquares } from './least-squares';
export { nearestColumns } from './neighbours';
export { nearestInOrder } from './sequences';
export { transpose } from './transpose';
