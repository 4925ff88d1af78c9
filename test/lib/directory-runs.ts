import type { TestDatabase } from './test-database.ts'
import { until } from './wait-until.ts'

/** Counts the finished syncs of the directory. */
export const countDirectoryRuns = async (database: Pick<TestDatabase, 'query'>): Promise<number> =>
  (await database.query('select 1 from directory_runs where finished_at is not null')).length

/** Waits until the directory was synced, which a server does at its start: no approver is known before. */
export const waitForDirectoryRuns = (database: Pick<TestDatabase, 'query'>, atLeast = 1): Promise<true> =>
  until('a sync of the directory', async () => ((await countDirectoryRuns(database)) >= atLeast ? true : null))
