import type { ConsoleOperationPage } from '@desk/shared/accounts/console-schemas'
import type { HrHome } from '@desk/shared/accounts/hr-home-schemas'
import type { PartnerList, PartnerView } from '@desk/shared/accounts/partner-schemas'
import type { PeoplePage, PersonPage } from '@desk/shared/accounts/people-schemas'
import { guoJi, liMin } from './sample-people.ts'

const TODAY = '2026-03-17'
const wang = { userid: 'wangqiang', name: '王强' }
const department = ['供应链', '来料检验组']

const samplePartner: PartnerView = {
  ...wang,
  department: ['仓储'],
  company: '顺达物流',
  sponsor: liMin,
  needsSponsor: false,
  endsOn: '2026-03-24',
  daysLeft: 7,
  state: 'ending',
  closing: null,
  disabledAt: null,
  trouble: null,
  allowed: ['renew', 'close', 'register', 'end', 'release'],
}

const samplePeopleList: PeoplePage = {
  items: [
    { ...liMin, department, position: '组长', account: 'active', isPartner: false, isReported: false },
    { ...wang, department: ['仓储'], position: '', account: 'not_activated', isPartner: true, isReported: true },
  ],
  next: null,
  departments: null,
}

const samplePerson: PersonPage = {
  userid: 'guoji',
  name: '郭𠮷',
  department,
  position: '质检工程师',
  account: 'active',
  isPartner: false,
  isReported: true,
  alias: '',
  telephone: '0755-8601-2046',
  seats: [department],
  partner: null,
  departure: {
    id: 'dpr_0sample1',
    by: liMin,
    at: '2026-03-16T02:00:00Z',
    lastDay: '2026-03-13',
    note: '上周五已交接',
  },
  answer: null,
  allowed: ['change', 'answer', 'partner'],
  flows: ['partner'],
  today: TODAY,
}

const sampleHrHome: HrHome = {
  sections: [
    {
      name: 'departures',
      count: 1,
      due: 1,
      path: '/people',
      rows: [
        {
          key: 'dpr_0sample1',
          person: { userid: guoJi.userid, name: guoJi.name },
          reason: 'reported',
          day: '2026-03-13',
          isDue: true,
          path: '/people/guoji',
        },
      ],
    },
    {
      name: 'partners',
      count: 1,
      due: 0,
      path: '/settings/partners',
      rows: [
        {
          key: 'wangqiang',
          person: wang,
          reason: 'ending',
          day: '2026-03-24',
          isDue: false,
          path: '/partners/wangqiang',
        },
      ],
    },
    { name: 'console', count: 0, due: 0, path: '/accounts/console', rows: [] },
  ],
  today: TODAY,
  readAt: '2026-03-17T02:00:00Z',
}

const sampleOperations: ConsoleOperationPage = {
  items: [
    {
      id: 2,
      at: '2026-03-17T01:30:00Z',
      operator: liMin,
      kind: 'created',
      deed: 14,
      details: '姓名：王强；账号：wangqiang',
      mayConcern: [wang],
      handled: null,
    },
    {
      id: 1,
      at: '2026-03-16T01:30:00Z',
      operator: liMin,
      kind: 'changed',
      deed: 15,
      details: '姓名：王强',
      mayConcern: [],
      handled: {
        at: '2026-03-16T02:30:00Z',
        by: liMin,
        outcome: 'adopted',
        note: '',
        subject: wang,
        flow: 'partner',
      },
    },
  ],
  next: null,
  log: { state: 'read', readAt: '2026-03-17T02:00:00Z' },
  open: 1,
  flows: ['partner', 'info_change'],
}

const samplePartnerList: PartnerList = { items: [samplePartner], next: null, today: TODAY }

/** The pages about people and their accounts with sample data. */
export const samplePeoplePages = {
  'hr-home': { name: 'hr-home', data: sampleHrHome },
  people: { name: 'people', data: samplePeopleList },
  person: { name: 'person', data: samplePerson },
  'settings-partners': { name: 'settings-partners', data: samplePartnerList },
  partner: { name: 'partner', data: { partner: samplePartner, today: TODAY } },
  'console-deeds': { name: 'console-deeds', data: sampleOperations },
} as const
