import { type DriverSubjects, driverStatements } from '@desk/server/testing/database/driver-statements'
import pg from 'pg'
import type { CostEnvironment, CpuMs } from './cost-environment.ts'
import { openEmbeddedDatabase } from './embedded-database.mjs'

const WARM_UP = 100
const ROUNDS = 300

type Driver = { query(text: string, values: unknown[]): Promise<unknown>; close(): Promise<void> }

const writes = new Set(['submit', 'decide', 'sign'])

async function openDriver({ databaseUrl, dataDir }: CostEnvironment): Promise<Driver> {
  if (databaseUrl !== undefined) {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    return { query: (text, values) => client.query(text, values), close: () => client.end() }
  }
  const client = (await openEmbeddedDatabase(`${dataDir}/pglite`)) as Driver
  return { query: (text, values) => client.query(text, values), close: () => client.close() }
}

/**
 * Measures what the driver alone costs for the same rows, by the name of the action: the least that a server can cost. The
 * product must be stopped. `server` is the time of this process, in which PGlite runs too. A write is one transaction.
 */
export async function measureDriver(
  environment: CostEnvironment,
  subjects: DriverSubjects,
): Promise<ReadonlyMap<string, CpuMs>> {
  const driver = await openDriver(environment)
  const cpu = (): CpuMs => {
    const { user, system } = process.cpuUsage()
    return { server: (user + system) / 1_000, database: environment.cpu().database }
  }
  const costs = new Map<string, CpuMs>()
  for (const [name, statementsOf] of Object.entries(driverStatements(subjects))) {
    const run = async (round: number): Promise<void> => {
      const isWrite = writes.has(name)
      if (isWrite) await driver.query('begin', [])
      for (const { text, values } of statementsOf(round)) await driver.query(text, values)
      if (isWrite) await driver.query('commit', [])
    }
    for (let round = 0; round < WARM_UP; round += 1) await run(round)
    const before = cpu()
    for (let round = WARM_UP; round < WARM_UP + ROUNDS; round += 1) await run(round)
    const after = cpu()
    costs.set(name, {
      server: (after.server - before.server) / ROUNDS,
      database: (after.database - before.database) / ROUNDS,
    })
  }
  await driver.close()
  return costs
}
