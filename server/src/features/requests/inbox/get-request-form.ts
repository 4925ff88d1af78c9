import type { RequestType } from '@desk/shared/requests/types/index'
import { requestTypes } from '@desk/shared/requests/types/index'
import type { RequestForm } from '@desk/shared/requests/model/request-form'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { approverRef } from '../approvers/approver-ref.ts'
import { namesOf, requireSeatedPerson } from '../approvers/people-queries.ts'
import { firstQuestion } from '../model/approver-query.ts'
import { resolveDeciders } from '../approvers/resolve-approvers.ts'
import type { ReadFirstDeps } from '../model/request-deps.ts'

/** What every form shows: who would decide, and what this person has to sign before. */
export async function getRequestForm(
  deps: ReadDeps & ReadFirstDeps,
  { userid }: { userid: string },
  kind: RequestType,
): Promise<RequestForm> {
  return {
    deciders: await decidersFor(deps, userid, kind),
    readFirst: requestTypes[kind].readFirst ? await deps.readFirst(deps.db, userid) : null,
  }
}

/** Who would be asked about a request that this person submits now. */
export async function decidersFor(deps: ReadDeps, userid: string, kind: RequestType): Promise<RequestForm['deciders']> {
  const { person, path } = await requireSeatedPerson(deps.db, userid)
  const deciders = await resolveDeciders(deps, firstQuestion(person.userid, kind, path))
  const names = await namesOf(
    deps.db,
    deciders.flatMap(({ userid: own, onBehalfOf }) => [own, ...(onBehalfOf === null ? [] : [onBehalfOf])]),
  )
  return deciders.map((asked) => approverRef(names, asked))
}
