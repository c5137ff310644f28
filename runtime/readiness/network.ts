import { connect } from 'node:net';
import { hostOf, type Target, type Tried } from '../../domain/readiness/network';

const LIMIT_MILLISECONDS = 5_000;

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the clients of this function reach a service: the SDK knows the same variables. */
export function serviceTarget(service: string, variables: Variables = process.env): Target {
  const given = variables[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? variables.AWS_ENDPOINT_URL;
  if (given === undefined) return { what: service, host: hostOf(service, variables.AWS_REGION ?? ''), port: 443 };
  const { hostname, port, protocol } = new URL(given);
  return { what: service, host: hostname, port: Number(port || (protocol === 'http:' ? 80 : 443)) };
}

/** From where this function runs, which is where all handlers of the network do. A connection says it; nothing is sent. */
export async function reach(target: Target, milliseconds = LIMIT_MILLISECONDS): Promise<Tried> {
  const why = await new Promise<string | undefined>((resolve) => {
    const socket = connect({ host: target.host, port: target.port, timeout: milliseconds });
    const end = (why?: string) => {
      socket.destroy();
      resolve(why);
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end(`no connection within ${milliseconds / 1000} s`));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
  return { ...target, ...(why !== undefined && { why }) };
}
