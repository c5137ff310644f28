import { Body } from '../../../../local/aws/s3/body';
import { type Algorithm, digest } from '../../../../local/aws/s3/checksum';

const CHECK = Body.of(Buffer.from('123456789'));

describe('a checksum', () => {
  test.each<[Algorithm, string]>([
    ['CRC32', 'cbf43926'],
    ['CRC32C', 'e3069283'],
    ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
    ['SHA256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
  ])('by %s is the published one', async (algorithm, expected) => {
    const { md5, checksum } = await digest(CHECK, algorithm);
    expect(Buffer.from(checksum?.value ?? '', 'base64').toString('hex')).toBe(expected);
    expect(md5).toBe('25f9e794323b453885f5181f1b624d0b');
  });

  test('by CRC64NVME is not computed here', async () => {
    expect((await digest(CHECK, 'CRC64NVME')).checksum).toBeUndefined();
  });

  test('of a hollow body costs nothing and depends on its size', async () => {
    const [a, b] = [await digest(Body.hollow(5 * 1024 ** 4)), await digest(Body.hollow(5 * 1024 ** 4 + 1))];
    expect(a.md5).not.toBe(b.md5);
  });
});
