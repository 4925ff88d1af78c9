import type { JoinerFacts } from '@desk/shared/accounts/check-joiners'
import type { JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { normalizeJoiner } from '@desk/shared/accounts/normalize-joiner'
import { today } from '../../../access/grant-conditions.ts'
import { nameKeyOf, nameKeysOf } from '../../../directory/name-search-keys.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { listAllDepartments, listPeopleNamed, listUsedUserids } from './facts-queries.ts'
import { findOpenValues, type OpeningId } from './opening-queries.ts'

/** Userids derived from one name: `wangfang`, `wangfang2`, … */
const PROPOSALS = 20
const MAX_BASE = 40
const ROOT = 1

/** Reads what the check of these rows needs, in five statements for any number of rows. */
export async function loadFacts(
  deps: ReadDeps,
  typed: readonly JoinerRow[],
  except: OpeningId | null = null,
): Promise<JoinerFacts> {
  const { db } = deps
  const day = today(deps)
  const rows = typed.map((row) => normalizeJoiner(row, day))
  const proposals = await proposalsOf(rows)
  const userids = [...new Set([...rows.map(({ userid }) => userid), ...[...proposals.values()].flat()])].map((one) =>
    one.toLowerCase(),
  )
  const contacts = rows.flatMap(({ mobile, email }) => [mobile, email]).filter((value) => value !== '')
  const names = [...new Set(rows.map(({ name }) => nameKeyOf(name)))]
  const sponsors = [...new Set(rows.map(({ sponsor }) => nameKeyOf(sponsor)))]
  const used = await listUsedUserids(db, userids)
  const open = await findOpenValues(db, { userids, contacts }, except)
  const people = await listPeopleNamed(
    db,
    [...names, ...sponsors].filter((key) => key !== ''),
  )
  const all = await listAllDepartments(db)
  const nameOf = new Map(all.map(({ id, name }) => [id, name]))
  return {
    today: day,
    departments: all.map(({ id, name, path }) => ({
      id,
      name,
      path: (path.length > 1 ? path.filter((one) => one !== ROOT) : path).flatMap((one) => nameOf.get(one) ?? []),
    })),
    takenUserids: new Set([...used, ...open.userids]),
    proposals,
    namesakes: new Map(
      rows.map(({ name }) => [name, people.filter(({ nameKey }) => nameKey === nameKeyOf(name)).length]),
    ),
    openContacts: new Set(open.contacts),
    sponsors: sponsorsOf(people),
  }
}

async function proposalsOf(rows: readonly JoinerRow[]): Promise<Map<string, string[]>> {
  const proposals = new Map<string, string[]>()
  for (const { name, userid } of rows) {
    if (userid !== '' || name === '' || proposals.has(name)) continue
    const base = (await nameKeysOf(name)).pinyin.slice(0, MAX_BASE)
    const numbered = Array.from({ length: PROPOSALS - 1 }, (_, nth) => `${base}${String(nth + 2)}`)
    proposals.set(name, base === '' ? [] : [base, ...numbered])
  }
  return proposals
}

function sponsorsOf(people: readonly { userid: string; name: string; nameKey: string }[]): JoinerFacts['sponsors'] {
  const sponsors = new Map<string, { userid: string; name: string }[]>()
  for (const { userid, name, nameKey } of people)
    for (const key of new Set([nameKey, userid.toLowerCase()]))
      sponsors.set(key, [...(sponsors.get(key) ?? []), { userid, name }])
  return sponsors
}
