import type { PolicyEditView, PolicyList, PublishForecast, VersionView } from '@desk/shared/policies/authoring-schemas'
import type { PolicyFile } from '@desk/shared/policies/policy-files'
import type { PolicyTextView } from '@desk/shared/policies/text-schemas'
import { liMin } from '../sample-people.ts'
import { sampleBoard } from './sample-board.ts'
import { sampleText } from './sample-policies.ts'

export const samplePolicyList: PolicyList = {
  items: [
    {
      id: 'pol_0sample1',
      title: '企业微信使用规范',
      titleEn: 'Using WeCom',
      label: '2.2',
      isRetired: false,
      draftState: 'approved',
      counts: sampleBoard.counts,
      blocked: 3,
    },
    {
      id: 'pol_0sample2',
      title: '信息安全须知',
      titleEn: null,
      label: null,
      isRetired: false,
      draftState: 'draft',
      counts: null,
      blocked: null,
    },
  ],
  gate: { isOn: false, version: 0 },
}

const version = (overrides: Partial<VersionView>): VersionView => ({
  id: 'pov_0sample1',
  no: 3,
  label: '2.2',
  state: 'published',
  kind: 'major',
  reason: '',
  author: { userid: liMin.userid, name: liMin.name },
  returned: null,
  approvedBy: { userid: 'zhouqiming', name: '周启明' },
  approvedAt: '2026-03-01T09:12:30Z',
  approvalComment: '时限清楚了，可以发布。',
  publishedBy: { userid: liMin.userid, name: liMin.name },
  publishedAt: '2026-03-02T02:00:00Z',
  effectiveOn: '2026-03-02',
  ...overrides,
})
const draft = version({
  id: 'pov_0sample2',
  no: 4,
  label: null,
  state: 'approved',
  kind: null,
  publishedBy: null,
  publishedAt: null,
  effectiveOn: null,
})

const sampleFile: PolicyFile = {
  id: 'pfl_0sample1',
  name: '设备登记表.pdf',
  type: 'application/pdf',
  size: 48_200,
  sha256: 'a'.repeat(64),
}

export const samplePolicyEdit: PolicyEditView = {
  id: 'pol_0sample1',
  title: '企业微信使用规范',
  titleEn: 'Using WeCom',
  edition: 7,
  current: version({}),
  draft: {
    version: draft,
    content: {
      zh: { title: '企业微信使用规范', consent: '我已读完以上条款，愿意遵守。' },
      en: null,
      clauses: [
        { id: '3.2d', no: '3.2④', zh: { title: '手机遗失或更换', body: '立即报告。', why: '报晚了。' }, en: null },
      ],
      audience: { everyone: true, departments: [], roles: [], partners: true, people: [] },
      daysToSign: 7,
      joinerDays: 3,
      remindEveryDays: 2,
      signing: 'tick',
      isBeforeUse: false,
      files: [{ ...sampleFile, sha256: 'b'.repeat(64) }],
    },
    contentHash: 'a'.repeat(64),
    clauses: [
      {
        id: '3.2d',
        no: '3.2④',
        title: '手机遗失或更换',
        change: 'changed',
        text: sampleText,
        diff: [
          { kind: 'removed', text: '24 小时内' },
          { kind: 'added', text: '立即' },
          { kind: 'same', text: '报告。' },
        ],
        why: '报晚了。',
      },
      { id: '1.1', no: '1.1', title: '目的', change: 'same', text: sampleText, diff: null, why: '' },
    ],
    english: null,
    files: [
      { ...sampleFile, sha256: 'b'.repeat(64), change: 'changed', before: sampleFile },
      { ...sampleFile, id: 'pfl_0sample2', name: '旧附表.pdf', change: 'removed', before: null },
    ],
  },
  inForce: {
    terms: {
      zh: { title: '企业微信使用规范', consent: '我已读完以上条款，愿意遵守。' },
      en: null,
      audience: { everyone: false, departments: [7], roles: [], partners: false, people: [] },
      daysToSign: 5,
      joinerDays: 3,
      remindEveryDays: 2,
      signing: 'tick',
      isBeforeUse: true,
    },
    departments: [{ id: 7, name: '制造中心' }],
    people: [],
    clauses: [
      { id: '1.1', no: '1.1', zh: { title: '目的', body: '保护公司的信息。', why: '' }, en: null },
      { id: '3.2d', no: '3.2④', zh: { title: '手机遗失或更换', body: '24 小时内报告。', why: '' }, en: null },
    ],
  },
  history: [draft, version({})],
  retirement: null,
  reviewers: [],
  allowed: ['publish', 'send_back'],
  departments: [],
  people: [],
  clauseIds: ['1.1', '3.2d'],
}

export const sampleForecast: PublishForecast = {
  major: 56,
  changed: 4,
  removed: 1,
  seconds: 80,
  fullSeconds: 540,
  delta: 30,
  full: 26,
  partners: 2,
  notAsked: 3,
  exempt: 1,
  clauses: 35,
  groups: [
    { label: '2.2', people: 30, clauses: 4, seconds: 80 },
    { label: null, people: 26, clauses: 35, seconds: 540 },
  ],
}

export const samplePolicyText: PolicyTextView = {
  id: 'pol_0sample1',
  title: '企业微信使用规范',
  titleEn: 'Using WeCom',
  isRetired: false,
  versions: [
    { no: 3, label: '2.2', state: 'published', kind: 'major', publishedAt: '2026-03-02T02:00:00Z', isSigned: true },
    { no: 1, label: '1.0', state: 'superseded', kind: 'major', publishedAt: '2025-09-01T02:00:00Z', isSigned: true },
  ],
  shown: 3,
  from: 1,
  language: 'zh-CN',
  languages: ['zh-CN'],
  consent: '我已读完以上条款，愿意遵守。',
  clauses: samplePolicyEdit.draft?.clauses ?? [],
  files: samplePolicyEdit.draft?.files ?? [],
}
