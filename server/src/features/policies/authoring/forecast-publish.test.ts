import type { DraftClause, PolicyDraft } from '@desk/shared/policies/policy-draft'
import { expect } from 'vitest'
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
import { exemptPerson } from '../roster/change-person.ts'
import { saveDraft, startDraft } from './edit-policy.ts'
import { forecastPublish } from './forecast-publish.ts'
import { getPolicyEdit } from './get-policy-editor.ts'

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
