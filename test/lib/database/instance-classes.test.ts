import { instanceClasses } from '../../../lib/database/instance-classes';

describe('F23 the classes that a restored database may have', () => {
  test('are none by themselves, and three at most', () => {
    expect(instanceClasses()).toEqual([]);
    const three = ['db.r7g.large', 'db.serverless', 'db.m6idn.2xlarge'];
    expect(instanceClasses(three)).toEqual(three);
    expect(() => instanceClasses([...three, 'db.t4g.medium'])).toThrow(
      '`alternativeInstanceClasses` has 4 classes; at most 3 are tried while production stands still',
    );
  });

  test.each(['r7g.large', 'db.', 'db.R7G.large', 'db r7g'])('are not called %s', (given) =>
    expect(() => instanceClasses([given])).toThrow(`has '${given}', which is no class of instances: give it as`),
  );
});
