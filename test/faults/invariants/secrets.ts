import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Invariant, Scene } from './scene';

/** Rows and objects bear them in their keys: the evidence has those, and a report; a digest stands in their place elsewhere. */
const NAMES = /\b(?:lecture|course|user)-\d{4,5}\b/;

/** Looks for what was planted: passwords and tokens, e-mail addresses of users, the text of a transcript, keys. */
export const nothingToldOut: Invariant = {
  number: 9,
  says: 'no secret and no personal data in logs, state or history',
  async broken(scene) {
    const needles = needlesOf(scene);
    for (const [where, text] of texts(scene)) {
      const found = needles.find(({ needle }) => text.includes(needle));
      if (found) return `${where} shows ${found.what}`;
      const name = isEvidence(where) ? undefined : NAMES.exec(text);
      if (name) return `${where} shows a key: ${text.slice(Math.max(0, name.index - 200), name.index + 40)}`;
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
const NOTIFICATION = 'a notification';
const LOG = 'the log ';
/** What the bucket itself tells of its objects. */
const EVENT = '{"Records":';

const isEvidence = (where: string): boolean => ![HISTORY, NOTIFICATION].includes(where) && !where.startsWith(LOG);

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
  for (const name of readdirSync(rig.logs)) yield [`${LOG}${name}`, readFileSync(join(rig.logs, name), 'utf8')];
  yield [HISTORY, JSON.stringify(run.execution.history.entries)];
  yield [NOTIFICATION, JSON.stringify(aws.topics.messages.filter(({ message }) => !message.startsWith(EVENT)))];
  yield* evidence;
}
