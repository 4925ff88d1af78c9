import {
  type ConsoleDeedKind,
  type ConsoleDeedPage,
  consoleDeedKinds,
  type ConsoleDeedQuery,
  type ConsoleDeedView,
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
import { type ConsoleDeedRow, countOpenDeeds, listDeeds } from './console-deed-queries.ts'
import { consoleLogState } from './console-log-state.ts'

const cursorSchema = z.tuple([storableText, storableText])

/** Returns the kinds of deeds that the actor sees: HR those about accounts, the management department all. */
export const visibleKinds = (actor: Pick<MemberActor, 'roles'>): readonly ConsoleDeedKind[] =>
  holdsRole(actor, 'ops') ? consoleDeedKinds : consoleDeedKinds.filter(isAboutAccounts)

/** Lists what admins did in WeCom's console outside this app, newest first; only open ones unless `all` is requested. */
export async function listConsoleDeeds(
  deps: ReadDeps & AdoptionDeps,
  actor: MemberActor,
  { after, all }: ConsoleDeedQuery,
): Promise<ConsoleDeedPage> {
  authorizeRole(actor, 'hr')
  const kinds = visibleKinds(actor)
  const query = { kinds, onlyOpen: all === undefined, after: positionOf(after), limit: DESK_PAGE_SIZE + 1 }
  const found = await listDeeds(deps.db, query)
  const { shown, next } = cutPage(found, DESK_PAGE_SIZE, ({ deed }) => [deed.at.toISOString(), String(deed.id)])
  const userids = shown.flatMap(({ deed, mayConcern }) => [
    deed.operatorId,
    ...mayConcern,
    ...[deed.handledBy, deed.subjectId].filter((userid) => userid !== null),
  ])
  const names = await loadDisplayNames(deps.db, userids, [])
  const { value: log } = await readSetting(deps.db, consoleLogState)
  return {
    items: shown.map(({ deed, mayConcern }) => toView(deed, mayConcern, names)),
    next,
    log: {
      state: log.isRefused ? 'refused' : log.readUntil === null ? 'never' : 'read',
      readAt: log.checkedAt,
    },
    open: await countOpenDeeds(deps.db, kinds),
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

function toView(deed: ConsoleDeedRow, mayConcern: readonly string[], { people }: DisplayNames): ConsoleDeedView {
  const { handledAt, handledBy, outcome } = deed
  return {
    id: deed.id,
    at: deed.at.toISOString(),
    operator: people(deed.operatorId),
    kind: deed.kind,
    deed: deed.deed,
    details: deed.details,
    mayConcern: mayConcern.map(people),
    handled:
      handledAt === null || handledBy === null || outcome === null
        ? null
        : {
            at: handledAt.toISOString(),
            by: people(handledBy),
            outcome,
            note: deed.note,
            subject: deed.subjectId === null ? null : people(deed.subjectId),
            flow: deed.flow,
          },
  }
}
