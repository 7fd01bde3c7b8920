import { parseArgs } from 'node:util';
import { startLlmServer } from './index.ts';
import type { LlmServerOptions } from './types.ts';

/**
 * The scripted server as a process of its own:
 * `node test/fakes/llm-server/main.ts --dialect lmstudio --latency-ms 100 --slots 8`.
 * Prints one line `{"url": …}` when it listens; `GET /__stats` tells what it measured; ends with its standard input.
 */
const { values } = parseArgs({
  options: {
    dialect: { type: 'string', default: 'lmstudio' },
    port: { type: 'string', default: '0' },
    slots: { type: 'string', default: '4' },
    'latency-ms': { type: 'string', default: '0' },
    /** Words of every answer; 0 repeats the prompt. */
    words: { type: 'string', default: '0' },
  },
});
const server = await startLlmServer({
  dialect: values.dialect as LlmServerOptions['dialect'],
  port: Number(values.port),
  slots: Number(values.slots),
  latencyMs: Number(values['latency-ms']),
  ...(values.words === '0' ? {} : { answer: () => 'word '.repeat(Number(values.words)).trim() }),
});
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
process.stdin.resume().once('end', () => void server.close());
