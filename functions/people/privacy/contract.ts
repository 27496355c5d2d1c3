import * as z from 'zod';
import { check } from '../../../shared/domain/check.ts';

const exportFormatSchema = z.enum(['json', 'csv']).default('json');

/** @throws InvalidInputError naming the parameter. */
export const parseExportFormat = (format: string | undefined) => check(exportFormatSchema, format, '/format');
