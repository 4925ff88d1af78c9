import type { RequestType } from '@desk/shared/requests/types/index'
import { requestTypes } from '@desk/shared/requests/types/index'
import type { RequestForm } from '@desk/shared/requests/request-schemas'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { approverRef } from '../approvers/approver-ref.ts'
import { namesOf, requireSeatedPerson } from '../approvers/people-queries.ts'
import { firstQuestion } from '../model/approver-query.ts'
import { resolveDeciders } from '../approvers/resolve-approvers.ts'
import type { ReadFirstDeps } from '../model/request-deps.ts'

/** Returns what every form shows: the approvers, and what this person has to sign first. */
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

/** Returns the approvers of a request that this person would submit now. */
export async function decidersFor(deps: ReadDeps, userid: string, kind: RequestType): Promise<RequestForm['deciders']> {
  const { person, path } = await requireSeatedPerson(deps.db, userid)
  const deciders = await resolveDeciders(deps, firstQuestion(person.userid, kind, path))
  const names = await namesOf(
    deps.db,
    deciders.flatMap(({ userid: own, onBehalfOf }) => [own, ...(onBehalfOf === null ? [] : [onBehalfOf])]),
  )
  return deciders.map((asked) => approverRef(names, asked))
}
