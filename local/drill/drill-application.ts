import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalFunctions } from '../aws/lambda/functions';

/** The smallest possible `drillApplication`: it connects to the database that a drill has restored. */
const CODE = `
const net = require('node:net');
exports.handler = ({ action, database }) => new Promise((resolve) => {
  if (action === 'stop') return resolve(null);
  const say = (outcome, observed) => resolve({
    checks: [{ name: 'database', outcome, expected: 'the database of the drill answers', observed }],
  });
  const socket = net.connect(database.port, database.host, () => {
    socket.end();
    say('passed', database.name + ' answers');
  });
  socket.on('error', (error) => say('failed', error.message));
});
`;

/** @returns its ARN */
export function makeDrillApplication(functions: LocalFunctions, directory: string): string {
  const code = join(directory, 'drill-application');
  mkdirSync(code, { recursive: true });
  writeFileSync(join(code, 'index.js'), CODE);
  return functions.create({
    name: 'pegasus-drill-application',
    code,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    timeoutSeconds: 10,
    memoryMegabytes: 128,
    environment: {},
  });
}
