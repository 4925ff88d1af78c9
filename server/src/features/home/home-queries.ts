import { type SQL, sql } from 'drizzle-orm'
import { hasOpenCampaign } from '../confirmations/model/campaign-queries.ts'
import { hasDelegation } from '../../access/delegation-queries.ts'
import { today } from '../../access/grant-conditions.ts'
import { preparedByKey, UNNAMED } from '../../db/prepared-once.ts'
import type { Database } from '../../db/database.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { hasOpenAsk } from '../custody/custody-queries.ts'
import { mayHaveFeedbackTask } from '../feedback/model/home-task-queries.ts'
import { mayHaveGroupTask } from '../groups/model/group-task-queries.ts'
import { mayHaveIncidentTask } from '../incidents/model/home-task-queries.ts'
import { hasOpenCase } from '../lost-device/cases/open-case-queries.ts'
import { ownRosters, type OwnRosterJson, type OwnRosters } from '../policies/signing/own-rosters-queries.ts'
import { type OwnWaiting, ownWaiting } from '../requests/model/own-request-queries.ts'
import { newestRunning, readRunning, type RunningJson } from '../requests/model/running-queries.ts'
import { column } from '../requests/approvers/contact-queries.ts'
import { type MyPeople, peopleColumns } from './my-people-queries.ts'

/** What every home page shows, and which other parts the member's page may have: most members have none of them. */
export type HomeRow = MyPeople &
  Record<
    | 'hasDelegation'
    | 'hasOpenCampaign'
    | 'hasOpenCase'
    | 'hasOpenAsk'
    | 'mayHaveFeedbackTask'
    | 'mayHaveGroupTask'
    | 'mayHaveIncidentTask',
    boolean
  > & {
    own: OwnWaiting
    rosters: OwnRosters
    /** The newest running requests: one more than are shown, if there are more. */
    running: ReturnType<typeof readRunning>
  }

/** Number of running requests on the home page (进行中). */
export const RUNNING_SHOWN = 3

/** Returns the row of a member in one statement, since every member opens the home page. */
export async function findHomeRow(deps: ReadDeps, userid: string): Promise<HomeRow> {
  const { key, column: rosters, values, read } = ownRosters(deps, userid)
  const statement = homeStatements(deps.db, key, () => prepareHome(deps.db, rosters()))
  const [row] = await statement.execute({ ...values, userid, me: userid.toLowerCase(), day: today(deps) })
  if (!row) throw new Error('a query without a source has one row')
  return { ...row, rosters: await read(row.rosters), running: readRunning(row.running) }
}

const homeStatements = preparedByKey<ReturnType<typeof prepareHome>>()

function prepareHome(db: Database, rosters: SQL<OwnRosterJson[]>) {
  const me = sql`${sql.placeholder('me')}`
  const userid = sql`${sql.placeholder('userid')}`
  const day = sql.placeholder('day')
  return db
    .select({
      rosters,
      ...peopleColumns(me, day),
      own: column<OwnWaiting>(ownWaiting(userid)),
      hasDelegation: column<boolean>(hasDelegation(me, day)),
      hasOpenCampaign: column<boolean>(hasOpenCampaign()),
      hasOpenCase: column<boolean>(hasOpenCase()),
      hasOpenAsk: column<boolean>(hasOpenAsk(me, day)),
      running: column<RunningJson[]>(newestRunning(userid, RUNNING_SHOWN + 1)),
      mayHaveFeedbackTask: column<boolean>(mayHaveFeedbackTask(me)),
      mayHaveGroupTask: column<boolean>(mayHaveGroupTask(me)),
      mayHaveIncidentTask: column<boolean>(mayHaveIncidentTask(me)),
    })
    .from(sql`(select 1) as one`)
    .prepare(UNNAMED)
}
