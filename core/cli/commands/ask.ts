import type { VerifiedAnswer } from '../../client/index.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { systemRandom } from '../../foundation/random.ts';
import type { Identity } from '../../identity/index.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { readInputFile } from '../input-file.ts';
import { collect, decimalNumber, wholeNumber } from '../options.ts';
import { ethDecimals, formatAmount, formatCount, formatDuration, plainLines, plainText } from '../output/format.ts';
import { formatPairs } from '../output/table.ts';
import { loadSettings } from '../settings.ts';

interface Options {
  readonly bootstrap?: readonly string[];
  readonly model: string;
  readonly executor?: string;
  readonly maxTokens?: number;
  readonly system?: string;
  readonly temperature?: number;
  readonly timeout: number;
  readonly keyFile?: string;
}

/** What the network carries, with room for everything around the prompt. */
const maxPromptBytes = 1024 * 1024;
const maxKeyBytes = 1024;

/** `ask`: one signed request to an executor of the network, as a client. */
export const ask = defineCommand<Options>({
  name: 'ask',
  about: 'Ask an executor of the network, as a client, and verify its answer.',
  more: 'The request is signed with a throw-away key unless --key-file names one. Nothing is transferred: the executor accrues the charge in its own ledger.',
  examples: [
    'ask --bootstrap /ip4/127.0.0.1/tcp/9000 --model qwen2.5-7b-instruct "Why is the sky blue?"',
    'ask --model qwen2.5-7b-instruct --max-tokens 50 --json - < prompt.txt',
  ],
  configure: (command) =>
    void command
      .argument('<prompt...>', 'the prompt; "-" reads it from standard input')
      .requiredOption('--model <name>', 'the model to ask')
      .option(
        '--bootstrap <address>',
        'find executors through this node, instead of [network] bootstrap_peers; may be repeated',
        collect,
      )
      .option('--executor <peer>', 'ask only this executor: its peer id, or its address with one')
      .option('--max-tokens <count>', 'most tokens of the answer', wholeNumber(1, 0xffff_ffff))
      .option('--system <text>', 'system prompt')
      .option('--temperature <value>', 'sampling temperature', decimalNumber(0, 10))
      .option('--timeout <seconds>', 'wait at most so long', wholeNumber(1, 3600), 300)
      .option('--key-file <file>', 'sign with the private key in this file'),
  async run(context, options, args) {
    const bootstrapPeers = options.bootstrap ?? (await loadSettings(context)).config.network.bootstrapPeers;
    if (bootstrapPeers.length === 0 && !options.executor?.startsWith('/'))
      throw new ExecutorError('USAGE_INVALID', {
        problem: 'no node is named to find executors through',
        hint: 'Give one with --bootstrap, or set [network] bootstrap_peers.',
      });
    const prompt = await readPrompt(context, args);
    const identity = await clientIdentity(options);
    const { clock, signal } = context;
    const { LloomClient, RefusedError } = await import('../../client/index.ts');
    const logger = context.verbose ? await verboseLogger() : silentLogger;
    const client = new LloomClient({ identity, clock, random: systemRandom, logger }, { bootstrapPeers });
    await client.start();
    try {
      const answer = await client.request({
        model: options.model,
        prompt,
        systemPrompt: options.system ?? null,
        temperature: options.temperature ?? null,
        maxOutboundTokens: options.maxTokens ?? null,
        timeoutMs: options.timeout * 1000,
        signal,
        ...(options.executor === undefined ? {} : { executor: options.executor }),
      });
      return { value: toValue(answer), text: describeAnswer(answer) };
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      // Its words are for the person who asked, and for nobody else.
      throw new ExecutorError('NETWORK_REFUSED', { ...error.details, executorSays: error.refusal });
    } finally {
      await client.stop();
    }
  },
});

async function readPrompt({ terminal }: CliContext, words: readonly string[]): Promise<string> {
  if (words.length !== 1 || words[0] !== '-') return words.join(' ');
  const bytes = await terminal.readInput(maxPromptBytes);
  if (bytes === null) throw new ExecutorError('PROTOCOL_TOO_LARGE');
  return Buffer.from(bytes).toString('utf8').trimEnd();
}

async function clientIdentity({ keyFile }: Options): Promise<Identity> {
  const { createIdentity, parsePrivateKey, randomIdentity } = await import('../../identity/index.ts');
  if (keyFile === undefined) return randomIdentity();
  const bytes = await readInputFile(keyFile, maxKeyBytes, 'IDENTITY_KEY_INVALID');
  return createIdentity(parsePrivateKey(bytes.toString('latin1').trim(), { file: keyFile }), 'file');
}

async function verboseLogger() {
  const { createLogger } = await import('../../operations/logging/index.ts');
  return createLogger({ level: 'debug', destination: 'stderr', pretty: true });
}

function toValue(answer: VerifiedAnswer) {
  return {
    content: answer.content,
    model: answer.modelUsed,
    inboundTokens: Number(answer.inboundTokens),
    outboundTokens: Number(answer.outboundTokens),
    chargeWei: answer.totalCostWei.toString(),
    executor: answer.executor.peerId,
    signer: answer.executor.address,
    // An answer whose signature does not fit is an error before it gets here.
    signatureValid: true,
    requestHash: answer.requestHash,
    responseHash: answer.responseHash,
    durationMs: Math.round(answer.timings.totalMs),
  };
}

function describeAnswer(answer: VerifiedAnswer): string {
  const counts = `${formatCount(Number(answer.inboundTokens))} in, ${formatCount(Number(answer.outboundTokens))} out`;
  const charge = formatAmount(answer.totalCostWei, ethDecimals.row);
  return [
    plainLines(answer.content),
    '',
    formatPairs([
      ['model', plainText(answer.modelUsed)],
      ['tokens', counts],
      ['charge', `${charge}, accrued by the executor; nothing is transferred`],
      ['executor', answer.executor.peerId],
      ['signed by', `${answer.executor.address} (verified)`],
      ['took', formatDuration(answer.timings.totalMs)],
    ]),
  ].join('\n');
}
