import { PluginRunner } from './plugin-runner.ts';
import { takeAwayReach } from './reach.ts';
import { openTransport } from './transport.ts';

// The program of a plugin's own process. It imports nothing of the executor, so that it may read nothing of it.
const transport = openTransport();
takeAwayReach();
new PluginRunner(transport).listen();
