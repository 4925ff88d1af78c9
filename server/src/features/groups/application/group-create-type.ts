import { pagePaths } from '@desk/shared/pages/page-paths'
import { groupCreate } from '@desk/shared/groups/group-create'
import type { groupReasons } from '@desk/shared/groups/group-reasons'
import type { RequestStep } from '@desk/shared/requests/model/request-flow'
import type { FieldChangeView, Proof } from '@desk/shared/requests/request-schemas'
import type { Database } from '../../../db/database.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { decidedAsWhole } from '../../requests/decided-as-whole.ts'
import type { ManualTask, RequestTypeHandler } from '../../requests/model/request-type.ts'
import type { RequestRow } from '../../requests/model/request-queries.ts'
import { verdictText } from '../../requests/verdict-text.ts'
import { verdictView } from '../../requests/verdict-view.ts'
import { loadRequestedMembers, payloadOf } from '../model/group-request.ts'
import { validateGroupRequest } from './validate-group-request.ts'
import { groupRulesSetting } from '../model/group-settings.ts'
import { toGroupRequestView } from './group-request-view.ts'

export const CREATE_TOPIC = 'group_create.make'

export const groupCreateType: RequestTypeHandler = {
  checkSubmit: (tx, applicant, payload, context) =>
    validateGroupRequest(tx, applicant, groupCreate.payload.parse(payload), context),
  hashedContent: (payload) => groupCreate.hashedContent(groupCreate.payload.parse(payload)),
  ...decidedAsWhole('group'),
  nextStep,
  changes: (request) => [
    {
      field: 'group',
      from: '',
      to: payloadOf(request).name,
      verdict: verdictView(request.outcome.verdicts['group'], groupCreate.policyClause),
      readBack: readBackOf(request),
    },
  ],
  effectTopic: CREATE_TOPIC,
  cards: {
    label: () => '申请建群',
    requested: (request, applicant, department) => ({
      text: 'group_create.ask',
      values: { applicant: applicant.name, department },
      rows: rowsOf(request),
    }),
    closed: (request, applicant, decider) => ({
      text: decider === null ? 'group_create.withdrawn' : 'group_create.over',
      values: { applicant: applicant.name, decider: decider ?? applicant.name, verdict: verdictText(request) },
      rows: rowsOf(request),
    }),
    result: (request, decider) => ({
      text: resultText(request),
      values: { decider },
      rows: resultRows(request),
    }),
    returnReasons: {
      unclear_name: '群名看不出是什么事',
      wrong_members: '成员有误，需增减',
    } satisfies Record<keyof typeof groupReasons.return, string>,
  },
  verification,
  view: async ({ db }, request, actor) => ({ group: await toGroupRequestView(db, request, actor) }),
  manualTask,
}

/**
 * Returns `ops` when the group spans departments or is large: the management department then confirms the department's
 * approval. Null otherwise.
 */
async function nextStep(db: Database, request: RequestRow): Promise<RequestStep | null> {
  if (request.step === 'ops') return null
  const { value: rules } = await readSetting(db, groupRulesSetting)
  const { isAcrossDepartments, isLarge } = await loadRequestedMembers(db, request, rules)
  return isAcrossDepartments || isLarge ? 'ops' : null
}

const rowsOf = (request: RequestRow) => {
  const { name, purpose, members, expiresOn } = payloadOf(request)
  return [
    { name: '群名', value: name },
    { name: '用途', value: purpose },
    { name: '成员', value: `${String(members.length + 1)} 人` },
    { name: '到期', value: expiresOn },
  ]
}

function resultRows(request: RequestRow) {
  const rows = rowsOf(request)
  const refusal = request.outcome.verdicts['group']
  if (refusal?.verdict === 'refuse' && refusal.reason.text !== '')
    return [...rows.slice(0, 3), { name: '原因', value: refusal.reason.text }]
  return rows
}

function resultText({ state, phase }: RequestRow) {
  if (state === 'failed') return 'group_create.failed'
  if (phase === 'by_hand') return 'group_create.differs'
  return state === 'refused' ? 'group_create.refused' : 'group_create.made'
}

/** Returns the name read back from WeCom; null before that, and for a manually created group, which no application can read. */
function readBackOf(request: RequestRow): FieldChangeView['readBack'] {
  const value = request.outcome.readBack['group']
  return value === undefined ? null : { value, equal: value === payloadOf(request).name }
}

/**
 * Returns the progress in three steps: approved, created, read back. A manually created group is confirmed by a person,
 * so its third step stays open.
 */
function verification({ state, phase, outcome }: RequestRow): Proof {
  const reached = outcome.written ? 2 : 1
  switch (state) {
    case 'draft':
    case 'open':
    case 'returned':
      return { reached: 0, state: 'waiting' }
    case 'decided':
      return { reached: 1, state: 'running' }
    case 'executing':
      return { reached, state: phase ? 'waiting' : 'running' }
    case 'done':
      return { reached: outcome.readBack['group'] === undefined ? 2 : 3, state: 'done' }
    case 'failed':
      return { reached, state: 'failed' }
    case 'refused':
      return { reached: 1, state: 'stopped' }
    case 'withdrawn':
      return { reached: 0, state: 'stopped' }
  }
}

function manualTask(request: RequestRow, applicant: string): ManualTask {
  return {
    event: 'request.by_hand',
    text: 'group_create.by_hand',
    values: { applicant, no: request.no },
    rows: rowsOf(request),
    path: pagePaths.request(request.id),
    button: '去建群',
  }
}
