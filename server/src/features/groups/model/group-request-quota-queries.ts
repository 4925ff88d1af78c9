import { and, eq, gte } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { requests } from '../../../db/schema/index.ts'

/** How many groups this person asked for since then, whatever became of them. */
export const countGroupRequestsSince = (db: Database, applicantId: string, since: Date): Promise<number> =>
  db.$count(
    requests,
    and(eq(requests.applicantId, applicantId), eq(requests.kind, 'group_create'), gte(requests.createdAt, since)),
  )
