import type { ManualSheet } from '@desk/shared/info-change/info-change-schemas'
import { fieldPolicies, infoFields } from '@desk/shared/info-change/info-field-policies'
import type { FieldSettings } from '@desk/shared/settings/field-schemas'

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
  applicant: { userid: 'guoji', name: '郭𠮷', department: ['供应链与质量保障中心', '来料检验组'] },
  rows: [
    { field: 'position', from: '质检工程师', to: '高级质检工程师', isOpen: false },
    { field: 'telephone', from: '', to: '0571-88001288,8601', isOpen: true },
  ],
  isOver: false,
}
