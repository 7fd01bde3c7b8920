import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ExecutorError } from '../../../../../core/foundation/errors/index.ts';
import { createLogger, type LoggingOptions } from '../../../../../core/operations/logging/index.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

function logged(options: Partial<LoggingOptions> = {}) {
  const lines: string[] = [];
  const logger = createLogger({ level: 'debug', destination: { write: (line) => lines.push(line) }, ...options });
  return {
    logger,
    lines,
    last: () => JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown>,
  };
}

const key = 'a1'.repeat(32);

describe('the logger', () => {
  it('writes one JSON object a line with its level, time and values', () => {
    const { logger, lines, last } = logged();
    logger.info('request served', { requestId: 'r-1', chargeWei: 10n ** 20n, skipped: undefined });
    expect(lines).toHaveLength(1);
    expect(last()).toEqual({
      level: 'info',
      time: expect.any(Number),
      msg: 'request served',
      requestId: 'r-1',
      chargeWei: '100000000000000000000',
    });
  });

  it('leaves lines below its level out', () => {
    const { logger, lines } = logged({ level: 'warn' });
    logger.debug('a');
    logger.info('b');
    logger.warn('c');
    logger.error('d');
    expect(lines).toHaveLength(2);
  });

  it('tells more or less from the moment that its level is set, through its children too', () => {
    const { logger, lines } = logged({ level: 'warn' });
    const child = logger.child({ module: 'network' });
    logger.setLevel('debug');
    child.debug('a');
    expect(lines).toHaveLength(1);
    logger.setLevel('error');
    child.warn('b');
    logger.warn('c');
    expect(lines).toHaveLength(1);
  });

  it('adds the values of a child to each of its lines', () => {
    const { logger, last } = logged();
    logger.child({ module: 'network' }).child({ peer: 'p' }).info('connected', { port: 4001 });
    expect(last()).toMatchObject({ module: 'network', peer: 'p', port: 4001 });
  });

  it.each([
    ['a private key in a value', { value: key }],
    ['a private key with 0x inside a sentence', { value: `the key 0x${key}, it was` }],
    ['a private key in capitals', { value: key.toUpperCase() }],
    ['a private key in a list deep inside', { value: { list: [{ inner: [key] }] } }],
    ['a private key as the name of a value', { [key]: 1 }],
    ['an access key by its name', { api_key: key.slice(0, 20) }],
    ['an access key by its other name', { request: { headers: { Authorization: `Bearer ${key.slice(0, 20)}` } } }],
    ['a bearer credential in a text', { value: `sent Bearer ${key.slice(0, 20)} to it` }],
    ['an access key in a text', { value: `sk-${key.slice(0, 20)}` }],
    ['the credentials of a URL', { value: `http://user:${key.slice(0, 20)}@localhost/` }],
    ['an access key in a query', { value: `http://localhost/?api_key=${key.slice(0, 20)}` }],
    ['a prompt by its name', { prompt: key.slice(0, 20) }],
  ])('does not write %s', (_, context) => {
    const { logger, lines } = logged();
    logger.info(`m ${key}`, context as never);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.toLowerCase()).not.toContain(key.slice(0, 20));
    expect(lines[0]).toContain('[redacted]');
  });

  it('keeps addresses and peer ids, which are public', () => {
    const { logger, last } = logged();
    const address = `0x${'ab'.repeat(20)}`;
    logger.info('identity', { address });
    expect(last()).toMatchObject({ address });
  });

  it('writes code, details and places of our errors, and of their causes no message', () => {
    const { logger, last, lines } = logged();
    const cause = Object.assign(new Error('upstream said: my secret prompt'), { code: 'ECONNREFUSED' });
    logger.error('failed', {}, new ExecutorError('BACKEND_UNREACHABLE', { host: 'localhost' }, { cause }));
    expect(last().err).toMatchObject({
      type: 'ExecutorError',
      code: 'BACKEND_UNREACHABLE',
      details: { host: 'localhost' },
      stack: expect.arrayContaining([expect.stringContaining('create-logger.test.ts')]),
      cause: { type: 'Error', code: 'ECONNREFUSED' },
    });
    expect(lines[0]).not.toContain('secret prompt');
  });

  it('writes circular, huge and unusual values in bounded space', () => {
    const { logger, lines } = logged();
    const circle: Record<string, unknown> = { bytes: new Uint8Array(5), not: Number.NaN, call: () => 1 };
    for (let i = 0; i < 90; i++) circle[`again${i}`] = circle;
    logger.info('odd', { circle, long: 'x'.repeat(100_000) } as never);
    expect(lines[0]?.length).toBeLessThan(60_000);
    expect(lines[0]).toContain('5 bytes');
  });

  it('writes lines for people when it is told so', () => {
    const { logger, lines } = logged({ pretty: true });
    logger.warn('backend slow', { model: 'qwen 2', ms: 1200 }, new ExecutorError('BACKEND_STALLED', { at: 3 }));
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d WARN {2}backend slow model="qwen 2" ms=1200\n {4}error BACKEND_STALLED {"at":3}\n {6}at /,
    );
  });

  it('lets no value steer the terminal', () => {
    const { logger, lines } = logged({ pretty: true });
    logger.info('peer', { name: '\u001b[2J' });
    expect(lines[0]).not.toContain('\u001b');
  });

  it('appends to a file that only this user reads, before the call returns', () => {
    const file = join(tempFolder(), 'logs', 'executor.log');
    const logger = createLogger({ level: 'info', destination: file });
    logger.info('one');
    expect(readFileSync(file, 'utf8')).toContain('"msg":"one"');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    logger.close();
  });

  it('goes on when its file cannot be written', () => {
    const logger = createLogger({ level: 'info', destination: '/dev/full' });
    expect(() => logger.info('lost')).not.toThrow();
    logger.close();
  });
});
