import { test as base, expect, type Page } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stack } from '../demo/start-stack.ts'
import { startChildProgram } from '../lib/child-program.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { createSimulatorClient, type SimulatorClient } from '../lib/simulator-client.ts'

type Running = Omit<Stack, 'stop'> & { simulator: SimulatorClient }
type OpenAs = (userid: string, path?: string, device?: DeviceChoice) => Promise<Page>
type DeviceChoice = { ua?: 'android' | 'ios' | 'windows' | 'browser'; theme?: 'light' | 'dark' }

type Fixtures = {
  simulator: SimulatorClient
  /** The app in that person's WebView, as the whole window: `page` shows it afterwards. */
  openAs: OpenAs
}
type WorkerFixtures = {
  /** A PostgreSQL to make a database on; absent: PGlite. */
  databaseServer: string | undefined
  /** At how many key strokes a page is crashed. */
  strokes: 'some' | 'all'
  /** Draws the same sample again; absent: another one each time. */
  seed: number | undefined
  /** Specs that name the same company share a product. What one leaves there, another must not trip over. */
  company: string
  stack: Running
}

/** The built product beside simulator and gateway, in a process of its own: one for each worker, a database each. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  databaseServer: [undefined, { option: true, scope: 'worker' }],
  strokes: ['some', { option: true, scope: 'worker' }],
  seed: [undefined, { option: true, scope: 'worker' }],
  company: ['of all', { option: true, scope: 'worker' }],
  stack: [
    async ({ databaseServer }, use, { workerIndex }) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'desk-e2e-'))
      const database = databaseServer && (await createTestDatabase(databaseServer, `desk_e2e_${workerIndex}`))
      const options = { dataDir, ...(database && { databaseUrl: database.url }) }
      const program = await startChildProgram<Omit<Stack, 'stop'>>('demo-stack', options)
      await use({ ...program.ready, simulator: createSimulatorClient(program.ready.simulatorUrl) })
      await program.stop()
      if (database) await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  simulator: async ({ stack }, use) => {
    await use(stack.simulator)
    await stack.simulator.clearFaults()
  },
  openAs: async ({ page, stack }, use) => {
    await use(async (userid, path = '/', device = {}) => {
      const query = new URLSearchParams({ userid, to: path, ...device })
      // What the page before still asks would be asked as somebody else.
      if (page.url() !== 'about:blank') await page.goto('about:blank')
      await page.goto(`${stack.gatewayUrl}/__device__/open?${query.toString()}`)
      return page
    })
  },
})

export { expect }
