// Pictures of the working window in both themes and two sizes, for people to look at. With UPDATE_PICTURES=1 they
// become those of the README.

import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from './workstation-fixture.ts';

const SIZES = [
  [1440, 900],
  [1920, 1080],
] as const;

for (const theme of ['dark', 'light'] as const) {
  test(`pictures of the ${theme} window`, async ({ host, workstation }, info) => {
    host.simulate(3);
    await workstation.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await workstation.open(host.ready.url);
    await workstation.waitForCharts();
    await workstation.waitForCard();
    await expect(workstation.toasts()).toHaveCount(0);
    for (const [width, height] of SIZES) {
      await workstation.page.setViewportSize({ width, height });
      const name = `workstation-${theme}-${String(width)}x${String(height)}.png`;
      const path = info.outputPath(name);
      await expect.poll(async () => Math.round((await workstation.signalsWidth()) - 336)).toBeLessThan(12);
      await workstation.waitForCharts();
      await workstation.page.screenshot({ path });
      await info.attach(name, { path, contentType: 'image/png' });
      if (process.env['UPDATE_PICTURES'] === '1') {
        copyFileSync(path, fileURLToPath(new URL(`../../docs/pictures/${name}`, import.meta.url)));
      }
    }
  });
}
