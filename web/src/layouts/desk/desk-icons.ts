import type { IconShape } from '../../ui/marks/icon-paths.ts'

/** Icons of the desk only. */
export const deskIcons = {
  settings: {
    path: 'M4 7h8.8M17.2 7H20M4 17h2.8M11.2 17H20M12.8 7a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0 -4.4 0zM6.8 17a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0 -4.4 0z',
  },
} as const satisfies Record<string, IconShape>
