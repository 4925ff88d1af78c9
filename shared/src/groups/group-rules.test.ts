import { describe, expect, it } from 'vitest'
import { groupRules, groupRulesBody, initialGroupRules } from './group-rules.ts'

const [project, special] = initialGroupRules.templates
const duplicated = { ...initialGroupRules, templates: [project, { ...special, id: project?.id }] }

describe('groupRulesBody', () => {
  it('groupRulesBody accepts the initial rules', () => {
    expect(groupRulesBody.safeParse({ version: 0, rules: initialGroupRules }).success).toBe(true)
  })

  it('groupRulesBody refuses two templates with one id, and names the field', () => {
    const { error } = groupRulesBody.safeParse({ version: 0, rules: duplicated })
    expect(error?.issues).toMatchObject([{ path: ['rules', 'templates'], message: 'group.template_twice' }])
  })
})

it('groupRules accepts stored rules with duplicate ids, so that they are not replaced by the initial rules', () => {
  expect(groupRules.safeParse(duplicated).success).toBe(true)
})
