import type { LinkKey } from '../ipc/shell-schemas.ts';

/** Where each link leads. The window names a key, so nothing that it shows can choose an address. */
export const links: Readonly<Record<LinkKey, string>> = {
  network: 'https://github.com/dexloom/lloom',
  'lm-studio': 'https://lmstudio.ai/download',
  ollama: 'https://ollama.com/download',
  'llama-server': 'https://github.com/ggml-org/llama.cpp/tree/master/tools/server',
};
