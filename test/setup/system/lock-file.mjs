// A file that one process at a time holds. Plain JavaScript on nothing but Node 20, because bootstrap.mjs uses it too.
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** A holder writes its name within this time; the boot time is not known more closely either. */
const graceMs = 5_000;

export function takeLock(path) {
  let mine = nameOf(process.pid);
  try {
    writeFileSync(path, mine, { flag: 'wx' });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return undefined;
  }
  return {
    passTo(pid) {
      mine = nameOf(pid);
      const whole = `${path}.${randomUUID()}`;
      writeFileSync(whole, mine);
      renameSync(whole, path);
    },
    release() {
      if (look(path)?.text === mine) rmSync(path, { force: true });
    },
  };
}

export function freeStaleLock(path) {
  const seen = look(path);
  if (!seen) return { isFree: true, holder: undefined };
  const holder = Number.parseInt(seen.text, 10) || undefined;
  if (!isStale(seen)) return { isFree: false, holder };
  const aside = `${path}.stale-${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    // Another one was first, or Windows has the file open.
    return { isFree: error.code === 'ENOENT', holder };
  }
  const taken = look(aside);
  const isSeen = taken?.text === seen.text && taken.id === seen.id && taken.mtimeMs === seen.mtimeMs;
  try {
    // Between the look and the renaming another one took over: that lock is given back, never over a newer one.
    if (!isSeen) linkSync(aside, path);
  } catch {}
  rmSync(aside, { force: true });
  return { isFree: isSeen, holder };
}

function look(path) {
  try {
    const { ino, mtimeMs } = statSync(path);
    return { text: readFileSync(path, 'utf8'), id: ino, mtimeMs };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    try {
      const { ino, mtimeMs } = statSync(path);
      return { text: '', id: ino, mtimeMs };
    } catch {
      return undefined;
    }
  }
}

function isStale({ text, mtimeMs }) {
  const [pid, started] = text.trim().split(' ');
  const holder = Number.parseInt(pid, 10);
  if (!holder) return Math.abs(Date.now() - mtimeMs) > graceMs;
  if (!isAlive(holder)) return true;
  const startedNow = startOf(holder);
  if (started && startedNow) return started !== startedNow;
  return mtimeMs < Date.now() - uptime() * 1000 - graceMs;
}

/** Process id, and on Linux when the process started: ids are used again. */
function nameOf(pid) {
  return `${pid} ${startOf(pid) ?? ''}`.trim();
}

/** State and start time (ticks since the boot) of a process; undefined where only other systems could tell. */
function readStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before the last parenthesis may hold anything.
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function startOf(pid) {
  return readStat(pid)?.[19];
}

/** One that has ended, but was not waited for, is not alive. */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return readStat(pid)?.[0] !== 'Z';
}
