import type { Me } from '@desk/shared/pages/page-schemas'

export const liMin = { userid: 'limin', name: '李敏' }
export const askedLiMin = { ...liMin, because: 'admin', onBehalfOf: null } as const
export const guoJi = { userid: 'guoji', name: '郭𠮷', department: ['供应链与质量保障中心', '来料检验组'] }

export const sampleMe: Me = { ...guoJi, roles: [], isDecider: true, corpId: 'ww0123456789abcdef', agentId: 1000002 }
