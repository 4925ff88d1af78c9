import { names } from './phrases.ts'

/** Labels of the states in which nothing has taken effect. */
export const states = {
  draft: '草稿',
  open: '待审批',
  returned: '已退回',
  withdrawn: '已撤回',
  refused: '未同意',
}

export const progress = {
  label: '进度',
  waitingFor: (deciders: readonly string[]) => (deciders.length ? `等${names(deciders)}审批` : '待审批'),
  partlyDone: '同意的已生效',
  waitingForYou: '待你审批',
  returned: '退回给你修改',
  notches: (sentence: string, reached: number) => `进度：${sentence}，共三步，完成 ${String(reached)} 步`,
}
