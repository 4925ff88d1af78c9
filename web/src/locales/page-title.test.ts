import { requestKindNames } from '@desk/shared/requests/types/index'
import type { LoadedPage } from '@desk/shared/pages/page-table'
import { expect, it } from 'vitest'
import { en } from './en/core.ts'
import { pageTitle } from './page-title.ts'
import { zhCn } from './zh-CN/core.ts'

const titleOf = (messages: typeof zhCn, kind: string) =>
  pageTitle(messages, { name: 'request', data: { kind } } as LoadedPage)

it('pageTitle of a request depends on its type, in both languages', () => {
  expect([titleOf(zhCn, 'info_change'), titleOf(zhCn, 'group_create')]).toEqual(['信息变更', '建群申请'])
  for (const messages of [zhCn, en as typeof zhCn]) {
    const titles = requestKindNames.map((kind) => titleOf(messages, kind))
    expect(new Set(titles.filter(Boolean)).size).toBe(requestKindNames.length)
  }
})

it('pages shared by all request types have a neutral title', () => {
  const ofKinds = requestKindNames.map((kind) => zhCn.kinds[kind].pageTitle)
  for (const page of ['request', 'requests', 'approvals', 'resubmission'] as const)
    expect(ofKinds).not.toContain(zhCn.titles[page])
})
