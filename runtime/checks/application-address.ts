import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { literalAddress, whyNotAsked } from '../../domain/arguments/address';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';

/** @throws PegasusError `InvalidRequest` when the checks must not go to this address */
export function guardAddress(address: string, host: string, allowPrivate: boolean): void {
  const why = whyNotAsked(address, allowPrivate);
  if (why === undefined) return;
  throw new PegasusError(
    ErrorName.INVALID_REQUEST,
    `The application's host \`${host}\` is at ${address}, which is ${why}.`,
  );
}

/** Looks a name up and guards what comes out, at the moment of connecting: no later answer can replace it. */
export function guardedLookup(allowPrivate: boolean): LookupFunction {
  return (host, options: LookupOptions, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      try {
        for (const { address } of addresses) guardAddress(address, host, allowPrivate);
      } catch (refusal) {
        return callback(refusal as Error, '');
      }
      const [first] = addresses as [LookupAddress, ...LookupAddress[]];
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

/** A host that is an address is never looked up: it is guarded here. */
export function guardLiteral(url: URL, allowPrivate: boolean): void {
  const address = literalAddress(url);
  if (address !== undefined) guardAddress(address, url.hostname, allowPrivate);
}
