import { and, count, eq, gt, isNull, max, ne, sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { callbacks, departments, directoryChanges, directoryRuns, members, outbox } from '../../db/schema/index.ts'
import { LEFT } from '../../directory/member-drift.ts'
import type { Run } from './sync-run-queries.ts'

export async function countDirectory(db: Database): Promise<{ members: number; departments: number }> {
  return { members: await db.$count(members, ne(members.status, LEFT)), departments: await db.$count(departments) }
}

export type OpenRun = Pick<Run, 'startedAt' | 'position' | 'members' | 'lastError'> & {
  departments: number
  isWorking: boolean
}

export async function findOpenRun(db: Database): Promise<OpenRun | null> {
  const [row] = await db
    .select({
      startedAt: directoryRuns.startedAt,
      position: directoryRuns.position,
      members: directoryRuns.members,
      lastError: directoryRuns.lastError,
      departments: sql<number>`cardinality(${directoryRuns.departmentIds})`,
      isWorking: sql<boolean>`coalesce(${directoryRuns.leasedUntil} > clock_timestamp(), false)`,
    })
    .from(directoryRuns)
    .where(and(isNull(directoryRuns.finishedAt), isNull(directoryRuns.abandonedAt)))
  return row ?? null
}

export async function countChangesSince(db: Database, since: Date): Promise<{ kind: string; count: number }[]> {
  return db
    .select({ kind: directoryChanges.kind, count: count() })
    .from(directoryChanges)
    .where(gt(directoryChanges.at, since))
    .groupBy(directoryChanges.kind)
}

export async function countCallbacks(db: Database, since: Date) {
  const [received] = await db.select({ lastAt: max(callbacks.receivedAt) }).from(callbacks)
  return {
    lastDay: await db.$count(callbacks, gt(callbacks.receivedAt, since)),
    lastAt: received?.lastAt ?? null,
    waiting: await db.$count(outbox, isPending('callback.handle')),
  }
}

export const isSyncRequested = async (db: Database): Promise<boolean> =>
  (await db.$count(outbox, isPending('directory.sync'))) > 0

const isPending = (topic: string) => and(eq(outbox.topic, topic), isNull(outbox.doneAt), isNull(outbox.deadAt))
