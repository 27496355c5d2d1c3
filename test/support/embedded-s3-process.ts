// The embedded S3 server as a process of its own, for tests that kill it. Argument: its directory. Prints its URL.
import { startEmbeddedS3 } from '../../infra/laptop/embedded-s3/server.ts';

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('usage: embedded-s3-process.ts DIRECTORY');
const { url } = await startEmbeddedS3({ directory });
process.stdout.write(`${url}\n`);
