import type { DutyView } from '@desk/shared/duties/duty-schemas'

export const sampleDuties: DutyView = {
  rows: [
    {
      key: 'confirm_people:cfc_0sample1:21',
      code: 'confirm_people',
      role: 'dept_admin',
      clause: '2.2c',
      subject: '来料检验组 · 上半年信息核对',
      owed: [
        { what: 'pending', count: 2, to: '/confirmations/cfc_0sample1/board?department=21&state=pending' },
        { what: 'changed', count: 0, to: '/confirmations/cfc_0sample1/board?department=21&state=changed' },
      ],
      done: [{ what: 'confirmed', count: 46, to: '/confirmations/cfc_0sample1/board?department=21&state=confirmed' }],
      dueOn: '2026-03-31',
      to: '/confirmations/cfc_0sample1/board?department=21',
    },
    {
      key: 'sign_policies',
      code: 'sign_policies',
      role: 'employee',
      clause: '2.3a',
      subject: null,
      owed: [{ what: 'waiting', count: 0, to: '/policies' }],
      done: [{ what: 'receipts', count: 1, to: '/receipts' }],
      dueOn: null,
      to: '/receipts',
    },
  ],
}
