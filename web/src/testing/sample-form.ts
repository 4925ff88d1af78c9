import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import { askedLiMin } from './sample-people.ts'

export const sampleForm: InfoChangeForm = {
  fields: [
    { field: 'position', value: '质检工程师', isConfirmedByOps: false, isHidden: false },
    { field: 'telephone', value: '0571-88001234', isConfirmedByOps: false, isHidden: false },
  ],
  departmentId: 11,
  today: '2026-03-17',
  lastDay: '2026-06-15',
  deciders: [askedLiMin, { ...askedLiMin, userid: 'zhouqiming', name: '周启明' }],
  open: null,
  readFirst: null,
  again: null,
}
