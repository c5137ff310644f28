import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STACK, TAG, TAG_VALUE } from '../../aws-check/names';
import { synthesise } from '../../aws-check/stack';

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

const directory = mkdtempSync(join(tmpdir(), 'aws-check-stack-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const assembly = synthesise(join(directory, 'cdk.out'));
const text = readFileSync(join(assembly, `${STACK}.template.json`), 'utf8');
const resources: Readonly<Record<string, Resource>> = JSON.parse(text).Resources;
const manifest = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'));

test('keeps nothing when it goes', () => {
  expect(Object.values(resources).filter(({ DeletionPolicy }) => DeletionPolicy !== 'Delete')).toEqual([]);
  const [database] = Object.values(resources).filter(({ Type }) => Type === 'AWS::RDS::DBInstance');
  expect(database?.Properties).toMatchObject({ DeleteAutomatedBackups: true });
  expect(database?.Properties?.DeletionProtection).toBeUndefined();
});

test('carries the tag by which its removal knows it, as whatever costs does', () => {
  expect(manifest.artifacts[STACK].properties.tags).toEqual({ [TAG]: TAG_VALUE });
  const costs =
    /^AWS::(RDS::DBInstance|EC2::(NatGateway|EIP|VPC)|S3::Bucket|KMS::Key|SecretsManager::Secret|CloudWatch::Alarm)$/;
  const found = Object.values(resources).filter(({ Type }) => costs.test(Type));
  expect(found.length).toBeGreaterThan(20);
  expect(found.filter(({ Properties }) => !JSON.stringify(Properties).includes(TAG))).toEqual([]);
});

test('needs no look-up, so that it can be deployed as it was synthesised', () => {
  expect(manifest.missing).toBeUndefined();
  expect(text).not.toContain('dummy');
});
