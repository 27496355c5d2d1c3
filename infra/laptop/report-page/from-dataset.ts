import type { DatasetReport } from '../datasets.ts';
import type { EvaluationReport } from './evaluation-report.ts';

/** The evaluation of a data set as its page shows it. */
export const reportOfDataset = (report: DatasetReport): EvaluationReport => ({
  title: report.dataset,
  protocol: `${report.protocol}; all items are ranked`,
  counts: { people: report.people, items: report.items, events: report.events },
  metric: 'ndcg@10',
  methods: [
    { name: 'model', role: 'model', figures: report.model },
    { name: 'popularity', role: 'baseline', figures: report.popularity },
  ],
  settings: report.settings,
});
