import type { RequestState } from '@desk/shared/requests/model/request-flow'
import type { RequestItem, RequestType } from '@desk/shared/requests/types/index'
import { fields, names } from './phrases.ts'

/** What a decision is called: on its button, and in the past tense. */
type DecisionMessages = Record<'decision' | 'decided', (agreed: number, refused: number) => string>

/** The messages that each request type defines for its pages. Those that other types share are in `requests.ts`. */
export type RequestTypeDetails = DecisionMessages & {
  /** The heading of what was asked, for its applicant: once it is decided, what became of it. */
  requested: (count: number, refused: number, state: RequestState) => string
  /** What withdrawing it means. */
  withdrawLine: string
  /** The heading of the reasons for refusing. */
  refuseTitle: (item: RequestItem) => string
  /** The last step, before it is done and after it failed. */
  lastStep: { todo: string; failed: string }
  timeline: EffectTimeline & Partial<ReadBackTimeline>
}

/** What happens to requests of every type. */
type EffectTimeline = Record<'write_started' | 'write_retried' | 'write_failed' | 'closed' | 'applicant_left', string>
/** What happens to requests that are written in WeCom and read back; the words of most types are in `requests.ts`. */
type ReadBackTimeline = Record<'written' | 'already_so', string> & {
  done_by_hand: (who: string) => string
  manual_asked: (list: readonly RequestItem[]) => string
  read_back_equal: (count: number) => string
  read_back_differs: (list: readonly RequestItem[]) => string
}

const countVerdicts = (agreed: number, refused: number): string => {
  if (refused === 0) return `同意 ${String(agreed)} 项`
  return agreed === 0 ? `不同意 ${String(refused)} 项` : `同意 ${String(agreed)} 项，不同意 ${String(refused)} 项`
}
const wholeVerdict = (agreed: number): string => (agreed > 0 ? '同意' : '不同意')
/** For a request of one item. */
const decidedAsWhole: DecisionMessages = { decision: wholeVerdict, decided: wholeVerdict }

const infoChange: RequestTypeDetails = {
  decision: countVerdicts,
  decided: countVerdicts,
  requested: (count, refused, state) => {
    if (state === 'withdrawn' || state === 'refused') return '未改动'
    if (refused > 0) return countVerdicts(count - refused, refused)
    return state === 'done' ? `已改 ${String(count)} 项` : `你要改 ${String(count)} 项`
  },
  withdrawLine: '申请到此结束，不作改动；之后可以再次提交',
  refuseTitle: (item) => `为什么不同意改${fields[item]}`,
  lastStep: { todo: '核对', failed: '核对不一致' },
  timeline: {
    write_started: '开始写入企业微信',
    written: '已写入企业微信',
    already_so: '企业微信里已是申请值',
    write_retried: '写入失败，稍后重试',
    write_failed: '写入失败，已停止',
    done_by_hand: (who) => `${who}已在管理后台手动修改`,
    manual_asked: (list) => `请管理部门手动修改：${names(list.map((field) => fields[field]))}`,
    read_back_equal: (count) => `核对一致，${String(count)} 项已生效`,
    read_back_differs: (list) =>
      list.length ? `已写入，核对不一致：${names(list.map((field) => fields[field]))}` : '已写入，核对不一致',
    closed: '七天内没有异议，已办结',
    applicant_left: '申请人已离职，申请结束，未作改动',
  },
}

const groupCreate: RequestTypeDetails = {
  ...decidedAsWhole,
  requested: () => '申请内容',
  withdrawLine: '申请到此结束，不会建群',
  refuseTitle: () => '为什么不同意建这个群',
  lastStep: { todo: '核对', failed: '核对不一致' },
  timeline: {
    write_started: '开始在企业微信建群',
    written: '群已建',
    already_so: '群已经建好',
    write_retried: '建群失败，稍后重试',
    write_failed: '建群失败，已停止',
    done_by_hand: (who) => `${who}已在企业微信手工建群`,
    manual_asked: () => '请管理部门手工建群',
    read_back_equal: () => '已核对，群和申请一致',
    read_back_differs: () => '已核对，群和申请不一致',
    closed: '建群申请已办结',
    applicant_left: '申请人已离职，申请结束，没有建群',
  },
}

const policyExemption: RequestTypeDetails = {
  ...decidedAsWhole,
  requested: () => '申请内容',
  withdrawLine: '申请到此结束，没有豁免，请按期签收',
  refuseTitle: () => '为什么不同意豁免',
  lastStep: { todo: '登记', failed: '未豁免' },
  timeline: {
    write_started: '开始登记豁免',
    write_retried: '登记失败，稍后重试',
    write_failed: '登记失败，已停止',
    closed: '豁免已登记，申请办结',
    applicant_left: '申请人已离职，申请结束，没有豁免',
  },
}

export const kindDetails = {
  info_change: infoChange,
  group_create: groupCreate,
  policy_exemption: policyExemption,
} satisfies Record<RequestType, RequestTypeDetails>
