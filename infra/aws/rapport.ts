import { type App, Tags } from 'aws-cdk-lib/core';
import type { Config } from './config.ts';
import { type ServiceCode, serviceStack } from './stacks/service-stack.ts';
import { storesStack } from './stacks/stores-stack.ts';

/**
 * The plan as two stacks of one app: what must be kept, and what can be made again. The second imports the names of the
 * first (`defaultCrossStackReferences: strong` in cdk.json), so that CloudFormation refuses to take away a store in use.
 */
export function rapport(app: App, config: Config, code: ServiceCode): void {
  Tags.of(app).add('app', 'rapport');
  Tags.of(app).add('stage', config.stage);
  serviceStack(app, config, storesStack(app, config), code);
}
