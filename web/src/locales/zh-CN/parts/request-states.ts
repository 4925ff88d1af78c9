import type { RequestState } from '@desk/shared/requests/model/request-flow'
import { names } from './phrases.ts'

export const states = {
  draft: '草稿',
  open: '等审批',
  returned: '已退回',
  decided: '等写入',
  executing: '正在写入',
  done: '已生效',
  failed: '未生效',
  withdrawn: '已撤回',
  refused: '未同意',
} satisfies Record<RequestState, string>

export const progress = {
  label: '进度',
  steps: { waiting: '等审批', decided: '已决定', write: '写入企业微信', written: '已写入', readBack: '核对一致' },
  waitingFor: (deciders: readonly string[]) => (deciders.length ? `等${names(deciders)}审批` : '等审批'),
  decided: '已决定，等写入',
  writing: '正在写入企业微信',
  checking: '已写入，正在核对',
  done: '已生效',
  partlyDone: '同意的已生效',
  waitingForYou: '待你审批',
  returned: '退回给你修改',
  failed: '未完成，点开看原因',
  withdrawn: '已撤回，未作改动',
  refused: '未同意，未作改动',
  notches: (sentence: string, reached: number) => `进度：${sentence}，共三步，完成 ${String(reached)} 步`,
}
