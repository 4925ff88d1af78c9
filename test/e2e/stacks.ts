import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stack, StackOptions } from '../demo/start-stack.ts'
import { type ChildProgram, startChildProgram } from '../lib/child-program.ts'
import { createSimulatorClient, type SimulatorClient } from '../lib/simulator-client.ts'
import { createTestDatabase, type TestDatabase } from '../lib/test-database.ts'
import { copyTemplate } from './embedded-template.ts'

export type RunningStack = Omit<Stack, 'stop'> & { simulator: SimulatorClient }
type Addresses = Omit<Stack, 'stop'>

/** What distinguishes the stack of a spec; see `Fixtures`. */
export type StackChoice = { company: string; sealEveryMs: number | undefined }

type Place = { dataDir: string; database: TestDatabase | null }

/**
 * Starts the built product, the simulator and the gateway with a separate database for each company, one after another in one process:
 * the first start and the first requests in a process take most of the processor time.
 */
export function createStacks(databaseServer: string | undefined, name: string) {
  let started = 0
  let program: ChildProgram<Addresses> | null = null
  let current: { key: string; place: Place; stack: RunningStack } | null = null

  async function makePlace(): Promise<Place> {
    const dataDir = mkdtempSync(join(tmpdir(), 'desk-e2e-'))
    if (databaseServer === undefined) {
      copyTemplate(dataDir)
      return { dataDir, database: null }
    }
    started += 1
    return { dataDir, database: await createTestDatabase(databaseServer, `${name}_${started}`) }
  }
  async function removePlace({ dataDir, database }: Place): Promise<void> {
    await database?.drop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  async function open(options: StackOptions): Promise<Addresses> {
    if (program) return program.request<Addresses>(options)
    program = await startChildProgram<Addresses>('demo-stack', options)
    return program.ready
  }
  return {
    /** Returns the running stack if it is that of this choice, and otherwise replaces it. */
    async of({ company, sealEveryMs }: StackChoice): Promise<RunningStack> {
      const key = `${company} ${String(sealEveryMs)}`
      if (current?.key === key) return current.stack
      const earlier = current
      current = null
      const place = await makePlace()
      const addresses = await open({
        dataDir: place.dataDir,
        ...(place.database && { databaseUrl: place.database.url }),
        ...(sealEveryMs !== undefined && { sealEveryMs }),
      })
      if (earlier) await removePlace(earlier.place)
      const stack = { ...addresses, simulator: createSimulatorClient(addresses.simulatorUrl) }
      current = { key, place, stack }
      return stack
    },
    async stop(): Promise<void> {
      await program?.stop()
      if (current) await removePlace(current.place)
    },
  }
}
