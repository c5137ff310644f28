import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Invariant, Scene } from './scene';

/** The rows that a restore loses are exported on purpose. */
const MEANT_TO_BE_THERE = /^data-loss\//;

/** Looks for what was planted: passwords and tokens, e-mail addresses of users, the text of a transcript. */
export const nothingToldOut: Invariant = {
  number: 9,
  says: 'no secret and no personal data in logs, state or history',
  async broken(scene) {
    const needles = needlesOf(scene);
    for (const [where, text] of texts(scene)) {
      const found = needles.find(({ needle }) => text.includes(needle));
      if (found) return `${where} shows ${found.what}`;
    }
    return tokenToldOut(scene);
  },
};

/** The history of an execution has what its tasks were given; a token is of use to TakeDecision only. */
function tokenToldOut(scene: Scene): string | undefined {
  const history = JSON.stringify(scene.run.execution.history.entries);
  const tokens = [...history.matchAll(/taskToken\\*":\\*"([^"\\]+)/g)].map(([, token]) => token!);
  for (const [where, text] of texts(scene)) {
    if (where !== HISTORY && tokens.some((token) => text.includes(token))) return `${where} shows a task token`;
  }
  return undefined;
}

const HISTORY = 'the history of the execution';

function needlesOf({ rig: { production } }: Scene): { what: string; needle: string }[] {
  const { aws, stage } = production;
  const { password } = JSON.parse(aws.secrets.value(stage.databaseSecretArn)) as { password: string };
  return [
    { what: 'the password of the database', needle: password },
    { what: 'the write token', needle: stage.writeToken },
    { what: 'the e-mail address of a user', needle: '@example.org' },
    { what: 'the text of a transcript', needle: 'what was lost can be found' },
  ];
}

function* texts({ rig, run, evidence }: Scene): Generator<[string, string]> {
  const { aws } = rig.production;
  for (const name of readdirSync(rig.logs)) yield [`the log ${name}`, readFileSync(join(rig.logs, name), 'utf8')];
  yield [HISTORY, JSON.stringify(run.execution.history.entries)];
  yield ['a notification', JSON.stringify(aws.topics.messages)];
  for (const [name, text] of evidence) if (!MEANT_TO_BE_THERE.test(name)) yield [name, text];
}
