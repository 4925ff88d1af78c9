import { lengthOf } from '@desk/shared/kernel/text-length'
import type { MessageTextName } from '@desk/shared/message-templates/message-templates'
import type { InfoField } from '@desk/shared/info-change/info-change'
import type { infoChangeReasons } from '@desk/shared/info-change/info-change-reasons'
import type { RefusalReason } from '@desk/shared/requests/reasons'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { cardDay } from '../notifications/card-dates.ts'
import type { ManualTask, RequestTypeHandler } from '../requests/model/request-type.ts'
import type { RequestRow } from '../requests/model/request-queries.ts'
import { verdictText } from '../requests/verdict-text.ts'
import { approvedChanges, payloadOf, requestedChanges } from './requested-changes.ts'

/** Cards are read in WeCom, in Chinese; the pages that they open follow the reader's language. */
const fieldNames = {
  name: '姓名',
  alias: '别名',
  department: '部门',
  position: '岗位',
  telephone: '座机',
  mobile: '手机',
  email: '邮箱',
  biz_mail: '企业邮箱',
} as const satisfies Record<InfoField, string>

const reasonTexts: Readonly<Record<string, string>> = {
  not_matching: '和实际不符',
  incomplete: '内容不完整',
  needs_proof: '还缺依据',
  not_my_department: '不归本部门核实',
} satisfies Record<keyof typeof infoChangeReasons.refusal | keyof typeof infoChangeReasons.return, string>

/** Characters that a row of a card shows (doc 90236). In a longer row the old value is left out. */
const ROW_MAX = 30

const oldToNew = (request: RequestRow) =>
  requestedChanges(request).map(({ field, from, to }) => {
    const oldAndNew = `${from || '（空）'} → ${to}`
    return { name: fieldNames[field], value: lengthOf(oldAndNew) <= ROW_MAX ? oldAndNew : `→ ${to}` }
  })

export const infoChangeCards: RequestTypeHandler['cards'] = {
  label: (request) =>
    `改${requestedChanges(request)
      .map(({ field }) => fieldNames[field])
      .join('、')}`,

  requested: (request, applicant, department) => ({
    text: 'info_change.ask',
    values: { applicant: applicant.name, count: String(requestedChanges(request).length), department },
    rows: oldToNew(request),
  }),

  closed: (request, applicant, decider, time) => ({
    text: decider === null ? 'info_change.withdrawn' : 'info_change.taken',
    values: {
      applicant: applicant.name,
      count: String(requestedChanges(request).length),
      decider: decider ?? '',
      verdict: verdictText(request),
      time,
    },
    rows: decidedRows(request),
  }),

  result: (request, decider) => {
    const verdicts = Object.values(request.outcome.verdicts)
    const { effectiveOn } = payloadOf(request)
    const agreed = verdicts.filter(({ verdict }) => verdict === 'agree').length
    return {
      text: resultText(request, agreed, verdicts.length),
      values: {
        count: String(isPartlyWritten(request) ? countWritten(request) : agreed),
        refused: String(verdicts.length - agreed),
        decider,
        answer: request.outcome.dispute?.answer ?? '',
        day: effectiveOn === undefined ? '' : cardDay(effectiveOn),
      },
      rows: resultRows(request),
    }
  },

  returnReasons: reasonTexts,
}

type ManualTaskTemplate = Pick<ManualTask, 'event' | 'text' | 'button'> & { page: 'request' | 'requestSheet' }

/** Manual tasks by phase. */
const manualTasks: Readonly<Record<'awaiting_proof' | 'guide_member' | 'disputed' | 'differs', ManualTaskTemplate>> = {
  awaiting_proof: { event: 'request.by_hand', text: 'info_change.by_hand', button: '去修改', page: 'requestSheet' },
  guide_member: { event: 'request.guided', text: 'info_change.guided', button: '去修改', page: 'request' },
  disputed: { event: 'request.disputed', text: 'info_change.disputed', button: '去答复', page: 'request' },
  differs: { event: 'request.differs', text: 'info_change.differs_for_ops', button: '去处理', page: 'request' },
}

/**
 * Returns the manual task of a phase: values that people have to write, values that only the member can change, a dispute, or
 * values that were read back as others.
 */
export function manualTask(request: RequestRow, applicant: string): ManualTask {
  // Called only for requests in one of these phases.
  const { page, ...template } = manualTasks[request.phase as keyof typeof manualTasks]
  const values = { applicant, count: String(approvedChanges(request).length), no: request.no }
  const rows = request.phase === 'differs' ? resultRows(request) : oldToNew(request)
  return { ...template, values, rows, path: pagePaths[page](request.id) }
}

/** Returns a row for each requested change: the agreed value, or the reason of the refusal. */
const decidedRows = (request: RequestRow) => {
  const rows = oldToNew(request)
  return requestedChanges(request).map(({ field }, index) => {
    const verdict = request.outcome.verdicts[field]
    const value = verdict?.verdict === 'refuse' ? `未同意${reasonText(verdict.reason)}` : (rows[index]?.value ?? '')
    return { name: fieldNames[field], value }
  })
}

const resultRows = (request: RequestRow) =>
  requestedChanges(request).map(({ field, from, to }) => ({
    name: fieldNames[field],
    value: resultValue(request, field, from, to),
  }))

/** Returns how many of the agreed values a read-back showed in WeCom. */
const countWritten = (request: RequestRow): number =>
  approvedChanges(request).filter(({ field, to }) => request.outcome.readBack[field] === to).length

/** Returns whether a write that failed for good changed some of the fields. */
function isPartlyWritten(request: RequestRow): boolean {
  const written = countWritten(request)
  return request.state === 'failed' && written > 0 && written < approvedChanges(request).length
}

function resultText(request: RequestRow, agreed: number, all: number): MessageTextName {
  const { state, phase, outcome } = request
  if (state === 'failed') return isPartlyWritten(request) ? 'info_change.failed_partly' : 'info_change.failed'
  if (phase === 'differs') return 'info_change.differs'
  if (state === 'decided') return 'info_change.scheduled'
  if (outcome.dispute?.finding === 'stands') return 'info_change.answered'
  if (outcome.dispute?.finding === 'write_again') return 'info_change.rewritten'
  if (agreed === 0) return 'info_change.refused'
  return agreed === all ? 'info_change.applied' : 'info_change.partly'
}

/** Returns the result of a field: the value that WeCom holds according to the read-back, rather than the requested one. */
function resultValue(request: RequestRow, field: InfoField, from: string, to: string): string {
  const verdict = request.outcome.verdicts[field]
  const current = request.outcome.readBack[field]
  if (verdict?.verdict === 'refuse') return `未通过，仍是 ${from || '（空）'}${reasonText(verdict.reason)}`
  if (current === undefined) return request.state === 'decided' ? `将改为 ${to}` : `申请值 ${to}，未写入`
  return current === to ? `已改为 ${current}` : `申请值 ${to}，当前值 ${current || '（空）'}`
}

function reasonText({ code, text }: { code: RefusalReason; text: string }): string {
  const words = text || (reasonTexts[code] ?? '')
  return words === '' ? '' : `（${words}）`
}
