export { roundEth } from './amount.ts';
export { formatEth, isWeiText, parseEth, type Wei } from './wei.ts';
