import type { JoinerFacts } from '@desk/shared/accounts/check-joiners'
import type { JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { normalizeJoiner } from '@desk/shared/accounts/normalize-joiner'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { today } from '../../../access/grant-conditions.ts'
import { nameKeyOf, nameKeysOf } from '../../../directory/name-search-keys.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { listAllDepartments, listPeopleNamed, listUsedUserids } from './facts-queries.ts'
import { findOpenValues, type OpeningId } from './opening-queries.ts'

/** How many userids are proposed for one name: `wangfang`, `wangfang2`, … */
const PROPOSALS = 20
/** How many characters of a name's pinyin a proposed userid takes over. */
const MAX_BASE = 40

/** Reads what the check of these rows needs, in four statements for any number of rows. */
export async function loadFacts(
  deps: ReadDeps,
  typed: readonly JoinerRow[],
  except: OpeningId | null = null,
): Promise<JoinerFacts> {
  const { db } = deps
  const day = today(deps)
  const rows = typed.map((row) => normalizeJoiner(row, day))
  const keys = rows.flatMap(({ name, sponsor, userid }) => [nameKeyOf(name), nameKeyOf(sponsor), userid.toLowerCase()])
  const people = await listPeopleNamed(
    db,
    [...new Set(keys)].filter((key) => key !== ''),
  )
  const present = people.filter(({ isFormer }) => !isFormer)
  const formerPeople = people.filter(({ isFormer }) => isFormer)
  const proposals = await proposalsOf(rows, new Set(formerPeople.map(({ userid }) => userid.toLowerCase())))
  const userids = [...new Set([...rows.map(({ userid }) => userid), ...[...proposals.values()].flat()])].map((userid) =>
    userid.toLowerCase(),
  )
  const contacts = rows.flatMap(({ mobile, email }) => [mobile, email]).filter((value) => value !== '')
  const used = await listUsedUserids(db, userids)
  const open = await findOpenValues(db, { userids, contacts }, except)
  const returning = new Set(open.userids)
  // Former members who return by another opening are left out.
  const former = formerPeople.flatMap(({ userid, name, nameKey, leftAt }) =>
    returning.has(userid.toLowerCase())
      ? []
      : [{ userid, name, nameKey, leftOn: leftAt && dayIn(deps.site.timeZone, leftAt) }],
  )
  const [presentOf, formerOf] = [byNameKey(present), byNameKey(former)]
  const allDepartments = await listAllDepartments(db)
  const nameOf = new Map(allDepartments.map(({ id, name }) => [id, name]))
  return {
    today: day,
    departments: allDepartments.map(({ id, name, path }) => ({
      id,
      name,
      path: (path.length > 1 ? path.filter((ancestor) => ancestor !== ROOT_DEPARTMENT) : path).flatMap(
        (ancestor) => nameOf.get(ancestor) ?? [],
      ),
    })),
    takenUserids: new Set([...used, ...open.userids]),
    proposals,
    namesakes: new Map(rows.map(({ name }) => [name, presentOf.get(nameKeyOf(name))?.length ?? 0])),
    openContacts: new Set(open.contacts),
    sponsors: sponsorsOf(present),
    formerHolders: new Map(former.map((member) => [member.userid.toLowerCase(), member])),
    formerNamesakes: new Map(rows.map(({ name }) => [name, formerOf.get(nameKeyOf(name)) ?? []])),
  }
}

/** Returns userids to propose for the names whose rows have none, or one of `formerUserids` (in lower case). */
async function proposalsOf(
  rows: readonly JoinerRow[],
  formerUserids: ReadonlySet<string>,
): Promise<Map<string, string[]>> {
  const proposals = new Map<string, string[]>()
  for (const { name, userid } of rows) {
    const keepsUserid = userid !== '' && !formerUserids.has(userid.toLowerCase())
    if (keepsUserid || name === '' || proposals.has(name)) continue
    const base = (await nameKeysOf(name)).pinyin.slice(0, MAX_BASE)
    const numbered = Array.from({ length: PROPOSALS - 1 }, (_, nth) => `${base}${String(nth + 2)}`)
    proposals.set(name, base === '' ? [] : [base, ...numbered])
  }
  return proposals
}

function byNameKey<Person extends { nameKey: string }>(people: readonly Person[]): Map<string, Person[]> {
  const byKey = new Map<string, Person[]>()
  for (const person of people) {
    const same = byKey.get(person.nameKey)
    if (same) same.push(person)
    else byKey.set(person.nameKey, [person])
  }
  return byKey
}

type Candidate = { userid: string; name: string; isPartner: boolean }

function sponsorsOf(people: readonly (Candidate & { nameKey: string })[]): JoinerFacts['sponsors'] {
  const sponsors = new Map<string, Candidate[]>()
  for (const { userid, name, nameKey, isPartner } of people)
    for (const key of new Set([nameKey, userid.toLowerCase()]))
      sponsors.set(key, [...(sponsors.get(key) ?? []), { userid, name, isPartner }])
  return sponsors
}
