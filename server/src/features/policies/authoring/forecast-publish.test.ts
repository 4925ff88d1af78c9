import type { DraftClause, PolicyDraft } from '@desk/shared/policies/policy-draft'
import { expect } from 'vitest'
import { type Kit, test } from '../../../testing/kit.ts'
import {
  clause,
  draftOf,
  nextVersion,
  open,
  policyCompany,
  published,
  readAndSign,
} from '../../../testing/fixtures/policy.ts'
import { saveDraft, startDraft } from './edit-policy.ts'
import { forecastPublish } from './forecast-publish.ts'
import { getPolicyEdit } from './get-policy-editor.ts'

const [one, two, three] = [clause('1'), clause('2'), clause('3')]
const inEnglish = (said: DraftClause, body: string): DraftClause => ({ ...said, en: said.en && { ...said.en, body } })
const withoutEnglish = (said: DraftClause): DraftClause => ({ ...said, en: null })

/** How many clauses the forecast counts, and how many who signed the version before is then asked for, by language. */
async function foretoldAndAsked(kit: Kit, before: PolicyDraft, next: PolicyDraft) {
  const both = await policyCompany(kit)
  const planned = await published(kit, both, before)
  const edition = async () => (await getPolicyEdit(kit.deps, both.author, { id: planned })).edition
  await startDraft(kit.deps, both.author, { id: planned, edition: await edition() })
  await saveDraft(kit.deps, both.author, { id: planned, edition: await edition(), content: next })
  const { changed } = await forecastPublish(kit.deps, both.author, { id: planned })
  const id = await published(kit, both, before)
  await readAndSign(kit, both.lead, id)
  await nextVersion(kit, both, id, 'major', next)
  const asked = async (language: 'zh-CN' | 'en') => (await open(kit, both.lead, id, language)).task.toRead
  return { changed, zh: await asked('zh-CN'), en: await asked('en') }
}

test('a clause whose English alone changed is foretold, as it is asked for', async ({ kit }) => {
  const next = draftOf([inEnglish(one, 'Said otherwise.'), clause('2', '改了。'), three])
  expect(await foretoldAndAsked(kit, draftOf([one, two, three]), next)).toEqual({ changed: 2, zh: 1, en: 2 })
})

test('English that is new asks nobody who signed in Chinese, and is foretold for nobody', async ({ kit }) => {
  const before = draftOf([one, two].map(withoutEnglish), { en: null })
  expect(await foretoldAndAsked(kit, before, draftOf([one, two]))).toEqual({ changed: 0, zh: 0, en: 0 })
})
