import type { CalendarDay } from '@desk/shared/kernel/calendar-day'

/** Returns a day as cards show it, `3 月 20 日`. Cards are read in WeCom, in Chinese. */
export const cardDay = (day: CalendarDay): string =>
  `${String(Number(day.slice(5, 7)))} 月 ${String(Number(day.slice(8)))} 日`

/** Returns an instant as cards show it, `3月20日 09:05`, in the time zone of the company. */
export const cardTime = (timeZone: string, at: Date): string =>
  new Intl.DateTimeFormat('zh-CN', {
    timeZone,
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
