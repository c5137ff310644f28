/**
 * Code of the function, as short as Lambda takes it in a template: it speaks to Redis itself, and needs no package.
 * A queue that is empty is no error, so that it may run again.
 */
export const EMPTY_QUEUE = `
const { connect } = require(process.env.REDIS_TLS === 'off' ? 'node:net' : 'node:tls');
const { REDIS_HOST: host, REDIS_PORT: port, QUEUES } = process.env;
const queues = QUEUES.split(' ');
const command = (...words) =>
  ['*' + words.length, ...words.flatMap((word) => ['$' + Buffer.byteLength(word), word]), ''].join('\\r\\n');

exports.handler = async () => {
  const socket = connect({ host, port: Number(port), servername: host });
  socket.setTimeout(20000, () => socket.destroy(new Error('Redis does not answer')));
  socket.write(queues.map((queue) => command('UNLINK', queue)).join(''));
  let said = '';
  for await (const part of socket) {
    said += part;
    const answers = said.split('\\r\\n').slice(0, -1);
    const wrong = answers.find((answer) => !/^:\\d+$/.test(answer));
    if (wrong !== undefined) throw new Error('Redis answered ' + wrong);
    if (answers.length < queues.length) continue;
    const had = queues.filter((queue, n) => answers[n] !== ':0');
    return { done: 'emptied ' + (had.join(', ') || 'no queue: there was nothing in ' + queues.join(', ')) };
  }
  throw new Error('Redis closed the connection after ' + JSON.stringify(said));
};
`;
