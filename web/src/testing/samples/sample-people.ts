import type { Me } from '@desk/shared/pages/page-schemas'

export const liMin = { userid: 'limin', name: '李敏' }
export const approverLiMin = { ...liMin, because: 'admin', onBehalfOf: null } as const
export const guoJi = { userid: 'guoji', name: '郭𠮷', department: ['供应链与质量保障中心', '来料检验组'] }

export const sampleMe: Me = {
  ...guoJi,
  roles: [],
  seesLostDeviceCases: true,
  isDeptAdmin: true,
  approvesRequests: true,
  corpId: 'ww0123456789abcdef',
  agentId: 1000002,
}

export const ayigul = {
  userid: 'ayiguli',
  name: '阿依古丽·买买提',
  department: ['新疆分公司', '乌鲁木齐客户服务中心', '二线支持组'],
}
