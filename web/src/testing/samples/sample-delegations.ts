import type { DelegationList } from '@desk/shared/delegations/delegation-schemas'
import { liMin, sampleMe } from './sample-people.ts'

export const sampleActiveDelegations = {
  given: [],
  held: [{ ...liMin, endsOn: '2026-03-20' }],
}

export const sampleDelegations: DelegationList = {
  given: [
    {
      id: 'dlg_0sample1',
      principal: sampleMe,
      delegate: { userid: 'zhouqiming', name: '周启明' },
      kinds: null,
      startsOn: '2026-03-18',
      endsOn: '2026-03-20',
      note: '出差去苏州',
      state: 'planned',
      mayRevoke: true,
    },
  ],
  held: [
    {
      id: 'dlg_0sample2',
      principal: liMin,
      delegate: sampleMe,
      kinds: null,
      startsOn: '2026-03-16',
      endsOn: '2026-03-20',
      note: '',
      state: 'active',
      mayRevoke: true,
    },
  ],
  mayDelegate: true,
  suggested: [{ userid: 'zhouqiming', name: '周启明' }],
  today: '2026-03-17',
}
