export { createFakeKernel, type FakeKernel } from './fake-kernel.ts';
export { createFakeNvidia, type FakeNvidia, type FakeNvidiaGpu } from './fake-nvidia.ts';
export { createFakePowershell } from './fake-powershell.ts';
