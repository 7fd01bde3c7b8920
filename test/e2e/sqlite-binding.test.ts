import { join } from 'node:path';
import { expect, it } from 'vitest';
import { electronProgram, findElectron } from '../setup/electron/runtime.ts';
import { runCommand } from '../setup/system/command.ts';
import { projectRoot } from '../setup/system/project.ts';

it('SQLite survives the collection of what was left open, in the Electron that runs the app', async () => {
  const runtime = findElectron();
  if (runtime === undefined) throw new Error('No Electron is ready.');
  const script = join(projectRoot, 'test', 'fixtures', 'programs', 'collect-statements.mjs');
  const { status, output } = await runCommand(electronProgram(runtime), ['--expose-gc', script], {
    env: { ...runtime.env, ELECTRON_RUN_AS_NODE: '1' },
    limitMs: 30_000,
  });
  expect(output).toContain('counted 400');
  expect(status).toBe(0);
});
