import type { PageIconName } from './page-icon-paths.ts'

/** Outlines on a 24 × 24 grid, drawn with a stroke. One path each, so that a template needs no raw HTML. */
const iconPaths = {
  approve: 'M7 4h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3h-10a3 3 0 0 1-3-3v-10a3 3 0 0 1 3-3zM8 12.2l2.8 2.8L16 9.4',
  chat: 'M12 4.5c4.7 0 8.5 3.1 8.5 7s-3.8 7-8.5 7c-1 0-2-.1-2.9-.4L5 20l.8-3.3c-1.4-1.3-2.3-3.1-2.3-5.2 0-3.9 3.8-7 8.5-7zM8.5 11.5h.01M12 11.5h.01M15.5 11.5h.01',
  chevron: 'M9.5 5.5l6.5 6.5-6.5 6.5',
  data: 'M5.5 5h13a2.5 2.5 0 0 1 2.5 2.5v9a2.5 2.5 0 0 1-2.5 2.5h-13a2.5 2.5 0 0 1-2.5-2.5v-9a2.5 2.5 0 0 1 2.5-2.5zM6.7 10.6a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0 -3.8 0zM5.7 15.8c.4-1.5 1.5-2.3 2.9-2.3s2.5.8 2.9 2.3M14.6 10H18M14.6 14H18',
  offline:
    'M4 4l16 16M8.7 13.7a5 5 0 0 1 3.3-1.2M16.4 14.7a6 6 0 0 0-1-.8M5.6 10.7A9.5 9.5 0 0 1 8.5 8.9M11.5 8.2a9.5 9.5 0 0 1 7 2.5M12 18v.01',
  lock: 'M7 10.5h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2zM8 10.5V7.8a4 4 0 0 1 8 0v2.7M12 14.5v2.2',
  person: 'M8.5 8a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0zM5 20c0-3.6 3-6 7-6s7 2.4 7 6',
  phone:
    'M5.5 4h3.3l1.5 4-2 1.6a11 11 0 0 0 6.1 6.1l1.6-2 4 1.5v3.3a1.5 1.5 0 0 1-1.6 1.5A15.5 15.5 0 0 1 4 5.6 1.5 1.5 0 0 1 5.5 4z',
  'my-info':
    'M21 10V7.5A2.5 2.5 0 0 0 18.5 5h-13A2.5 2.5 0 0 0 3 7.5v9A2.5 2.5 0 0 0 5.5 19H10M6.6 10.5a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0 -3.8 0zM5.7 15.5c.4-1.4 1.4-2.1 2.8-2.1.9 0 1.6.3 2.1.8M13.5 20l.4-2.4 5-5a1.45 1.45 0 0 1 2 2l-5 5z',
  'group-add':
    'M5.6 8.2a2.9 2.9 0 1 0 5.8 0a2.9 2.9 0 1 0 -5.8 0zM3 18.5c0-2.8 2.3-4.7 5.5-4.7 1.9 0 3.4.6 4.4 1.6M14.6 5.6a2.9 2.9 0 0 1 0 5.2M17.8 13.8v6.4M14.6 17H21',
  'my-groups':
    'M5 4.8h8.5a2 2 0 0 1 2 2v4.7a2 2 0 0 1-2 2H8.3L5 16.2v-2.7a2 2 0 0 1-2-2V6.8a2 2 0 0 1 2-2zM18.3 9.3H19a2 2 0 0 1 2 2v4.2a2 2 0 0 1-2 2v2.3l-2.9-2.3h-3.6a2 2 0 0 1-1.7-1',
  request: 'M20.5 3.5 3.6 10.4c-.4.2-.4.7 0 .9l6.5 2.6 2.6 6.5c.2.4.7.4.9 0zM10.1 13.9l4.2-4.2',
  'phone-lost':
    'M8.7 2.8h6.6a2.2 2.2 0 0 1 2.2 2.2v14a2.2 2.2 0 0 1-2.2 2.2H8.7a2.2 2.2 0 0 1-2.2-2.2V5a2.2 2.2 0 0 1 2.2-2.2zM12 7.2v5.6M12 16.2v.01',
  question:
    'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0zM9.6 9.5a2.5 2.5 0 1 1 3.4 2.3c-.7.3-1 .8-1 1.5v.4M12 16.6v.01',
  receipt: 'M6 3.5h12v17l-2-1.5-2 1.5-2-1.5-2 1.5-2-1.5-2 1.5zM9.2 8.5h5.6M9.2 12.5h5.6',
  return: 'M10 6 5 11l5 5M5 11h9a5 5 0 0 1 5 5v2.5',
  sign: 'M4.5 20.25h15M7 16l.7-3.2 8.2-8.2a1.8 1.8 0 0 1 2.5 2.5l-8.2 8.2zM14.3 6.2l2.5 2.5',
  warning: 'M12 4 21 19.5H3zM12 10v4.2M12 16.9v.01',
  home: 'M4 10.6 12 4l8 6.6V19a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM9 16.2h6',
  todo: 'M9 4.5H7.5a2 2 0 0 0-2 2V19a2 2 0 0 0 2 2h9a2 2 0 0 0 2-2V6.5a2 2 0 0 0-2-2H15M10.2 3h3.6a1.2 1.2 0 0 1 1.2 1.2v.8a1.2 1.2 0 0 1-1.2 1.2h-3.6A1.2 1.2 0 0 1 9 5v-.8A1.2 1.2 0 0 1 10.2 3zM9 13.6l2.1 2.1 4-4.3',
  policy:
    'M12 6.5C10.2 5.2 7.5 4.8 4 5v13c3.5-.2 6.2.2 8 1.5 1.8-1.3 4.5-1.7 8-1.5V5c-3.5-.2-6.2.2-8 1.5zM12 6.5v13M15 9.5l2.3-.2M15 12.5l2.3-.2',
  'phone-swap':
    'M8.7 2.8h6.6a2.2 2.2 0 0 1 2.2 2.2v14a2.2 2.2 0 0 1-2.2 2.2H8.7a2.2 2.2 0 0 1-2.2-2.2V5a2.2 2.2 0 0 1 2.2-2.2zM9.5 10.5a2.7 2.7 0 0 1 4.9-.8M14.6 7.7v2.1h-2.1M14.5 13.5a2.7 2.7 0 0 1-4.9.8M9.4 16.3v-2.1h2.1',
  guardian: 'M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.3 4.3 4.3 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10zM9.2 12l2 2 3.7-4',
} as const

