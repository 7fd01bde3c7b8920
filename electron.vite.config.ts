import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** Everything the packages need is built into out/: main process, preload, renderer, command line, and the programs of engines and plugins. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out',
      // Built in, the libraries take 2 MB instead of 60 and start four times as fast.
      // What stays outside loads a native or WebAssembly file that lies beside its own code.
      externalizeDeps: false,
      rolldownOptions: {
        // `x11` is not installed: the D-Bus library asks for it only where no bus address is set, and does without.
        external: ['better-sqlite3', 'tiny-secp256k1', 'node-llama-cpp', 'x11'],
        input: {
          'main/main': 'electron/main.ts',
          'cli/lloom-executor': 'core/cli/lloom-executor.ts',
          'engine/engine': 'core/inference/backends/builtin/engine/main.ts',
          'plugins/runner': 'core/request/plugins/runner/main.ts',
        },
        output: {
          format: 'es',
          // A plugin's process may not read the package.json that says what a .js file is.
          entryFileNames: ({ name }) => (name === 'plugins/runner' ? '[name].mjs' : '[name].js'),
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload can load nothing but itself, and only as CommonJS.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'electron/preload/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: { rolldownOptions: { input: 'renderer/index.html' } },
  },
});
