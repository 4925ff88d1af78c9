export const verifyEvidenceFile = async (_args: readonly string[], _usage: string): Promise<number> => 2
