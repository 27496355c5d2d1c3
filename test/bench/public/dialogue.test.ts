import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluateTask } from '../../../functions/nightly/measures/evaluate-task.ts';
import { csvTables } from '../../../shared/adapters/csv/text-tables.ts';
import { memoryDatasets } from '../../../shared/adapters/memory/datasets.ts';
import { sha256Hash } from '../../../shared/adapters/system/hash.ts';
import { answerIndex } from '../../../shared/dialogue/answers/answer-index.ts';
import { arithmeticOf } from '../../support/arithmetic.ts';
import { hasSharedData, sharedText } from '../../support/shared-data.ts';
import { silentLog } from '../../support/system-ports.ts';

async function measured(
  task: string,
  files: Readonly<Record<string, string>>,
  options: Readonly<Record<string, string>>,
) {
  const report = await evaluateTask({
    datasets: memoryDatasets({ set: files }),
    tables: csvTables,
    arithmetic: arithmeticOf(1),
    clock: { nowMs: () => performance.now() },
    log: silentLog,
    hash: sha256Hash,
  })({ dataset: 'set', task, options });
  const figures = report.metrics['model'] ?? {};
  console.info(`${task}: ${JSON.stringify(report.metrics)}, ${JSON.stringify(report.seconds)}`);
  return { figures, report };
}

const trainAndTest = (dataset: string) => ({
  'train.csv': sharedText(dataset, 'train.csv'),
  'test.csv': sharedText(dataset, 'test.csv'),
});

describe.runIf(hasSharedData('nlu-banking77'))('intents of Banking77', { timeout: 600_000 }, () => {
  it('are told better than by TF-IDF and a linear SVM', async () => {
    const { figures } = await measured('intent', trainAndTest('nlu-banking77'), { text: 'text', label: 'category' });
    expect(figures['accuracy']).toBeGreaterThanOrEqual(0.915);
    expect(figures['labelsFound']).toBe(1);
    expect(figures['inScopeAccuracy']).toBeGreaterThanOrEqual(0.85);
  });
});

describe.runIf(hasSharedData('nlu-bitext-customer-support'))('Bitext’s customer service', { timeout: 300_000 }, () => {
  const files = trainAndTest('nlu-bitext-customer-support');

  it('has each of its intents told, and most of what is out of scope', async () => {
    const { figures } = await measured('intent', files, { text: 'utterance', label: 'intent' });
    expect(figures['accuracy']).toBeGreaterThanOrEqual(0.99);
    expect(figures['labelsFound']).toBe(1);
    expect(figures['inScopeAccuracy']).toBeGreaterThanOrEqual(0.85);
    expect(figures['outOfScopeRecall']).toBeGreaterThanOrEqual(0.8);
  });

  it('has its order numbers and amounts read', async () => {
    const { report } = await measured(
      'slots',
      { 'test.csv': files['test.csv'] },
      {
        text: 'utterance',
        label: 'entity_type',
        value: 'entity_value',
        kinds: 'order_id=order,invoice_id=order,refund_amount=amount',
      },
    );
    for (const kind of ['order', 'amount']) expect(report.metrics[kind]!['f1'], kind).toBeGreaterThan(0.98);
  });
});

describe.runIf(hasSharedData('faq-ecommerce'))('an FAQ of 79 questions', () => {
  it('answers 237 questions of ours in English and Chinese', async () => {
    const files = {
      'faq.json': sharedText('faq-ecommerce', 'ecommerce_faq.json'),
      'asked.csv': readFileSync(join(import.meta.dirname, 'faq-asked.csv'), 'utf8'),
    };
    const { figures } = await measured('faq', files, { group: 'language' });
    expect(figures['first']).toBeGreaterThanOrEqual(0.85);
    expect(figures['in3']).toBeGreaterThanOrEqual(0.94);
  });
});

describe.runIf(hasSharedData('dialogue-ecd-zh-sample'))('Chinese dialogues of a shop', () => {
  it('are read, and have the right response of ten first more often than by chance', () => {
    const lines = sharedText('dialogue-ecd-zh-sample', 'test.txt').trim().split('\n');
    const turns = lines.map((line) => line.split('\t').map((turn) => turn.replaceAll(' ', '')));
    const [sums, groups] = [{ 1: 0, 2: 0, 5: 0 }, turns.length / 10];
    for (let group = 0; group < groups; group++) {
      const ten = turns.slice(10 * group, 10 * group + 10);
      const responses = ten.map((parts) => ({ question: parts.at(-1)!, answer: parts.at(-1)! }));
      const found = answerIndex(responses).find(ten[0]!.slice(1, -1).join('，'), 10);
      const at = found.findIndex((one) => ten[one.at]![0] === '1');
      // Responses with nothing in common with the dialogue are equally likely to be next.
      for (const k of [1, 2, 5] as const) {
        const share = Math.min(1, Math.max(0, (k - found.length) / (10 - found.length)));
        sums[k] += at === -1 ? share : at < k ? 1 : 0;
      }
    }
    console.info(
      `R10@1 ${sums[1] / groups}, R10@2 ${sums[2] / groups}, R10@5 ${sums[5] / groups}, ${groups} dialogues`,
    );
    // A smoke test: the nine others were found by their likeness, so likeness tells little of them.
    expect(sums[1] / groups).toBeGreaterThan(0.1);
  });
});
