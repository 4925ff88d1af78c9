import type { MemberActor } from '@desk/shared/identity/actor'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { viewerOf } from '../model/handling-people.ts'
import { summarizeIncidentTasks } from '../model/home-task-queries.ts'

/** Counts the incidents that wait for the member: as a handler, or as a reporter who was asked something. Names no person. */
export async function countIncidentTasks({ db }: Pick<ReadDeps, 'db'>, actor: MemberActor) {
  const { handled, asked } = await summarizeIncidentTasks(db, await viewerOf(db, actor))
  const instants = [handled, asked].flatMap(({ oldestAt }) => oldestAt ?? [])
  return {
    count: handled.count + asked.count,
    oldestAt: instants.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null,
    first: handled.first,
  }
}
