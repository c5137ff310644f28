import { Logger } from '@aws-lambda-powertools/logger';
import { withDigests } from '../../domain/workflow/named';
import { visibleLines } from '../../domain/workflow/quoted';

/** Structured log lines. JSON escapes line breaks and leaves much else that hides text where a log is read. */
export const loggerOf = (serviceName: string): Logger =>
  new Logger({
    serviceName,
    jsonReplacerFn: (_, value) => (typeof value === 'string' ? visibleLines(withDigests(value)) : value),
  });
