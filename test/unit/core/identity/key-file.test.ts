import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  createIdentity,
  importIdentity,
  loadIdentity,
  parsePrivateKey,
  randomIdentity,
} from '../../../../core/identity/index.ts';
import { restrictToUser, writeNewKeyFile } from '../../../../core/identity/key-file.ts';
import { startProgram } from '../../../utils/child-program.ts';
import { expectCode } from '../../../utils/expect-code.ts';
import { tempFolder } from '../../../utils/temp-folder.ts';

const loader = fileURLToPath(new URL('../../../fixtures/programs/identity-loader.ts', import.meta.url));
const keyText = 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const otherKeyText = '59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
const addressOfKey = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';
const onPosix = process.platform !== 'win32';

/** The path of a key file in a new folder, with this content if any. */
function keyFileWith(content?: string): string {
  const file = join(tempFolder(), 'data', 'identity_key');
  mkdirSync(join(file, '..'));
  if (content !== undefined) writeFileSync(file, content, { mode: 0o600 });
  return file;
}

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('the key file', () => {
  test('is created on first start, for this user only, and used from then on', async () => {
    const keyFile = join(tempFolder(), 'a', 'b', 'identity_key');
    const first = await loadIdentity({ keyFile });
    const second = await loadIdentity({ keyFile });
    expect(readFileSync(keyFile, 'utf8')).toMatch(/^[0-9a-f]{64}$/);
    expect(readdirSync(join(keyFile, '..'))).toEqual(['identity_key']);
    expect([first.source, second.source, second.peerId]).toEqual(['file', 'file', first.peerId]);
    if (onPosix) expect([modeOf(keyFile), modeOf(join(keyFile, '..'))]).toEqual([0o600, 0o700]);
  });

  test('holds another key for every first start', async () => {
    const [a, b] = await Promise.all([keyFileWith(), keyFileWith()].map((keyFile) => loadIdentity({ keyFile })));
    expect(a?.peerId).not.toBe(b?.peerId);
  });

  test('may have white space around the key, and 0x before it', async () => {
    for (const content of [keyText, `  ${keyText}\r\n`, `0x${keyText.toUpperCase()}\n`]) {
      const identity = await loadIdentity({ keyFile: keyFileWith(content) });
      expect(identity.address).toBe(addressOfKey);
    }
  });

  test.each(['', 'not a key', keyText.slice(1), '0'.repeat(64), `${keyText}\n${keyText}`, 'x'.repeat(100_000)])(
    'with other content is an error and is left as it is (%#)',
    async (content) => {
      const keyFile = keyFileWith(content);
      const error = await expectCode(loadIdentity({ keyFile }), 'IDENTITY_UNREADABLE');
      await expectCode(importIdentity({ keyFile, from: { text: keyText } }), 'IDENTITY_UNREADABLE');
      expect(readFileSync(keyFile, 'utf8')).toBe(content);
      expect(readdirSync(join(keyFile, '..'))).toEqual(['identity_key']);
      expect(JSON.stringify(error.toObject()) + inspect(error, { depth: 9 })).not.toContain(keyText.slice(1));
    },
  );

  test('that is a folder, or a link to nothing, is an error', async () => {
    const folder = keyFileWith();
    mkdirSync(folder);
    await expectCode(loadIdentity({ keyFile: folder }), 'IDENTITY_UNREADABLE');
    const link = keyFileWith();
    symlinkSync('nothing', link);
    await expectCode(loadIdentity({ keyFile: link }), 'IDENTITY_UNREADABLE');
  });

  test.runIf(onPosix)('that others may read is closed to them', async () => {
    const keyFile = keyFileWith(keyText);
    chmodSync(keyFile, 0o644);
    await loadIdentity({ keyFile });
    expect(modeOf(keyFile)).toBe(0o600);
  });

  test('that cannot be written is an error', async () => {
    const parent = keyFileWith('a file where the folder should be');
    await expectCode(writeNewKeyFile(join(parent, 'identity_key'), new Uint8Array(32)), 'IDENTITY_NOT_SAVED');
  });

  test('is created once by processes that start at the same moment', async () => {
    const keyFile = keyFileWith();
    const programs = Array.from({ length: 4 }, () => startProgram(loader, [keyFile]));
    for (const program of programs) expect(await program.nextLine()).toBe('ready');
    for (const program of programs) program.process.stdin?.write('go\n');
    const peerIds = await Promise.all(programs.map((program) => program.nextLine()));
    const { peerId } = await loadIdentity({ keyFile });
    expect(peerIds).toEqual([peerId, peerId, peerId, peerId]);
    expect(readdirSync(join(keyFile, '..'))).toEqual(['identity_key']);
  });

  test('gets an access list for the user on Windows', async () => {
    const calls: unknown[] = [];
    await restrictToUser('C:\\key', 'win32', async (...call) => calls.push(call));
    expect(calls).toEqual([['icacls', ['C:\\key', '/inheritance:r', '/grant:r', `${userInfo().username}:F`]]]);
  });
});

