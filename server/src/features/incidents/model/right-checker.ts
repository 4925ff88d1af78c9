import { holdsRight, isInvolved } from '@desk/shared/incidents/incident-flow'
import { mayAct, rolesOf } from '../../../access/actor-queries.ts'
import type { Database } from '../../../db/database.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { viewerOf } from './handling-people.ts'
import type { AssigneeRow, IncidentRow } from './incident-queries.ts'

export type HoldsRight = (db: Database, assignee: AssigneeRow, incident: IncidentRow) => Promise<boolean>

/** Returns a function that checks by the access rules whether an assignee still has their right. Reads roles once per person. */
export function rightChecker(deps: Omit<ReadDeps, 'db'>): HoldsRight {
  const viewers = new Map<string, Promise<Awaited<ReturnType<typeof viewerOf>> | null>>()
  const load = async (db: Database, userid: string) => {
    if (!(await mayAct(db, userid))) return null
    return viewerOf(db, { kind: 'member', userid, ...(await rolesOf({ ...deps, db }, userid)) })
  }
  return async (db, { userid, right }, incident) => {
    const loading = viewers.get(userid) ?? load(db, userid)
    viewers.set(userid, loading)
    const viewer = await loading
    return viewer !== null && !isInvolved(userid, incident) && holdsRight(viewer, right, incident.departmentPath)
  }
}

/** Returns the assignments that have not ended. */
export const activeAssignees = (assignees: readonly AssigneeRow[]) =>
  assignees.filter(({ endedAt }) => endedAt === null)
