import { basename } from 'node:path';
import type { Behaviour, Shown } from './behaviour';

const HEAD = `# What AWS does, and what has shown it

Each behaviour of AWS that this product relies on, where AWS documents it, and the test that has met it: in \`local/\`, the AWS on this machine, which is written after the same documents, or in moto, which others have written. **Nothing of it has been shown by AWS itself yet**; \`local/\` shows that the product and the stand-in agree, moto that a second reader of the documents does. What nothing has shown is what the [first day on AWS](first-deployment.md) is for. The page that is named documents the feature; not every detail is on it in these words. Generated from \`test/docs/aws-behaviours/behaviours.ts\`; a test looks up each address in a package of AWS, and each test by its title.
`;

export function pageOf(behaviours: readonly Behaviour[]): string {
  const services = [...new Set(behaviours.map(({ service }) => service))];
  const unshown = behaviours.filter(({ shown }) => shown.length === 0).length;
  const sections = services.map((service) => {
    const rows = behaviours.filter((one) => one.service === service).map(row);
    return [`## ${service}`, '', '| AWS does | relied on by | shown by |', '|---|---|---|', ...rows, ''].join('\n');
  });
  return [HEAD, `${behaviours.length} behaviours, ${unshown} of them shown by nothing.`, '', ...sections].join('\n');
}

const row = ({ behaviour, reliedOnBy, documented, shown }: Behaviour): string =>
  `| ${behaviour} (${documented.map(({ address }) => `[${pageName(address)}](${address})`).join(', ')}) | \`${reliedOnBy}\` | ${shown.length === 0 ? '**nothing**' : shown.map(proof).join('; ')} |`;

const proof = ({ by, file, title }: Shown): string =>
  `${by === 'local' ? '`local/`' : by}: ${basename(file)}, “${title}”`;

const pageName = (address: string): string => basename(address, '.html').replace(/^API_/, '');
