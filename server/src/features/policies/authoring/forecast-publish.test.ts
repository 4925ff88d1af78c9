import type { DraftClause, PolicyDraft } from '@desk/shared/policies/policy-draft'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { members, partners } from '../../../db/schema/index.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { currentActorOf } from '../../../testing/current-actor-of.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import {
  clause,
  draftOf,
  publishNextVersion,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAndSign,
} from '../../../testing/fixtures/policy.ts'
import { requirePublishedPolicy } from '../document/policy-queries.ts'
import { exemptPerson } from '../roster/change-person.ts'
import { listRoster, type RosterRow } from '../roster/roster-queries.ts'
import { saveDraft, startDraft } from './edit-policy.ts'
import { forecastPublish } from './forecast-publish.ts'
import { countForecast } from './forecast-queries.ts'
import { getPolicyEdit } from './get-policy-editor.ts'
import { shareForecast } from './share-forecast.ts'

const [one, two, three] = [clause('1'), clause('2'), clause('3')]
const inEnglish = (original: DraftClause, body: string): DraftClause => ({
  ...original,
  en: original.en && { ...original.en, body },
})
const withoutEnglish = (original: DraftClause): DraftClause => ({ ...original, en: null })

/** Returns how many clauses the forecast counts, and how many a signer of the previous version has to read, by language. */
async function countForecastAndRequired(kit: Kit, before: PolicyDraft, next: PolicyDraft) {
  const company = await policyCompany(kit)
  const planned = await createPublishedPolicy(kit, company, before)
  const edition = async () => (await getPolicyEdit(kit.deps, company.author, { id: planned })).edition
  await startDraft(kit.deps, company.author, { id: planned, edition: await edition() })
  await saveDraft(kit.deps, company.author, { id: planned, edition: await edition(), content: next })
  const { changed } = await forecastPublish(kit.deps, company.author, { id: planned })
  const id = await createPublishedPolicy(kit, company, before)
  await readAndSign(kit, company.lead, id)
  await publishNextVersion(kit, company, id, 'major', next)
  const readRequired = async (language: 'zh-CN' | 'en') =>
    (await openPolicy(kit, company.lead, id, language)).task.toRead
  return { changed, zh: await readRequired('zh-CN'), en: await readRequired('en') }
}

test('a clause whose English text alone changed is part of the forecast and of the required reading', async ({
  kit,
}) => {
  const next = draftOf([inEnglish(one, 'Said otherwise.'), clause('2', '改了。'), three])
  expect(await countForecastAndRequired(kit, draftOf([one, two, three]), next)).toEqual({ changed: 2, zh: 1, en: 2 })
})

test('a new English text is neither required of people who signed in Chinese nor part of the forecast', async ({
  kit,
}) => {
  const before = draftOf([one, two].map(withoutEnglish), { en: null })
  expect(await countForecastAndRequired(kit, before, draftOf([one, two]))).toEqual({ changed: 0, zh: 0, en: 0 })
})

test('the forecast splits who signs all, who signs only what changed since their version, and who is exempt', async ({
  kit,
}) => {
  const people = await policyCompany(kit)
  const [first, second, exempt] = await Promise.all(
    ['guoji', 'wangxiaoyu', 'shaobing'].map((userid) => kit.given.member({ userid, department: people.north })),
  )
  const id = await createPublishedPolicy(kit, people, draftOf([one, two, three]))
  await readAndSign(kit, first!, id)
  await publishNextVersion(kit, people, id, 'major', draftOf([clause('1', '改了。'), two, three]))
  await readAndSign(kit, second!, id)
  await exemptPerson(kit.deps, people.author, { id, userid: exempt!.userid, reason: '产假', until: null })
  const { edition } = await getPolicyEdit(kit.deps, people.author, { id })
  await startDraft(kit.deps, people.author, { id, edition })
  const content = draftOf([clause('1', '改了。'), clause('2', '也改了。'), three])
  await saveDraft(kit.deps, people.author, { id, edition: edition + 1, content })
  const forecast = await forecastPublish(kit.deps, people.author, { id })
  expect(forecast).toMatchObject({ major: 4, full: 2, delta: 2, exempt: 1, clauses: 3, changed: 1 })
  expect(forecast.groups).toEqual([
    { label: '2.0', people: 1, clauses: 1, seconds: 10 },
    { label: '1.0', people: 1, clauses: 2, seconds: 10 },
    { label: null, people: 2, clauses: 3, seconds: 10 },
  ])
})

