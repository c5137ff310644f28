import { SFNClient } from '@aws-sdk/client-sfn';
import { Executions } from '../../../lambda/clients/executions';

const answering = (answer: object) => {
  const client = new SFNClient({ region: 'us-east-1' });
  jest.spyOn(client, 'send').mockImplementation(async () => answer);
  return new Executions(client, 0);
};
const exited = (name: string, output: object) => ({
  stateExitedEventDetails: { name, output: JSON.stringify(output) },
});

test('the evidence of a run is where its plan says', async () => {
  const evidence = { bucket: 'evidence', prefix: 'runs/run-1/' };
  const events = [exited('Begin', {}), exited('PlanRestore', { plan: { evidence } })];
  expect(await answering({ events }).evidenceOf('arn:x')).toEqual(evidence);
});

test('a run that was refused has no plan, and so no evidence of that name', async () => {
  const events = [exited('PlanRestore', { failure: { error: 'InvalidRequest' } })];
  expect(await answering({ events }).evidenceOf('arn:x')).toBeUndefined();
});

test('the newest execution is the first of the list', async () => {
  expect(await answering({ executions: [{ executionArn: 'arn:2' }] }).newest('arn:m')).toBe('arn:2');
});
