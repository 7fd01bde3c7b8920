import { describe, expect, it } from 'vitest';
import {
  describePast,
  energyToday,
  hardwareSentence,
  pastLimit,
  pastPoints,
  shortGpu,
} from '../../../../renderer/store/selectors/hardware.ts';
import { fakeHardware } from '../../../fakes/hardware-scene.ts';

const hardware = fakeHardware(1_700_000_000_000);

describe('the hardware in words', () => {
  it('begins with how the card is, or that none is seen', () => {
    expect(hardwareSentence(hardware)).toBe('The card is at 64 °C and 187 W. 4.8 GB of its memory is free.');
    expect(hardwareSentence({ ...hardware, gpus: [] })).toContain('run on the processor, AMD Ryzen 7 7800X3D');
    const silent = hardware.gpus.map((gpu) => ({
      ...gpu,
      temperatureC: null,
      powerWatts: null,
      memoryUsedBytes: null,
    }));
    expect(hardwareSentence({ ...hardware, gpus: silent })).toBe('The card is GeForce RTX 4070 Ti SUPER.');
  });

  it('keeps gaps of the past as gaps', () => {
    const points = pastPoints(hardware.history, 'gpuTemperatureC');
    expect(points).toHaveLength(hardware.history.length);
    expect(points.filter(({ value }) => value === null)).toHaveLength(1);
    expect(
      describePast(
        [
          { atMs: 1, value: 2 },
          { atMs: 2, value: null },
          { atMs: 3, value: 1 },
        ],
        String,
      ),
    ).toBe('Between 1 and 2, 1 at the end.');
    expect(describePast([{ atMs: 1, value: null }], String)).toBe('Nothing was measured.');
  });

  it('draws limits only where one card has one', () => {
    expect(pastLimit('gpuPowerWatts', hardware.gpus)).toBe(285);
    expect(pastLimit('gpuPowerWatts', [...hardware.gpus, ...hardware.gpus])).toBeNull();
    expect(pastLimit('gpuLoad', [])).toBe(1);
  });

  it('sums the energy of all devices', () => {
    expect(energyToday(hardware.energy)).toEqual({ idle: 533_000, serving: 967_000 });
  });

  it('leaves the maker out in small places', () => {
    expect(shortGpu('NVIDIA GeForce RTX 4080 SUPER')).toBe('RTX 4080 SUPER');
    expect(shortGpu('AMD Radeon RX 7900 XTX')).toBe('Radeon RX 7900 XTX');
  });
});
