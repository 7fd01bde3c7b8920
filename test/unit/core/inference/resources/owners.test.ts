import { expect, it } from 'vitest';
import { ProcessOwners, parseParent } from '../../../../../core/inference/resources/hardware/owners.ts';
import { surroundingsOf } from '../../../../../core/inference/resources/index.ts';
import { createFakeKernel } from '../../../../fakes/hardware/index.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const judge = (program: string, pid = 5, kernel = createFakeKernel(tempFolder())) =>
  new ProcessOwners(surroundingsOf({ ...kernel, platform: 'linux' }), { ownPid: 100 }).judge({
    pid,
    program,
    memoryBytes: 1,
  });

it.each([
  ['/home/me/.lmstudio/.internal/utils/node', 'node', 'backend'],
  ['C:\\Users\\me\\.lmstudio\\bin\\node.exe', 'node.exe', 'backend'],
  ['C:\\Program Files\\LM Studio\\LM Studio.exe', 'LM Studio.exe', 'backend'],
  ['/tmp/.mount_LM-Stu1x/lm-studio --type=gpu-process', 'lm-studio', 'backend'],
  ['/usr/local/bin/ollama', 'ollama', 'backend'],
  ['ollama_llama_server', 'ollama_llama_server', 'backend'],
  ['/opt/llama.cpp/llama-server', 'llama-server', 'backend'],
  ['VLLM::EngineCore', 'VLLM::EngineCore', 'backend'],
  ['/usr/lib/xorg/Xorg', 'Xorg', 'other'],
  ['/home/me/games/ollamazing/quake', 'quake', 'other'],
  ['C:\\Games\\llama-simulator.exe', 'llama-simulator.exe', 'other'],
  ['', 'unknown', 'other'],
])('a program "%s" is called %s and is %s', async (program, name, owner) => {
  expect(await judge(program)).toMatchObject({ name, owner });
});

it('a child of a child of ours is ours, whatever it is called', async () => {
  const kernel = createFakeKernel(tempFolder());
  kernel.setProcess({ pid: 7, name: 'a) S 1 (b', parentPid: 8, memoryKibibytes: 1 });
  kernel.setProcess({ pid: 8, name: 'shell', parentPid: 100, memoryKibibytes: 1 });
  expect(await judge('quake', 7, kernel)).toMatchObject({ owner: 'own' });
});

it('a circle of parents ends', async () => {
  const kernel = createFakeKernel(tempFolder());
  kernel.setProcess({ pid: 7, name: 'a', parentPid: 8, memoryKibibytes: 1 });
  kernel.setProcess({ pid: 8, name: 'b', parentPid: 7, memoryKibibytes: 1 });
  expect(await judge('quake', 7, kernel)).toMatchObject({ owner: 'other' });
});

it.each(['', '7', '7 (a', '7 (a) S', '7 (a) S x 1'])('a line "%s" names no parent', (line) => {
  expect(parseParent(line)).toBeNull();
});