/** A pale fill below the strokes of the icons of services and of the tab bar. */
const tonePaths: Partial<Record<keyof typeof iconPaths, string>> = {
  'my-info': 'M5 5h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z',
  'group-add':
    'M8.5 5.3a2.9 2.9 0 1 1 0 5.8 2.9 2.9 0 0 1 0-5.8zM3 18.5c0-2.8 2.3-4.7 5.5-4.7 1.9 0 3.4.6 4.4 1.6l-.6 3.1z',
  'my-groups': 'M5 4.8h8.5a2 2 0 0 1 2 2v4.7a2 2 0 0 1-2 2H8.3L5 16.2v-2.7a2 2 0 0 1-2-2V6.8a2 2 0 0 1 2-2z',
  request: 'M20.5 3.5 3.5 10.6l6.6 3.3 3.3 6.6z',
  home: 'M4 10.6 12 4l8 6.6V19a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1z',
  todo: 'M8 3.5h8a2 2 0 0 1 2 2V19a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V5.5a2 2 0 0 1 2-2z',
  policy: 'M12 6.5C10.2 5.2 7.5 4.8 4 5v13c3.5-.2 6.2.2 8 1.5 1.8-1.3 4.5-1.7 8-1.5V5c-3.5-.2-6.2.2-8 1.5z',
  'phone-swap': 'M8.5 3h7a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z',
  guardian: 'M12 20.5s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.8a4.3 4.3 0 0 1 7.5 2.7c0 5.4-7.5 10-7.5 10z',
  person: 'M12 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM5 20c0-3.6 3-6 7-6s7 2.4 7 6z',
}

export type IconName = keyof typeof iconPaths | PageIconName

/** Icons that home does not show; filled by `add-page-icons.ts`, which is loaded with every other page. */
export const pageIconPaths: Partial<Record<PageIconName, string>> = {}

/** The outline of an icon. `tone`: the outline of the pale fill below it, not the `Tone` of a state. */
export type IconShape = { path: string; tone?: string | undefined }

/** Returns the outline of an icon and its pale fill, if it has one. */
export const shapeOf = (name: IconName): IconShape =>
  name in iconPaths
    ? { path: iconPaths[name as keyof typeof iconPaths], tone: tonePaths[name as keyof typeof iconPaths] }
    : { path: pageIconPaths[name as PageIconName] ?? '' }
