import { randomUUID } from 'node:crypto';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { updateSettings } from '@directus/sdk';
import { introduceModule } from '../../../cli/lib/module-bar.js';
import { connect } from '../../../scripts/lib/client.js';
import { ownerSettings } from '../../../scripts/lib/set-up-people.js';
import { as } from '../../helpers/api.js';
import { startInstance, type Vendor } from '../../helpers/instance.js';
import type { OwnInstance } from '../../helpers/instance.js';
import { vendors } from '../../helpers/vendors.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-3d-apis',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The same letters on every machine, or screenshots differ.
  '--font-render-hinting=none',
];

const PASSWORD = randomUUID();

export interface Studio {
  instance: OwnInstance;
  /** A tab of its own, logged in. Reviewers are no administrators. */
  open: (path: string, options?: TabOptions) => Promise<Page>;
  /** Ends browser and server. */
  close: () => Promise<void>;
}

export interface TabOptions {
  who?: 'reviewer' | 'secondReviewer' | 'admin';
  width?: number;
  height?: number;
  appearance?: 'light' | 'dark';
  language?: 'en-US' | 'de-DE';
}

/** A Directus of its own with the module in its bar, and a Chromium to look at it. WebSockets are on unless told. */
export async function openStudio(
  env: Record<string, string> = {},
  vendor: Vendor = vendors[0] ?? 'sqlite',
): Promise<Studio> {
  const instance = await startInstance({
    vendor,
    env: { SERVE_APP: 'true', WEBSOCKETS_ENABLED: 'true', ...env },
  });
  let browser: Browser | null = null;
  try {
    // First, because it can take longer than the server keeps an idle connection open for the requests after it.
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
    const admin = connect(instance.url, instance.admin.token);
    await introduceModule(admin);
    // Without an owner the Studio greets everybody with a registration dialog.
    await admin.request(updateSettings(ownerSettings('admin@example.com')));
  } catch (error) {
    await browser?.close();
    await instance.stop();
    throw error;
  }
  const opened = browser;
  return {
    instance,
    open: (path, options = {}) => openTab(opened, instance, path, options),
    close: async () => {
      await opened.close();
      await instance.stop();
    },
  };
}

async function openTab(
  browser: Browser,
  instance: OwnInstance,
  path: string,
  { who = 'reviewer', width = 1280, height = 900, appearance = 'light', language = 'en-US' }: TabOptions,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  await logIn(context, instance, who, { appearance, language });
  // Half of the window would be the Studio's sidebar, which has nothing of ours.
  await context.addInitScript(() => {
    if (!location.pathname.startsWith('/admin')) return;
    localStorage.setItem('sidebar-collapsed', 'true');
    // On a telephone the navigation lies over the page until it is closed.
    if (window.innerWidth < 960) localStorage.setItem('nav-bar-collapsed', 'true');
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${instance.url}/admin${path}`);
  return page;
}

/** Logs in over HTTP: the form takes a quarter of a minute in a browser without a graphics card. */
async function logIn(
  context: BrowserContext,
  instance: OwnInstance,
  who: 'reviewer' | 'secondReviewer' | 'admin',
  look: { appearance: string; language: string },
): Promise<void> {
  const admin = as(instance.url, instance.admin.token);
  const user = await admin.patch<{ data: { email: string } }>(`/users/${instance[who].id}`, {
    password: PASSWORD,
    ...look,
  });
  const answer = await context.request.post(`${instance.url}/auth/login`, {
    data: { email: user.body.data.email, password: PASSWORD, mode: 'session' },
  });
  if (!answer.ok()) throw new Error(`Login as ${who}: ${answer.status()} ${await answer.text()}`);
}
