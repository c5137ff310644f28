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

test('a parameter that was never written is open traffic', async () =>
  expect(await parameter().traffic.read()).toEqual({ mode: 'open', generation: 0 }));

test('what was set is read back, with the time of the store', async () => {
  const { traffic, writes } = parameter('none');
  expect(await traffic.set({ mode: 'frozen', generation: 1 })).toEqual({
    mode: 'frozen',
    generation: 1,
    since: '2026-11-23T05:00:20.000Z',
  });
  expect(writes).toEqual([
    { Name: '/pegasus/traffic', Value: '{"mode":"frozen","generation":1}', Type: 'String', Overwrite: true },
  ]);
});

test('what it says already is not written again', async () => {
  const { traffic, writes } = parameter('{"mode":"frozen","generation":1}');
  await traffic.set({ mode: 'frozen', generation: 1 });
  expect(writes).toEqual([]);
});
