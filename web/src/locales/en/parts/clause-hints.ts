import { clause } from './phrases.ts'

export const fileHint = `The file contains company data: send it only to those who need it, check the recipients, and encrypt what is sensitive (${clause('4.1b')}).`
export const newDeviceHint = `Do not sign in on public computers or in unofficial clients; lock the screen or sign out when you leave (${clause('3.2c')}).`
