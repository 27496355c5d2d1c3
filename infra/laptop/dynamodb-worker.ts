/** dynalite in a thread of its own, so that the gateway stays quick while the store is busy. */
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';

const server = dynalite({ path: workerData.path, createTableMs: 0 });
server.listen(workerData.port, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
parentPort?.on('message', () => server.close(() => process.exit(0)));
