import type { AuditorLinkView, LinkState, TitledPolicy } from '@desk/shared/evidence-room/link-schemas'
import type { MemberRef } from '@desk/shared/directory/member-ref'
import type { LinkRow } from './link-queries.ts'

/** Returns the actor of what the holder of a link does, in the audit. */
export const actorOfLink = ({ id }: Pick<LinkRow, 'id'>): string => `link:${id}`

function stateOfLink({ endedAt, expiresAt, openedAt, hasKeeper }: LinkRow, now: Date): LinkState {
  if (endedAt !== null || !hasKeeper) return 'ended'
  if (expiresAt <= now) return 'expired'
  return openedAt === null ? 'waiting' : 'open'
}

/** Returns whether a link no longer opens the room. */
export const isOver = (row: LinkRow, now: Date): boolean => ['ended', 'expired'].includes(stateOfLink(row, now))

type Context = { now: Date; names: (userid: string) => MemberRef; policies: readonly TitledPolicy[] }

export const toLinkView = (row: LinkRow, { now, names, policies }: Context): AuditorLinkView => ({
  id: row.id,
  name: row.name,
  policies: policies.filter(({ id }) => row.policyIds.includes(id)),
  fromDay: row.fromDay,
  toDay: row.toDay,
  createdBy: names(row.createdBy),
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  openedAt: row.openedAt?.toISOString() ?? null,
  device: row.openedClient && row.openedSystem && { client: row.openedClient, system: row.openedSystem },
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  views: row.views,
  endedAt: row.endedAt?.toISOString() ?? null,
  endedBy: row.endedBy === null ? null : names(row.endedBy),
  state: stateOfLink(row, now),
})
