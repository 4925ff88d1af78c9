import { defaultRetention } from '@desk/shared/privacy/retention'
import { describe, expect, it } from 'vitest'
import { loadAllMessages } from '../testing/all-messages.ts'
import { messagesIn } from './load-messages.ts'

await loadAllMessages()

/**
 * Every sentence about what is stored or shown of somebody who reports without a name. None may promise more than
 * `report.unnamedHint` and docs/privacy.md: a report has a time and an order, and may have a department.
 */
const allowed = {
  'zh-CN': {
    'incidents.report.unnamedHint': '系统不保存能对应到你账号的信息；提交时间可能被推测',
    'incidents.mailbox.intro':
      '凭匿名上报的查询码查看答复。打开信箱时，不会保存能对应到你账号的信息；打开时间可能被推测',
    'incidents.detail.threadHidden': '对方看不到你的姓名',
    'incident-cases.list.countsHint': '少于 5 件的不显示数字，以免据此推测出个人',
    'incident-cases.intake.whoSees':
      '上报涉及的人看不到上报内容；匿名的，不保存能对应到上报人账号的信息；署名的，姓名仅受理人可查看',
    'incident-cases.detail.unnamedReporter': '匿名上报，不保存能对应到上报人账号的信息',
    'privacy.1095':
      '上报异常、反映群内违规：办结 1095 天后删除内容、图片和上报人；匿名上报不保存能对应到账号的信息，提交时间可能被推测。',
  },
  en: {
    'incidents.report.unnamedHint':
      'Nothing is stored that leads to your account. The time of the report may allow conclusions about who sent it',
    'incidents.mailbox.intro':
      'Read the answers to an anonymous report with its access code. Nothing is stored that leads to your account when you open the mailbox. The time may allow conclusions about who opened it',
    'incidents.detail.threadHidden': 'They do not see your name',
    'incident-cases.list.countsHint': 'Fewer than 5 are not shown as a number, since they could point at a person',
    'incident-cases.intake.whoSees':
      'People who are involved never see a report. For an anonymous report, nothing is stored that leads to the account of its reporter. The name in any other report is visible to its handler only',
    'incident-cases.detail.unnamedReporter': 'Anonymous: nothing is stored that leads to the account of the reporter',
    'privacy.1095':
      'Reported incidents and violations in groups: text, pictures and reporter are deleted 1095 days after closing; of an anonymous report nothing is stored that leads to an account, but its time may allow conclusions.',
  },
} as const

/** Words of a promise about a person who is not named. */
const promise = {
  'zh-CN': /不保存|没有保存|不记录|没有记录|看不到你|不知道|对应到|推测|透露|从不|无人/,
  en: /nothing (is|about|in the)|see your name|who you are|leads? to|conclusions|point at|knows|records? who|never/i,
} as const

/** Returns the sentences with their paths, without those that take arguments: they name who reads a report. */
function sentencesOf(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => sentencesOf(inner, `${path}.${name}`))
}

describe.each(['zh-CN', 'en'] as const)('what is said in %s about reporters without a name', (language) => {
  it('promises what is in the list, and nothing else', () => {
    const ofPrivacy = messagesIn(language, 'privacy')
      .privacy.parts(defaultRetention)
      .flatMap(({ lines }) => lines)
      .filter((line) => line.includes('1095'))
      .map((line): [string, string] => ['privacy.1095', line])
    const said = [
      ...sentencesOf(messagesIn(language, 'incidents'), 'incidents').filter(([path]) => !isAboutNamed(path)),
      ...sentencesOf(messagesIn(language, 'incident-cases'), 'incident-cases').filter(([path]) => !isAboutNamed(path)),
      ...ofPrivacy,
    ].filter(([, sentence]) => promise[language].test(sentence))
    expect(Object.fromEntries(said)).toEqual(allowed[language])
  })
})

const isAboutNamed = (path: string) => /\.namedHint$|\.showReporterHint$/.test(path)
