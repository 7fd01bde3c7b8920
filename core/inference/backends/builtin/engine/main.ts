import { EngineServer } from './engine-server.ts';
import { openTransport } from './transport.ts';

// The program of an engine's own process: one model file at most, and nothing that the executor could not lose.
new EngineServer(openTransport()).listen();
