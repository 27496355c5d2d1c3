#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { runMain } from 'citty';
import { rapport } from './commands/rapport.ts';

enableCompileCache(); // a command starts in half the time when it has run before

await runMain(rapport);
