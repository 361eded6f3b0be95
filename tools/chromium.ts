import { accessSync } from 'node:fs';

/** A browser of the system: `CHROMIUM`, or where Debian puts it. */
export const chromiumPath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => {
  try {
    accessSync(path ?? '');
    return path !== undefined && path !== '';
  } catch {
    return false;
  }
});
