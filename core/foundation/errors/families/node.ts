import type { ErrorRow } from '../row.ts';

const failure = (message: string, hint: string, options: Partial<ErrorRow> = {}): ErrorRow => ({
  message,
  hint,
  level: 'error',
  peer: 'none',
  exitStatus: 78,
  retryable: false,
  ...options,
});

/** Errors of the node itself: its files, settings, ports and controls. */
export const nodeErrors = {
  CONFIG_INVALID: failure('The configuration has problems.', 'Correct the lines that are named; nothing was changed.'),
  CONFIG_INCOMPLETE: failure(
    'Not everything in the configuration is used as it is written.',
    'Set the variable that is missing where the program is started from, or change what is named.',
    { level: 'warn' },
  ),
  CONFIG_INVALID_IGNORED: failure(
    'The configuration file was changed and has problems now; the settings from before stay in force.',
    'Correct the lines that are named; the file is read again as soon as it is saved.',
    { level: 'warn' },
  ),
  CONFIG_NEEDS_RESTART: failure(
    'Settings were changed that act only after a restart.',
    'Stop the executor and start it again when it suits you; until then it runs with the old values.',
    { level: 'warn' },
  ),
  FEATURE_NOT_AVAILABLE: failure(
    'The configuration asks for something that this version does not have.',
    'Take the key out of the configuration, or put # in front of its line, and start again.',
  ),
  CONFIG_KEY_UNKNOWN: failure(
    'There is no such key in the configuration.',
    '"lloom-executor config reference" lists every key.',
    { exitStatus: 64 },
  ),
  CONFIG_UNREADABLE: failure(
    'The configuration file cannot be read.',
    'Check its path and permissions, or create one with "lloom-executor init".',
  ),
  CONFIG_EXISTS: failure('A configuration file is already there.', 'Edit it, or choose another place with --config.', {
    level: 'info',
    exitStatus: 73,
  }),
  CONFIG_NOT_SAVED: failure(
    'The configuration could not be saved.',
    'Check that the folder can be written; the file was left as it was.',
  ),
  IDENTITY_KEY_INVALID: failure(
    'The private key is not 64 hexadecimal digits of a valid secp256k1 key.',
    'Check the text; it may start with 0x and must be complete.',
    { exitStatus: 65 },
  ),
  IDENTITY_UNREADABLE: failure(
    'The identity key file exists but cannot be used.',
    'Restore it from your backup. A new identity is never created over it, because what was accrued belongs to the old one.',
  ),
  IDENTITY_EXISTS: failure(
    'There is an identity already.',
    'Move its file away (and keep it) before you import another key.',
    { exitStatus: 73 },
  ),
  IDENTITY_IMPORT_UNREADABLE: failure(
    'The file to import does not hold a private key that can be read.',
    'It must hold 64 hexadecimal digits, with or without 0x, and nothing else.',
    { exitStatus: 66 },
  ),
  IDENTITY_MISSING: failure(
    'There is no identity yet.',
    'It is made at the first start or by "lloom-executor init"; "lloom-executor identity import" takes a key you have.',
    { level: 'info', exitStatus: 66 },
  ),
  IDENTITY_NOT_SAVED: failure('The identity key could not be saved.', 'Check that the data folder can be written.'),
  LEDGER_UNAVAILABLE: failure(
    'The ledger cannot be opened.',
    'Check the file and the free space of its disk; it is kept as it is.',
    { peer: 'close', exitStatus: 74 },
  ),
  LEDGER_CORRUPT: failure(
    'The ledger file is damaged.',
    'Restore it from a backup; it is kept as it is and nothing is written over it.',
    { peer: 'close', exitStatus: 74 },
  ),
  LEDGER_NEWER: failure(
    'The ledger was written by a newer version.',
    'Update the executor; the file is kept as it is.',
    { peer: 'close', exitStatus: 74 },
  ),
  LEDGER_CONFLICT: failure(
    'The ledger holds another state for this request.',
    'Nothing is charged for it; report it if it repeats.',
    { peer: 'close', exitStatus: 70 },
  ),
  NETWORK_PORT_TAKEN: failure(
    'The listen port is used by another program.',
    'Close that program or choose another port in [network] listen_address. It is not replaced by itself where a router forwards it (external_address) or an option or the environment names it.',
    { exitStatus: 69 },
  ),
  NETWORK_PORT_MOVED: failure(
    'The listen port is used by another program; the executor listens on another one.',
    'Nothing to do, unless a router forwards the port: then close the other program or set [network] external_address.',
    { level: 'warn', exitStatus: 69 },
  ),
  NETWORK_DISCOVERY_OFF: failure(
    'A protocol is switched off without which clients do not find this executor.',
    'Switch kad and gossipsub on in [network.protocols], and restart, unless clients know its address from elsewhere.',
    { level: 'warn', exitStatus: 78 },
  ),
  NETWORK_LISTEN_FAILED: failure(
    'The executor cannot listen on its address.',
    'Check [network] listen_address: the address must belong to this machine and the port must be allowed.',
    { exitStatus: 69 },
  ),
  NETWORK_ADDRESS_INVALID: failure(
    'The address is not one that the network can dial.',
    'Write it as /ip4/1.2.3.4/tcp/4001, a peer behind it as /p2p/16Uiu2…; names (/dns4) are not supported by the network.',
  ),
  NETWORK_UNREACHABLE: failure(
    'No bootstrap node answers.',
    'Check the Internet connection and [network] bootstrap_peers. A running executor goes on dialling by itself.',
    { level: 'warn', exitStatus: 69, retryable: true },
  ),
  NETWORK_NO_BOOTSTRAP: failure(
    'No bootstrap node is configured, so nobody can find this executor.',
    'Add the address of a validator to [network] bootstrap_peers.',
    { level: 'warn', exitStatus: 69 },
  ),
  NETWORK_DISCOVERY_DEGRADED: failure(
    'The connection to the network could not be made from the listen port, so clients may find a dead address.',
    'Set [network] external_address to the address that clients should dial.',
    { level: 'warn', exitStatus: 69, retryable: true },
  ),
  NETWORK_NO_EXECUTOR: failure(
    'No executor was found through this address.',
    'Check the address, and that an executor is connected to it.',
    { level: 'warn', exitStatus: 69, retryable: true },
  ),
  NETWORK_REQUEST_FAILED: failure(
    'The executor closed the connection without an answer.',
    'It may be paused, not serve the model, or ask a higher price.',
    { level: 'warn', exitStatus: 69, retryable: true },
  ),
  NETWORK_REFUSED: failure('The executor answered with an error.', 'Its text stands above.', {
    level: 'warn',
    exitStatus: 69,
  }),
  NETWORK_ANSWER_UNVERIFIED: failure(
    'The answer was not signed by the executor that was asked.',
    'Do not trust it; ask another executor.',
    { level: 'warn', exitStatus: 76 },
  ),
  NETWORK_STOPPED: failure('The network side is stopped.', 'Start the executor first.', { level: 'debug' }),
  EXECUTOR_ALREADY_RUNNING: failure(
    'An executor already runs on this data folder.',
    'Use that one, stop it with "lloom-executor stop", or choose another folder with LLOOM_DATA_DIR.',
    { exitStatus: 75 },
  ),
  EXECUTOR_FOLDER_UNUSABLE: failure(
    'The data folder cannot be used.',
    'Check that it is a folder of yours on a local disk with free space, or choose another one with LLOOM_DATA_DIR.',
    { exitStatus: 73 },
  ),
  EXECUTOR_NOT_RUNNING: failure(
    'No executor runs on this data folder.',
    'Start it with "lloom-executor start" or open the app.',
    { level: 'info', exitStatus: 69 },
  ),
  EXECUTOR_NOT_ANSWERING: failure(
    'An executor holds this data folder, but nothing listens on its control socket.',
    'It may be starting or stopping: try again in a moment. If it stays so, end its process.',
    { level: 'warn', exitStatus: 69, retryable: true },
  ),
  CONTROL_UNTRUSTED_SENDER: failure('The call does not come from the window of this app.', 'It was refused.', {
    level: 'warn',
  }),
  CONTROL_UNKNOWN_CALL: failure('There is no such call.', 'Both sides must be of the same version.', {
    level: 'warn',
    exitStatus: 64,
  }),
  CONTROL_BAD_INPUT: failure(
    'The call was made with input of the wrong form.',
    'Correct the fields named in the details.',
    { level: 'warn', exitStatus: 64 },
  ),
  CONTROL_BAD_OUTPUT: failure(
    'The call produced an answer of the wrong form.',
    'This is a fault of the program: report it.',
    { exitStatus: 70 },
  ),
  CONTROL_DOOR_KEY: failure(
    'This setting opens a door (code, a file, an address, a secret) and cannot be changed this way.',
    'Confirm it in the window of the app, or change it with "lloom-executor config set" or in the configuration file.',
    { level: 'warn', exitStatus: 77 },
  ),
  CONTROL_TIMEOUT: failure('The executor did not answer the call in time.', 'It may be busy or stopping; try again.', {
    level: 'warn',
    exitStatus: 69,
    retryable: true,
  }),
  CONTROL_BUSY: failure(
    'The executor handles as many calls as it allows at once.',
    'Close other programs that ask it, and try again.',
    { level: 'warn', exitStatus: 69, retryable: true },
  ),
  CONTROL_DOOR_BUSY: failure(
    'A question about such a setting is open, or one was answered with no just now.',
    'Answer it, or wait a moment and change the setting again.',
    { level: 'warn', exitStatus: 75, retryable: true },
  ),
  CONTROL_DOOR_DECLINED: failure('The change was not confirmed.', 'The setting stays as it was.', {
    level: 'info',
    exitStatus: 77,
  }),
  CONTROL_DISCONNECTED: failure(
    'The connection to the executor ended before it answered.',
    'It may have been stopped; "lloom-executor status" shows whether it still runs.',
    { level: 'warn', exitStatus: 69, retryable: true },
  ),
  CONTROL_UNAVAILABLE: failure(
    'The control socket cannot be used.',
    'It belongs to the user who started the executor: run the command as that user, and check the data folder.',
    { exitStatus: 69 },
  ),
  CONTROL_NOT_FOUND: failure('There is nothing with this id.', 'It may have finished meanwhile.', {
    level: 'info',
    exitStatus: 66,
  }),
  FILE_UNREADABLE: failure('The file cannot be read.', 'Check its path and permissions.', {
    level: 'info',
    exitStatus: 66,
  }),
  USAGE_INVALID: failure('The command was not understood.', 'See --help.', { level: 'info', exitStatus: 64 }),
  INTERNAL_FAULT: failure(
    'Something went wrong that should not have.',
    'Report it with the log; no prompt or key is in it.',
    { peer: 'close', exitStatus: 70 },
  ),
} as const satisfies Record<string, ErrorRow>;
