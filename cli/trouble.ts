/** The part of the errors of Node.js, the AWS SDK and Postgres that says what happened. */
interface Trouble {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly address?: string;
  readonly hostname?: string;
  readonly port?: number;
  readonly Endpoint?: string;
  readonly BucketName?: string;
  readonly errors?: readonly unknown[];
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

type Say = (error: Trouble) => string;

/** A wrapper may have kept no more than the message of Node.js: `connect ECONNREFUSED 127.0.0.1:5432`. */
const SAID = /\b(E[A-Z]{4,}|EAI_AGAIN) (\S+)/;

const where = ({ hostname, address, port, message = '' }: Trouble) =>
  [hostname ?? address ?? SAID.exec(message)?.[2] ?? 'The server', port].filter((part) => part !== undefined).join(':');

/** An answer of another server, or of one in between. */
const stranger: Say = ({ message = '', $metadata }) => {
  const status = $metadata?.httpStatusCode;
  const why = /^Unknown(Error)?$/.test(message) ? `it answers ${status ?? ''} without a reason` : firstLine(message);
  return `What answers there is not the service that was asked for (${why}): check \`--endpoint-url\` (host, port, http or https), and the credentials; or try again.`;
};

const untrusted: Say = ({ message = '' }) =>
  `The certificate of the server is not trusted (${message}): check the host, or name the authority's file in NODE_EXTRA_CA_CERTS, of a database also as \`sslrootcert=FILE\` of its URL.`;

const firstLine = (text: string): string => text.split('\n')[0]!.replace(/\.$/, '');

/** By code or name: what happened, and what to do. */
const SENTENCES: Readonly<Record<string, Say>> = {
  ECONNREFUSED: (error) =>
    `${where(error)} refuses connections: check that it runs there, and the address that was given.`,
  ECONNRESET: (error) => `${where(error)} broke the connection: check what is between, and try again.`,
  ENOTFOUND: (error) =>
    `The host ${where(error)} is unknown: check ${/\.amazonaws\.com/.test(where(error)) ? 'the Region (`--region`, AWS_REGION or the profile), and the network' : 'the address that was given'}.`,
  EAI_AGAIN: (error) => `The host ${where(error)} could not be looked up: check the network, and try again.`,
  ETIMEDOUT: (error) => `${where(error)} does not answer: check the address, and that a firewall lets you through.`,
  EHOSTUNREACH: (error) => `${where(error)} cannot be reached from here: check the network.`,
  ENETUNREACH: (error) => `${where(error)} cannot be reached from here: check the network.`,
  EPROTO: () => 'The server does not speak TLS there: check whether it is http or https, and the port.',
  UnreadableAnswer: stranger,
  UnknownError: stranger,
  Unknown: stranger,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: untrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted,
  DatabaseUntrusted: ({ message = '' }) => message,
  TimeoutError: (error) =>
    `The store does not answer (${error.message}): check the address, and that a firewall lets you through.`,
  CredentialsProviderError: () =>
    'No AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  NoSuchBucket: (error) => `The bucket ${error.BucketName ?? ''} does not exist there: check its name and the Region.`,
  PermanentRedirect: () => 'The bucket is in another Region: give it with `--region`.',
  AuthorizationHeaderMalformed: () => 'The bucket is in another Region: give it with `--region`.',
  StateMachineDoesNotExist: (error) => `${error.message}: check the ARN, the account and the Region.`,
  NotFoundException: (error) => `${error.message}: check the ARN, the account and the Region.`,
  ExecutionDoesNotExist: (error) => `${error.message}: check the ARN, the account and the Region.`,
  AccessDenied: (error) => `Access denied (${error.message}): use credentials that may do this.`,
  Forbidden: () => 'Access denied: use credentials that may do this.',
  InvalidAccessKeyId: () => 'The AWS credentials are unknown there: check AWS_PROFILE or AWS_ACCESS_KEY_ID.',
  ExpiredToken: () => 'The AWS credentials have expired: sign in again.',
  ExpiredTokenException: () => 'The AWS credentials have expired: sign in again.',
  '28P01': (error) => `The database refuses the user: ${error.message}. Check user and password.`,
  '28000': (error) => `The database refuses the user: ${error.message}. Check user and password.`,
  '3D000': (error) => `There is no such database: ${error.message}. Check the name at the end of \`--database-url\`.`,
};

/** What only the store could tell, and what was given is at fault for. */
const OF_THE_REQUEST = ['NoSuchBucket', 'StateMachineDoesNotExist', 'ExecutionDoesNotExist', 'NotFoundException'];

export function isOfTheRequest(error: unknown): boolean {
  return OF_THE_REQUEST.includes((error as Trouble).name ?? '');
}

/** One sentence that a person can act on, of whatever was thrown. */
export function sentenceOf(error: unknown): string {
  const chain = causesOf(error as Trouble);
  for (const one of chain) {
    const codes = [one.code, one.name, SAID.exec(one.message ?? '')?.[1]];
    const say = codes.map((code) => SENTENCES[code ?? '']).find((found) => found !== undefined);
    if (say !== undefined) return say(one);
  }
  const unread = chain.find(({ message }) => /Deserialization error|Parse Error/.test(message ?? ''));
  if (unread !== undefined) return stranger(unread);
  const said = chain.map(({ message }) => message).find((message) => message);
  if (/^Region (is missing|not accepted)/.test(said ?? ''))
    return 'No AWS Region is known: set AWS_REGION, or give `--region` where the command has it.';
  return said ?? String(error);
}

/** An error, what caused it, and of several attempts at once (IPv6 and IPv4) each. */
function causesOf(error: Trouble | undefined): readonly Trouble[] {
  if (typeof error !== 'object' || error === null) return [];
  return [...((error.errors ?? []) as Trouble[]), error, ...causesOf(error.cause as Trouble | undefined)];
}
