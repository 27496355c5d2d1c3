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

/** Each line with what the process has used by then: seconds of CPU, and MB of resident memory now. */
export function withUsage(log: Log): Log {
  const told = (fields: Parameters<Log['info']>[1]) => {
    const { user, system } = process.cpuUsage();
    const memoryMb = Math.round(process.memoryUsage.rss() / 2 ** 20);
    return { ...fields, cpuSeconds: Math.round((user + system) / 1e5) / 10, memoryMb };
  };
  return {
    info: (message, fields) => log.info(message, told(fields)),
    warn: (message, fields) => log.warn(message, told(fields)),
  };
}
