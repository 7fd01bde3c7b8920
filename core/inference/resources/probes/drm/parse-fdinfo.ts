/** What one open file of a GPU says of the program that has it. */
export interface DrmClient {
  /** The GPU, as `0000:03:00.0`. */
  readonly slot: string;
  /** Several files of a program can be the same client; it counts once. */
  readonly clientId: string;
  /** Memory of the GPU that it holds, bytes. */
  readonly memoryBytes: number;
}

/** Memory that is on the card: `vram`, `vram0` at AMD and Intel's xe, `local0` at Intel's i915. */
const cardRegion = /^(?:vram|local)\d*$/;
const unitBytes: Readonly<Record<string, number>> = { '': 1, KiB: 1024, MiB: 1024 ** 2 };

/**
 * Reads `/proc/<pid>/fdinfo/<fd>` of a file of a GPU, whose form is the kernel's "DRM client usage stats".
 * Null for any other file.
 */
export function parseFdinfo(text: string): DrmClient | null {
  const fields = new Map<string, string>();
  for (const line of text.split('\n', 200)) {
    const [, name, value] = /^(drm-[a-z0-9-]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name, value);
  }
  const slot = fields.get('drm-pdev');
  const clientId = fields.get('drm-client-id');
  if (slot === undefined || clientId === undefined) return null;
  return { slot, clientId, memoryBytes: cardMemory(fields) };
}

/** `resident` is what is on the card now; older kernels call the same `memory`. */
function cardMemory(fields: ReadonlyMap<string, string>): number {
  const regions = new Map<string, number>();
  for (const kind of ['memory', 'resident']) {
    for (const [name, value] of fields) {
      const region = name.startsWith(`drm-${kind}-`) ? name.slice(`drm-${kind}-`.length) : '';
      const bytes = cardRegion.test(region) ? bytesOf(value) : null;
      if (bytes !== null) regions.set(region, bytes);
    }
  }
  return [...regions.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function bytesOf(value: string): number | null {
  const [, digits = '', unit = ''] = /^(\d{1,15})(?: (KiB|MiB))?$/.exec(value) ?? [];
  const bytes = Number(digits) * (unitBytes[unit] ?? 1);
  return digits !== '' && Number.isSafeInteger(bytes) ? bytes : null;
}
