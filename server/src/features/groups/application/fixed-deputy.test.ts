import { initialGroupRules } from '@desk/shared/groups/group-rules'
import { expect } from 'vitest'
import { groupCompany, leave } from '../../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { changeGroupRules } from '../model/group-settings.ts'
import { getGroupForm } from './get-group-form.ts'

type People = Awaited<ReturnType<typeof groupCompany>>

const fixDeputy = ({ deps }: Kit, { ops }: People, deputyId: string) => {
  const templates = initialGroupRules.templates.map((template) => ({ ...template, deputyId }))
  return changeGroupRules(deps, ops, { version: 0, rules: { ...initialGroupRules, templates } })
}

test('a template with a fixed deputy lets the applicant choose one if the fixed one is the applicant or has left', async ({
  kit,
}) => {
  const people = await groupCompany(kit)
  await fixDeputy(kit, people, 'mate')
  const deputyFor = async (actor: People['mate']) => (await getGroupForm(kit.deps, actor)).templates[0]?.deputy
  expect(await deputyFor(people.applicant)).toEqual({ userid: 'mate', name: '次仁卓玛' })
  expect(await deputyFor(people.mate)).toBeNull()
  await leave(kit, 'mate')
  expect(await deputyFor(people.applicant)).toBeNull()
})

test('a template cannot fix a deputy who is not in the directory', async ({ kit }) => {
  const people = await groupCompany(kit)
  await expect(fixDeputy(kit, people, 'ghost')).rejects.toMatchObject({
    code: 'input.invalid',
    details: { fields: [{ path: 'rules.templates.0.deputyId', code: 'group.deputy_unknown' }, {}, {}] },
  })
})
