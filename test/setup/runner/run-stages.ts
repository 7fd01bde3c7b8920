import { formatSeconds } from '../system/progress.ts';
import { endLeftovers } from './leftovers.ts';
import { type Stage, sumTallies, type Tally, tallyOf } from './stage.ts';

/**
 * Runs the stages one after the other, all of them whatever happens.
 *
 * @param print - Gets a line when a stage begins and one when it ends. @defaultValue Standard output
 */
export async function runStages(stages: readonly Stage[], print: (line: string) => void = printLine): Promise<Tally> {
  const tallies: Tally[] = [];
  const failed: string[] = [];
  for (const stage of stages) {
    print(`\n▶ ${stage.name}`);
    const startedMs = performance.now();
    const tally = await stage.run().catch((error: unknown) => {
      print(String(error));
      return tallyOf(false);
    });
    const leftovers = endLeftovers();
    if (leftovers > 0) print(`  ${leftovers} processes were left behind and have been ended`);
    const duration = formatSeconds(performance.now() - startedMs);
    print(`${tally.failed === 0 ? '✓' : '✗'} ${stage.name}: ${format(tally)} (${duration})`);
    if (tally.failed > 0) failed.push(stage.name);
    tallies.push(tally);
  }
  if (failed.length > 0) print(`\nFailed: ${failed.join('; ')}`);
  return sumTallies(tallies);
}

/** The form of a closing line: `N passed, N failed`. */
export function format({ passed, failed }: Tally): string {
  return `${passed} passed, ${failed} failed`;
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
