/** Where something is set right in one kind of program. */
export interface Remedies {
  readonly start: string;
  readonly key: string;
  readonly getModel: string;
  readonly loadModel: string;
  readonly context: string;
  /** @param count - Requests at once. */
  readonly slots: (count: number) => string;
  readonly usage: string;
  readonly cancel: string;
  readonly gpu: string;
}

const setKey = 'Set api_key of this backend to a key that it accepts.';

const general: Remedies = {
  start: 'Start the program, and check base_url of this backend.',
  key: setKey,
  getModel: 'Give the program a language model; embedding models do not count.',
  loadModel: 'Load a model in the program.',
  context:
    'Start the program with a larger context, or set context_length of the model in [[models]] if it tells none.',
  slots: (count) =>
    `Let the program work on ${count} requests at once, or lower max_concurrent_requests in [request_handling].`,
  usage:
    'Use a version of the program that obeys stream_options.include_usage; until then charges rest on an estimate.',
  cancel: 'Update the program: it must stop when its client closes the connection.',
  gpu: 'Choose a smaller model or quantization, or a shorter context, so that all of it fits into the GPU.',
};

/** What to do about each finding, in the words of each program's own settings. */
const byKind: Readonly<Record<string, Partial<Remedies>>> = {
  lmstudio: {
    start: 'Open LM Studio and choose Developer → Start server, or run "lms server start".',
    key: 'LM Studio asks for a token: create one under Developer → Server Settings, and set api_key of this backend to it.',
    getModel: 'Download a language model in LM Studio under Discover, or run "lms get".',
    loadModel:
      'Load a model in LM Studio, or switch on "Just-in-Time Model Loading" under Developer → Server Settings.',
    context: 'Raise "Context Length" in the load settings of the model in LM Studio, then load it again.',
    slots: (count) =>
      `Set "Max Concurrent Predictions" to ${count} in the load settings of the model in LM Studio, or lower max_concurrent_requests in [request_handling].`,
    usage: 'Update LM Studio: streamed usage is right from 0.3.19 on. Until then charges rest on an estimate.',
    gpu: 'Raise "GPU Offload" in the load settings of the model in LM Studio, or choose a smaller model.',
  },
  ollama: {
    start: 'Start the Ollama app, or run "ollama serve".',
    getModel: 'Run "ollama pull qwen3:4b", or any other language model.',
    loadModel: 'Run "ollama run" with the name of a model once.',
    context: 'Set OLLAMA_CONTEXT_LENGTH=8192 in the environment of Ollama and start it again.',
    slots: (count) =>
      `Set OLLAMA_NUM_PARALLEL=${count} in the environment of Ollama and start it again, or lower max_concurrent_requests in [request_handling].`,
    gpu: 'Choose a smaller model, or lower OLLAMA_CONTEXT_LENGTH, so that all of it fits into the GPU.',
  },
  'llama-cpp': {
    start: 'Start llama-server with a model, for example: llama-server -m model.gguf --port 8080.',
    key: 'llama-server was started with --api-key: set api_key of this backend to that key.',
    getModel: 'Start llama-server with -m and a GGUF file of a language model.',
    loadModel: 'Start llama-server with -m and a GGUF file.',
    context: 'Start llama-server with a larger -c; each of its slots gets an equal part of it.',
    slots: (count) =>
      `Start llama-server with -np ${count} (and -c as many times larger), or lower max_concurrent_requests in [request_handling].`,
    gpu: 'Start llama-server with -ngl 99, or choose a smaller model.',
  },
  openai: { start: 'Check base_url of this backend, and whether the server is up.' },
  builtin: {
    start: 'The engine starts by itself; the log says why it does not.',
    getModel: 'Run "lloom-executor models pull qwen3-4b", or put a GGUF file into the folder of models.',
    loadModel: 'Run "lloom-executor models load" with the name of a model.',
    context: 'Raise context_length of the model in [[models]].',
    slots: (count) => `Set parallel = ${count} in [builtin], or lower max_concurrent_requests in [request_handling].`,
  },
};

/** What to do about findings in a program of this kind. */
export function remediesFor(kind: string): Remedies {
  return { ...general, ...byKind[kind] };
}
