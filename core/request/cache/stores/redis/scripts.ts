import { type CommandParser, defineScript } from 'redis';

/**
 * Two keys keep the books of a namespace: `ages`, a sorted set of names by the microsecond they expire, and `sizes`, a hash
 * of bytes by name with their sum under `total`. Scripts change them and the entries in one step.
 */
const books = `
local root = ARGV[1]
local ages, sizes = KEYS[1], KEYS[2]
local time = redis.call('TIME')
-- Microseconds: entries of the same millisecond keep their order.
local now = time[1] * 1000000 + time[2]

-- Whatever others wrote in the place of the books is no book.
local function reset(key, kind)
  local found = redis.call('TYPE', key).ok
  if found ~= kind and found ~= 'none' then redis.call('DEL', key) end
end
reset(ages, 'zset')
reset(sizes, 'hash')

local function total()
  local bytes = tonumber(redis.call('HGET', sizes, 'total') or '0')
  if not bytes then redis.call('DEL', sizes) end
  return bytes or 0
end

local function remove(name)
  redis.call('UNLINK', root .. name)
  redis.call('ZREM', ages, name)
  local bytes = tonumber(redis.call('HGET', sizes, name) or '')
  if bytes and total() > 0 then
    redis.call('HDEL', sizes, name)
    redis.call('HINCRBY', sizes, 'total', -bytes)
  end
end

-- So many at most: no other client of the server waits long.
local function sweep(most)
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', ages, '-inf', now, 'LIMIT', 0, most)) do remove(name) end
end
`;

/** What an entry takes besides its value: its key, twice its name, their lists, bytes. */
const ENTRY_BYTES = 400;
/** Entries that may be removed to make room for one; where that is not enough, it is not kept. */
const MAX_EVICTIONS = 1000;

/** An entry that is to be written. */
export interface PutArguments {
  readonly root: string;
  readonly name: string;
  readonly value: Buffer;
  readonly ttlMs: number;
  readonly maxBytes: number;
}

/** Writes an entry after making room for it. 1 when it is kept, 0 when it is too large. */
export const putScript = defineScript({
  SCRIPT: `${books}
local name, value, ttl, most = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local bytes = #value + ${ENTRY_BYTES}
sweep(100)
remove(name)
if bytes > most then return 0 end
for _ = 1, ${MAX_EVICTIONS} do
  if total() + bytes <= most then break end
  local oldest = redis.call('ZRANGE', ages, 0, 0)[1]
  if not oldest then
    -- The server itself dropped a part of the books.
    redis.call('DEL', sizes)
    break
  end
  remove(oldest)
end
if total() + bytes > most then return 0 end
redis.call('SET', root .. name, value, 'PX', ttl)
redis.call('ZADD', ages, now + ttl * 1000, name)
redis.call('HSET', sizes, name, bytes)
redis.call('HINCRBY', sizes, 'total', bytes)
return 1`,
  parseCommand(parser: CommandParser, { root, name, value, ttlMs, maxBytes }: PutArguments) {
    pushBooks(parser, root);
    parser.push(name, value, String(ttlMs), String(maxBytes));
  },
  transformReply: (reply: unknown) => Number(reply),
});

/** Removes one entry. */
export const removeScript = defineScript({
  SCRIPT: `${books}
remove(ARGV[2])
return 1`,
  parseCommand(parser: CommandParser, { root, name }: { readonly root: string; readonly name: string }) {
    pushBooks(parser, root);
    parser.push(name);
  },
  transformReply: () => undefined,
});

/** Entries and their bytes. */
export const measureScript = defineScript({
  SCRIPT: `${books}
sweep(1000)
return { redis.call('ZCARD', ages), total() }`,
  parseCommand(parser: CommandParser, { root }: { readonly root: string }) {
    pushBooks(parser, root);
  },
  transformReply: (reply: unknown): readonly number[] => (Array.isArray(reply) ? reply.map(Number) : []),
});

function pushBooks(parser: CommandParser, root: string): void {
  parser.pushKeysLength([`${root}ages`, `${root}sizes`]);
  parser.push(root);
}
