import type { RequestState } from '@desk/shared/requests/model/request-flow'
import type { RequestItem, RequestType } from '@desk/shared/requests/types/index'
import type { InfoPhase } from '@desk/shared/info-change/info-change'
import { fields, names } from './phrases.ts'
import { progress, states } from './request-states.ts'

type Change = { field: RequestItem; to: string }

/** What a request type says about its effect: nothing here fits another type. */
type EffectMessages = Record<
  'decided' | 'writing' | 'checking' | 'done' | 'failed' | 'withdrawn' | 'refused',
  string
> & { steps: Record<'waiting' | 'decided' | 'write' | 'written' | 'readBack', string> }

/** The messages that each request type defines for home and lists; those of its pages are in `kind-details.ts`. */
export type RequestTypeMessages = {
  /** The service tile on home. */
  tile: string
  /** The title of its page. */
  pageTitle: string
  /** A row of a list. */
  title: (changes: readonly Change[], empty: string) => string
  /** The heading for approvers. */
  asks: (name: string, count: number) => string
  states: Record<RequestState, string>
  progress: typeof progress & EffectMessages
  /** Labels of the phases within a state. */
  phases?: Readonly<Record<string, { label: string; sentence: string }>>
}

const infoChange: RequestTypeMessages = {
  tile: '改我的信息',
  pageTitle: '信息变更',
  title: (changes, empty) => {
    const [first, ...others] = changes
    if (first && others.length === 0) return `${fields[first.field]}改为“${first.to || empty}”`
    return `改${names(changes.map(({ field }) => fields[field]))}`
  },
  asks: (name, count) => `${name} 申请改 ${String(count)} 项`,
  states: { ...states, decided: '待写入', executing: '正在写入', done: '已生效', failed: '未生效' },
  progress: {
    ...progress,
    steps: { waiting: '待审批', decided: '已决定', write: '写入企业微信', written: '已写入', readBack: '核对一致' },
    decided: '已决定，待写入',
    writing: '正在写入企业微信',
    checking: '已写入，正在核对',
    done: '已生效',
    failed: '未完成，点击查看原因',
    withdrawn: '已撤回，未作改动',
    refused: '未同意，未作改动',
  },
  phases: {
    scheduled: { label: '待生效', sentence: '已决定，到生效日写入' },
    awaiting_proof: { label: '待手动修改', sentence: '等管理部门手动修改' },
    guide_member: { label: '待本人修改', sentence: '等本人在企业微信中修改' },
    differs: { label: '核对不一致', sentence: '已写入，核对不一致，管理部门正在处理' },
    disputed: { label: '核查中', sentence: '已反映有误，管理部门正在核查' },
  } satisfies Record<InfoPhase, { label: string; sentence: string }>,
}

const groupCreate: RequestTypeMessages = {
  tile: '申请建群',
  pageTitle: '建群申请',
  title: (changes, empty) => `建群“${changes[0]?.to ?? empty}”`,
  asks: (name) => `${name} 申请建群`,
  states: { ...states, decided: '待建群', executing: '正在建群', done: '已建群', failed: '未建成' },
  progress: {
    ...progress,
    steps: { waiting: '待审批', decided: '已决定', write: '在企业微信建群', written: '已建', readBack: '核对一致' },
    decided: '已同意，马上建群',
    writing: '正在企业微信里建群',
    checking: '已建，正在核对',
    done: '已建群',
    failed: '建群失败，不会重复建群',
    withdrawn: '已撤回，没有建群',
    refused: '未同意，没有建群',
  },
  phases: { by_hand: { label: '待手工建群', sentence: '等管理部门手工建群' } },
}

const policyExemption: RequestTypeMessages = {
  tile: '申请豁免签收',
  pageTitle: '豁免申请',
  title: (changes, empty) => `豁免${changes[0]?.to ?? empty}`,
  asks: (name) => `${name} 申请豁免签收`,
  states: { ...states, decided: '待登记', executing: '待登记', done: '已豁免', failed: '未豁免' },
  progress: {
    ...progress,
    steps: { waiting: '待审批', decided: '已决定', write: '登记', written: '已登记', readBack: '已豁免' },
    decided: '已同意，正在登记',
    writing: '正在登记',
    checking: '正在登记',
    done: '已豁免，到期后需要签收',
    failed: '审批时已过豁免期限，或已无需签收',
    withdrawn: '已撤回，没有豁免',
    refused: '未同意，请按期签收',
  },
  phases: { stopped: { label: '待登记', sentence: '已同意，登记出错，管理部门正在处理' } },
}

export const kinds: Record<RequestType, RequestTypeMessages> = {
  info_change: infoChange,
  group_create: groupCreate,
  policy_exemption: policyExemption,
}
