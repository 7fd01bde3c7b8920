import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEth } from '../../core/foundation/units/index.ts';
import { LocalNetwork } from '../../core/testing/index.ts';
import { spawnLlmServer } from '../fakes/llm-server/spawn.ts';
import { assertThat } from '../utils/assert-that.ts';
import { CliExecutor, cliConfig, runCli } from '../utils/live/cli-program.ts';
import { withClosing } from '../utils/live/closing.ts';
import { eventually } from '../utils/live/eventually.ts';

export const about =
  'The whole chain in separate programs: a local network, the scripted LM Studio, `lloom-executor start`, and ' +
  '`lloom-executor ask` as the client. Answer, charge, ledger row and status agree, to the wei.';

const model = 'qwen3-4b';
const prompt = 'Why is the sky blue?';

/** What `ask --json` prints, as far as it is looked at. */
interface Asked {
  readonly content: string;
  readonly inboundTokens: number;
  readonly outboundTokens: number;
  readonly chargeWei: string;
  readonly signatureValid: boolean;
  readonly executor: string;
  readonly requestHash: string;
  readonly responseHash: string;
  readonly durationMs: number;
}

/** What `earnings --rows 1 --json` prints, as far as it is looked at. */
interface Earnings {
  readonly total: { readonly accruedWei: string; readonly answers: number; readonly voids: number };
  readonly rows: readonly Record<string, unknown>[];
}

export function run() {
  return withClosing(async (closing) => {
    const network = new LocalNetwork();
    await network.start();
    closing.add({ close: () => network.stop() });
    const backend = closing.add(await spawnLlmServer({ dialect: 'lmstudio', slots: 4, latencyMs: 50 }));
    const dataFolder = await closing.folder();
    const bootstrap = network.validator.address;
    await writeFile(join(dataFolder, 'config.toml'), cliConfig({ bootstrap, baseUrl: backend.url }));
    const startedMs = performance.now();
    const executor = closing.add(new CliExecutor(dataFolder));
    const { identity } = await executor.serving();
    const { registry } = network.validator;
    await eventually('the validator lists the model', () => registry.modelsOf(identity.peerId)?.includes(model));
    const startToAnnouncedMs = Math.round(performance.now() - startedMs);

    const asking = ['ask', '--json', '--bootstrap', bootstrap, '--model', model, prompt];
    const asked = parse<Asked>(await runCli(await closing.folder(), asking));
    assertThat(
      asked.content === `You said "${prompt}", and that is all there is to it.`,
      'the answer is the right one',
    );
    assertThat(asked.signatureValid && asked.executor === identity.peerId, 'the executor signed it');
    const expected =
      BigInt(asked.inboundTokens) * parseEth('0.0005') + BigInt(asked.outboundTokens) * parseEth('0.001');
    assertThat(asked.chargeWei === String(expected), 'the charge is counts times prices');

    // The answer is there a moment before the executor has booked that it was handed over.
    const accrued = await executor.until('the answer is accrued', ({ today }) => today.answers === 1);
    const books = parse<Earnings>(await runCli(dataFolder, ['earnings', '--rows', '5', '--json']));
    const { chargeWei, requestHash: payloadHash, responseHash, inboundTokens, outboundTokens } = asked;
    const [row] = books.rows;
    const expectedRow = {
      state: 'accrued',
      model,
      chargeWei,
      payloadHash,
      responseHash,
      inboundTokens,
      outboundTokens,
    };
    for (const [name, value] of Object.entries(expectedRow))
      assertThat(row?.[name] === value, `the row's ${name} is the one of the answer`);
    assertThat(books.rows.length === 1 && books.total.answers === 1, 'there is this one row');
    assertThat(books.total.accruedWei === chargeWei, 'the total is the charge');
    assertThat(accrued.today.accruedWei === chargeWei, 'the status says the same');
    assertThat((await executor.interrupt()) === 0, 'Ctrl+C ends it in order');
    assertThat(registry.log.at(-1)?.type === 'Removal', 'it said goodbye to the network');
    const key = (await readFile(join(dataFolder, 'identity_key'), 'utf8')).trim();
    assertThat(!executor.output.includes(key) && !executor.output.includes(prompt), 'no key and no prompt is logged');
    return {
      startToAnnouncedMs,
      askMs: asked.durationMs,
      inboundTokens,
      outboundTokens,
      chargeWei,
      accruedWei: books.total.accruedWei,
      rows: books.rows.length,
      backendAnswers: (await backend.stats()).served,
    };
  });
}

function parse<Value>({ out, err, exitStatus }: Awaited<ReturnType<typeof runCli>>): Value {
  if (exitStatus !== 0) throw new Error(`A command ended with status ${exitStatus}:\n${err}${out}`);
  return JSON.parse(out) as Value;
}
