import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';

/** Where this machine's credentials are given away, and what is no address of one host: never, whatever is allowed. */
const NEVER = blockList([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/3',
  '::/128',
  'fe80::/10',
  'ff00::/8',
  // Instance metadata and container credentials over IPv6.
  'fd00:ec2::/32',
]);

/** Inside a network: only where the construct says that the application lives there. */
const PRIVATE = blockList([
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '::1/128',
  'fc00::/7',
]);

/** @throws PegasusError `InvalidRequest` when the checks must not go to this address */
export function guardAddress(address: string, host: string, allowPrivate: boolean): void {
  // BlockList sees through IPv4 in IPv6's clothes (`::ffff:127.0.0.1`).
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (NEVER.check(address, family)) {
    throw refused(host, address, 'link-local, metadata or no host at all: give the public address of the application');
  }
  if (!allowPrivate && PRIVATE.check(address, family)) {
    throw refused(host, address, 'private: set `allowPrivateAddresses` of the application if it lives in the network');
  }
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
export function guardLiteral({ hostname }: URL, allowPrivate: boolean): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0) guardAddress(address, hostname, allowPrivate);
}

function refused(host: string, address: string, why: string): PegasusError {
  return new PegasusError(
    ErrorName.INVALID_REQUEST,
    `The application's host \`${host}\` is at ${address}, which is ${why}.`,
  );
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network, bits] = range.split('/') as [string, string];
    list.addSubnet(network, Number(bits), isIPv6(network) ? 'ipv6' : 'ipv4');
  }
  return list;
}
