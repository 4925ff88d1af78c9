import { chromium, type Browser, type Page } from '@playwright/test'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { infoField, openInfoField } from '../lib/info-form.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { chromiumArgs, findChromium } from '../lib/chromium.mjs'
import { expect, onlyBeforeRelease, test } from './fixtures.ts'
import { withdraw } from './info-change.steps.ts'
import { seededRandom } from '../wecom-simulator/seeded-random.ts'

const STROKES = 50
/** The number of crashes in an ordinary run. */
const SAMPLE = 4
/** The typing time that may be lost: the intervals at which the draft is stored on the device and on the server. */
const DEVICE_MS = 1_000
const SERVER_MS = 5_000 + DEVICE_MS

const letters = Array.from({ length: STROKES }, (_, index) => String.fromCharCode(97 + (index % 26)))

/** Returns the strokes after which a page is crashed. */
function sampleOf(strokes: 'some' | 'all', seed: number): number[] {
  const all = Array.from({ length: STROKES }, (_, index) => index + 1)
  if (strokes === 'all') return all
  const random = seededRandom(seed)
  return all
    .map((stroke) => ({ stroke, order: random() }))
    .sort((left, right) => left.order - right.order)
    .slice(0, SAMPLE)
    .map(({ stroke }) => stroke)
}

/** Types the first `count` letters; returns the time of each stroke, by `performance.now`. */
async function typeStrokes(page: Page, count: number): Promise<number[]> {
  await waitForHydration(page)
  const field = await openInfoField(page, '岗位')
  await field.fill('')
  const times: number[] = []
  for (const letter of letters.slice(0, count)) {
    await field.pressSequentially(letter)
    times.push(performance.now())
  }
  return times
}

const openForm = async (page: Page, gatewayUrl: string, userid: string): Promise<void> => {
  const query = new URLSearchParams({ userid, to: pagePaths.infoChange })
  await page.goto(`${gatewayUrl}/__device__/open?${query.toString()}`)
}

/** Expects the typed text to be restored, except strokes within `lostMs` before the end. */
async function expectKept(page: Page, times: readonly number[], ended: number, lostMs: number): Promise<void> {
  const due = times.filter((time) => time <= ended - lostMs).length
  // Before anything was stored, the form has its initial values.
  const field = await openInfoField(page, '岗位')
  const untouched = due === 0 ? await field.evaluate((input: HTMLInputElement) => input.defaultValue) : null
  const typed = letters.slice(0, times.length).join('')
  await expect
    .poll(
      async () => {
        const text = await field.inputValue()
        return text === untouched || (typed.startsWith(text) && text.length >= due)
      },
      `of ${String(times.length)} strokes the first ${String(due)} must be there`,
    )
    .toBe(true)
}

/** Tests what is lost when a page or a browser ends while somebody types. */
export function crashTests(people: { applicant: string }): void {
  const { applicant } = people

  test('a page that crashes at any key stroke loses at most the last second', async ({
    browser,
    stack,
    strokes,
    seed,
  }) => {
    const usedSeed = seed ?? Math.floor(Math.random() * 1_000_000)
    const sample = sampleOf(strokes, usedSeed)
    console.log(`crash: seed ${String(usedSeed)}, strokes ${sample.join(' ')} of ${String(STROKES)}`)
    test.setTimeout(60_000 + sample.length * 20_000)
    const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
    for (const stroke of sample) {
      const page = await context.newPage()
      await openForm(page, stack.gatewayUrl, applicant)
      const times = await typeStrokes(page, stroke)
      const crashed = page.waitForEvent('crash')
      const ended = performance.now()
      const session = await context.newCDPSession(page)
      // The call never resolves, because the renderer has crashed.
      void session.send('Page.crash').catch(() => undefined)
      await crashed
      const next = await context.newPage()
      await openForm(next, stack.gatewayUrl, applicant)
      await expectKept(next, times, ended, DEVICE_MS)
      if (await next.getByRole('button', { name: '放弃' }).isVisible())
        await next.getByRole('button', { name: '放弃' }).click()
      await next.close()
    }
    await context.close()
  })

  test(
    'a browser that is killed loses at most the input since the last draft on the server',
    onlyBeforeRelease,
    async ({ page, stack }) => {
      const executablePath = findChromium()
      const server = await chromium.launchServer({ args: [...chromiumArgs], ...(executablePath && { executablePath }) })
      const killedBrowser: Browser = await chromium.connect(server.wsEndpoint())
      const killedPage = await killedBrowser.newPage({ locale: 'zh-CN' })
      await openForm(killedPage, stack.gatewayUrl, applicant)
      const times: number[] = []
      // Longer than the interval, so that the server has stored a draft.
      for (const began = performance.now(); performance.now() - began < 2 * SERVER_MS && times.length < STROKES;)
        times.push(...(await typeNextStroke(killedPage, times.length)))
      const ended = performance.now()
      server.process().kill('SIGKILL')
      await openForm(page, stack.gatewayUrl, applicant)
      expect(times.filter((time) => time <= ended - SERVER_MS).length).toBeGreaterThan(0)
      await expectKept(page, times, ended, SERVER_MS)
      await page.getByRole('button', { name: '放弃' }).click()
    },
  )

  test('twenty rapid taps on submit create one request', async ({ openAs, stack }) => {
    const page = await openAs(applicant, pagePaths.infoChange)
    const idempotencyKeys: string[] = []
    page.on('request', (sent) => {
      if (sent.method() === 'POST' && new URL(sent.url()).pathname === '/api/requests')
        idempotencyKeys.push(sent.headers()['idempotency-key'] ?? '')
    })
    await (await openInfoField(page, '座机')).fill('0755-8601-2780')
    const button = page.getByRole('button', { name: '提交 1 项变更' })
    const box = await button.boundingBox()
    if (!box) throw new Error('the button is not visible')
    // The taps do not wait for the page.
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    for (let tap = 0; tap < 20; tap += 1) await page.mouse.click(x, y, { delay: 5 })
    await expect(page.getByText('等李敏审批').first()).toBeVisible()
    const mine = await page.request.get(`${stack.gatewayUrl}/api/requests?list=running`)
    const { items } = (await mine.json()) as { items: { id: string }[] }
    expect(items).toHaveLength(1)
    expect(new Set(idempotencyKeys).size).toBe(1)
    await withdraw(stack.gatewayUrl, { id: items[0]?.id ?? '', applicant: { userid: applicant } })
  })
}

/** Types the next stroke after a quarter of a second; returns its time in a list, which is empty after the last stroke. */
async function typeNextStroke(page: Page, typed: number): Promise<number[]> {
  const letter = letters[typed]
  if (letter === undefined) return []
  if (typed === 0) {
    await waitForHydration(page)
    await (await openInfoField(page, '岗位')).fill('')
  }
  const field = infoField(page, '岗位')
  await field.pressSequentially(letter, { delay: 250 })
  return [performance.now()]
}
