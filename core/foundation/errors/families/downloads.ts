import type { ErrorRow } from '../row.ts';

const row = (message: string, hint: string, options: Partial<ErrorRow> = {}): ErrorRow => ({
  message,
  hint,
  level: 'warn',
  peer: 'none',
  exitStatus: 69,
  retryable: false,
  ...options,
});

/** What can go wrong when a model is downloaded. */
export const downloadErrors = {
  DOWNLOAD_UNKNOWN_MODEL: row(
    'The catalogue has no model of this name.',
    '"lloom-executor models pull" without a name lists the catalogue; any other GGUF file can be put into the folder of models.',
    { exitStatus: 64 },
  ),
  DOWNLOAD_QUEUE_FULL: row('Too many downloads wait already.', 'Wait until some are done, or cancel one.', {
    retryable: true,
  }),
  DOWNLOAD_ELSEWHERE: row(
    'Another program downloads this model already.',
    'Wait for it; "lloom-executor models pull" without a name shows what is there.',
    { exitStatus: 75, retryable: true },
  ),
  DOWNLOAD_NO_SPACE: row(
    'The disk has no room for the model.',
    'Free some space, or choose a smaller model; what has arrived is kept.',
    { exitStatus: 73, retryable: true },
  ),
  DOWNLOAD_DISK_FAILED: row(
    'The file of the model could not be written.',
    'Check that the folder of models may be written to, and that its disk works.',
    { level: 'error', exitStatus: 73, retryable: true },
  ),
  DOWNLOAD_REFUSED: row(
    'The server does not give the file.',
    'It may have moved; look for a newer version of this program, or check source in [downloads].',
  ),
  DOWNLOAD_FAILED: row(
    'The connection to the server was lost, again and again.',
    'Check the internet connection and try again: it goes on where it ended.',
    { retryable: true },
  ),
  DOWNLOAD_CORRUPT: row(
    'What arrived is not the file that the catalogue describes; it was removed.',
    'Try again. If it repeats, something between you and the server changes the file.',
    { level: 'error', exitStatus: 65, retryable: true },
  ),
  DOWNLOAD_CANCELLED: row('The download was ended.', 'What has arrived is kept for the next try.', {
    level: 'info',
    exitStatus: 75,
    retryable: true,
  }),
} as const satisfies Record<string, ErrorRow>;
