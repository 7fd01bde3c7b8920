/** What a plugin's process is started for. */
export interface LaunchSpec {
  /** The plugin's own folder, absolute and without links: all that it may read. */
  readonly folder: string;
  /** Resident memory that it may take, MiB. */
  readonly memoryMb: number;
}

/** Who listens to a plugin's process. */
export interface ChannelListener {
  /** One message, not longer than {@link maxMessageLength}. */
  onText(text: string): void;
  /** It sent more than one message may hold. */
  onOversized(): void;
  /** It has ended; nothing follows. */
  onEnd(how: { readonly status: number | null; readonly signal: string | null }): void;
}

/** A running process of a plugin. */
export interface PluginChannel {
  readonly processId: number | null;
  /** Messages that wait to be taken by it, bytes. */
  readonly backlogBytes: number;
  send(text: string): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
  /** Its resident memory, bytes; null where the system does not tell. */
  memoryBytes(): Promise<number | null>;
}

/** Starts the processes of plugins. */
export interface PluginLauncher {
  /** `permissions`: the runtime keeps the code from files, processes, workers and addons; `process`: it does not. */
  readonly confinement: 'permissions' | 'process';
  launch(spec: LaunchSpec, listener: ChannelListener): PluginChannel;
}

/** Longest message of a plugin, bytes. */
export const maxMessageLength = 64 * 1024;
