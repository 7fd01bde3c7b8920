import type { ConfigFlags, Environment } from '../../foundation/config/index.ts';

/** Where the configuration of an executor came from, so that it can be shown, saved and read again. */
export interface ConfigSource {
  /** The file, which need not be there yet; null where there is none, as in the demo. */
  readonly file: string | null;
  /** What was read from it; empty when there was no file. */
  readonly text: string;
  readonly env: Environment;
  readonly flags: ConfigFlags;
}
