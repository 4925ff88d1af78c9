import { DAY_MS } from '@desk/shared/kernel/durations'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { describe, expect } from 'vitest'
import { policyQuestions } from '../../db/schema/index.ts'
import { syncMembers } from '../../directory/sync-members-queries.ts'
import { testDatabase } from '../../testing/database/test-database.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import {
  clause,
  countsOf,
  draftOf,
  publishNextVersion,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAndSign,
} from '../../testing/fixtures/policy.ts'
import { listFaqs } from '../feedback/faq/list-faqs.ts'
import { addFaq, retireFaq } from '../feedback/faq/publish-faq.ts'
import { getPolicyEdit } from './authoring/get-policy-editor.ts'
import { confirmRetirement, requestRetirement } from './authoring/retire-policy.ts'
import { answerQuestion, askQuestion, closeQuestion } from './questions/ask-question.ts'
import { exemptPerson } from './roster/change-person.ts'
import { getBoard } from './board/get-board.ts'
import { getPersonHistory } from './board/get-history.ts'
import { listPeople } from './board/list-people.ts'
import { listQuestions } from './questions/list-questions.ts'

const clauses = [clause('1'), clause('2')]

test('a published answer is shown at its clause where the policy is read, until the answer is retired', async ({
  kit,
}) => {
  const { north, ...company } = await policyCompany(kit)
  const person = await kit.given.member({ department: north })
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  const editor = await kit.given.member({ department: north, roles: ['compliance'] })
  const entry = { question: '平板算吗？', answer: '算。', sourceId: null }
  const before = await openPolicy(kit, person, id)
  const [first] = before.clauses
  await addFaq(kit.deps, editor, { ...entry, clause: { policyId: id, clauseId: first?.id ?? '' } })
  await addFaq(kit.deps, editor, { ...entry, question: '不属于哪一条', clause: null })
  const view = await openPolicy(kit, person, id)
  expect(view.faqs).toEqual([{ clauseId: first?.id, question: '平板算吗？', answer: '算。' }])
  // It is not part of what is read and signed.
  expect(view.clauses).toEqual(before.clauses)
  const [item] = (await listFaqs(kit.deps, editor, { policy: id })).items
  await retireFaq(kit.deps, editor, item!.id)
  expect((await openPolicy(kit, person, id)).faqs).toEqual([])
})

describe.skipIf(testDatabase.isEmbedded)('concurrent questions', () => {
  test('a question that is sent twice at once with its key is asked once', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const { versionId } = await openPolicy(kit, person, id)
    const question = { id, versionId, clauseId: null, text: '平板算吗？', idempotencyKey: 'same-key-1' }
    await Promise.all(Array.from({ length: 6 }, () => askQuestion(kit.deps, person, question)))
    expect((await openPolicy(kit, person, id)).questions).toHaveLength(1)
  })
})

