import { describe, expect } from 'vitest'
import { requests } from '../../../db/schema/index.ts'
import { FieldAlreadyOpenError, NoDeciderError, OldValuesChangedError } from '../request-errors.ts'
import { KeyReusedError } from '../../../kernel/app-error.ts'
import { test } from '../../../testing/kit.ts'
import { smallCompany, submitInfoChange } from '../../../testing/request-fixtures.ts'
import { submitRequest } from './submit-request.ts'

const position = { position: { from: '质检工程师', to: '高级质检工程师' } }

describe('submitRequest', () => {
  test('submitRequest names the admin of the applicant’s department as approver', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    expect(view).toMatchObject({
      state: 'open',
      deciders: [{ userid: 'limin', name: '李敏' }],
      applicant: { name: '郭𠮷', department: ['来料检验组'] },
      allowed: ['withdraw', 'urge'],
      proof: { reached: 0, state: 'waiting' },
    })
  })

  test('submitRequest falls back to the department above, then to the management department', async ({ kit }) => {
    const { company, department } = await smallCompany(kit)
    const below = await kit.given.department({ parent: department })
    const applicant = await kit.given.member({ department: below })
    const change = { position: { from: '店员', to: '店长' } }
    expect((await submitInfoChange(kit, applicant, change)).deciders.map(({ userid }) => userid)).toEqual(['limin'])

    const elsewhere = await kit.given.department({ parent: company })
    const memberWithoutAdmin = await kit.given.member({ department: elsewhere })
    await kit.given.member({ userid: 'chenhaiyan', roles: ['ops'] })
    expect((await submitInfoChange(kit, memberWithoutAdmin, change)).deciders.map(({ userid }) => userid)).toEqual([
      'chenhaiyan',
    ])
  })

  test('submitRequest leaves out a disabled admin', async ({ kit }) => {
    const company = await kit.given.department()
    await kit.given.member({ department: company, adminOf: [company], status: 2 })
    const applicant = await kit.given.member({ department: company })
    await expect(submitInfoChange(kit, applicant, { position: { from: '店员', to: '店长' } })).rejects.toBeInstanceOf(
      NoDeciderError,
    )
    expect(await kit.deps.db.$count(requests)).toBe(0)
  })

  test('submitRequest returns the same request when it is called again with the same key', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    const submission = { kind: 'info_change', payload: position, idempotencyKey: 'the-same-key' } as const
    const first = await submitRequest(kit.deps, applicant, submission)
    const second = await submitRequest(kit.deps, applicant, submission)
    expect([first.isNew, second.isNew]).toEqual([true, false])
    expect(second.view.id).toBe(first.view.id)
    expect(await kit.deps.db.$count(requests)).toBe(1)
  })

  test('submitRequest creates one request for ten concurrent calls with one key', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    const submission = { kind: 'info_change', payload: position, idempotencyKey: 'ten-taps' } as const
    const views = await Promise.all(Array.from({ length: 10 }, () => submitRequest(kit.deps, applicant, submission)))
    expect(new Set(views.map(({ view }) => view.id)).size).toBe(1)
    expect(views.filter(({ isNew }) => isNew)).toHaveLength(1)
  })

  test('submitRequest refuses the same key with another body', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    const submission = { kind: 'info_change', payload: position, idempotencyKey: 'reused-key' } as const
    await submitRequest(kit.deps, applicant, submission)
    const other = { ...submission, payload: { position: { from: '质检工程师', to: '主管' } } }
    await expect(submitRequest(kit.deps, applicant, other)).rejects.toBeInstanceOf(KeyReusedError)
  })

  test('submitRequest refuses old values that the directory contradicts, returns the present ones, and stores nothing', async ({
    kit,
  }) => {
    const { applicant } = await smallCompany(kit)
    const error = await submitInfoChange(kit, applicant, { position: { from: '店员', to: '店长' } }).catch(
      (cause: unknown) => cause,
    )
    expect(error).toBeInstanceOf(OldValuesChangedError)
    expect(error).toMatchObject({ details: { form: { fields: [{ field: 'position', value: '质检工程师' }] } } })
    expect(await kit.deps.db.$count(requests)).toBe(0)
  })

  test('submitRequest refuses a second open change of the same field, and names the first', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    const first = await submitInfoChange(kit, applicant, position)
    const secondSubmission = submitInfoChange(kit, applicant, { position: { from: '质检工程师', to: '主管' } })
    await expect(secondSubmission).rejects.toMatchObject({ details: { requestId: first.id, fields: ['position'] } })
    await expect(secondSubmission).rejects.toBeInstanceOf(FieldAlreadyOpenError)
    await submitInfoChange(kit, applicant, { telephone: { from: '0755-1000', to: '0755-2000' } })
  })
})
