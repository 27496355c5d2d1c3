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

/** Each line with the resident memory at that moment, in MB. */
export function withMemory(log: Log): Log {
  const told = (fields: Parameters<Log['info']>[1]) => ({
    ...fields,
    memoryMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
  });
  return {
    info: (message, fields) => log.info(message, told(fields)),
    warn: (message, fields) => log.warn(message, told(fields)),
  };
}
