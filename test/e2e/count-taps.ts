import { expect, type Locator, test } from '@playwright/test'

/** Counts taps, pressed keys and typed fields. */
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

/** The taps that each journey was planned to take before any was built, by the beginning of its name. */
const firstAims: Readonly<Record<string, number>> = {
  'enter the app': 1,
  'sign a policy, first time': 2,
  'sign a new version': 2,
  'verify or show my receipt': 2,
  'change one own field': 4,
  'change my position': 4,
  'see where it is and remind': 2,
  'own phone, from a computer': 2,
  'colleague: home to report': 4,
  'guardian: home to lock': 3,
  'ask for a group': 4,
  'report an incident': 3,
  'report without a name': 3,
  'confirm my data': 1,
  'confirm 50 people': 1,
  'approve from the message, low risk': 1,
  'approve from the message, with detail': 2,
  'twelve approvals': 10,
  'return with a useful reason': 3,
  'who has not signed': 2,
  'verify identity for an unlock': 2,
  'lock an account, in the card': 2,
  'know the WeCom link is healthy': 1,
  'watch activation': 1,
  'see hand-over progress': 1,
  'leave today, HR': 3,
  'leave today, the second person': 2,
  'go on leave': 3,
  'give feedback': 2,
  'apply manually': 2,
  'publish with a second person': 4,
  'answer an auditor': 2,
  'did X sign, which text, prove it': 2,
  'see if the log is intact': 1,
  'thirty joiners': 4,
  'close an account': 4,
  'transfer a member': 4,
}
const firstAimOf = (journey: string): string => {
  const [, aim] = Object.entries(firstAims).find(([name]) => journey.startsWith(name)) ?? []
  return aim === undefined ? '' : String(aim)
}

/** Checks the number of taps against its target and records it. */
export function expectTaps(journey: string, taps: number, target: number, seconds?: number): void {
  counted.push({ journey, group: test.info().titlePath.at(-2) ?? '', taps, target, seconds })
  expect(taps, `taps of "${journey}"`).toBeLessThanOrEqual(target)
}

/** Prints the taps recorded since the last call next to the target that is checked and the number first planned. */
export function printTaps(): void {
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padEnd([46, 24, 6, 8, 7, 8][column] ?? 0)).join('')
  const rows = counted.splice(0).map(({ journey, group, taps, target, seconds }) => {
    const time = seconds === undefined ? '' : `${seconds.toFixed(1)} s`
    return line([journey, group, String(taps), `≤ ${String(target)}`, firstAimOf(journey), time])
  })
  console.log([line(['journey', 'group', 'taps', 'target', 'aim', 'time']), ...rows].join('\n'))
}
