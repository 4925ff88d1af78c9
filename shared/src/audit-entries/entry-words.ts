import { auditActionNames } from './action-names.ts'
import { auditDetailNames } from './detail-names.ts'
import type { EntryWords } from './entry-text.ts'
import { auditKindNames, auditObjectNames } from './object-names.ts'

/** Returns the Chinese words that describe audit entries on the page and in exported files. */
export const chineseEntryWords = (roles: EntryWords['roles'], exact: EntryWords['exact']): EntryWords => ({
  actions: auditActionNames,
  details: auditDetailNames,
  kinds: auditKindNames,
  objects: auditObjectNames,
  roles,
  automatic: '自动',
  yes: '是',
  no: '否',
  messageText: '消息文案',
  file: '导出的文件',
  exact,
  in: (department) => `（${department}）`,
  of: (name, of) => `${name}，${of}`,
  kindOf: (kind, name) => (name.startsWith('《') ? name : `${kind} ${name}`),
  message: (no) => `消息 ${no}`,
})
