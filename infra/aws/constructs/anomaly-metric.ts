import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** What the night logs when it alarms; `opened` says of how many anomalies. */
const MESSAGE = 'anomalies alarmed';

/**
 * Makes a metric of what the night's steps log of anomalies. It costs nothing while there are none. No alarm watches it:
 * ten are free, and those tell of failures.
 */
export function anomalyMetric(scope: Construct, stage: string, logs: Readonly<Record<string, ILogGroup>>): void {
  for (const [name, logGroup] of Object.entries(logs)) {
    new MetricFilter(scope, `${name}Anomalies`, {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.message', '=', MESSAGE),
      metricNamespace: `Rapport-${stage}`,
      metricName: 'Anomalies',
      metricValue: '$.opened',
    });
  }
}
