import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalFunctions } from '../../../local/aws/lambda/functions';

/** The function of an application that erases people: it deletes the rows, in the database that it is told. */
const CODE = `
const { SecretsManagerClient, GetSecretValueCommand } = require(${JSON.stringify(require.resolve('@aws-sdk/client-secrets-manager'))});
const { Client, escapeIdentifier } = require(${JSON.stringify(require.resolve('pg'))});
exports.handler = async ({ database: { host, port, name, secretArn }, table, subjects }) => {
  const { SecretString } = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: secretArn }));
  const { username: user, password } = JSON.parse(SecretString);
  const client = new Client({ host, port, user, password, database: name });
  await client.connect();
  try {
    const sqlTable = table.split('.').map(escapeIdentifier).join('.');
    for (const { id } of subjects) await client.query('delete from ' + sqlTable + ' where id::text = $1', [id]);
    return { erased: subjects.length };
  } finally {
    await client.end();
  }
};
`;

/** @returns its ARN */
export function makeErasureFunction(functions: LocalFunctions, directory: string): string {
  const code = join(directory, 'erasure-function');
  mkdirSync(code, { recursive: true });
  writeFileSync(join(code, 'index.js'), CODE);
  return functions.create({
    name: 'pegasus-erase-again',
    code,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    timeoutSeconds: 30,
    memoryMegabytes: 256,
    environment: {},
  });
}
