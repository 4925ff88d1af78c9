import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { createSealer } from '../features/audit/jobs/seal-audit.ts'
import { getPolicyEdit } from '../features/policies/authoring/get-policy-editor.ts'
import { confirmRetirement, requestRetirement } from '../features/policies/authoring/retire-policy.ts'
import { askQuestion, closeQuestion } from '../features/policies/questions/ask-question.ts'
import { clause, draftOf, openPolicy, publishNextVersion, readAndSign } from '../testing/fixtures/policy.ts'
import { givenBackend } from '../testing/fixtures/api-v1.ts'
import { test } from '../testing/kit.ts'
import { syncRecipe } from './api-v1-recipe.ts'

type Get = (path: string, query: Record<string, string>) => Promise<unknown>
type Copy = { people: Record<string, { state: string }>; at: string; cursor: string; isRetired?: boolean }
type Sync = (get: Get, id: string, seen?: Copy) => Promise<Copy>

async function loadRecipe(): Promise<Sync> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recipe-'))
  try {
    const file = path.join(folder, 'sync.mjs')
    writeFileSync(file, syncRecipe)
    return ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { sync: Sync }).sync
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('the recipe on the API page keeps a copy of all states, and reads all people only when it has to', async ({
  kit,
}) => {
  const { deps } = kit
  const { id, get, json, north } = await givenBackend(kit)
  const asker = await kit.given.member({ userid: 'asker', department: north })
  const sync = await loadRecipe()
  const queries: URLSearchParams[] = []
  const read: Get = (place, query) => {
    const params = new URLSearchParams(query)
    if (place.endsWith('/people')) queries.push(params)
    return json(`${place}?${params.toString()}`)
  }
  let copy: Copy | undefined
  const syncStates = async () => {
    await createSealer(deps)()
    queries.length = 0
    copy = await sync(read, id, copy)
    return Object.fromEntries(Object.entries(copy.people).map(([userid, { state }]) => [userid, state]))
  }
  const everyone = { asker: 'pending', author: 'pending', guoji: 'signed', lead: 'pending' }
  expect(await syncStates()).toEqual(everyone)
  expect(queries.map((query) => query.has('changedSince'))).toEqual([false])

  deps.clock.advanceHours(1)
  const { versionId } = await openPolicy(kit, asker, id)
  await askQuestion(deps, asker, { id, versionId, clauseId: null, text: '平板算吗？' })
  expect(await syncStates()).toEqual({ ...everyone, asker: 'questioned' })
  expect(queries.map((query) => query.has('changedSince'))).toEqual([true])

  deps.clock.advanceDays(8)
  expect(await syncStates()).toEqual({ asker: 'questioned', author: 'overdue', guoji: 'signed', lead: 'overdue' })
  const [question] = (await openPolicy(kit, asker, id)).questions
  await closeQuestion(deps, asker, { questionId: question!.id })
  expect(await syncStates()).toMatchObject({ asker: 'overdue' })
  // `changedSince` does not find a closed question; only its event shows it.
  expect(queries.map((query) => query.has('changedSince'))).toEqual([false])
  await readAndSign(kit, asker, id)
  expect(await syncStates()).toMatchObject({ asker: 'signed' })
  expect((await get('/policies')).status).toBe(200)
})

test('the recipe shows nobody as signed once a new version is in force, before its event appears', async ({ kit }) => {
  const { id, json, author, lead } = await givenBackend(kit)
  const sync = await loadRecipe()
  const read: Get = (place, query) => json(`${place}?${new URLSearchParams(query).toString()}`)
  await createSealer(kit.deps)()
  // The signature is too old to be read as a change.
  kit.deps.clock.advanceHours(1)
  const copy = await sync(read, id)
  expect(copy.people['guoji']).toMatchObject({ state: 'signed' })
  await publishNextVersion(kit, { author, lead }, id, 'major', draftOf([clause('1', '另一条内容。')]))
  expect((await sync(read, id, copy)).people['guoji']).toMatchObject({ state: 'pending' })
})

test('the recipe keeps its copy of a policy that is retired, and marks it', async ({ kit }) => {
  const { deps } = kit
  const { id, json, author, lead } = await givenBackend(kit)
  const sync = await loadRecipe()
  const read: Get = (place, query) => json(`${place}?${new URLSearchParams(query).toString()}`)
  const copy = await sync(read, id)
  const step = async () => ({ id, edition: (await getPolicyEdit(deps, author, { id })).edition })
  await requestRetirement(deps, author, { ...(await step()), reason: '不再适用' })
  await confirmRetirement(deps, lead, await step())
  const retired = await sync(read, id, copy)
  expect(retired).toEqual({ ...copy, isRetired: true })
  expect(await sync(read, id, retired)).toEqual(retired)
})
