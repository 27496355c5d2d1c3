/** A laptop in a process of its own, to be killed: prints where it serves, and serves. */
import { openLaptop } from '../../infra/laptop/laptop.ts';

const [directory = ''] = process.argv.slice(2);
const { url } = await openLaptop({ directory, port: 0, bundled: false });
process.stdout.write(`${url}\n`);
