import type { MemberActor } from '@desk/shared/identity/actor'
import { MIN_LIKENESS, gramsOf, likeness } from '@desk/shared/groups/similar-names'
import { normalizeTopic } from '@desk/shared/groups/naming'
import type { SimilarGroup } from '@desk/shared/groups/group-schemas'
import type { Database } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { nameKeysOf } from '../../../directory/name-search-keys.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { GroupRow } from '../model/group-queries.ts'
import { findByGrams } from '../model/list-queries.ts'
import { mayRequestToJoin, mayJoinDirectly } from '../joining/join-group.ts'
import { findFacts, type PersonFacts } from '../model/member-facts-queries.ts'
import { listDenials, cooldownEndOf, findMemberships } from '../model/join-request-queries.ts'

/** Maximum number of suggestions. */
const SHOWN_MAX = 3

/** Returns groups whose topic looks or sounds like this one, most similar first. */
async function similarTo(db: Database, topic: string): Promise<GroupRow[]> {
  const target = { topic: normalizeTopic(topic), pinyin: (await nameKeysOf(normalizeTopic(topic))).pinyin }
  if (target.topic === '') return []
  return (await findByGrams(db, gramsOf(target)))
    .filter(({ state }) => state === 'charter' || state === 'active')
    .map((group) => ({ group, likeness: likeness(target, group) }))
    .filter((similar) => similar.likeness >= MIN_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness || (a.group.id < b.group.id ? -1 : 1))
    .slice(0, SHOWN_MAX)
    .map(({ group }) => group)
}

/** Returns how the person can join: directly if it is a group of their department, otherwise by a request to its owner. */
function joinOption(group: GroupRow, facts: PersonFacts | undefined): SimilarGroup['join'] {
  if (!facts || !mayRequestToJoin(group, facts)) return 'no'
  return mayJoinDirectly(group, facts) ? 'now' : 'ask'
}

/** Adds the time from which a declined person may request again. */
function withCooldown(join: SimilarGroup['join'], denial: { at: Date } | undefined, now: Date) {
  const nextRequestAt = denial && cooldownEndOf(denial)
  return join === 'ask' && nextRequestAt && now < nextRequestAt
    ? { join: 'later' as const, askAgainAt: nextRequestAt.toISOString() }
    : { join, askAgainAt: null }
}

/** Returns similar groups with owner and size, and how the actor can join. Purpose and members are not shown. */
export async function findSimilar(
  deps: ReadDeps,
  actor: MemberActor,
  topic: string,
): Promise<{ items: SimilarGroup[] }> {
  const groups = await similarTo(deps.db, topic)
  if (groups.length === 0) return { items: [] }
  const people = await memberNames(
    deps.db,
    groups.map(({ ownerId }) => ownerId),
  )
  const memberships = await findMemberships(
    deps.db,
    actor.userid,
    groups.map(({ id }) => id),
  )
  const denials = await listDenials(
    deps.db,
    actor.userid,
    groups.map(({ id }) => id),
  )
  const facts = await findFacts(deps.db, actor.userid, today(deps))
  return {
    items: groups.map((group) => ({
      id: group.id,
      name: group.name,
      owner: people(group.ownerId),
      memberCount: group.memberCount,
      ...withCooldown(memberships.get(group.id) ?? joinOption(group, facts), denials.get(group.id), deps.clock.now()),
    })),
  }
}
