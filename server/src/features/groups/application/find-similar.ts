import type { MemberActor } from '@desk/shared/identity/actor'
import { ALIKE, gramsOf, likeness } from '@desk/shared/groups/similar-names'
import { tidy } from '@desk/shared/groups/naming'
import type { SimilarGroup } from '@desk/shared/groups/group-schemas'
import type { Database } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { nameKeysOf } from '../../../directory/name-search-keys.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { GroupRow } from '../model/group-queries.ts'
import { findByGrams } from '../model/list-queries.ts'
import { mayAskIn, mayJoinAtOnce } from '../joining/join-group.ts'
import { factsOf, type PersonFacts } from '../model/member-facts-queries.ts'
import { listDenials, mayAskAgainAt, seatsIn } from '../model/join-request-queries.ts'

const SHOWN = 3

/** Groups whose topic looks or sounds like this one, the most alike first. */
async function similarTo(db: Database, topic: string): Promise<GroupRow[]> {
  const wanted = { topic: tidy(topic), pinyin: (await nameKeysOf(tidy(topic))).pinyin }
  if (wanted.topic === '') return []
  return (await findByGrams(db, gramsOf(wanted)))
    .filter(({ state }) => state === 'charter' || state === 'active')
    .map((group) => ({ group, likeness: likeness(wanted, group) }))
    .filter((one) => one.likeness >= ALIKE)
    .sort((a, b) => b.likeness - a.likeness || (a.group.id < b.group.id ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ group }) => group)
}

/** At once into what is his department's, else by asking its owner. */
function wayIn(group: GroupRow, facts: PersonFacts | undefined): SimilarGroup['join'] {
  if (!facts || !mayAskIn(group, facts)) return 'no'
  return mayJoinAtOnce(group, facts) ? 'now' : 'ask'
}

/** Whoever heard a no lately is told from when on they may ask again. */
function wayBeside(join: SimilarGroup['join'], denial: { at: Date } | undefined, now: Date) {
  const again = denial && mayAskAgainAt(denial)
  return join === 'ask' && again && now < again
    ? { join: 'later' as const, askAgainAt: again.toISOString() }
    : { join, askAgainAt: null }
}

/** With owner and size, and whether this person may come in at once. Purpose and members are not shown. */
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
  const seats = await seatsIn(
    deps.db,
    actor.userid,
    groups.map(({ id }) => id),
  )
  const denials = await listDenials(
    deps.db,
    actor.userid,
    groups.map(({ id }) => id),
  )
  const own = (await factsOf(deps.db, [actor.userid], today(deps))).get(actor.userid.toLowerCase())
  return {
    items: groups.map((group) => ({
      id: group.id,
      name: group.name,
      owner: people(group.ownerId),
      memberCount: group.memberCount,
      ...wayBeside(seats.get(group.id) ?? wayIn(group, own), denials.get(group.id), deps.clock.now()),
    })),
  }
}
