import { errors, problem, refusal } from './en/failures.ts'
import { form } from './en/form.ts'
import { home, lists } from './en/home.ts'
import { kinds } from './en/kinds.ts'
import { clause, day, decision, fields, names } from './en/phrases.ts'
import { widgets } from './en/widgets.ts'
import { detail, progress, reasons, returnReasons, states, timeline } from './en/requests.ts'
import type { Words } from './zh-cn.ts'

export const en: Words = {
  titles: {
    home: 'WeCom Desk',
    requests: 'My requests',
    approvals: 'To approve',
    request: 'Change of details',
    'info-change': 'Change my details',
    resubmission: 'Mend and submit again',
    delegations: 'Delegate while away',
    settings: 'Settings',
    'settings-roles': 'Roles and grants',
    'settings-check': 'Self-check',
    'settings-api-keys': 'API keys',
    'settings-outbox': 'Delivery',
    'settings-calendar': 'Calendar and quiet hours',
    'settings-texts': 'Message texts',
    'settings-fields': 'Fields that may change',
    'request-sheet': 'Entered by hand',
    'settings-directory': 'Health of the directory',
    audit: 'Audit',
    me: 'Me',
    'my-sessions': 'Where I am signed in',
    'claim-ops': 'Become ops',
    panel: 'Sign in',
    'my-data': 'My data',
    privacy: 'Privacy',
    refusal: 'WeCom Desk',
    'not-found': 'No such page',
    error: 'Something went wrong',
  },
  fields,
  kinds,
  names,
  clause: (id) => `Clause ${clause(id)}`,
  day,
  was: 'was ',
  becomes: 'becomes ',
  empty: '(empty)',
  decision,
  partlyDone: 'Partly in effect',
  states,
  home,
  progress,
  lists,
  form,
  detail,
  reasons,
  returnReasons,
  timeline,
  refusal,
  problem,
  widgets,
  errors,
}
