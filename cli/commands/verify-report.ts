import { createPublicKey } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { Command } from 'commander';
import { arn } from '../../domain/arguments/arn';
import { name } from '../../domain/arguments/text';
import { Unfit } from '../../domain/arguments/unfit';
import { publicKeyOf } from '../../runtime/evidence/signer';
import { stackOutput } from '../execution/state-machine-options';
import { ExitCode } from '../exit-code';
import { withEndpoint } from '../options/common';
import { option } from '../options/option';
import { wholeFile } from '../options/whole-file';
import { judgeSigned, type Trusted } from '../report/judge-signed';
import { readSigned } from '../report/signed-file';
import { say } from '../terminal';

/** Bytes. */
const LARGEST_KEY = 100_000;

interface VerifyReportArguments {
  readonly stack?: string;
  readonly key?: string;
  readonly publicKey?: { readonly file: string; readonly pem: string };
  readonly endpointUrl?: string;
}

/** `pegasus-backup verify-report`: of files on this computer, so that an auditor needs no access to the evidence. */
export function verifyReportCommand(): Command {
  const command = new Command('verify-report')
    .description('Check that a report or a plan is as a restore wrote and signed it; exit 0 only with a trusted key')
    .argument(
      '<file>',
      'report.json, report.md, report.html or plan.json, with its .sha256 and .signature.json beside it',
    )
    .addOption(option('--stack <name>', 'trust the signing key of this stack', name).conflicts(['key', 'publicKey']))
    .addOption(
      option('--key <arn>', 'trust this key of KMS; the output ReportSigningKeyArn of the stack', (text) =>
        arn(text, 'key'),
      ).conflicts('publicKey'),
    )
    .addOption(option('--public-key <file>', 'trust the public key in this PEM file', publicKeyIn));
  return withEndpoint(command).action(async (file: string, options: VerifyReportArguments) => {
    process.exitCode = await verifyReport(file, options);
  });
}

async function verifyReport(file: string, options: VerifyReportArguments): Promise<ExitCode> {
  const signed = readSigned(file);
  const { verdict, says } = judgeSigned(signed, await trustedIn(options));
  say(`${verdict}: ${file}`);
  for (const line of says) say(`  ${line}`);
  return verdict === 'genuine' ? ExitCode.VERIFIED : ExitCode.WRONG;
}

async function trustedIn({ stack, key, publicKey, endpointUrl }: VerifyReportArguments): Promise<Trusted | undefined> {
  if (publicKey !== undefined) return { publicKey: publicKey.pem, as: `that of ${publicKey.file}` };
  const found = stack === undefined ? key : await stackOutput(stack, 'ReportSigningKeyArn', '--key ARN', endpointUrl);
  if (found === undefined) return undefined;
  const client = new KMSClient({ endpoint: endpointUrl, region: found.split(':')[3] });
  const of = stack === undefined ? '' : ` of the stack ${stack}`;
  return { publicKey: await publicKeyOf(found, client), as: `${found}${of}` };
}

function publicKeyIn(file: string): NonNullable<VerifyReportArguments['publicKey']> {
  try {
    const pem = createPublicKey(wholeFile(file, LARGEST_KEY)).export({ type: 'spki', format: 'pem' }).toString();
    return { file, pem };
  } catch {
    throw new Unfit('must be a file with a public key in PEM (`-----BEGIN PUBLIC KEY-----`)');
  }
}
