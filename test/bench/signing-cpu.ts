import type { Figure } from '../lib/measurement.ts'
import { processCpuMs, processTreeCpuMs } from '../lib/process-cpu.ts'

/** The process ids of the server and of the database's main process; null: the processes of `TEST_DATABASE_URL` are not known. */
type Measured = { server: number; database: number | null }

export const NOT_MEASURED = 'not measured: TEST_DATABASE_URL names a database that the bench did not start'

/** Returns the CPU time so far of the processes that serve signatures, in milliseconds; without an unknown database. */
export const servingCpuMs = ({ server, database }: Measured): number =>
  processCpuMs(server) + (database === null ? 0 : processTreeCpuMs(database))

/** Returns the figure of one signature. The goal (in ms) is for both processes: the server alone neither meets nor misses it. */
export const signingCpuFigure = (cpuMs: number, { database }: Measured, goal: number): Figure => ({
  what: `CPU of one signature, ${database === null ? 'server alone' : 'server and database'}`,
  value: Math.round(cpuMs * 100) / 100,
  unit: 'ms',
  ...(database === null ? {} : { goal }),
})
