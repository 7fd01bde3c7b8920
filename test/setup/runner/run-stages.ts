import { formatSeconds } from '../system/progress.ts';
import { endLeftovers } from './leftovers.ts';
import { type Stage, sumTallies, type Tally, tallyOf } from './stage.ts';

/** Runs the stages one after the other, all of them whatever happens, and prints a line for each. */
export async function runStages(stages: readonly Stage[]): Promise<Tally> {
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

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
