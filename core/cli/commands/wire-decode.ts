import { nowSec } from '../../foundation/clock.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import type { MessageExplanation } from '../../identity/index.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { readInputFile } from '../input-file.ts';
import { formatDuration, plainLines, plainText, unknown } from '../output/format.ts';
import { formatPairs } from '../output/table.ts';

interface Options {
  readonly hex?: string;
  readonly file?: string;
}

/** Answers may have 10 MiB; as hexadecimal text with line ends a little more than twice that. */
const maxFileBytes = 24 * 1024 * 1024;

/** `wire decode`: explains any message of the network. */
export const wireDecode = defineCommand<Options>({
  name: 'wire decode',
  about: 'Explain a message of the network: what it says, who signed it, what is odd about it.',
  more: 'It takes requests, responses and announcements, signed or not, as hexadecimal text or as raw bytes.',
  examples: ['wire decode --file ./request.cbor', 'wire decode --hex a16b4c6c6d52657175657374… --json'],
  configure: (command) =>
    void command
      .option('--hex <digits>', 'the message as hexadecimal digits')
      .option('--file <file>', 'a file of raw bytes or hexadecimal digits; "-" reads standard input'),
  async run(context, options) {
    const bytes = await readMessage(context, options);
    const { explainMessage } = await import('../../identity/index.ts');
    const value = explainMessage(bytes, { nowSec: nowSec(context.clock) });
    return { value, text: describeMessage(value) };
  },
});

async function readMessage(context: CliContext, { hex, file }: Options): Promise<Uint8Array> {
  if ((hex === undefined) === (file === undefined))
    throw new ExecutorError('USAGE_INVALID', { problem: 'one of --hex and --file is needed' });
  if (hex === undefined) return decodeFile(await readBytes(context, file ?? ''));
  const bytes = fromHex(hex);
  if (bytes === null)
    throw new ExecutorError('USAGE_INVALID', { problem: '--hex is not an even number of hexadecimal digits' });
  return bytes;
}

async function readBytes(context: CliContext, file: string): Promise<Uint8Array> {
  if (file !== '-') return readInputFile(file, maxFileBytes, 'PROTOCOL_TOO_LARGE');
  const bytes = await context.terminal.readInput(maxFileBytes);
  if (bytes === null) throw new ExecutorError('PROTOCOL_TOO_LARGE', { maxFileBytes });
  return bytes;
}

/** No message of the network begins with a byte that is a hexadecimal digit and goes on with nothing else. */
function decodeFile(bytes: Uint8Array): Uint8Array {
  return fromHex(Buffer.from(bytes).toString('latin1')) ?? bytes;
}

/** Bytes of hexadecimal text, white space and a leading `0x` ignored; null when it is something else. */
function fromHex(text: string): Uint8Array | null {
  const digits = text.replace(/\s+/g, '').replace(/^0x/i, '');
  return digits.length % 2 === 0 && /^[0-9a-f]+$/i.test(digits) ? Buffer.from(digits, 'hex') : null;
}

function describeMessage(value: MessageExplanation): string {
  const signed = value.signer !== null;
  const age = value.ageSeconds === null ? unknown : describeAge(value.ageSeconds, value.fresh === true);
  const pairs: [string, string][] = [
    ['variant', `${value.variant} (${value.format})`],
    ['signer', value.signer ?? 'not signed'],
    ...(signed
      ? ([['signature', value.signatureValid ? 'fits the payload and the signer' : 'does not fit']] as [
          string,
          string,
        ][])
      : []),
    ...(signed && !value.signatureValid
      ? ([['made by', value.recoveredSigner ?? 'nobody']] as [string, string][])
      : []),
    ['age', age],
    ['hash', value.hash],
  ];
  const odd = value.oddities.length === 0 ? ['nothing'] : value.oddities;
  return [
    formatPairs(pairs),
    `\nPayload\n${indent(plainLines(JSON.stringify(value.payload, null, 2)))}`,
    `\nSigned text\n${indent(plainText(value.signedText))}`,
    `\nOdd about it\n${odd.map((line) => indent(plainText(line))).join('\n')}`,
  ].join('\n');
}

function describeAge(ageSeconds: number, fresh: boolean): string {
  const size = formatDuration(Math.abs(ageSeconds) * 1000);
  const age = ageSeconds < 0 ? `${size} ahead of this clock` : `${ageSeconds === 0 ? '0 s' : size} old`;
  return `${age}: ${fresh ? 'accepted' : 'refused'} by the network (at most 300 s)`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