describe('questions', () => {
  test('an open question is not a signature and extends the due date, and its answer is sent as a card', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await drainOutbox(kit.deps)
    const view = await openPolicy(kit, person, id)
    await askQuestion(kit.deps, person, { id, versionId: view.versionId, clauseId: null, text: '平板算吗？' })
    const [question] = (await openPolicy(kit, person, id)).questions
    kit.deps.clock.advanceDays(8)
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ questioned: 1 })
    await answerQuestion(kit.deps, company.author, { questionId: question!.id, text: '算。' })
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ pending: 1 })
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.mailings.map(({ userids, card }) => [userids.join(), card.title])).toContainEqual([
      person.userid,
      '你的疑问有回复了',
    ])
  })

  test('a question that is sent again with its key is asked once, and the key refuses another text', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const { versionId } = await openPolicy(kit, person, id)
    const { requestAs } = createTestClient(kit.deps)
    const send = async (key: string, text: string) => {
      const body = { versionId, clauseId: null, text }
      return requestAs(person, 'POST', `/api/policies/${id}/questions`, body, { 'idempotency-key': key })
    }
    expect((await send('same-key-1', '平板算吗？')).status).toBe(201)
    const repeated = await send('same-key-1', '平板算吗？')
    expect([repeated.status, ((await repeated.json()) as PolicyReadingView).questions.length]).toEqual([201, 1])
    expect((await send('same-key-1', '手表算吗？')).status).toBe(422)
    expect((await send('same-key-2', '手表算吗？')).status).toBe(201)
    expect((await openPolicy(kit, person, id)).questions).toHaveLength(2)
  })

  test('a compliance officer does not answer their own question, which would extend their own due date', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const officer = await kit.given.member({ department: north, roles: ['compliance'] })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const { versionId, task } = await openPolicy(kit, officer, id)
    await askQuestion(kit.deps, officer, { id, versionId, clauseId: null, text: '平板算吗？' })
    kit.deps.clock.advanceDays(3)
    const [question] = (await openPolicy(kit, officer, id)).questions
    const own = answerQuestion(kit.deps, officer, { questionId: question!.id, text: '算。' })
    await expect(own).rejects.toMatchObject({ code: 'policy.own_exception' })
    await closeQuestion(kit.deps, officer, { questionId: question!.id })
    expect((await openPolicy(kit, officer, id)).task.dueAt).toBe(task.dueAt)
  })

  test("a question has to be closed before signing, and closing one's own questions never moves the due date", async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const view = await openPolicy(kit, person, id)
    const askByApi = () =>
      askQuestion(kit.deps, person, { id, versionId: view.versionId, clauseId: null, text: '平板算吗？' })
    await askByApi()
    kit.deps.clock.advanceDays(1)
    await askByApi()
    await expect(readAndSign(kit, person, id)).rejects.toMatchObject({ code: 'policy.question_open' })
    kit.deps.clock.advanceDays(4)
    const [first, second] = (await openPolicy(kit, person, id)).questions
    await closeQuestion(kit.deps, person, { questionId: first!.id })
    await closeQuestion(kit.deps, person, { questionId: first!.id })
    await closeQuestion(kit.deps, person, { questionId: second!.id })
    for (let round = 0; round < 3; round += 1) {
      await askByApi()
      kit.deps.clock.advanceDays(1)
      const openQuestion = (await openPolicy(kit, person, id)).questions.find(({ isOpen }) => isOpen)
      await closeQuestion(kit.deps, person, { questionId: openQuestion!.id })
    }
    const { task } = await openPolicy(kit, person, id)
    expect(task.dueAt).toBe('2026-03-24T15:59:59.999Z')
    expect(await readAndSign(kit, person, id)).toMatchObject({ basis: 'full' })
  })
})

test('the policy stays in English after a question is asked or closed in English', async ({ kit }) => {
  const company = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  const view = await openPolicy(kit, company.lead, id, 'en')
  const { requestAs } = createTestClient(kit.deps)
  const body = { versionId: view.versionId, clauseId: null, text: 'Why?' }
  const response = await requestAs(company.lead, 'POST', `/api/policies/${id}/questions?language=en`, body)
  const { language, questions } = (await response.json()) as PolicyReadingView
  expect(language).toBe('en')
  const closed = await requestAs(company.lead, 'POST', `/api/policies/questions/${questions[0]!.id}/close?language=en`)
  expect(await closed.json()).toMatchObject({ language: 'en', questions: [{ isOpen: false }] })
})

describe('questions after a change of the audience or the version', () => {
  test('a question whose author the policy no longer binds can be answered, which removes it from the list', async ({
    kit,
  }) => {
    const { north, south, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const audience = { everyone: false, departments: [north], roles: [], partners: false, people: [] }
    const id = await createPublishedPolicy(kit, company, draftOf(clauses, { audience }))
    const view = await openPolicy(kit, person, id)
    await askQuestion(kit.deps, person, { id, versionId: view.versionId, clauseId: null, text: '平板算吗？' })
    const memberBefore = kit.deps.wecom.members.get(person.userid)!
    const moved = { ...memberBefore, departments: [south], mainDepartment: south }
    const sync = { at: kit.deps.clock.now(), source: 'test' }
    await kit.deps.db.transaction((tx) => syncMembers(kit.deps, tx, [moved], sync))
    const openQuestions = async () => (await listQuestions(kit.deps, company.author, { id })).items
    const [question] = await openQuestions()
    await answerQuestion(kit.deps, company.author, { questionId: question!.id, text: '算。' })
    expect(await openQuestions()).toEqual([])
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.mailings.flatMap(({ userids }) => userids)).not.toContain(person.userid)
  })

  test('answers on the same day move no due date, one after two midnights moves it by two days', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const dueAfterAnswer = async (hours: number) => {
      const { versionId } = await openPolicy(kit, person, id)
      await askQuestion(kit.deps, person, { id, versionId, clauseId: null, text: '平板算吗？' })
      const { questions } = await openPolicy(kit, person, id)
      const open = questions.find(({ isOpen }) => isOpen)
      kit.deps.clock.advanceHours(hours)
      await answerQuestion(kit.deps, company.lead, { questionId: open!.id, text: '算。' })
      return (await openPolicy(kit, person, id)).task.dueAt
    }
    const { dueAt } = (await openPolicy(kit, person, id)).task
    expect([await dueAfterAnswer(0.1), await dueAfterAnswer(0.1)]).toEqual([dueAt, dueAt])
    expect(Date.parse(await dueAfterAnswer(48)) - Date.parse(dueAt)).toBe(2 * DAY_MS)
  })

  test('the answer to an older question extends the due date of a new version only by the time since that version', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const view = await openPolicy(kit, person, id)
    await askQuestion(kit.deps, person, { id, versionId: view.versionId, clauseId: null, text: '平板算吗？' })
    kit.deps.clock.advanceDays(30)
    await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '改。'), clause('2')]), '2026-04-16')
    kit.deps.clock.advanceDays(2)
    const [question] = (await openPolicy(kit, person, id)).questions
    await answerQuestion(kit.deps, company.lead, { questionId: question!.id, text: '算。' })
    const { task } = await openPolicy(kit, person, id)
    expect(task.dueAt.slice(0, 10)).toBe('2026-04-25')
  })
})

