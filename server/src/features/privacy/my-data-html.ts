import { type MyData, type MyDataSection, myDataSections } from '@desk/shared/privacy/my-data'
// Imported as `markup`: prettier would reformat the text of templates tagged `html`.
import { html as markup, raw } from 'hono/html'

const headings: Record<MyDataSection, string> = {
  member: '通讯录 · Directory',
  roles: '角色 · Roles',
  sessions: '登录 · Sign-ins',
  requests: '申请 · Requests',
  events: '申请的经过 · Request history',
  candidacies: '请我审批的申请 · Requests to approve',
  guardians: '守护人 · Guardians',
  lostCases: '我的手机丢失上报 · Reports of my lost phone',
  cards: '卡片 · Cards',
  notices: '通知 · Notices',
  groups: '所在的群 · Groups',
  openings: '打开过的制度 · Policies opened',
  questions: '我的制度疑问 · Questions about policies',
  exemptions: '签收豁免 · Exemptions from signing',
  dueDates: '我的签收期限 · My signing periods',
  confirmations: '信息核对 · Confirmations of my information',
  custody: '账号安全确认 · Account confirmations',
  incidents: '我署名的上报 · Reports with my name',
  groupReports: '我反映的群内违规 · Violations I reported',
  feedback: '我的反馈 · Feedback',
  departures: '我报告的离职 · Departures I reported',
  directoryChanges: '通讯录变动 · Directory changes',
  downloads: '导出 · Downloads',
  audit: '操作记录 · Audit',
}

const style = `
body { margin: 1.5rem auto; max-width: 60rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #15211f; }
details { border: 1px solid #e0e5e4; border-radius: 8px; padding: .5rem 1rem; margin: .5rem 0; }
dl { display: grid; grid-template-columns: minmax(8rem, 1fr) 3fr; gap: .125rem 1rem; margin: 0; padding: .5rem 0; }
dl + dl { border-top: 1px solid #e0e5e4; }
dt { color: #475453; } dd { margin: 0; overflow-wrap: anywhere; }
`

/** Renders the personal data as HTML without script, readable in any browser and on paper. */
export function myDataHtml({ userid, madeAt, sections }: MyData): string {
  const parts = myDataSections.map((name) => {
    const rows = sections[name]
    const open = rows.length > 0 && rows.length <= 20 ? ' open' : ''
    return markup`<details${open}><summary>${headings[name]} (${rows.length})</summary>${rows.map(rowHtml)}</details>\n`
  })
  return markup`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>我的数据 My data</title>
<style>${raw(style)}</style>
</head>
<body>
<h1>我的数据 <span lang="en">My data</span></h1>
<p>${userid} · ${madeAt}</p>
${parts}</body>
</html>
`.toString()
}

const rowHtml = (row: Readonly<Record<string, unknown>>) =>
  markup`<dl>${Object.entries(row).map(([name, value]) => markup`<dt>${name}</dt><dd>${textOf(value)}</dd>`)}</dl>`

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? value : JSON.stringify(value)
}
