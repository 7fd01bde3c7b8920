import { connect } from 'node:net';
import { usualPorts } from './places.ts';

/** This computer answers itself at once, or not at all. */
const connectTimeoutMs = 500;

/** True when any program of this computer takes connections where model programs usually listen. */
export async function anyoneListens(ports: readonly number[] = usualPorts): Promise<boolean> {
  const answers = await Promise.all(ports.map(listens));
  return answers.includes(true);
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: connectTimeoutMs });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}
