import type { ChainBreak } from '@desk/shared/audit/audit-schemas'
import { auditActions, auditDetails } from './parts/audit-actions.ts'
import { lostEvents } from './parts/lost-events.ts'

const kept = { database: '数据库', file: '文件' } as const

const audit = {
  back: '回首页',
  intro: '谁在什么时候做了什么。只增不改，每天把链头交给审计人员保存。',
  chain: '审计链',
  protectedUpTo: (block: number, at: string) => `第 ${String(block)} 块，${at} 已存证`,
  noAnchor: '还没有存证',
  tail: (rows: number) => (rows === 0 ? '此后没有新记录' : `此后 ${String(rows)} 条，等下一次存证`),
  tailTooOld: '超过一天没有存证，到自检里看看原因。',
  verify: '验证',
  verifying: '正在从头计算',
  intact: (rows: number, blocks: number) => `没有问题：${String(blocks)} 块、${String(rows)} 条，逐条算过。`,
  broken: (broken: ChainBreak): string => {
    switch (broken.kind) {
      case 'row_changed':
        return `第 ${String(broken.seq)} 条被改过（第 ${String(broken.block)} 块）`
      case 'row_missing':
        return `第 ${String(broken.seq)} 条不见了（第 ${String(broken.block)} 块）`
      case 'row_added':
        return `第 ${String(broken.seq)} 条是后来加的（第 ${String(broken.block)} 块）`
      case 'block_changed':
        return `第 ${String(broken.block)} 块被改过`
      case 'block_missing':
        return `第 ${String(broken.block)} 块不见了`
      case 'evidence_changed':
        return `签收凭据 ${broken.object} 被改过（第 ${String(broken.seq)} 条记着它）`
      case 'evidence_missing':
        return `签收凭据 ${broken.object} 不见了（第 ${String(broken.seq)} 条记着它）`
      case 'evidence_added':
        return `签收凭据 ${broken.object} 是后来加的，没有记录`
      case 'anchor_differs':
        return `第 ${String(broken.block)} 块和${kept[broken.keptIn]}里的存证不同，从第 ${String(broken.since)} 块起可能被重做过`
      case 'anchor_missing':
        return `第 ${String(broken.block)} 块有存证（${kept[broken.keptIn]}），现在不见了`
    }
  },
  filter: '筛选',
  actor: '谁',
  actorHint: '账号，例如 limin',
  action: '做了什么',
  actionHint: '例如 roles.grant',
  object: '对象',
  from: '从哪天',
  to: '到哪天',
  apply: '查看',
  clear: '清空',
  invalid: '只能用字母、数字和 . : _ - @',
  rows: '审计记录',
  seq: '序号',
  at: '时间',
  details: '详情',
  none: '没有符合的记录',
  export: '导出',
  exportHint: '按上面的筛选导出。导出本身也会记下来。链接一分钟内有效，只能打开一次。',
  csv: '表格（CSV）',
  html: '网页（未独立核对）',
  ready: '已准备好，点下面的链接下载',
  download: '下载',
}

// What a lost device wrote stands in the audit like every other change of a request.
const lost = Object.entries(lostEvents).map(([type, word]) => [`request.${type}`, word] as const)

export default { ...audit, codes: { actions: { ...auditActions, ...Object.fromEntries(lost) }, details: auditDetails } }
