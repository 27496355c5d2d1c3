import { memoryExchangeRates } from '../../shared/adapters/memory/exchange-rates.ts';
import { memoryModelCards } from '../../shared/adapters/memory/model-cards.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { memoryQualityReports } from '../../shared/adapters/memory/quality-reports.ts';
import { memoryRolls } from '../../shared/adapters/memory/rolls.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { describeExchangeRates } from './exchange-rates.contract.ts';
import { describeModelCards } from './model-cards.contract.ts';
import { describeModelStore } from './model-store.contract.ts';
import { describeQualityReports } from './quality-reports.contract.ts';
import { describeRolls } from './rolls.contract.ts';
import { describeSnapshots } from './snapshots.contract.ts';

const models = memoryModels();
describeModelStore('memory', () => models);

const snapshots = memorySnapshots();
describeSnapshots('memory', () => snapshots);

const rolls = memoryRolls();
describeRolls('memory', () => rolls);

const reports = memoryQualityReports();
describeQualityReports('memory', () => reports);

const cards = memoryModelCards();
describeModelCards('memory', () => cards);

const rates = memoryExchangeRates();
describeExchangeRates('memory', () => rates);
