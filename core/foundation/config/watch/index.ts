export { ConfigWatch } from './config-watch.ts';
