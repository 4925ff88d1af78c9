import {
  type ConsoleOperationKind,
  type ConsoleOperationPage,
  consoleOperationKinds,
  type ConsoleOperationQuery,
  type ConsoleOperationView,
  isAboutAccounts,
} from '@desk/shared/accounts/console-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import { storableText } from '@desk/shared/kernel/plain-text'
import * as z from 'zod/mini'
import { authorizeRole } from '../../../access/authorize.ts'
import { type DisplayNames, loadDisplayNames } from '../../../directory/load-display-names.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { cutPage, decodeCursor } from '../../../kernel/list-cursor.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import type { AdoptionDeps } from '../adopting-flow.ts'
import { type ConsoleOperationRow, countOpenOperations, listOperations } from './console-operation-queries.ts'
import { consoleLogState } from './console-log-state.ts'

const cursorSchema = z.tuple([storableText, storableText])

/** Returns the kinds of operations that the actor sees: HR those about accounts, the management department all. */
export const visibleKinds = (actor: Pick<MemberActor, 'roles'>): readonly ConsoleOperationKind[] =>
  holdsRole(actor, 'ops') ? consoleOperationKinds : consoleOperationKinds.filter(isAboutAccounts)

/** Lists what admins did in WeCom's console outside this app, newest first; only open ones unless `all` is requested. */
export async function listConsoleOperations(
  deps: ReadDeps & AdoptionDeps,
  actor: MemberActor,
  { after, all }: ConsoleOperationQuery,
): Promise<ConsoleOperationPage> {
  authorizeRole(actor, 'hr')
  const kinds = visibleKinds(actor)
  const query = { kinds, onlyOpen: all === undefined, after: positionOf(after), limit: DESK_PAGE_SIZE + 1 }
  const found = await listOperations(deps.db, query)
  const { shown, next } = cutPage(found, DESK_PAGE_SIZE, ({ operation }) => [
    operation.at.toISOString(),
    String(operation.id),
  ])
  const userids = shown.flatMap(({ operation, mayConcern }) => [
    operation.operatorId,
    ...mayConcern,
    ...[operation.handledBy, operation.subjectId].filter((userid) => userid !== null),
  ])
  const names = await loadDisplayNames(deps.db, userids, [])
  const { value: log } = await readSetting(deps.db, consoleLogState)
  return {
    items: shown.map(({ operation, mayConcern }) => toView(operation, mayConcern, names)),
    next,
    log: {
      state: log.isRefused ? 'refused' : log.readUntil === null ? 'never' : 'read',
      readAt: log.checkedAt,
    },
    open: await countOpenOperations(deps.db, kinds),
    flows: deps.adoptingFlows.map(({ name }) => name),
  }
}

function positionOf(after: string | undefined): { at: Date; id: number } | null {
  const decoded = decodeCursor(cursorSchema, after)
  if (decoded === null) return null
  const [at, id] = [new Date(decoded[0]), Number(decoded[1])]
  if (Number.isNaN(at.getTime()) || !Number.isSafeInteger(id))
    throw new InvalidInputError('Bad cursor', [{ path: 'after', code: 'cursor.invalid' }])
  return { at, id }
}

function toView(
  operation: ConsoleOperationRow,
  mayConcern: readonly string[],
  { people }: DisplayNames,
): ConsoleOperationView {
  const { handledAt, handledBy, outcome } = operation
  return {
    id: operation.id,
    at: operation.at.toISOString(),
    operator: people(operation.operatorId),
    kind: operation.kind,
    deed: operation.deed,
    details: operation.details,
    mayConcern: mayConcern.map(people),
    handled:
      handledAt === null || handledBy === null || outcome === null
        ? null
        : {
            at: handledAt.toISOString(),
            by: people(handledBy),
            outcome,
            note: operation.note,
            subject: operation.subjectId === null ? null : people(operation.subjectId),
            flow: operation.flow,
          },
  }
}
