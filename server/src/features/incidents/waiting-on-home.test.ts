import { describe, expect } from 'vitest'
import { command, incidentCompany, nextKey, report } from '../../testing/fixtures/incidents.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { getHome } from '../home/get-home.ts'
import { writeAsReporter } from './reporting/write-message.ts'

describe('what waits on the home page', () => {
  const waiting = async (kit: Kit, actor: Parameters<typeof getHome>[1]) =>
    (await getHome(kit.deps, actor, 'zh-CN')).waiting.incidents

  test('a handler’s open incidents are counted, and nothing on the page names their reporter', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await report(kit, people.colleague, { recipient: 'department', involved: ['second'] })
    expect(await waiting(kit, people.handler)).toMatchObject({ count: 1, first: id })
    expect(await waiting(kit, people.second)).toMatchObject({ count: 1 })
    expect(await waiting(kit, people.admin)).toMatchObject({ count: 1 })
    for (const who of [people.reporter, people.stranger, people.ops, people.lead, people.auditor, people.contact])
      expect(await waiting(kit, who)).toEqual({ count: 0, oldestAt: null, first: null })
    expect(JSON.stringify(await getHome(kit.deps, people.handler, 'zh-CN'))).not.toMatch(/reporter"|colleague"/)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    expect(await waiting(kit, people.handler)).toMatchObject({ count: 1 })
    expect(await waiting(kit, people.second)).toMatchObject({ count: 0 })
  })

  test('a question waits for the reporter and not for the handler, until the reporter answers', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'ask', text: '在哪里？' })
    expect(await waiting(kit, people.handler)).toMatchObject({ count: 0 })
    expect(await waiting(kit, people.reporter)).toMatchObject({ count: 1, first: null })
    await writeAsReporter(kit.deps, people.reporter, { id, text: '三楼', reopens: false, idempotencyKey: nextKey() })
    expect(await waiting(kit, people.reporter)).toMatchObject({ count: 0 })
    expect(await waiting(kit, people.handler)).toMatchObject({ count: 1, first: id })
    await command(kit, people.handler, id, { command: 'close', result: 'not', text: '未发现异常' })
    expect(await waiting(kit, people.handler)).toMatchObject({ count: 0 })
  })
})
