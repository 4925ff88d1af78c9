import { expect } from 'vitest'
import { confirmations } from '../../db/schema/index.ts'
import { campaignOf } from '../../testing/fixtures/confirmation.ts'
import { clause, createPublishedPolicy, draftOf, openPolicy, policyCompany } from '../../testing/fixtures/policy.ts'
import { test } from '../../testing/kit.ts'
import { createCampaign } from '../confirmations/campaigns/create-campaign.ts'
import { confirmCustody, getCustody } from '../custody/confirm-custody.ts'
import { answerQuestion, askQuestion } from '../policies/questions/ask-question.ts'
import { exemptPerson, setDueDate } from '../policies/roster/change-person.ts'
import { getMyData, getMyDataSummary } from './my-data.ts'

const answers = ['questions', 'exemptions', 'dueDates', 'confirmations', 'custody'] as const

test('the export has what the member asked, confirmed and was granted, and neither who decided nor that they were reported as having left', async ({
  kit,
}) => {
  const { deps, given } = kit
  const { north, author, lead } = await policyCompany(kit)
  const person = await given.member({ userid: 'guoji', department: north })
  const other = await given.member({ userid: 'mate', department: north })
  const hr = await given.member({ userid: 'wangfang', department: north, roles: ['hr'] })
  const id = await createPublishedPolicy(kit, { author, lead }, draftOf([clause('1')]))
  for (const asker of [person, other]) {
    const { versionId } = await openPolicy(kit, asker, id)
    await askQuestion(deps, asker, { id, versionId, clauseId: null, text: `${asker.userid} 的疑问` })
  }
  const [asked] = (await openPolicy(kit, person, id)).questions
  await answerQuestion(deps, author, { questionId: asked!.id, text: '算。' })
  await setDueDate(deps, author, { id, userid: 'guoji', reason: '出差', dueOn: '2026-03-27' })
  await exemptPerson(deps, lead, { id, userid: 'guoji', reason: '病假', until: '2026-03-20' })
  const campaignId = await createCampaign(deps, hr, { ...campaignOf(), key: 'campaign-of-export' })
  const answerOf = (userid: string, by: string, answer: 'ok' | 'wrong' | 'left') => ({
    id: deps.ids.next('confirmation'),
    campaignId,
    userid,
    answer,
    method: by === userid ? ('page' as const) : ('in_person' as const),
    by,
    at: deps.clock.now(),
    departmentId: north,
    hash: 'f'.repeat(64),
    fieldHashes: {},
    wrongFields: answer === 'wrong' ? ['position' as const] : [],
  })
  const stored = [answerOf('guoji', 'guoji', 'wrong'), answerOf('guoji', 'wangfang', 'left')]
  await deps.db.insert(confirmations).values([...stored, answerOf('mate', 'mate', 'ok')])
  const { year, textHash } = await getCustody(deps, person, 'zh-CN')
  await confirmCustody(deps, person, { year, textHash, language: 'zh-CN' })

  const { sections } = await getMyData(deps, 'guoji')
  expect(sections.questions).toMatchObject([
    {
      policyId: id,
      messages: [
        { text: 'guoji 的疑问', isMine: true },
        { text: '算。', isMine: false },
      ],
    },
  ])
  expect(sections.exemptions).toMatchObject([{ policyId: id, reason: '病假', until: '2026-03-20' }])
  expect(sections.dueDates).toMatchObject([{ policyId: id, reason: '出差' }])
  expect(sections.confirmations).toMatchObject([{ campaignId, answer: 'wrong', wrongFields: ['position'] }])
  expect(sections.custody).toMatchObject([{ year, language: 'zh-CN' }])
  expect(JSON.stringify(answers.map((name) => sections[name]))).not.toMatch(/"author"|"lead"|wangfang|mate|"left"/)
  const { counts } = await getMyDataSummary(deps, person)
  expect(answers.map((name) => counts[name])).toEqual([1, 1, 1, 1, 1])
})
