import { expect, type Locator, test } from '@playwright/test'

/** Viewports of a phone and of a desktop. */
export const widths = {
  phone: { viewport: { width: 375, height: 812 } },
  desk: { viewport: { width: 1024, height: 768 }, isMobile: false, hasTouch: false },
}

/** Counts taps and pressed keys that change the screen; a typed field counts as one. */
export function countTaps() {
  let taps = 0
  return {
    taps: () => taps,
    async tap(target: Locator): Promise<void> {
      taps += 1
      await target.click()
    },
    async press(target: Locator, key: string): Promise<void> {
      taps += 1
      await target.press(key)
    },
    async type(field: Locator, text: string): Promise<void> {
      taps += 1
      await field.fill(text)
    },
  }
}

type Counted = { journey: string; group: string; taps: number; target: number; seconds?: number | undefined }
const counted: Counted[] = []

/** Checks the number of taps against its target and records it. */
export function expectTaps(journey: string, taps: number, target: number, seconds?: number): void {
  counted.push({ journey, group: test.info().titlePath.at(-2) ?? '', taps, target, seconds })
  expect(taps, `taps of "${journey}"`).toBeLessThanOrEqual(target)
}

/** Prints the recorded taps and targets. */
export function printTaps(): void {
  const line = (cells: readonly string[]) => cells.map((cell, at) => cell.padEnd([46, 24, 6, 8, 8][at] ?? 0)).join('')
  const rows = counted.map(({ journey, group, taps, target, seconds }) =>
    line([journey, group, String(taps), `≤ ${String(target)}`, seconds === undefined ? '' : `${seconds.toFixed(1)} s`]),
  )
  console.log([line(['journey', 'group', 'taps', 'target', 'time']), ...rows].join('\n'))
}
