import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../system/command.ts';
import { projectRoot } from '../system/project.ts';
import type { Stage } from './stage.ts';
import { countVitest } from './vitest-report.ts';

/** All tests of one vitest configuration. Its own report is shown while it runs. */
export function vitestStage(name: string, configFile: string, limitMs: number): Stage {
  return {
    name,
    async run() {
      const folder = mkdtempSync(join(tmpdir(), 'lloom-report-'));
      const reportFile = join(folder, 'report.json');
      const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
      const { status } = await runCommand(process.execPath, [vitest, 'run', '--config', configFile, ...reporters], {
        cwd: projectRoot,
        env: { NO_COLOR: '1' },
        output: 'show',
        limitMs,
      });
      const tally = countVitest(readIfThere(reportFile), status);
      rmSync(folder, { recursive: true, force: true });
      return tally;
    },
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
