import { sampleBoard, samplePeople } from './sample-board.ts'
import { sampleRecord, sampleRecordHits } from './sample-records.ts'
import { sampleMyPolicies, sampleReading, sampleReceipt, sampleReceipts } from './sample-policies.ts'
import { samplePolicyEdit, samplePolicyList, samplePolicyText } from './sample-policy-admin.ts'

/** The policy pages with sample data. */
export const samplePolicyPages = {
  policies: { name: 'policies', data: sampleMyPolicies },
  policy: { name: 'policy', data: sampleReading },
  receipts: { name: 'receipts', data: sampleReceipts },
  receipt: { name: 'receipt', data: sampleReceipt },
  'policy-signed': { name: 'policy-signed', data: sampleReceipt },
  'policy-text': { name: 'policy-text', data: samplePolicyText },
  'policy-board': { name: 'policy-board', data: sampleBoard },
  'policy-people': { name: 'policy-people', data: samplePeople },
  'signing-records': { name: 'signing-records', data: sampleRecordHits },
  'signing-record': { name: 'signing-record', data: sampleRecord },
  'settings-policies': { name: 'settings-policies', data: samplePolicyList },
  'policy-edit': { name: 'policy-edit', data: samplePolicyEdit },
} as const
