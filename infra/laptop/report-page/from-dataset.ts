import type { MeasuredLists } from '../../../shared/evaluation/measured-lists.ts';
import type { DatasetReport } from '../datasets.ts';
import type { EvaluationReport, GroupedMethod, MeasuredMethod } from './evaluation-report.ts';

/** The evaluation of a data set as its page shows it. */
export function reportOfDataset(report: DatasetReport): EvaluationReport {
  const { metric, methods, sourcesAlone, remaining, lift } = report;
  const sources = Object.entries(sourcesAlone.sources)
    .map(([name, measured]) => methodOf(name, 'source', measured))
    .sort((a, b) => (b.figures[metric] ?? 0) - (a.figures[metric] ?? 0));
  return {
    title: report.dataset,
    protocol: `${report.protocol}; all items are ranked`,
    counts: {
      [report.format === 'sessions' ? 'clicks to foresee' : 'people']: report.people,
      items: report.items,
      events: report.events,
    },
    metric,
    methods: [
      methodOf('model', 'model', { figures: withoutCoverage(report.model), ...methods.model }),
      methodOf('popularity', 'baseline', { figures: withoutCoverage(report.popularity), ...methods.popularity }),
    ],
    ...(lift && { lift }),
    sourcesAlone: {
      tasks: sourcesAlone.tasks,
      methods: [methodOf('whole blend', 'model', sourcesAlone.model), ...sources],
    },
    ...(remaining && {
      remaining: [
        { name: 'model', role: 'model', figures: remaining.model },
        { name: 'popularity', role: 'baseline', figures: remaining.popularity },
      ],
    }),
    byHistoryLength: grouped(methods, 'historyLength'),
    byPopularity: grouped(methods, 'itemPopularity'),
    newcomers: grouped(methods, 'newcomers'),
    searches: report.searchTrace,
    settings: report.settings,
  };
}

/** What is shown stands in a section of its own. */
const withoutCoverage = (figures: MeasuredMethod['figures']): MeasuredMethod['figures'] =>
  Object.fromEntries(Object.entries(figures).filter(([name]) => !name.startsWith('coverage@')));

const methodOf = (
  name: string,
  role: MeasuredMethod['role'],
  { figures, interval, shown }: Pick<MeasuredMethod, 'figures'> & Partial<Pick<MeasuredLists, 'interval' | 'shown'>>,
): MeasuredMethod => ({ name, role, figures, ...(interval && { interval }), ...(shown && { lists: shown }) });

const grouped = (
  methods: Readonly<Record<string, MeasuredLists>>,
  by: keyof MeasuredLists['slices'],
): readonly GroupedMethod[] =>
  Object.entries(methods).map(([method, measured]) => ({ method, slices: measured.slices[by] }));
