import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../ports/system.ts';

/** Structured lines to CloudWatch. */
export function lambdaLog(serviceName: string): Log {
  const logger = new Logger({ serviceName });
  return {
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
  };
}
