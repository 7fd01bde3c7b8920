/**
 * A token bucket in the words of rate-limiter-flexible: it holds `points`, and an empty one is full again after
 * `duration` seconds. Of each key one number is kept: when its bucket is full again. A full bucket needs no memory.
 */
export interface BucketShape {
  readonly points: number;
  readonly duration: number;
}

/** @param perMinute - Points that come back in a minute, ≥ 1. @param burst - Points on top of a minute's, ≥ 0. */
export function bucketShape(perMinute: number, burst: number): BucketShape {
  const points = perMinute + burst;
  return { points, duration: (points * 60) / perMinute };
}

/** How long one point takes to come back, milliseconds. */
export function msPerPoint({ points, duration }: BucketShape): number {
  return (duration * 1000) / points;
}

/**
 * The bucket as a script for Redis, for the option `customIncrTtlLuaScript`; its clock is that of the server.
 * ARGV: points, whole seconds (not used), points of a full bucket, seconds to fill an empty one.
 * Returns points taken, above those of a full bucket when refused, and milliseconds until it would not be.
 *
 * @param mode - `take` takes all or nothing; `correct` always writes, and lets at most one more bucket be owed.
 */
export function bucketScript(mode: 'take' | 'correct'): string {
  const refuse = `if owed > empty + 0.001 then return { tonumber(ARGV[3]) + 1, math.ceil(owed - empty) } end`;
  const clamp = `if owed > 2 * empty then owed = 2 * empty end`;
  return `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local empty = ARGV[4] * 1000
local each = empty / ARGV[3]
local full = tonumber(redis.call('GET', KEYS[1]) or 0)
local owed = math.max(0, full - now) + ARGV[1] * each
${mode === 'take' ? refuse : clamp}
if owed >= 1 then
  redis.call('SET', KEYS[1], string.format('%.3f', now + owed), 'PX', math.ceil(owed))
else
  redis.call('DEL', KEYS[1])
end
return { ${mode === 'take' ? 'math.floor(owed / each)' : '0'}, 0 }`;
}
