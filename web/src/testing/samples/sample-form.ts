import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import { approverLiMin, guoJi } from './sample-people.ts'
import type { ManualSheet } from '@desk/shared/info-change/info-change-schemas'
import { fieldPolicies, infoFields } from '@desk/shared/info-change/info-field-policies'
import type { FieldSettings } from '@desk/shared/settings/field-schemas'

export const sampleForm: InfoChangeForm = {
  subject: null,
  fields: [
    { field: 'position', value: '质检工程师', isConfirmedByOps: false, isHidden: false },
    { field: 'telephone', value: '0571-88001234', isConfirmedByOps: false, isHidden: false },
  ],
  departmentId: 11,
  today: '2026-03-17',
  lastDay: '2026-06-15',
  deciders: [approverLiMin, { ...approverLiMin, userid: 'zhouqiming', name: '周启明' }],
  answer: { usualHours: 2, dueAt: '2026-03-18T02:33:00Z' },
  open: null,
  readFirst: null,
  again: null,
}

export const sampleFields: FieldSettings = {
  version: 2,
  fields: infoFields.map((field) => ({
    field,
    isOpen: field !== 'biz_mail',
    isConfirmedByOps: fieldPolicies[field].isConfirmedByOps,
  })),
}

export const sampleSheet: ManualSheet = {
  id: 'req_0sample1',
  no: 'K7Q2-91FD',
  member: guoJi,
  rows: [
    { field: 'position', from: '质检工程师', to: '高级质检工程师', isOpen: false },
    { field: 'telephone', from: '', to: '0571-88001288,8601', isOpen: true },
  ],
  isOver: false,
}
