import { expect, it } from 'vitest';
import { Gate } from '../../../../core/request/gate.ts';

const opened = () => {
  const gate = new Gate();
  gate.lift('start');
  return gate;
};

it('is closed until nothing keeps it closed any more', () => {
  const gate = new Gate();
  expect(gate.state).toBe('paused');
  gate.lift('start');
  expect(gate.state).toBe('open');
  gate.assertOpen();
});

it('keeps a pause by hand when the rules have no reason any more, and the other way round', () => {
  const gate = opened();
  gate.close('owner');
  gate.close('presence');
  gate.lift('presence');
  expect(gate.state).not.toBe('open');
  gate.close('presence');
  gate.lift('owner');
  expect(gate.state).not.toBe('open');
  gate.lift('presence');
  expect(gate.state).toBe('open');
});

it('finishes what is under way before it is paused, also when a second reason comes meanwhile', () => {
  const gate = opened();
  gate.close('presence');
  expect(gate.state).toBe('draining');
  expect(() => gate.assertOpen()).toThrow(expect.objectContaining({ code: 'QUEUE_DRAINING' }));
  gate.idle();
  gate.close('owner');
  expect(gate.state).toBe('paused');
  expect(() => gate.assertOpen()).toThrow(expect.objectContaining({ code: 'QUEUE_PAUSED' }));
});
