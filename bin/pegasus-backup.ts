#!/usr/bin/env node
import { main } from '../cli/main';

// Set once for every client; `engines` in package.json says which Node.js the package needs.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
main(process.argv).then((exitCode) => {
  process.exitCode = exitCode;
});
