import { test as base, expect, type Page } from '@playwright/test'
import { rowsShownBy } from '../clauses/rows-shown-by.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { missingEvidence } from './evidence-of-rows.ts'
import { createStacks, type RunningStack } from './stacks.ts'

type OpenAs = (userid: string, path?: string, device?: DeviceChoice) => Promise<Page>
type DeviceChoice = { ua?: 'android' | 'ios' | 'harmony' | 'windows' | 'browser'; theme?: 'light' | 'dark' }

type Fixtures = {
  /** Specs with different values never share a product. Specs with the same one may: they do not need each other's data. */
  company: string
  /** How often the evidence log takes up entries; once a minute without it. */
  sealEveryMs: number | undefined
  /** Not bound to a worker, so that the specs of all companies share the worker and its browser. */
  stack: RunningStack
  simulator: SimulatorClient
  /** Opens the app in `page` as the member `userid`, in the client that `device.ua` names. */
  openAs: OpenAs
  /** Fails a test that `test/clauses` names when an audit action that its rows require is missing after it. */
  evidence: undefined
}
type WorkerFixtures = {
  /** The address of a PostgreSQL server for the database; PGlite is used without it. */
  databaseServer: string | undefined
  /** Whether a page is crashed at some of the key strokes or at each of them. */
  strokes: 'some' | 'all'
  /** The seed of random choices; random without it. */
  seed: number | undefined
  stacks: ReturnType<typeof createStacks>
}

/** Ends a start that hangs, but not one that is slow. */
const START_MS = 900_000

/** Starts the built product, the simulator and the gateway in one process per worker, with a separate database per company. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  databaseServer: [undefined, { option: true, scope: 'worker' }],
  strokes: ['some', { option: true, scope: 'worker' }],
  seed: [undefined, { option: true, scope: 'worker' }],
  stacks: [
    async ({ databaseServer }, use, { workerIndex }) => {
      const stacks = createStacks(databaseServer, `desk_e2e_${workerIndex}`)
      await use(stacks)
      await stacks.stop()
    },
    { scope: 'worker' },
  ],
  company: ['shared', { option: true }],
  sealEveryMs: [undefined, { option: true }],
  stack: [
    async ({ stacks, company, sealEveryMs }, use) => use(await stacks.of({ company, sealEveryMs })),
    { timeout: START_MS },
  ],
  simulator: async ({ stack }, use) => {
    await use(stack.simulator)
    await stack.simulator.clearFaults()
  },
  openAs: async ({ page, stack }, use) => {
    await use(async (userid, path = '/', device = {}) => {
      const query = new URLSearchParams({ userid, to: path, ...device })
      // Pending requests of the previous page would be sent as the next member.
      // The previous page may navigate at the same time, for example to sign in again, which aborts this navigation.
      if (page.url() !== 'about:blank') await expect(() => page.goto('about:blank')).toPass()
      await page.goto(`${stack.gatewayUrl}/__device__/open?${query.toString()}`)
      return page
    })
  },
  evidence: [
    async ({ stack }, use, testInfo) => {
      const rows = rowsShownBy(testInfo.title)
      const from = rows.length === 0 ? 0 : await stack.simulator.clock.now()
      await use(undefined)
      if (rows.length === 0 || testInfo.status !== 'passed') return
      const missing = () => missingEvidence(stack.gatewayUrl, rows, new Date(from).toISOString())
      await expect
        .poll(missing, 'actions that rows of the policy document require and that are missing in the audit')
        .toEqual([])
    },
    { auto: true },
  ],
})

/**
 * Marks a journey that `npm test` leaves out because faster tests, which CONTRIBUTING.md names, check the same. It runs
 * with `EVERY_CASE=1`, as before a release, and with `npm run e2e`.
 */
export const onlyBeforeRelease = { tag: '@release' }

export { expect }
