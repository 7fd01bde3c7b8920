import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ExecutorError } from '../../../../../../core/foundation/errors/index.ts';
import { silentLogger } from '../../../../../../core/foundation/logger.ts';
import type { EngineLauncher, EngineListener } from '../../../../../../core/inference/backends/builtin/launch/index.ts';
import { ModelLibrary } from '../../../../../../core/inference/backends/builtin/models/index.ts';
import { Scout } from '../../../../../../core/inference/backends/builtin/process/index.ts';
import { createManualClock } from '../../../../../utils/manual-clock.ts';
import { tempFolder } from '../../../../../utils/temp-folder.ts';

const header = { architecture: 'llama', quantization: null, parameters: null, contextLength: 2048, generates: true };

/** Starts engines that answer at once and end when the test says so. */
function slowlyEnding(): { launcher: EngineLauncher; launched: EngineListener[] } {
  const launched: EngineListener[] = [];
  const launcher: EngineLauncher = {
    launch(_spec, listener) {
      launched.push(listener);
      return {
        processId: 1,
        send(text) {
          const { id, type } = JSON.parse(text);
          const answer =
            type === 'inspect'
              ? { type: 'inspected', id, header }
              : { type: 'described', id, version: '1', gpu: 'CPU' };
          queueMicrotask(() => listener.onText(JSON.stringify(answer)));
        },
        kill() {},
      };
    },
  };
  return { launcher, launched };
}

it('asks a process of its own while the last one has not ended yet', async () => {
  const { launcher, launched } = slowlyEnding();
  const scout = new Scout({ clock: createManualClock(), launcher }, 'builtin');
  const first = scout.ask({ type: 'describe', gpu: 'auto' });
  await new Promise((resolve) => setImmediate(resolve));
  // The first has its answer, and its process is told to end.
  const second = scout.ask({ type: 'inspect', file: '/models/tiny.gguf' });
  second.catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  expect(launched).toHaveLength(2);
  for (const listener of launched) listener.onEnd({ status: null, signal: 'SIGKILL' });
  expect(await first).toMatchObject({ gpu: 'CPU' });
  expect(await second).toMatchObject({ header });
});

it.each(['BACKEND_ABORTED', 'BACKEND_ENGINE_HUNG', 'BACKEND_ENGINE_CRASHED'] as const)(
  'asks for a file again whose reader ended once with %s',
  async (code) => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'models'));
    writeFileSync(join(folder, 'models', 'tiny.gguf'), 'GGUF');
    let asked = 0;
    const scout = {
      during: <Result>(work: () => Promise<Result>) => work(),
      async ask() {
        asked += 1;
        if (asked === 1) throw new ExecutorError(code, {});
        return { type: 'inspected', id: 1, header } as never;
      },
    };
    const library = new ModelLibrary({ logger: silentLogger, scout }, [join(folder, 'models')]);
    await library.list();
    expect((await library.list()).map(({ file }) => file.id)).toEqual(['tiny']);
  },
);

it('leaves a file alone that ends its reader again and again', async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'bad.gguf'), 'GGUF');
  let asked = 0;
  const scout = {
    during: <Result>(work: () => Promise<Result>) => work(),
    async ask(): Promise<never> {
      asked += 1;
      throw new ExecutorError('BACKEND_ENGINE_CRASHED', {});
    },
  };
  const library = new ModelLibrary({ logger: silentLogger, scout }, [folder]);
  for (let list = 0; list < 5; list += 1) expect(await library.list()).toEqual([]);
  expect(asked).toBe(2);
});