describe('a key from the environment', () => {
  test('is the identity of the run and touches no file', async () => {
    const keyFile = keyFileWith('not a key');
    const identity = await loadIdentity({ keyFile, environmentKey: keyText });
    expect([identity.address, identity.source]).toEqual([addressOfKey, 'environment']);
    expect(readFileSync(keyFile, 'utf8')).toBe('not a key');
    const noFile = keyFileWith();
    await loadIdentity({ keyFile: noFile, environmentKey: keyText });
    expect(readdirSync(join(noFile, '..'))).toEqual([]);
  });

  test('that is wrong is an error, not a reason to use the file', async () => {
    const keyFile = keyFileWith(keyText);
    for (const environmentKey of ['', 'x', ` ${keyText}`])
      await expectCode(loadIdentity({ keyFile, environmentKey }), 'IDENTITY_KEY_INVALID');
  });
});

describe('importing a key', () => {
  test('from text or from a file makes it the identity', async () => {
    const source = keyFileWith(`\n0x${keyText}\n`);
    for (const from of [{ text: keyText }, { file: source }]) {
      const keyFile = keyFileWith();
      const imported = await importIdentity({ keyFile, from });
      expect([imported.address, imported.source]).toEqual([addressOfKey, 'file']);
      expect((await loadIdentity({ keyFile })).address).toBe(addressOfKey);
      if (onPosix) expect(modeOf(keyFile)).toBe(0o600);
    }
  });

  test('never replaces another identity; the same one again changes nothing', async () => {
    const keyFile = keyFileWith(otherKeyText);
    await expectCode(importIdentity({ keyFile, from: { text: keyText } }), 'IDENTITY_EXISTS');
    expect(readFileSync(keyFile, 'utf8')).toBe(otherKeyText);
    await importIdentity({ keyFile, from: { text: `0x${otherKeyText}` } });
    expect(readFileSync(keyFile, 'utf8')).toBe(otherKeyText);
  });

  test('that is none is an error, and nothing is created', async () => {
    const keyFile = keyFileWith();
    await expectCode(importIdentity({ keyFile, from: { text: 'x' } }), 'IDENTITY_KEY_INVALID');
    for (const file of [keyFileWith('x'), join(tempFolder(), 'missing'), tempFolder()])
      await expectCode(importIdentity({ keyFile, from: { file } }), 'IDENTITY_IMPORT_UNREADABLE');
    expect(readdirSync(join(keyFile, '..'))).toEqual([]);
  });
});

describe('an identity', () => {
  const identity = createIdentity(parsePrivateKey(keyText), 'memory');

  test('does not show its key, whatever prints it', () => {
    const views = [
      inspect(identity, { depth: 9, showHidden: true }),
      inspect({ identity, key: identity.libp2pKey() }, { depth: 9 }),
      JSON.stringify({ identity, key: identity.libp2pKey() }),
      JSON.stringify(Object.entries(identity)),
      JSON.stringify({ ...identity }),
      String(identity),
    ]
      .join('\n')
      .replace(/\s/g, '');
    const bytes = parsePrivateKey(keyText);
    expect(views).toContain(identity.peerId);
    for (const secret of [
      keyText,
      bytes.join(','),
      bytes.join(', '),
      Buffer.from(bytes).toString('base64'),
      '172,9,116',
    ])
      expect(views).not.toContain(secret);
    expect(JSON.parse(JSON.stringify(identity))).toEqual({ peerId: identity.peerId, address: identity.address });
  });

  test('keeps its key when the bytes it was made from change', () => {
    const bytes = parsePrivateKey(keyText);
    const kept = createIdentity(bytes, 'memory');
    bytes.fill(1);
    expect(kept.sign(new Uint8Array(32))).toEqual(identity.sign(new Uint8Array(32)));
  });

  test('is refused for bytes that are no key, and does not sign what is no hash', () => {
    for (const bytes of [new Uint8Array(32), new Uint8Array(31).fill(1), new Uint8Array(32).fill(255)])
      expect(() => createIdentity(bytes, 'memory')).toThrow(expect.objectContaining({ code: 'IDENTITY_KEY_INVALID' }));
    expect(() => identity.sign(new Uint8Array(31))).toThrow(expect.objectContaining({ code: 'SIGNING_FAILED' }));
  });

  test('made at random is another one each time', () => {
    expect(randomIdentity().peerId).not.toBe(randomIdentity().peerId);
    expect(randomIdentity().source).toBe('memory');
  });
});