describe('visibility for department admins', () => {
  test('a department admin sees their own subtree, and other departments are not found', async ({ kit }) => {
    const { root, north, south, ...company } = await policyCompany(kit)
    const admin = await kit.given.member({ department: north, adminOf: [north] })
    await kit.given.member({ department: south })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    expect(await countsOf(kit, admin, id)).toEqual({ pending: 1 })
    // The path of a department admin begins at their departments, that of a reviewer at the company.
    const listAncestors = async (who: typeof admin, department: number) =>
      (await getBoard(kit.deps, who, { id, department: String(department) })).department?.above.map(
        (ancestor) => ancestor.id,
      )
    expect([
      await listAncestors(admin, north),
      await listAncestors(company.lead, north),
      await listAncestors(company.lead, root),
    ]).toEqual([[], [0], [0]])
    const foreign = { department: String(south) }
    await expect(getBoard(kit.deps, admin, { id, ...foreign })).rejects.toMatchObject({ code: 'policy.not_found' })
    await expect(listPeople(kit.deps, admin, { id, ...foreign })).rejects.toMatchObject({ code: 'policy.not_found' })
    const historyOf = (who: typeof admin, userid: string) => getPersonHistory(kit.deps, who, { id, userid })
    await readAndSign(kit, admin, id)
    await exemptPerson(kit.deps, company.author, { id, userid: admin.userid, reason: '产假', until: null })
    expect(await historyOf(admin, admin.userid)).toMatchObject({
      signatures: [{ label: '1.0', basis: 'full' }],
      exemptions: [{ reason: null, endedAt: null }],
    })
    expect((await historyOf(company.author, admin.userid)).exemptions).toMatchObject([{ reason: '产假' }])
    await expect(historyOf(admin, company.lead.userid)).rejects.toMatchObject({ code: 'policy.not_found' })
    const outsider = await kit.given.member({ department: south })
    await expect(historyOf(outsider, outsider.userid)).rejects.toMatchObject({ code: 'policy.not_found' })
    await expect(getBoard(kit.deps, outsider, { id })).rejects.toMatchObject({ code: 'policy.not_found' })
  })
})

test('a question that is sent while the policy is being retired is refused, so that none stays open', async ({
  kit,
}) => {
  const { deps } = kit
  const { north, ...company } = await policyCompany(kit)
  const person = await kit.given.member({ department: north })
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  const { versionId } = await openPolicy(kit, person, id)
  const readEditionRef = async () => ({ id, edition: (await getPolicyEdit(deps, company.author, { id })).edition })
  await requestRetirement(deps, company.author, { ...(await readEditionRef()), reason: '由新制度代替' })
  const retire = async () => confirmRetirement(deps, company.lead, await readEditionRef())
  const db = Object.assign(Object.create(deps.db) as typeof deps.db, {
    transaction: async (...call: Parameters<typeof deps.db.transaction>) => {
      await retire()
      return deps.db.transaction(...call)
    },
  })
  const asking = askQuestion({ ...deps, db }, person, { id, versionId, clauseId: null, text: '平板算吗？' })
  await expect(asking).rejects.toMatchObject({ code: 'policy.not_found' })
  expect(await deps.db.$count(policyQuestions)).toBe(0)
})
