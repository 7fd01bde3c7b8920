import { expect, it } from 'vitest';
import { checkConfigText } from '../../../../../core/foundation/config/index.ts';
import { readAliases } from '../../../../../core/inference/models/index.ts';

const check = (text: string) => checkConfigText(text, { file: 'config.toml', env: {} });
const problems = (text: string) => check(text).problems.map(({ line, key, problem }) => [line, key, problem]);

it('refuses names that lead back to themselves, every one with its line', () => {
  const text = '[model_aliases]\na = "b"\nb = "c"\nc = "a"\nself = "self"\ninto = "a"\nfine = "model"\n';
  expect(problems(text)).toEqual([
    [2, 'model_aliases.a', 'leads back to itself'],
    [3, 'model_aliases.b', 'leads back to itself'],
    [4, 'model_aliases.c', 'leads back to itself'],
    [5, 'model_aliases.self', 'leads back to itself'],
  ]);
  expect(problems('[[models]]\nname = "x"\naliases = ["y"]\n[model_aliases]\nx = "y"\n')).toEqual([
    [3, 'models[0].aliases[0]', 'leads back to itself'],
    [5, 'model_aliases.x', 'leads back to itself'],
  ]);
});

it('refuses a name of two models, and takes the same one said twice', () => {
  const text = '[model_aliases]\nfast = "x"\n[[models]]\nname = "y"\naliases = ["fast"]\n';
  expect(problems(text)).toEqual([[5, 'models[0].aliases[0]', 'is a further name of another model as well']]);
  expect(problems('[model_aliases]\nfast = "x"\n[[models]]\nname = "x"\naliases = ["fast"]\n')).toEqual([]);
});

it('refuses what holds for a model at a further name of it', () => {
  const text = '[model_aliases]\nfast = "x"\n[[models]]\nname = "fast"\nenabled = true\nmax_batch_size = 3\n';
  expect(problems(text)).toEqual([
    [6, 'models[0].max_batch_size', 'stands at a further name of a model, and holds for the model itself only'],
  ]);
});

it('tells them beside every other problem', () => {
  const text = '[model_aliases]\na = "a"\n[request_handling]\nmax_queue_size = -1\n[[models]]\nname = 3\naliases = 4\n';
  expect(problems(text).map(([, key]) => key)).toEqual([
    'model_aliases.a',
    'request_handling.max_queue_size',
    'models[0].name',
    'models[0].aliases',
  ]);
});

it('follows names over names', () => {
  const config = check('[[models]]\nname = "x"\naliases = ["y"]\n[model_aliases]\nz = "y"\n').config;
  expect(config && [...readAliases(config)].sort()).toEqual([
    ['y', 'x'],
    ['z', 'x'],
  ]);
});
