#!/usr/bin/env node
// The command of the package. Older versions of Node must be able to read this file, so it imports nothing before it knows.
const needed = 24;
const found = process.versions.node;

if (Number.parseInt(found, 10) < needed) {
  process.stderr.write(`lloom-executor needs Node ${needed} or newer; this is ${found} (${process.execPath}).\n`);
  process.exitCode = 78;
} else {
  void import('./lloom-executor.ts');
}
