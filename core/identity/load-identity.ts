import { stat } from 'node:fs/promises';
import { ExecutorError } from '../foundation/errors/index.ts';
import { createIdentity, type Identity } from './identity.ts';
import { readKeyFile, restrictToUser, writeNewKeyFile } from './key-file.ts';
import { parsePrivateKey, randomPrivateKey } from './private-key.ts';

/**
 * The identity of this run: the key given by the environment, which is never written; otherwise that of the key file,
 * which is created with a fresh key on first start. The key is stored without encryption.
 *
 * @param options.environmentKey - What `LLOOM_PRIVATE_KEY` held; the caller has taken it out of the environment.
 * @throws {@link ExecutorError} `IDENTITY_KEY_INVALID` for a wrong environment key, `IDENTITY_UNREADABLE` when the file
 * exists but is not a key, `IDENTITY_NOT_SAVED` when it cannot be created.
 */
export async function loadIdentity(options: {
  readonly keyFile: string;
  readonly environmentKey?: string | undefined;
}): Promise<Identity> {
  if (options.environmentKey !== undefined)
    return createIdentity(parsePrivateKey(options.environmentKey, { from: 'LLOOM_PRIVATE_KEY' }), 'environment');
  const saved = await readKeyFile(options.keyFile);
  if (!saved) return createKeyFile(options.keyFile);
  await closeToOthers(options.keyFile);
  return createIdentity(saved, 'file');
}

/**
 * Makes a key from elsewhere the identity of this data folder. Importing the key that is there already changes nothing.
 *
 * @param options.from - Hex text, or a file of it with white space around.
 * @throws {@link ExecutorError} `IDENTITY_EXISTS` when the folder has another key, `IDENTITY_IMPORT_UNREADABLE` when
 * the file holds none, `IDENTITY_KEY_INVALID` when the text is none, `IDENTITY_UNREADABLE`, `IDENTITY_NOT_SAVED`.
 */
export async function importIdentity(options: {
  readonly keyFile: string;
  readonly from: { readonly text: string } | { readonly file: string };
}): Promise<Identity> {
  const privateKey = await readImport(options.from);
  const imported = createIdentity(privateKey, 'file');
  if (await writeNewKeyFile(options.keyFile, privateKey)) return imported;
  const present = await readPresentKey(options.keyFile);
  if (createIdentity(present, 'file').address !== imported.address)
    throw new ExecutorError('IDENTITY_EXISTS', { file: options.keyFile });
  return imported;
}

async function createKeyFile(keyFile: string): Promise<Identity> {
  const privateKey = randomPrivateKey();
  const isOurs = await writeNewKeyFile(keyFile, privateKey);
  // Another process created it in between: there is one identity, and it is that one.
  return createIdentity(isOurs ? privateKey : await readPresentKey(keyFile), 'file');
}

async function readPresentKey(keyFile: string): Promise<Uint8Array> {
  const privateKey = await readKeyFile(keyFile);
  // The name is taken by a link to nothing.
  if (!privateKey) throw new ExecutorError('IDENTITY_UNREADABLE', { file: keyFile });
  return privateKey;
}

async function readImport(from: { readonly text: string } | { readonly file: string }): Promise<Uint8Array> {
  if ('text' in from) return parsePrivateKey(from.text);
  const privateKey = await readKeyFile(from.file).catch((cause: unknown) => {
    const details = cause instanceof ExecutorError ? cause.details : {};
    throw new ExecutorError('IDENTITY_IMPORT_UNREADABLE', { ...details, file: from.file }, { cause });
  });
  if (!privateKey) throw new ExecutorError('IDENTITY_IMPORT_UNREADABLE', { file: from.file });
  return privateKey;
}

/** A key file that was copied here may be open to others; who cannot change that may still read it. */
async function closeToOthers(keyFile: string): Promise<void> {
  const { mode } = await stat(keyFile);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) await restrictToUser(keyFile).catch(() => {});
}
