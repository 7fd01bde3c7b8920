export { formatEth, isWeiText, parseEth, type Wei } from './wei.ts';
