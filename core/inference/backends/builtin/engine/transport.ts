import { Socket } from 'node:net';
import { LineSplitter } from '../../../../foundation/line-splitter.ts';
import { maxMessageBytes } from '../protocol.ts';

/** Messages to and from the executor. */
export interface Transport {
  send(text: string): void;
  onText(listener: (text: string) => void): void;
}

/** What Electron gives to a utility process. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(name: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** The port of a utility process, or the pipe that the executor opened as file descriptor 3. */
export function openTransport(): Transport {
  // A terminal signals the whole group; the executor decides when its engines end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  const { parentPort } = process as { readonly parentPort?: ParentPort };
  return parentPort === undefined ? overPipe() : overPort(parentPort);
}

function overPort(port: ParentPort): Transport {
  return {
    send: (text) => port.postMessage(text),
    onText: (listener) => port.on('message', ({ data }) => listener(String(data))),
  };
}

/** The process ends with the pipe: nobody is left to serve. */
function overPipe(): Transport {
  const socket = new Socket({ fd: 3, readable: true, writable: true });
  const splitter = new LineSplitter(maxMessageBytes);
  const leave = () => process.exit(0);
  socket.on('end', leave).on('close', leave).on('error', leave);
  return {
    send: (text) => void socket.write(`${text}\n`),
    onText(listener) {
      socket.on('data', (bytes) => {
        for (const line of splitter.push(bytes) ?? leave()) listener(line.toString('utf8'));
      });
    },
  };
}
