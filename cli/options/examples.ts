import type { Command } from 'commander';

/** Shown by `--help`; test/docs/printed-commands.test.ts runs each of them. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  drill: ['pegasus-backup drill', 'pegasus-backup drill --lectures 20 --report report --json result.json'],
  restore: [
    'pegasus-backup restore --stack pegasus-prod --to 2026-11-23T04:00:00Z --reason "lectures deleted by mistake" --follow',
    'pegasus-backup restore --stack pegasus-prod --to 2026-11-23T04:00:00Z --reason "lectures deleted by mistake" --thaw standard',
    'pegasus-backup restore --stack pegasus-prod --drill --reason "practice"',
  ],
  decide: [
    'pegasus-backup decide --stack pegasus-prod --action approve --by grace --reason "plan and target time are right"',
    'pegasus-backup decide --stack pegasus-prod --action abort --by grace --reason "not during the exam"',
    'pegasus-backup decide --stack pegasus-prod --action retry --by grace --reason "the quota was raised"',
  ],
  status: ['pegasus-backup status --stack pegasus-prod'],
  report: [
    'pegasus-backup report --stack pegasus-prod',
    'pegasus-backup report --stack pegasus-prod --root-cause "a script without a dry run" --by ada',
  ],
  'verify-report': [
    'pegasus-backup verify-report report.json --stack pegasus-prod',
    'pegasus-backup verify-report report.html --public-key signing-key.pem',
  ],
  verify: [
    'pegasus-backup verify --database-url postgresql://reader@host:5432/pegasus --bucket pegasus-objects --prefix pegasus/',
  ],
  rewind: [
    'pegasus-backup rewind --bucket pegasus-objects --prefix pegasus/ --to 2026-11-23T04:00:00Z --dry-run',
    'pegasus-backup rewind --bucket pegasus-objects --prefix pegasus/ --to 2026-11-23T04:00:00Z',
    'pegasus-backup rewind --bucket pegasus-objects --prefix pegasus/ --undo 20261124t090000z-1f3a',
  ],
  'copy-objects': [
    'pegasus-backup copy-objects --from s3://pegasus-objects/pegasus/ --to s3://pegasus-copies/pegasus/',
  ],
  'database-users': ['pegasus-backup database-users --sql'],
  'restore-object-copy': [
    'pegasus-backup restore-object-copy --from s3://pegasus-copies/pegasus-2026-11-23/ --to s3://pegasus-objects/pegasus/ --dry-run',
  ],
};

export function withExamples(command: Command): Command {
  const examples = EXAMPLES[command.name()] ?? [];
  return command.addHelpText('after', `\nExamples:\n${examples.map((line) => `  $ ${line}`).join('\n')}`);
}
