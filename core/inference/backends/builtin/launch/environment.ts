import type { EngineSpec } from './interface.ts';

/** What drivers and loaders of shared libraries look at. No key, and none of Node's switches, is among them. */
const passedOn = [
  'PATH',
  'HOME',
  'LANG',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'XDG_CACHE_HOME',
  'XDG_DATA_DIRS',
  'CUDA_PATH',
  'CUDA_VISIBLE_DEVICES',
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
  'GGML_VK_VISIBLE_DEVICES',
  'SystemRoot',
  'SystemDrive',
  'windir',
  'ProgramFiles',
  'ProgramData',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'LOCALAPPDATA',
  'APPDATA',
] as const;

/** The environment of a process of the engine: little of ours, and the GPUs that it may see. */
export function engineEnvironment(spec: EngineSpec, own: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const passed = passedOn.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]] as const]));
  return { ...Object.fromEntries(passed), ...visibleDevices(spec) };
}

function visibleDevices({ gpuDevices, cudaVisibleDevices = null }: EngineSpec): Record<string, string> {
  const isPlaced = gpuDevices !== null && gpuDevices.length > 0;
  const own = isPlaced && isNumbers(cudaVisibleDevices) ? null : cudaVisibleDevices;
  const list = own ?? gpuDevices?.join(',');
  if (list === undefined) return {};
  // In the order in which the vendors' own tools number them.
  const cuda = { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: list };
  // Vulkan knows numbers only; of anything else it makes no device at all.
  return list === '' || isNumbers(list) ? { ...cuda, GGML_VK_VISIBLE_DEVICES: list } : cuda;
}

function isNumbers(list: string | null): boolean {
  return list !== null && /^\d+(,\d+)*$/.test(list);
}
