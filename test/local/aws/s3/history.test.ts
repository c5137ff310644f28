import fc from 'fast-check';
import { Body } from '../../../../local/aws/s3/body';
import { Bucket } from '../../../../local/aws/s3/bucket';
import { walk } from '../../../../local/aws/s3/listing';
import { NO_TAGS, type Version } from '../../../../local/aws/s3/versions';

const STORED = { lastModified: 0, storedAt: 0 };

type Step =
  | { readonly do: 'put' | 'mark'; readonly key: string }
  | { readonly do: 'remove'; readonly key: string; readonly nth: number }
  | { readonly do: 'versioning'; readonly status: 'Enabled' | 'Suspended' };

/** What a bucket is, said as simply as possible: a list of everything stored, in order. */
class Model {
  entries: { key: string; version: Version }[] = [];
  versioning: 'Enabled' | 'Suspended' | undefined;

  makeRoom(key: string): void {
    if (this.versioning === 'Enabled') return;
    this.entries = this.entries.filter((entry) => entry.key !== key || entry.version.versionId !== 'null');
  }

  of(key: string): Version[] {
    return this.entries.filter((entry) => entry.key === key).map((entry) => entry.version);
  }
}

const key = fc.constantFrom('a', 'b', 'b/1', 'b/2', 'c', '\ue000', '\u{10000}');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('put' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('mark' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), key, nth: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('versioning' as const),
      status: fc.constantFrom('Enabled' as const, 'Suspended' as const),
    }),
  },
);

function apply(bucket: Bucket, model: Model, taken: Step): void {
  switch (taken.do) {
    case 'versioning':
      bucket.versioning = taken.status;
      model.versioning = taken.status;
      return;
    case 'put': {
      const content = { body: Body.EMPTY, etag: '' };
      const version = bucket.put(taken.key, {
        ...STORED,
        content,
        description: {},
        placement: {},
        tags: NO_TAGS,
      });
      model.makeRoom(taken.key);
      model.entries.push({ key: taken.key, version });
      return;
    }
    case 'mark': {
      const marker = bucket.mark(taken.key, STORED);
      model.makeRoom(taken.key);
      if (marker) model.entries.push({ key: taken.key, version: marker });
      return;
    }
    case 'remove': {
      const version = model.of(taken.key)[taken.nth];
      if (!version) return;
      bucket.remove(taken.key, version.versionId);
      model.entries = model.entries.filter((entry) => entry.version !== version);
    }
  }
}

test('any history of puts, deletes and versioning equals a plain replay of it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const bucket = new Bucket('bucket', 0, false);
      const model = new Model();
      for (const taken of steps) apply(bucket, model, taken);

      const keys = [...new Set(model.entries.map((entry) => entry.key))];
      keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      const all = { prefix: '', delimiter: '', marker: undefined };
      expect([...walk(bucket, all, () => true)]).toEqual(keys.map((one) => ({ key: one })));
      for (const one of keys) expect(bucket.history(one)).toEqual(model.of(one));
    }),
    { numRuns: 500 },
  );
});
