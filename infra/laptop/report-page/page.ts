import { escapeHtml } from '../../../shared/evaluation/plots/escape.ts';
import { barPlot, groupPlot, tracePlot } from '../../../shared/evaluation/plots/plots.ts';
import type { Tone } from '../../../shared/evaluation/plots/svg.ts';
import type { EvaluationReport, GroupedMethod, MeasuredMethod } from './evaluation-report.ts';
import { BARS, cell, count, FULL, figure, jsonText, key, page, plot, SMALL, section, table } from './parts.ts';

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${figure(Math.abs(value))}`;

/** One HTML page of what was measured of a recommender. */
export function reportPage(report: EvaluationReport): string {
  const toneOf = tonesOf(report.methods);
  const sections = [
    comparison(report),
    remaining(report),
    sourcesAlone(report),
    grouped(report.byHistoryLength, toneOf, {
      title: 'By length of history',
      about: `${report.metric} by the number of events that were known of the person`,
      xTitle: 'events',
    }),
    grouped(report.byPopularity, toneOf, {
      title: 'By popularity of the item',
      about: `${report.metric} by tenths of the items: 1 the least popular, 10 the most; new: no training event names them`,
      xTitle: 'tenth',
    }),
    newcomers(report),
    lists(report.methods),
    searches(report),
    report.settings === undefined
      ? ''
      : `<section><details><summary><h2>Settings</h2></summary><pre>${escapeHtml(jsonText(report.settings))}</pre></details></section>`,
  ];
  return page(report, sections);
}

function tonesOf(methods: readonly MeasuredMethod[]): (method: string) => Tone {
  const roleOf = new Map(methods.map(({ name, role }) => [name, role]));
  return (method) => roleOf.get(method) ?? 'baseline';
}

function comparison({ methods, metric, lift }: EvaluationReport): string {
  const about = `${metric} of each method, with 95 % intervals where known`;
  const gained =
    lift === undefined
      ? ''
      : `<p class="lift">The model less popularity, person by person: <b>${signed(lift.mean)}</b>, 95 % ${signed(lift.low)} to ${signed(lift.high)}.</p>`;
  return section('How good is it?', about, [methodBars(methods, metric, about), gained, figuresTable(methods)]);
}

function remaining({ remaining: methods = [] }: EvaluationReport): string {
  if (methods.length === 0) return '';
  return section('All that came later', 'The same lists, asked for every item that was turned to later, each once', [
    figuresTable(methods),
  ]);
}

function sourcesAlone({ sourcesAlone: compared, metric }: EvaluationReport): string {
  if (compared === undefined) return '';
  const about = `${metric} of the sources that the model blends, each without the others, on ${count(compared.tasks)} of the test tasks`;
  return section('Each source alone', about, [methodBars(compared.methods, metric, about)]);
}

const methodBars = (methods: readonly MeasuredMethod[], metric: string, about: string): string =>
  legend(methods.map(({ role }) => role)) +
  plot(BARS, (width) =>
    barPlot(
      methods.map(({ name, role, figures, interval }) => ({
        label: name,
        tone: role,
        value: figures[metric] ?? null,
        ...(interval && { low: interval.low, high: interval.high }),
      })),
      about,
      { format: figure, width },
    ),
  );

/** A row a figure, and a column for each method and cut; the best of a figure at a cut is bold. */
function figuresTable(methods: readonly Pick<MeasuredMethod, 'name' | 'figures'>[]): string {
  const named = [...new Set(methods.flatMap(({ figures }) => Object.keys(figures)))].flatMap((name) => {
    const [, what, cut] = /^(.+)@(\d+)$/.exec(name) ?? [];
    return what === undefined || cut === undefined ? [] : [{ what, cut }];
  });
  const cuts = [...new Set(named.map(({ cut }) => cut))].sort((a, b) => Number(a) - Number(b));
  if (cuts.length === 0) return '';
  const rows = [...new Set(named.map(({ what }) => what))].map((what) => [
    cell('th', what),
    ...methods.flatMap(({ figures }) =>
      cuts.map((cut) => {
        const name = `${what}@${cut}`;
        const value = figures[name];
        if (value === undefined) return cell('td', '');
        if (value === null) return cell('td', 'none');
        const best = Math.max(...methods.map((method) => method.figures[name] ?? Number.NEGATIVE_INFINITY));
        return value === best ? `<td><b>${figure(value)}</b></td>` : cell('td', figure(value));
      }),
    ),
  ]);
  const groups = methods.map(({ name }) => `<th colspan="${cuts.length}" class="group">${escapeHtml(name)}</th>`);
  const heading = methods.flatMap(() => cuts.map((cut) => cell('th', `@${cut}`)));
  return table([`<th></th>${groups.join('')}`, `<th></th>${heading.join('')}`], rows);
}

interface GroupWords {
  readonly title: string;
  readonly about: string;
  readonly xTitle: string;
}

function grouped(methods: readonly GroupedMethod[] = [], toneOf: (method: string) => Tone, words: GroupWords): string {
  const groups = (methods[0]?.slices ?? [])
    .map(({ name, tasks }, at) => ({ label: name, n: tasks, at }))
    .filter(({ n }) => n > 0);
  if (groups.length === 0) return '';
  const series = methods.map(({ method, slices }) => ({
    label: method,
    tone: toneOf(method),
    points: groups.map(({ at }) => {
      const interval = slices[at]?.interval;
      return interval ? { value: interval.mean, low: interval.low, high: interval.high } : null;
    }),
  }));
  return section(words.title, `${words.about}; whiskers: 95 % intervals`, [
    key(series.map(({ label, tone }) => ({ label, tone }))),
    plot(FULL, (width) =>
      groupPlot(groups, series, { about: words.about, xTitle: words.xTitle, nTitle: 'tasks', format: figure, width }),
    ),
  ]);
}

const NAME_OF_SLICE: Readonly<Record<string, string>> = {
  newItem: 'items that no training event names',
  newPerson: 'people none of whose events trained the model',
};

/** A row a slice, and columns for each method; what nobody was asked about is said in words. */
function newcomers({ newcomers: methods = [], metric }: EvaluationReport): string {
  const named = (methods[0]?.slices ?? []).map((slice, at) => ({
    ...slice,
    at,
    words: NAME_OF_SLICE[slice.name] ?? slice.name,
  }));
  if (named.length === 0) return '';
  const asked = named.filter(({ tasks }) => tasks > 0);
  const rows = asked.map(({ words, tasks, people, at }) => [
    cell('th', words),
    cell('td', count(tasks)),
    cell('td', count(people)),
    ...methods.flatMap(({ slices }) => {
      const interval = slices[at]?.interval;
      if (!interval) return [cell('td', 'none'), cell('td', '')];
      return [
        `<td><b>${figure(interval.mean)}</b></td>`,
        cell('td', `${figure(interval.low)} to ${figure(interval.high)}`),
      ];
    }),
  ]);
  const heading = ['', 'tasks', 'people', ...methods.flatMap(({ method }) => [method, '95 %'])];
  const missing = named
    .filter(({ tasks }) => tasks === 0)
    .map(({ words }) => `<p>${escapeHtml(`No task is of ${words}.`)}</p>`);
  return section('New items and new people', `${metric} where a recommender knows least`, [
    asked.length > 0 ? table([heading.map((words) => cell('th', words)).join('')], rows) : '',
    ...missing,
  ]);
}

function lists(methods: readonly MeasuredMethod[]): string {
  const measured = methods.flatMap(({ name, role, lists: measures }) => (measures ? [{ name, role, measures }] : []));
  if (measured.length === 0) return '';
  const k = measured[0]!.measures.k;
  const small = (
    title: string,
    about: string,
    figureOf: (of: (typeof measured)[number]['measures']) => number | null,
  ) =>
    `<div><h3>${title}</h3><p>${about}</p>${plot(SMALL, (width) =>
      barPlot(
        measured.map(({ name, role, measures }) => ({ label: name, tone: role, value: figureOf(measures) })),
        `${title}: ${about}`,
        { format: (value) => value.toFixed(3), width },
      ),
    )}</div>`;
  const wanted = measured.find(({ measures }) => measures.percentile.targets !== null)?.measures.percentile.targets;
  return section('What people are shown', `The first ${k} of each list, whether right or not`, [
    '<div class="small">',
    small(`coverage@${k}`, 'share of all items that stand in a list', ({ coverage }) => coverage),
    small(`novelty@${k}`, 'bits of surprise that an item is met at all', ({ novelty }) => novelty),
    small(
      'popularity percentile',
      `of what is shown${wanted == null ? '' : `; of what people wanted ${wanted.toFixed(3)}`}`,
      ({ percentile }) => percentile.lists,
    ),
    small('concentration', 'Gini of exposure: 0 all alike, 1 few to everybody', ({ gini }) => gini),
    '</div>',
  ]);
}

function searches({ searches: traces = [], metric }: EvaluationReport): string {
  const tried = traces.filter(({ values }) => values.length > 0);
  if (tried.length === 0) return '';
  const small = tried.map(({ of, values }) => {
    const about = `${of}: ${metric} on validation, trial by trial`;
    return `<div><h3>${escapeHtml(of)}</h3>${plot(SMALL, (width) => tracePlot(values, about, { format: figure, width }))}</div>`;
  });
  return section(
    'The search for settings',
    `${metric} on the validation part, trial by trial; the line is the best so far, and what is far below the others stands at the lower edge. Sources may be searched on fewer people than their blend`,
    ['<div class="small">', ...small, '</div>'],
  );
}

const ROLE_WORDS: Readonly<Record<MeasuredMethod['role'], string>> = {
  model: 'the model',
  source: 'one source alone',
  baseline: 'baseline',
};
const legend = (roles: readonly MeasuredMethod['role'][]): string => {
  const present = [...new Set(roles)];
  return present.length < 2 ? '' : key(present.map((tone) => ({ label: ROLE_WORDS[tone], tone })));
};
