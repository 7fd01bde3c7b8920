import type { JsonValue } from '../../foundation/errors/index.ts';

type LogLine = { readonly [key: string]: JsonValue };

const indent = '    ';

/** A JSON line of the log as people read it: time, level, message, values, and the places of an error below. */
export function formatLogLine(json: string): string {
  const { level, time, msg, err, ...context } = JSON.parse(json) as LogLine;
  const head = [formatTime(time), String(level).toUpperCase().padEnd(5), String(msg ?? '')];
  const values = Object.entries(context).map(([name, value]) => `${name}=${formatValue(value)}`);
  return `${[...head, ...values].join(' ')}\n${isRecord(err) ? formatError(err, 'error') : ''}`;
}

function formatError(error: LogLine, label: string): string {
  const { type, code, details, stack, cause } = error;
  const about = [`${label} ${String(code ?? type)}`, ...(isRecord(details) ? [formatValue(details)] : [])].join(' ');
  const places = Array.isArray(stack) ? stack.map((place) => `${indent}  ${String(place)}\n`).join('') : '';
  return `${indent}${about}\n${places}${isRecord(cause) ? formatError(cause, 'caused by') : ''}`;
}

function formatTime(time: JsonValue | undefined): string {
  const date = new Date(Number(time));
  const two = (n: number): string => String(n).padStart(2, '0');
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** Texts are quoted when they would run into their neighbours or could steer a terminal. */
function formatValue(value: JsonValue): string {
  return typeof value === 'string' && /^[\w./:@+…-]+$/.test(value) ? value : JSON.stringify(value);
}

function isRecord(value: JsonValue | undefined): value is LogLine {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
