/** What a process of the engine is started for. */
export interface EngineSpec {
  /** GPUs that it may see, by index; null for all, empty for none. */
  readonly gpuDevices: readonly number[] | null;
  /** The owner's own `CUDA_VISIBLE_DEVICES`; numbers in it are narrowed to `gpuDevices`. @defaultValue null */
  readonly cudaVisibleDevices?: string | null;
}

/** Who listens to a process of the engine. */
export interface EngineListener {
  /** It runs under this id. */
  onStart?(processId: number): void;
  /** One message, not longer than `maxMessageBytes`. */
  onText(text: string): void;
  /** It sent more than one message may hold. */
  onOversized(): void;
  /** It has ended and its memory is free; nothing follows. */
  onEnd(how: { readonly status: number | null; readonly signal: string | null }): void;
}

/** A running process of the engine. */
export interface EngineChannel {
  readonly processId: number | null;
  send(text: string): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
}

/** Starts processes of the engine. */
export interface EngineLauncher {
  /** @throws `BACKEND_ENGINE_UNAVAILABLE` when its program is not there. */
  launch(spec: EngineSpec, listener: EngineListener): EngineChannel;
}
