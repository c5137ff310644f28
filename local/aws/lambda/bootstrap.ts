/**
 * What runs in a function's process before its handler: Node.js as it stands, so that it is the same whether this
 * project runs from its sources or from the bundled command.
 *
 * Parent → child `{event, requestId, deadline, arn, traceId}`; child → parent `{ready: true}`, then per event
 * `{payload}` or `{error}`. Errors are shaped as Lambda's Node.js runtime shapes them. The process ends with its parent.
 */
export const BOOTSTRAP = `'use strict';
const path = require('node:path');
const { _HANDLER, LAMBDA_TASK_ROOT, AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_FUNCTION_MEMORY_SIZE } = process.env;
const shape = (error, type) => error instanceof Error
  ? { errorType: type || error.name, errorMessage: error.message, trace: String(error.stack).split('\\n') }
  : { errorType: type || typeof error, errorMessage: String(error), trace: [] };
const send = (message) => new Promise((resolve) => process.send(message, resolve));
const die = (code) => (error) => send(error).then(() => process.exit(code));

process.on('disconnect', () => process.exit(0));
process.on('unhandledRejection', (reason) => die(128)({ error: {
  ...shape(reason), errorType: 'Runtime.UnhandledPromiseRejection',
  errorMessage: reason instanceof Error ? reason.name + ': ' + reason.message : String(reason) } }));
process.on('uncaughtException', (error) => die(129)({ error: shape(error) }));

function load() {
  const [file, name] = [path.dirname(_HANDLER) + '/' + path.basename(_HANDLER).split('.')[0], _HANDLER.split('.').at(-1)];
  let loaded;
  try {
    loaded = require(path.join(LAMBDA_TASK_ROOT, file));
  } catch (error) {
    throw shape(error, error && error.code === 'MODULE_NOT_FOUND' ? 'Runtime.ImportModuleError' : undefined);
  }
  if (typeof loaded[name] !== 'function') {
    throw { errorType: 'Runtime.HandlerNotFound', errorMessage: _HANDLER + ' is undefined or not exported', trace: [] };
  }
  return loaded[name];
}

function run(handler, event, context) {
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    if (returned && typeof returned.then === 'function') returned.then(resolve, reject);
    else if (handler.length < 3) resolve(returned);
  });
}

async function answer(handler, { event, requestId, deadline, arn, traceId }) {
  process.env._X_AMZN_TRACE_ID = traceId;
  console.log('START RequestId: ' + requestId);
  const context = {
    awsRequestId: requestId, invokedFunctionArn: arn, functionName: AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST', memoryLimitInMB: AWS_LAMBDA_FUNCTION_MEMORY_SIZE, callbackWaitsForEmptyEventLoop: true,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME, logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const result = await run(handler, JSON.parse(event), context);
    return { payload: result === undefined ? 'null' : JSON.stringify(result) };
  } catch (error) {
    return { error: shape(error) };
  } finally {
    console.log('END RequestId: ' + requestId);
  }
}

try {
  const handler = load();
  process.on('message', async (message) => send(await answer(handler, message)));
  send({ ready: true });
} catch (error) {
  console.error(error);
  die(1)({ error });
}
`;
