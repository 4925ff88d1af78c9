import type { IncidentKind } from '@desk/shared/incidents/incident-states'
import type { IconName, IconShape } from '../../ui/marks/icon-paths.ts'

export const kindIcons = {
  login: {
    path: 'M19 7.5V6.5A1.5 1.5 0 0 0 17.5 5h-12A1.5 1.5 0 0 0 4 6.5V15M2.5 18.5h9.5V15h-9.5zM16 10h3.5a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1 -1.5 1.5h-3.5a1.5 1.5 0 0 1 -1.5 -1.5v-7a1.5 1.5 0 0 1 1.5 -1.5zM17.5 17.5h.5',
  },
  password: {
    path: 'M4 15.7a4.3 4.3 0 1 0 8.6 0a4.3 4.3 0 1 0 -8.6 0zM11.5 12.5l8-8M16 8l2.5 2.5M13.5 10.5l1.8 1.8',
  },
  sharing: {
    path: 'M5.6 8.2a2.9 2.9 0 1 0 5.8 0a2.9 2.9 0 1 0 -5.8 0zM3 18.5c0-2.8 2.3-4.7 5.5-4.7s5.5 1.9 5.5 4.7M14.6 5.6a2.9 2.9 0 0 1 0 5.2M16.4 14c2.7.4 4.6 2.1 4.6 4.5',
  },
  wrong_file: 'file',
  rumour: 'chat',
  leak: 'eye',
  other: 'more',
} as const satisfies Record<IncidentKind, IconName | IconShape>
