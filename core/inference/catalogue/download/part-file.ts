import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';

/** Bytes that are collected before they are written. */
const WRITE_BYTES = 1024 * 1024;

/** A file that grows, with the hash of what is in it. */
export class PartFile {
  readonly #path: string;
  readonly #file: FileHandle;
  #hash: Hash;
  #sizeBytes: number;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  private constructor(path: string, file: FileHandle, hash: Hash, sizeBytes: number) {
    this.#path = path;
    this.#file = file;
    this.#hash = hash;
    this.#sizeBytes = sizeBytes;
  }

  /**
   * Opens what an earlier try left, reading it once for its hash, or begins anew where there is nothing or too much.
   *
   * @throws An error of the file system, or the signal's reason.
   */
  static async open(path: string, maxBytes: number, signal: AbortSignal): Promise<PartFile> {
    const found = await stat(path).then(
      (facts) => (facts.isFile() ? facts.size : 0),
      () => 0,
    );
    const kept = found <= maxBytes ? found : 0;
    const hash = createHash('sha256');
    if (kept > 0) for await (const chunk of createReadStream(path, { end: kept - 1, signal })) hash.update(chunk);
    const file = await open(path, kept > 0 ? 'r+' : 'w', 0o644);
    return new PartFile(path, file, hash, kept);
  }

  /** Bytes of the file, those included that are about to be written. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Adds to its end. */
  async append(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.byteLength;
    this.#sizeBytes += chunk.byteLength;
    if (this.#pendingBytes >= WRITE_BYTES) await this.#flush();
  }

  /** Throws away what is in it. */
  async restart(): Promise<void> {
    this.#pending = [];
    this.#pendingBytes = 0;
    await this.#file.truncate(0);
    this.#hash = createHash('sha256');
    this.#sizeBytes = 0;
  }

  /** Hash of everything in it, hex. The file cannot grow afterwards. */
  digest(): string {
    return this.#hash.digest('hex');
  }

  /** Puts everything on the disk and closes the file. Safe to call twice. */
  async close(): Promise<void> {
    try {
      await this.#flush();
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
  }

  /** Gives the closed file its name. */
  async finish(path: string): Promise<void> {
    await rename(this.#path, path);
  }

  /** Removes the closed file. */
  async discard(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    if (bytes.byteLength === 0) return;
    await this.#file.write(bytes, 0, bytes.byteLength, this.#sizeBytes - bytes.byteLength);
  }
}
