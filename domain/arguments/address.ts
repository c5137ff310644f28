import { BlockList, isIP, isIPv6 } from 'node:net';

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
  // IPv4 by a relay that there no longer is.
  '2002::/16',
  // IPv4 by a translator of the network.
  '64:ff9b:1::/48',
  '::ffff:0:0:0/96',
]);

/** Inside a network: only where the construct says that the application lives there. */
const PRIVATE = blockList([
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '192.0.0.0/24',
  '198.18.0.0/15',
  '::1/128',
  'fc00::/7',
  'fec0::/10',
]);

/** @returns why the application must not be asked at this address; undefined: it may be */
export function whyNotAsked(address: string, allowPrivate: boolean): string | undefined {
  // BlockList sees through IPv4 in IPv6's clothes (`::ffff:127.0.0.1`).
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (NEVER.check(address, family)) {
    return 'link-local, metadata or no host at all: give the public address of the application';
  }
  if (!allowPrivate && isLoopback(address)) {
    return 'the computer itself, on AWS that of the handler: give an address of the application that is reached from elsewhere';
  }
  return !allowPrivate && PRIVATE.check(address, family)
    ? 'private: set `allowPrivateAddresses` of the application if it lives in the network'
    : undefined;
}

const LOOPBACK = blockList(['127.0.0.0/8', '::1/128']);

/** Of this computer itself. */
export const isLoopback = (address: string): boolean => LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

/** The address that a URL names, in whatever spelling: of a name only this host's own are known. */
export function literalAddress({ hostname }: URL): string | undefined {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0) return address;
  return /((^|\.)localhost(\.localdomain)?|^ip6-(localhost|loopback))\.?$/.test(hostname) ? '127.0.0.1' : undefined;
}

/** Behind `64:ff9b::` NAT64 leads to IPv4, and behind `::` it was once written. */
function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network, bits] = range.split('/') as [string, string];
    list.addSubnet(network, Number(bits), isIPv6(network) ? 'ipv6' : 'ipv4');
    if (isIPv6(network)) continue;
    list.addSubnet(`64:ff9b::${network}`, 96 + Number(bits), 'ipv6');
    if (network !== '0.0.0.0') list.addSubnet(`::${network}`, 96 + Number(bits), 'ipv6');
  }
  return list;
}
