/** The entry of `cdk synth` and `cdk deploy`: bundles the functions, then writes the plan as CloudFormation. */
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App } from 'aws-cdk-lib/core';
import { bundleFunctions, bundleTask, oversized, sizeTable } from '../bundles.ts';
import { loadConfig } from './config.ts';
import { checkWithNag } from './nag.ts';
import { rapport } from './rapport.ts';

const app = new App();
const config = loadConfig(app.node.getAllContext());

const target = { outDir: 'dist/functions', architecture: 'arm64' } as const;
const bundles = await bundleFunctions(target);
console.error(sizeTable(bundles));
const tooLarge = oversized(bundles);
if (tooLarge.length > 0) throw new Error(tooLarge.join('; '));
const folders = new Map(bundles.map(({ name, folder }) => [name, folder]));
const task = config.nightlyTask && (await bundleTask(target));

rapport(app, config, { of: (name) => Code.fromAsset(folders.get(name)!), ...(task && { task }) });
checkWithNag(app, config);
const { directory } = app.synth();
console.error(`templates: ${directory}/Rapport-${config.stage}-*.template.json`);
