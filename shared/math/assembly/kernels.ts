export { gramBlocks } from './gram';
export { leastSquares } from './least-squares';
export { nearestColumns } from './neighbours';
export { transpose } from './transpose';
