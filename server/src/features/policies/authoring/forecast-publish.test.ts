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
import { saveDraft, startDraft } from './edit-policy.ts'
import { forecastPublish } from './forecast-publish.ts'
import { getPolicyEdit } from './get-policy-editor.ts'

const [one, two, three] = [clause('1'), clause('2'), clause('3')]
const inEnglish = (original: DraftClause, body: string): DraftClause => ({
  ...original,
  en: original.en && { ...original.en, body },
})
const withoutEnglish = (original: DraftClause): DraftClause => ({ ...original, en: null })

/** Returns how many clauses the forecast counts, and how many a signer of the version before has to read, by language. */
async function forecastAndRequired(kit: Kit, before: PolicyDraft, next: PolicyDraft) {
  const both = await policyCompany(kit)
  const planned = await createPublishedPolicy(kit, both, before)
  const edition = async () => (await getPolicyEdit(kit.deps, both.author, { id: planned })).edition
  await startDraft(kit.deps, both.author, { id: planned, edition: await edition() })
  await saveDraft(kit.deps, both.author, { id: planned, edition: await edition(), content: next })
  const { changed } = await forecastPublish(kit.deps, both.author, { id: planned })
  const id = await createPublishedPolicy(kit, both, before)
  await readAndSign(kit, both.lead, id)
  await publishNextVersion(kit, both, id, 'major', next)
  const required = async (language: 'zh-CN' | 'en') => (await openPolicy(kit, both.lead, id, language)).task.toRead
  return { changed, zh: await required('zh-CN'), en: await required('en') }
}

test('a clause whose English text alone changed is part of the forecast and of the required reading', async ({
  kit,
}) => {
  const next = draftOf([inEnglish(one, 'Said otherwise.'), clause('2', '改了。'), three])
  expect(await forecastAndRequired(kit, draftOf([one, two, three]), next)).toEqual({ changed: 2, zh: 1, en: 2 })
})

test('a new English text is neither required of people who signed in Chinese nor part of the forecast', async ({
  kit,
}) => {
  const before = draftOf([one, two].map(withoutEnglish), { en: null })
  expect(await forecastAndRequired(kit, before, draftOf([one, two]))).toEqual({ changed: 0, zh: 0, en: 0 })
})
