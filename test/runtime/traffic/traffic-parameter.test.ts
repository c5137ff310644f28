import { ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { TrafficParameter } from '../../../runtime/traffic/traffic-parameter';

const send = jest.spyOn(SSMClient.prototype, 'send');

/** A parameter in memory. */
function parameter(initial?: string) {
  let value = initial;
  const writes: object[] = [];
  send.mockReset();
  send.mockImplementation(async ({ input }) => {
    if ('Value' in input && input.Value !== undefined) {
      writes.push(input);
      value = input.Value;
      return {};
    }
    if (value === undefined) throw new ParameterNotFound({ message: 'none', $metadata: {} });
    return { Parameter: { Value: value, LastModifiedDate: new Date('2026-11-23T05:00:20Z') } };
  });
  return { writes, traffic: new TrafficParameter(new SSMClient({ region: 'eu-west-1' }), '/pegasus/traffic') };
}

test.each([undefined, '', '{"mode":"froz'])(
  'a parameter that is gone or cut off (%p) is not open traffic',
  async (text) => expect(parameter(text).traffic.read()).rejects.toMatchObject({ name: 'TrafficUnreadable' }),
);

test.each([undefined, 'none', '{"mode":"open","generation":0}'])(
  'what was set is read back, with the time of the store; it stood %p there',
  async (before) => {
    const { traffic, writes } = parameter(before);
    expect(await traffic.set({ mode: 'frozen', generation: 1 })).toEqual({
      mode: 'frozen',
      generation: 1,
      since: '2026-11-23T05:00:20.000Z',
    });
    expect(writes).toEqual([
      { Name: '/pegasus/traffic', Value: '{"mode":"frozen","generation":1}', Type: 'String', Overwrite: true },
    ]);
  },
);

test('an error of the store is no parameter that cannot be read: nothing is written over it', async () => {
  const { traffic, writes } = parameter();
  send.mockRejectedValueOnce(new Error('AccessDenied') as never);
  await expect(traffic.set({ mode: 'frozen', generation: 1 })).rejects.toThrow('AccessDenied');
  expect(writes).toEqual([]);
});

test('what it says already is not written again', async () => {
  const { traffic, writes } = parameter('{"mode":"frozen","generation":1}');
  await traffic.set({ mode: 'frozen', generation: 1 });
  expect(writes).toEqual([]);
});
