export { roundEth } from './amount.ts';
export { priceProblem } from './price.ts';
export { formatEth, isWeiText, parseEth, type Wei } from './wei.ts';
