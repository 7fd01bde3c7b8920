import { expect, it } from 'vitest';
import { Pace } from '../../../../core/request/pace.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('lets so many through in each turn, in order', async () => {
  const pace = new Pace({ perTurn: 3 });
  const through: number[] = [];
  for (let caller = 0; caller < 8; caller += 1) void pace.turn(0).then(() => through.push(caller));
  await Promise.resolve();
  expect(through).toEqual([0, 1, 2]);
  await turn();
  expect(through).toEqual([0, 1, 2, 3, 4, 5]);
  await turn();
  expect(through).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

it('counts those who waited against their turn', async () => {
  const pace = new Pace({ perTurn: 2 });
  const through: string[] = [];
  const enter = (name: string) => void pace.turn(0).then(() => through.push(name));
  for (const name of ['a', 'b', 'c', 'd', 'e']) enter(name);
  await turn();
  enter('late');
  await Promise.resolve();
  expect(through).toEqual(['a', 'b', 'c', 'd']);
  await turn();
  expect(through).toEqual(['a', 'b', 'c', 'd', 'e', 'late']);
});

it('holds nobody up who comes alone', async () => {
  const pace = new Pace({ perTurn: 1 });
  for (let caller = 0; caller < 3; caller += 1) {
    let entered = false;
    void pace.turn(0).then(() => {
      entered = true;
    });
    await Promise.resolve();
    expect(entered).toBe(true);
    await turn();
    await turn();
  }
});

it('lets a large request through alone', async () => {
  const pace = new Pace({ perTurn: 4 });
  const through: string[] = [];
  const enter = (name: string, sizeBytes: number) => void pace.turn(sizeBytes).then(() => through.push(name));
  enter('large', 1_048_576);
  enter('small', 400);
  enter('large too', 1_048_576);
  enter('last', 400);
  await Promise.resolve();
  expect(through).toEqual(['large']);
  await turn();
  expect(through).toEqual(['large', 'small', 'large too']);
  await turn();
  expect(through).toEqual(['large', 'small', 'large too', 'last']);
});
