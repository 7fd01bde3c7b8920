import { Socket } from 'node:net';

/** Lines to and from the executor. */
export interface Transport {
  send(line: string): void;
  onLine(listener: (line: string) => void): void;
}

/** The pipe that the executor opened as file descriptor 3. The process ends with it: nobody is left to serve. */
export function openTransport(): Transport {
  const socket = new Socket({ fd: 3, readable: true, writable: true });
  const leave = () => process.exit(0);
  socket.on('end', leave).on('close', leave).on('error', leave);
  // A terminal signals the whole group; the executor decides when its plugins end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  return {
    send: (line) => void socket.write(`${line}\n`),
    onLine(listener) {
      let rest = '';
      socket.setEncoding('utf8').on('data', (text) => {
        const lines = (rest + String(text)).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) listener(line);
      });
    },
  };
}
