import { importsOf, readSource, type SourceImport } from './source-imports.ts';

/** Where a package may be imported; packages that are not named may be imported anywhere in their part of the tree. */
const packageHomes: readonly { readonly packages: RegExp; readonly homes: readonly string[] }[] = [
  { packages: /^electron$/, homes: ['electron/'] },
  { packages: /^(react|react-dom|zustand|radix-ui|recharts|lucide-react|react-hook-form)(\/|$)/, homes: ['renderer/'] },
  { packages: /^@tanstack\//, homes: ['renderer/'] },
  {
    packages: /^@libp2p\/(crypto|peer-id|interface)(\/|$)/,
    homes: ['core/network/', 'core/client/', 'core/testing/', 'core/identity/'],
  },
  {
    packages: /^(libp2p|@libp2p\/(?!crypto|peer-id|interface).*|@multiformats\/.*)$/,
    homes: ['core/network/', 'core/client/', 'core/testing/'],
  },
  { packages: /^better-sqlite3$/, homes: ['core/foundation/db/', 'core/money/ledger/'] },
  { packages: /^ethers(\/|$)/, homes: ['core/identity/', 'core/money/settlement/', 'core/foundation/units/'] },
  { packages: /^(tiny-secp256k1|hash-wasm)$/, homes: ['core/identity/'] },
  { packages: /^cborg(\/|$)/, homes: ['core/protocol/'] },
  { packages: /^gpt-tokenizer(\/|$)/, homes: ['core/inference/tokens/'] },
  { packages: /^openai(\/|$)/, homes: ['core/inference/backends/'] },
  { packages: /^node-llama-cpp$/, homes: ['core/inference/backends/builtin/engine/'] },
  { packages: /^pino(\/|$)/, homes: ['core/operations/logging/'] },
  { packages: /^chokidar$/, homes: ['core/foundation/config/'] },
  { packages: /^smol-toml$/, homes: ['core/foundation/config/'] },
  { packages: /^commander$/, homes: ['core/cli/'] },
  { packages: /^cacache$/, homes: ['core/request/cache/'] },
  { packages: /^rate-limiter-flexible$/, homes: ['core/request/rate-limit/'] },
  { packages: /^re2js$/, homes: ['core/request/content-filter/'] },
  { packages: /^redis$/, homes: ['core/request/cache/', 'core/request/rate-limit/'] },
];

/** Files that may be imported past the index.ts of their room, and by whom. */
const sideDoors: readonly { readonly files: RegExp; readonly by: RegExp; readonly why: string }[] = [
  {
    files: /^core\/foundation\/[a-z-]+\.ts$/,
    by: /./,
    why: 'The leaf words of the foundation are files of their own.',
  },
  {
    files: /^core\/([a-z-]+\/)+config\.ts$/,
    by: /^core\/foundation\/config\//,
    why: 'The configuration composes the schemas of the rooms without loading the rooms.',
  },
  { files: /^core\/testing\/[a-z-]+\.ts$/, by: /^core\/executor\//, why: 'Each test utility is loaded by itself.' },
  {
    files: /^core\/control\/(contract|define|schemas\/[a-z-]+)\.ts$/,
    by: /^(electron|renderer)\//,
    why: 'The contract is isomorphic; the index of its room also has the server.',
  },
  {
    files: /^electron\/ipc\/(contract|api|shell-schemas)\.ts$/,
    by: /^renderer\//,
    why: 'What both sides of the window share.',
  },
];

/** What the renderer may reach in the end, besides itself: no file here may need Node. */
const isomorphic = [
  /^electron\/ipc\/(contract|api|shell-schemas)\.ts$/,
  /^core\/control\/(contract|define|schemas\/[a-z-]+)\.ts$/,
  /^core\/protocol\//,
  /^core\/foundation\/(errors|units)\//,
  /^core\/foundation\/did-you-mean\.ts$/,
];

const groupedRooms = ['request', 'inference', 'money', 'operations', 'foundation'];

/** The room of a file: `core/network`, `core/money/ledger`, `electron`. */
export function roomOf(file: string): string {
  const parts = file.split('/');
  if (parts[0] !== 'core') return parts[0] ?? '';
  const isInGroup = groupedRooms.includes(parts[1] ?? '') && parts.length > 3;
  return parts.slice(0, isInGroup ? 3 : 2).join('/');
}

/** Says what is wrong with an import, or nothing. */
export function judgeImport(one: SourceImport): string | undefined {
  return one.isPackage ? judgePackage(one) : judgeFile(one);
}

function judgePackage({ from, to }: SourceImport): string | undefined {
  const home = packageHomes.find(({ packages }) => packages.test(to))?.homes;
  if (home && !home.some((folder) => from.startsWith(folder))) return `${from}: ${to} belongs to ${home.join(', ')}`;
  return undefined;
}

function judgeFile({ from, to, isTypeOnly }: SourceImport): string | undefined {
  if (roomOf(from) === roomOf(to) || to === 'package.json') return undefined;
  if (from.startsWith('core/') && !to.startsWith('core/'))
    return `${from}: the core imports nothing outside of it: ${to}`;
  if (from.startsWith('electron/') && to.startsWith('renderer/'))
    return `${from}: the main process does not import ${to}`;
  const isPublic = to.endsWith('/index.ts') || (isTypeOnly && to.endsWith('/interface.ts'));
  const isSideDoor = sideDoors.some(({ files, by }) => files.test(to) && by.test(from));
  return isPublic || isSideDoor ? undefined : `${from}: only the index.ts of a room is public: ${to}`;
}

/** Says which imports lead a file of the window to something that is not isomorphic, whatever the way. */
export function judgeReach(starts: readonly string[]): readonly string[] {
  const problems: string[] = [];
  const seen = new Set<string>(starts);
  const queue = [...starts];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const { to, isPackage, isTypeOnly } of importsOf(file, readSource(file))) {
      if (isPackage && (to.startsWith('node:') || to === 'electron'))
        problems.push(`${file}: ${to} is not for the window`);
      if (isPackage || isTypeOnly || seen.has(to) || !/\.tsx?$/.test(to)) continue;
      seen.add(to);
      queue.push(to);
      const isAllowed = to.startsWith('renderer/') || isomorphic.some((pattern) => pattern.test(to));
      if (!isAllowed) problems.push(`${file}: ${to} is not isomorphic`);
    }
  }
  return problems;
}