test('the forecast has the counts that the roster would have if the version took effect now', async ({ kit }) => {
  const people = await policyCompany(kit)
  const { db, clock } = kit.deps
  const at = (days: number) => new Date(clock.now().getTime() + days * DAY_MS)
  const day = (days: number) => at(days).toISOString().slice(0, 10)
  const names = [
    'signed',
    'signedTwice',
    'returned',
    'exempt',
    'exemptOver',
    'partner',
    'partnerOver',
    'disabled',
    'left',
    'other',
  ]
  for (const userid of names) await kit.given.member({ userid, department: people.north })
  const memberOf = async (userid: string) => currentActorOf(kit, userid)
  const id = await createPublishedPolicy(kit, people, draftOf([one, two]))
  for (const userid of ['signed', 'signedTwice', 'returned', 'partner'])
    await readAndSign(kit, await memberOf(userid), id)
  await publishNextVersion(kit, people, id, 'major', draftOf([clause('1', '改了。'), two]))
  await readAndSign(kit, await memberOf('signedTwice'), id)
  for (const [userid, until] of [
    ['exempt', day(9)],
    ['exemptOver', day(1)],
  ] as const)
    await exemptPerson(kit.deps, people.author, { id, userid, reason: '产假', until })
  const contract = { company: '华精', setBy: 'author' }
  await db.insert(partners).values([
    { ...contract, userid: 'partner', since: new Date(0), endsOn: day(60) },
    { ...contract, userid: 'partnerover', since: new Date(0), endsOn: day(2) },
  ])
  clock.advanceSeconds((5 * DAY_MS) / 1000)
  const change = (userid: string, row: Partial<typeof members.$inferInsert>) =>
    db.update(members).set(row).where(eq(members.userid, userid))
  await change('returned', { employedSince: clock.now() })
  await change('disabled', { status: 2 })
  await change('left', { status: LEFT, leftAt: at(-1) })

  const policy = await requirePublishedPolicy(db, id)
  const draft = { ...policy, requiresNo: 3, requiredSince: clock.now(), reaffirmMonths: null, reaffirmSince: null }
  const rows = await listRoster(kit.deps, draft, { limit: 100 })
  const count = (matches: (row: RosterRow) => boolean) => rows.filter(matches).length
  const isAsked = ({ state }: RosterRow) => state !== 'excluded' && state !== 'exempt'
  const signedNo = (row: RosterRow) => (row.signedAt && row.signedAt > row.countsFrom ? row.signedNo : null)
  const forecast = await countForecast(kit.deps, policy)
  expect(forecast).toEqual({
    major: count(isAsked),
    full: count((row) => isAsked(row) && signedNo(row) === null),
    delta: count((row) => isAsked(row) && signedNo(row) !== null),
    partners: count((row) => isAsked(row) && row.isPartner),
    notAsked: count((row) => !isAsked(row)),
    exempt: count(({ state }) => state === 'exempt'),
    signers: [2, 1, null].map((no) => ({ no, people: count((row) => isAsked(row) && signedNo(row) === no) })),
  })
  expect(forecast).toMatchObject({ delta: 3, partners: 1, notAsked: 3, exempt: 1 })
})

test('a forecast is counted again when somebody signs, when the audience changes and after a minute', async ({
  kit,
}) => {
  const people = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, people, draftOf([one]))
  let counts = 0
  const forecast = shareForecast((...args) => {
    counts += 1
    return countForecast(...args)
  })
  const { audience } = draftOf([one])
  const signers = async (of = audience) => (await forecast(kit.deps, { id, audience: of })).delta
  expect([await signers(), await signers(), counts]).toEqual([0, 0, 1])
  await readAndSign(kit, people.lead, id)
  expect([await signers(), await signers(), counts]).toEqual([1, 1, 2])
  await signers({ ...audience, everyone: false, people: ['lead'] })
  expect(counts).toBe(3)
  kit.deps.clock.advanceSeconds(60)
  expect([await signers(), counts]).toEqual([1, 4])
})

test('a forecast that failed is counted again', async ({ kit }) => {
  const people = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, people, draftOf([one]))
  let isBroken = true
  const forecast = shareForecast((...args) => (isBroken ? Promise.reject(new Error('broken')) : countForecast(...args)))
  const { audience } = draftOf([one])
  await expect(forecast(kit.deps, { id, audience })).rejects.toThrow('broken')
  isBroken = false
  expect(await forecast(kit.deps, { id, audience })).toMatchObject({ major: 2 })
})
