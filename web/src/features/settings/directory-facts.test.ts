import { describe, expect, it } from 'vitest'
import { sampleDirectory } from '../../testing/samples/sample-directory.ts'
import { directory as en } from '../../locales/en/directory.ts'
import { directory as zhCn } from '../../locales/zh-CN/directory.ts'
import { directoryFacts } from './directory-facts.ts'

const day = (instant: string) => instant.slice(11, 16)

describe('directoryFacts', () => {
  it('directoryFacts leaves out kinds of change that did not happen', () => {
    expect(directoryFacts(sampleDirectory, zhCn, day).changes).toEqual([
      { name: '新增成员', value: '3' },
      { name: '变更部门', value: '2' },
    ])
  })

  it('directoryFacts reports an interrupted sync and its cause', () => {
    const { last, running } = directoryFacts(sampleDirectory, zhCn, day)
    expect(last[1]).toEqual({ name: '用时', value: '41.3 秒 · 中断 1 次后完成' })
    expect(running).toMatchObject({ tone: 'warning', text: expect.stringContaining('45009') as string })
  })

  it('directoryFacts marks a refused secret and an untrusted IP address', () => {
    const { wecom } = directoryFacts(sampleDirectory, en, day)
    expect(wecom).toEqual([
      { name: 'App secret', value: 'The IP address is not on the trusted list: 101.43.2.7', isBad: true },
      {
        name: 'Contacts sync secret',
        value: 'Invalid secret (40001); not retried before 03:30. Replace the secret and restart',
        isBad: true,
      },
    ])
  })
})
