import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumHere } from '../support/browser.ts';
import { openTestLaptop, type TestLaptop } from '../support/laptop.ts';
import { graveFindings, openBrowser, openPage } from './support/browsing.ts';

const chromium = chromiumHere();

describe.runIf(chromium)('the console in a browser', () => {
  let laptop: TestLaptop;
  let browser: Browser;
  beforeAll(async () => {
    [laptop, browser] = await Promise.all([openTestLaptop(), openBrowser(chromium!)]);
  });
  afterAll(async () => {
    await browser.close();
    await laptop.close();
  });

  it('asks who is there, without an error, a grave finding or a call to anybody else', async () => {
    const { page, errors, hosts } = await openPage(browser, `${laptop.url}/console`);
    await page.getByRole('button').first().waitFor();

    expect(await graveFindings(page)).toEqual([]);
    expect(errors).toEqual([]);
    expect([...hosts]).toEqual([new URL(laptop.url).host]);
  });
});
